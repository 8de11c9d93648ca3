"""The optimizers as Keras objects, against Keras's own of the same name."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close, same_training

from dlcourse import optimizers

# Options are exact in float32, to which Keras rounds its constants also for float64 weights.
CASES = [
    ("SGD", {"learning_rate": 0.03125}),
    ("SGD", {"learning_rate": 0.03125, "momentum": 0.75}),
    ("SGD", {"learning_rate": 0.03125, "momentum": 0.75, "nesterov": True}),
    ("Adagrad", {"learning_rate": 0.03125, "initial_accumulator_value": 0.4, "epsilon": 0.25}),
    ("RMSprop", {"learning_rate": 0.03125, "rho": 0.75, "epsilon": 0.25}),
    ("Adam", {"learning_rate": 0.03125, "beta_1": 0.75, "beta_2": 0.9375, "epsilon": 0.25}),
    ("Adam", {"learning_rate": 0.03125, "beta_1": 0.75, "beta_2": 0.9375, "epsilon": 0.25, "amsgrad": True}),
    ("AdamW", {"learning_rate": 0.03125, "weight_decay": 0.25, "beta_1": 0.75, "beta_2": 0.9375, "epsilon": 0.25}),
    ("AdamW", {"learning_rate": 0.03125, "weight_decay": 0.25, "beta_1": 0.5, "beta_2": 0.75, "amsgrad": True}),
]
# What Keras's base class does must reach our steps as well.
BASE = [
    {"clipnorm": 0.7},
    {"clipvalue": 0.4},
    {"global_clipnorm": 0.9},
    {"weight_decay": 0.25},
    {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3},
    {"loss_scale_factor": 4.0},
]
IDS = [f"{name}-{len(options)}-{i}" for i, (name, options) in enumerate(CASES)]


def pair(name, options):
    return (lambda: getattr(optimizers, name)(**options)), (lambda: getattr(keras.optimizers, name)(**options))


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_twenty_steps_are_keras_s(name, options, dtype):
    same_training(*pair(name, options), dtype=dtype)


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"])
def test_the_same_without_arguments(name):
    # 1e-6: Keras rounds 0.9 and 0.999 to float32, and Adam's correction magnifies that at its first steps
    same_training(*pair(name, {}), tolerance={"float64": 1e-6})
    ours, theirs = getattr(optimizers, name)().get_config(), getattr(keras.optimizers, name)().get_config()
    assert {key: ours[key] for key in ours if key != "name"}.items() <= theirs.items()


@pytest.mark.parametrize("base", BASE, ids=lambda base: next(iter(base)))
@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_options_of_the_base_class(name, base):
    same_training(*pair(name, {"learning_rate": 0.03125, **(CASES[5][1] if name == "Adam" else {}), **base}))


def test_a_schedule_gives_the_rate():
    def rate():
        return keras.optimizers.schedules.ExponentialDecay(0.5, 3, 0.75)

    same_training(*(lambda made=made: made.SGD(rate()) for made in (optimizers, keras.optimizers)))


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_the_gradient_of_a_table_that_was_looked_up(name, options):
    """TensorFlow gives only the rows that were looked up (row 2 twice); the step is Keras's of the full gradient."""
    sparse = tf.IndexedSlices(tf.constant([[3.0], [1.0], [2.0]]), tf.constant([2, 0, 2]), tf.constant([4, 1]))
    tables = [keras.Variable(np.ones((4, 1), "float32")) for _ in range(2)]
    gradients = sparse, tf.convert_to_tensor(sparse)
    for table, gradient, make in zip(tables, gradients, pair(name, options), strict=True):
        optimizer = make()
        for _ in range(2):
            optimizer.apply([gradient], [table])
    close(*[table.numpy() for table in tables], 1e-6)  # float32


def test_weights_excluded_from_decay_do_not_decay():
    w, b = keras.Variable([3.0], name="kernel"), keras.Variable([3.0], name="bias")
    optimizer = optimizers.AdamW(0.5, weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply([tf.zeros(1), tf.zeros(1)], [w, b])
    assert float(w.numpy()[0]) < 2.9
    assert float(b.numpy()[0]) == 3.0


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"])
@pytest.mark.parametrize("ill", [-0.1, float("nan")])
def test_a_rate_below_zero_is_refused(name, ill):
    with pytest.raises(ValueError, match=rf"{name}\(\) got learning_rate={ill}; give a number of at least 0"):
        getattr(optimizers, name)(ill)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"momentum": 1.0}),
        ("SGD", {"momentum": -0.1}),
        ("RMSprop", {"rho": 1.0}),
        ("RMSprop", {"rho": -0.1}),
        ("RMSprop", {"epsilon": -1}),
        ("Adam", {"beta_1": 1.0}),
        ("Adam", {"beta_2": 1.0}),
        ("Adam", {"beta_1": -0.1}),
        ("Adam", {"beta_2": -0.1}),
        ("Adam", {"epsilon": -1e-9}),
        ("AdamW", {"beta_2": 1.5}),
        ("AdamW", {"weight_decay": -0.1}),
        ("AdamW", {"weight_decay": None}),
        ("Adagrad", {"initial_accumulator_value": -0.1}),
        ("Adagrad", {"epsilon": -0.1}),
        ("SGD", {"clipnorm": -1.0}),
        ("SGD", {"clipvalue": -1.0}),
        ("SGD", {"global_clipnorm": -1.0}),
        ("SGD", {"weight_decay": -1.0}),
    ],
)
def test_options_outside_their_range_are_refused(name, options):
    (option, value), *_ = options.items()
    with pytest.raises(ValueError, match=rf"{name}\(\) got {option}={value}; give a number"):
        getattr(optimizers, name)(**options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"learning_rate": 0, "momentum": 0}),
        ("RMSprop", {"rho": 0, "epsilon": 0}),
        ("Adam", {"beta_1": 0, "beta_2": 0, "epsilon": 0}),
        ("AdamW", {"weight_decay": 0}),
        ("Adagrad", {"initial_accumulator_value": 0, "epsilon": 0}),
        ("SGD", {"weight_decay": 0}),
    ],
)
def test_zero_is_allowed(name, options):
    getattr(optimizers, name)(**options)


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_saved_and_loaded_in_the_middle_of_training_it_goes_on_alike(name, options, tmp_path):
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(11, 5)).astype("float32"), rng.normal(size=(11, 2)).astype("float32")
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    model.compile(getattr(optimizers, name)(**options), loss="mse")
    model.fit(x, y, epochs=3, shuffle=False, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded.optimizer) is getattr(optimizers, name)
    for each in (model, loaded):
        each.fit(x, y, epochs=3, shuffle=False, verbose=0)
    for ours, theirs in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_a_copy_from_its_config_is_the_same(name, options):
    optimizer = getattr(optimizers, name)(**options)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert copy.get_config() == optimizer.get_config()
    assert all(copy.get_config()[key] == pytest.approx(value) for key, value in options.items())  # rates are float32
    assert keras.saving.get_registered_name(type(optimizer)) == f"dlcourse>{name}"


@pytest.mark.parametrize(("name", "options"), [case for case in CASES if "amsgrad" not in case[1]])
def test_memory_stands_in_keras_s_order(name, options):
    """So that a state of Keras's optimizer can be copied into ours (Keras puts AMSGrad's maxima behind all others)."""
    variables = [keras.Variable(np.ones((7, 3))), keras.Variable(np.ones(5))]
    shapes = []
    for make in pair(name, options):
        optimizer = make()
        optimizer.build(variables)
        optimizer.build(variables)  # a second time changes nothing
        shapes.append([(each.name, tuple(each.shape)) for each in optimizer.variables])
    named = [[(label.split("_")[-1], shape) for label, shape in each] for each in shapes]
    assert named[0] == named[1]


@pytest.mark.parametrize("jit_compile", [False, True])
def test_compiled_it_does_not_trace_again(jit_compile):
    variable, optimizer = keras.Variable(np.ones(5, "float32")), optimizers.Adam(0.1)
    optimizer.build([variable])

    def step(gradient):
        optimizer.apply([gradient], [variable])

    compiled = tf.function(step, jit_compile=jit_compile, autograph=False)
    for seed in range(3):
        compiled(tf.constant(np.random.default_rng(seed).normal(size=5).astype("float32")))
    assert compiled.experimental_get_tracing_count() == 1
    assert int(optimizer.iterations) == 3


def test_half_precision_weights_keep_their_type():
    variable = keras.Variable(np.ones(5), dtype="bfloat16")
    optimizers.SGD(0.1, momentum=0.5).apply([tf.ones(5, "float32")], [variable])
    assert variable.dtype == "bfloat16"
    assert float(variable.numpy().astype(float).max()) < 1
