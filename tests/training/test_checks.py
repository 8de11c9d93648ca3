import keras
import numpy as np
import pytest

from dlcourse.training import checks, fit

GOOD = dict(
    batch_size=32, epochs=1, initial_epoch=0, validation_split=0.0, validation_freq=1, steps_per_epoch=None, jit="auto",
    verbose="auto",
)  # fmt: skip


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"batch_size": 0}, "batch_size=0; give a whole number of 1 or more"),
        ({"batch_size": 2.5}, "batch_size=2.5"),
        ({"epochs": 0}, "epochs=0"),
        ({"epochs": -2}, "epochs=-2"),
        ({"initial_epoch": -1}, "initial_epoch=-1"),
        ({"validation_split": -0.1}, "validation_split=-0.1"),
        ({"validation_split": 1}, "validation_split=1"),
        ({"validation_freq": 0}, "validation_freq=0"),
        ({"steps_per_epoch": 0}, "steps_per_epoch=0"),
        ({"jit": None}, "jit=None"),
        ({"verbose": 4}, "verbose=4"),
    ],
)
def test_numbers(wrong, words):
    checks.check_numbers(**GOOD)
    checks.check_numbers(**{**GOOD, "batch_size": None, "steps_per_epoch": 3, "validation_split": 0.99})
    for jit, verbose in ((True, 0), (False, 1), ("auto", 2)):
        checks.check_numbers(**{**GOOD, "jit": jit, "verbose": verbose})
    with pytest.raises(ValueError, match=f"fit.. got {words}"):
        checks.check_numbers(**{**GOOD, **wrong})


@pytest.mark.parametrize("name", ["validation_batch_size", "validation_steps"])
def test_validation_is_counted_in_whole_numbers(name):
    with pytest.raises(ValueError, match=rf"fit\(\) got {name}=-1; give a whole number"):
        fit(model(), np.ones((4, 5)), np.zeros(4), loss="mse", optimizer="sgd", **{name: -1})


def model(outputs=3, shape=(5,)):
    return keras.Sequential([keras.Input(shape), keras.layers.Dense(outputs)])


@pytest.mark.parametrize(
    "options, words",
    [
        (
            {"loss": "mean_squared_eror"},
            "loss='mean_squared_eror', which Keras doesn't know; did you mean 'mean_squared",
        ),
        ({"loss": "xxxxxxxx"}, "give a name from keras.losses"),
        ({"loss": 3}, "loss=3, which Keras doesn't know; give a name from keras.losses"),
        ({"optimizer": keras.optimizers.Adam}, r"Adam'>, which Keras doesn't know; call it: Adam\(\)"),
        ({"metrics": [3]}, "metric=3"),
        ({"optimizer": "adm"}, "optimizer='adm', which Keras doesn't know; did you mean .*'Adam"),
        ({"metrics": ["accuracy", "acuracy"]}, "metric='acuracy'"),
        ({"metrics": "maee"}, "metric='maee'"),
        ({"optimizer": None}, "got no optimizer; give optimizer='adam'"),
        ({"optimizer": keras.optimizers.SGD(-0.1)}, "learning rate=-0.1"),
        ({"optimizer": keras.optimizers.SGD(float("nan"))}, "learning rate=nan"),
    ],
)
def test_unknown_names_and_rates(options, words):
    with pytest.raises(ValueError, match=words):
        checks.compile_model(model(), **{"loss": "mse", "optimizer": "sgd", "metrics": None, **options})


def test_a_model_that_is_not_compiled():
    with pytest.raises(ValueError, match="a model that isn't compiled; give loss=... and optimizer=..."):
        checks.compile_model(model(), None, None, None)


def test_what_is_given_replaces_and_the_rest_stays():
    each = model()
    checks.compile_model(each, "mse", keras.optimizers.SGD(0.0), "mae")
    optimizer = each.optimizer
    checks.compile_model(each, "mae", None, None)
    assert each.loss == "mae" and each.optimizer is optimizer
    checks.compile_model(each, None, "adam", ["accuracy", "crossentropy"])
    assert each.loss == "mae" and isinstance(each.optimizer, keras.optimizers.Adam)
    before = each.optimizer
    checks.compile_model(each, None, None, None)
    assert each.optimizer is before
    checks.compile_model(each, keras.losses.MeanSquaredError(), None, keras.metrics.MeanSquaredError())
    checks.compile_model(
        each, None, keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)), None
    )


def test_rows():
    checks.check_rows((np.ones((3, 2)), {"a": np.ones(3)}))
    with pytest.raises(ValueError, match="x, y and sample_weight of 3, 2 rows; give each the same number"):
        checks.check_rows((np.ones((3, 2)), np.ones(2)))
    with pytest.raises(ValueError, match="no rows in data; give at least one example"):
        checks.check_rows(np.ones((0, 2)), "data")
    with pytest.raises(ValueError, match="a single number among"):
        checks.check_rows((np.ones((3, 2)), np.array(1.0)))


def test_nan_is_warned_of_and_nothing_else():
    checks.warn_of_nan((np.array([np.inf, -np.inf, 1.0]), np.array([1, 2]), np.array(["a"])), "x")
    checks.warn_of_nan(None, "y")
    with pytest.warns(UserWarning, match="fit.. got 2 NaN in x; one is enough"):
        checks.warn_of_nan([np.ones(3), np.array([np.nan, 1.0, np.nan])], "x")


LABELS = np.array([0, 1, 2, 1])
ONE_HOT = np.eye(3)[LABELS]


@pytest.mark.parametrize(
    "loss, y, words",
    [
        ("categorical_crossentropy", LABELS, "wants one-hot rows of 3; for integer labels give loss='sparse_cat"),
        (keras.losses.CategoricalCrossentropy(), LABELS, "of shape .4,. with categorical_crossentropy"),
        (keras.losses.categorical_crossentropy, LABELS[:, None], "one-hot rows of 3"),
        ("sparse_categorical_crossentropy", ONE_HOT, "wants integer labels of shape .4,.; for one-hot"),
        (
            keras.losses.SparseCategoricalCrossentropy(),
            LABELS + 1,
            "label 3, but the model has 3 outputs: labels 0 to 2",
        ),
        ("sparse_categorical_crossentropy", LABELS - 1, "label -1"),
        (
            "mse",
            ONE_HOT[:, :2],
            r"shape \(4, 2\) with mean_squared_error, but the model's outputs are of shape \(None, 3\)",
        ),
        ("mae", LABELS, "mean_absolute_error"),
        (keras.losses.Huber(), LABELS, "huber"),
        ("binary_crossentropy", LABELS, "binary_crossentropy"),
    ],
)
def test_labels_that_do_not_fit_the_loss(loss, y, words):
    each = model()
    each.compile("sgd", loss)
    with pytest.raises(ValueError, match=words):
        checks.check_labels(each, y)


@pytest.mark.parametrize(
    "loss, outputs, y",
    [
        ("categorical_crossentropy", 3, ONE_HOT),
        ("sparse_categorical_crossentropy", 3, LABELS),
        ("sparse_categorical_crossentropy", 3, LABELS[:, None]),
        ("sparse_categorical_crossentropy", 1, np.zeros((4, 1), int)),
        (keras.losses.SparseCategoricalCrossentropy(ignore_class=-1), 3, LABELS - np.array([1, 0, 0, 0])),
        (keras.losses.SparseCategoricalCrossentropy(ignore_class=7), 3, np.full(4, 7)),
        ("mse", 3, ONE_HOT),
        ("mse", 1, LABELS),
        ("mse", 1, LABELS[:, None]),
        ("binary_crossentropy", 1, LABELS[:, None]),
        (lambda y, p: 0.0, 3, LABELS),
        (["mse"], 3, LABELS),
        ("mse", 3, [ONE_HOT, ONE_HOT]),
        (None, 3, None),
    ],
)
def test_labels_that_fit_or_cannot_be_judged(loss, outputs, y):
    each = model(outputs)
    each.compile("sgd", loss)
    checks.check_labels(each, y)


def test_models_whose_shapes_are_not_known_are_not_judged():
    x = keras.Input((5,))
    several = keras.Model(x, [keras.layers.Dense(3)(x), keras.layers.Dense(3)(x)])
    for each in (several, keras.Sequential([keras.layers.Dense(3)]), model(3, (None, 5))):
        each.compile("sgd", "mse")
        checks.check_labels(each, np.ones((4, 7, 3)))
    each = model(3, (None, 5))
    each.compile("sgd", "sparse_categorical_crossentropy")
    checks.check_labels(each, np.ones((4, 7), int))
    with pytest.raises(ValueError, match="wants integer labels of shape"):
        checks.check_labels(each, np.ones((4, 7, 3)))
