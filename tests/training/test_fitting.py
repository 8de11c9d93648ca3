"""``fit`` gives what ``model.fit`` gives, for every kind of model and data."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import data
from dlcourse.training import fit as plain_fit

L = keras.layers
CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def fit(*arguments, **options):
    """Without XLA, unless a test is about it: compiling takes its time."""
    return plain_fit(*arguments, **{"jit": False, **options})


def rows(n=48, features=7, classes=3):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, features)), rng.integers(0, classes, n)


def mlp():
    return keras.Sequential(
        [
            keras.Input((7,)),
            L.Dense(11, "tanh", kernel_regularizer="l2"),
            L.BatchNormalization(),
            L.Dropout(0.3),
            L.Dense(3, activity_regularizer="l1"),
        ]
    )


def classifier(optimizer=None):
    return {"optimizer": optimizer or keras.optimizers.Adam(0.01), "loss": CROSS_ENTROPY, "metrics": ["accuracy"]}


def compare(build, compiled, x, y=None, jit=False, weights=0.0, history=1e-6, **options):
    """Train the same model with Keras and with ours; both histories, after they and the weights were compared."""
    results = []
    for ours in (False, True):
        keras.utils.set_random_seed(0)
        model = build()
        model.compile(**compiled())
        run = (lambda *a, **k: fit(model, *a, jit=jit, **k)) if ours else model.fit  # noqa: B023
        results.append((model, run(x, y, shuffle=False, verbose=0, **options)))
    (theirs, expected), (ours, found) = results
    assert set(found.history) == set(expected.history) and found.epoch == expected.epoch
    for name in expected.history:
        np.testing.assert_allclose(found.history[name], expected.history[name], rtol=history, atol=1e-7, err_msg=name)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=weights)
    return ours, found


def test_without_xla_the_weights_are_exactly_keras_ones():
    """Penalties, moving statistics, dropout, weights of examples, validation: everything at once."""
    x, y = rows()
    weights = np.random.default_rng(1).random(48)
    options = dict(batch_size=16, epochs=3)
    compare(mlp, classifier, x, y, sample_weight=weights, validation_data=(x[:10], y[:10]), **options)
    compare(mlp, classifier, x, y, class_weight={0: 1.0, 1: 2.5, 2: 0.5}, **options)


def test_a_last_smaller_batch_is_a_step_too():
    # Keras traces again for it, with an open size, which rounds means differently
    options = dict(batch_size=16, epochs=3, validation_split=0.2, weights=1e-6, history=1e-5)
    compare(mlp, classifier, *rows(59), **options)


def plain():
    return keras.Sequential([keras.Input((7,)), L.Dense(11, "tanh"), L.BatchNormalization(), L.Dense(3)])


def test_with_xla_they_agree_to_rounding():
    sgd = lambda: classifier(keras.optimizers.SGD(0.1, momentum=0.9))  # noqa: E731
    options = dict(batch_size=16, epochs=3, weights=5e-7, history=1e-5, jit="auto")
    compare(plain, sgd, *rows(53), validation_data=rows(20), validation_batch_size=9, **options)


def test_data_that_come_in_pieces_make_no_difference(monkeypatch):
    x, y = rows(59)
    results = []
    for limit in (2**30, 0):
        monkeypatch.setattr(data, "ON_DEVICE", limit)
        monkeypatch.setattr(data, "PIECE", 1000)  # a batch of 4 takes 256 bytes
        model = mlp_with_seed()
        history = fit(model, x, y, batch_size=4, epochs=3, seed=1, jit=False, validation_split=0.2, **classifier())
        results.append((model.get_weights(), history.history))
    for a, b in zip(results[0][0], results[1][0], strict=True):
        np.testing.assert_array_equal(a, b)
    assert results[0][1] == results[1][1]


def subclassed():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden, self.norm, self.out = L.Dense(5, "relu"), L.BatchNormalization(), L.Dense(3)

        def call(self, x, training=False):
            return self.out(self.norm(self.hidden(x), training=training))

    return Model()


def test_a_subclassed_model_without_shapes():
    compare(subclassed, classifier, *rows(), batch_size=16, epochs=2)


def test_several_inputs_and_outputs_as_lists_and_as_dictionaries():
    def lists():
        a, b = keras.Input((7,), name="a"), keras.Input((2,), name="b")
        h = L.concatenate([L.Dense(4)(a), b])
        return keras.Model([a, b], [L.Dense(3, name="p")(h), L.Dense(1, name="q")(h)])

    def dictionaries():
        model = lists()
        return keras.Model(dict(zip("ab", model.inputs, strict=True)), dict(zip("pq", model.outputs, strict=True)))

    x, y = rows()
    compiled = {"optimizer": "sgd", "loss": [CROSS_ENTROPY, "mse"], "metrics": [["accuracy"], ["mae"]]}
    compare(lists, lambda: compiled, [x, x[:, :2]], [y, x[:, :1]], batch_size=16, epochs=2, validation_split=1 / 3)
    compiled = {"optimizer": "sgd", "loss": {"p": CROSS_ENTROPY, "q": "mse"}, "metrics": {"p": ["accuracy"]}}
    named = {"a": x, "b": x[:, :2]}, {"p": y, "q": x[:, :1]}
    compare(dictionaries, lambda: compiled, *named, batch_size=16, epochs=2)


class Adversaries(keras.Model):
    """Its own step, two optimizers, random numbers, a metric of its own, and no labels."""

    def __init__(self):
        super().__init__()
        self.maker = keras.Sequential([keras.Input((2,)), L.Dense(7)])
        self.judge = keras.Sequential([keras.Input((7,)), L.Dense(1)])
        self.seed, self.mean = keras.random.SeedGenerator(3), keras.metrics.Mean(name="made")

    def compile(self, first, second):
        super().compile(optimizer=first)
        self.second = second

    @property
    def metrics(self):
        return [self.mean]

    def train_step(self, x):
        noise = keras.random.normal((tf.shape(x)[0], 2), seed=self.seed)
        for part, optimizer, sign in ((self.maker, self.optimizer, 1), (self.judge, self.second, -1)):
            weights = part.trainable_variables
            with tf.GradientTape() as tape:
                loss = sign * tf.reduce_mean(self.judge(self.maker(noise)) ** 2) + tf.reduce_mean(self.judge(x) ** 2)
            optimizer.apply(tape.gradient(loss, weights), weights)
        self.mean.update_state(loss)
        return {"made": self.mean.result(), "last": loss}


def test_a_model_with_its_own_step():
    def compiled():
        return {"first": keras.optimizers.SGD(0.01), "second": keras.optimizers.Adam(0.01)}

    _, history = compare(Adversaries, compiled, rows()[0], batch_size=16, epochs=2)
    assert list(history.history) == ["last", "made"]


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision(policy):
    keras.mixed_precision.set_global_policy(policy)
    try:
        compare(subclassed, classifier, *rows(), batch_size=16, epochs=2)
    finally:
        keras.mixed_precision.set_global_policy("float32")


def test_convolutions_are_not_given_to_xla():
    def cnn():
        return keras.Sequential([keras.Input((6, 6, 1)), L.Conv2D(3, 3), L.Flatten(), L.Dense(3)])

    x, y = np.random.default_rng(0).normal(size=(32, 6, 6, 1)), rows(32)[1]
    compare(cnn, classifier, x, y, batch_size=16, epochs=2, jit="auto")  # exactly


def test_schedules_and_clipping_work_inside():
    def compiled():
        schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 2, 0.5)
        return classifier(keras.optimizers.SGD(schedule, clipnorm=0.1))

    compare(subclassed, compiled, *rows(), batch_size=16, epochs=2)


class Batches(keras.utils.PyDataset):
    def __init__(self):
        super().__init__()
        self.seen, self.ends = [], 0

    def __len__(self):
        return 3

    def __getitem__(self, i):
        self.seen.append(i)
        return tuple(each[16 * i : 16 * (i + 1)] for each in rows(43))

    def on_epoch_end(self):
        self.ends += 1


def dataset(n=43):
    x, y = rows(n)
    return tf.data.Dataset.from_tensor_slices((x.astype("float32"), y)).batch(16)


def test_streams_of_every_kind():
    compare(mlp, classifier, dataset(), epochs=2, validation_data=dataset(20))
    compare(mlp, classifier, dataset(), epochs=2, class_weight={0: 1.0, 1: 2.5, 2: 0.5})
    compare(mlp, classifier, dataset().repeat(), epochs=2, steps_per_epoch=4)
    compare(mlp, classifier, Batches(), epochs=2)
    _, expected = compare(mlp, classifier, dataset(), epochs=1)
    model = mlp_with_seed()
    batches = (tuple(each.numpy() for each in batch) for batch in dataset().repeat())
    found = fit(model, batches, epochs=1, steps_per_epoch=3, jit=False, **classifier())
    np.testing.assert_allclose(found.history["loss"], expected.history["loss"], rtol=1e-6)


def mlp_with_seed(seed=0):
    keras.utils.set_random_seed(seed)
    return mlp()


def test_a_pydataset_is_shuffled_by_its_batches_and_told_of_epochs():
    batches = Batches()
    fit(mlp_with_seed(), batches, epochs=3, seed=1, **classifier())
    epochs = [batches.seen[i : i + 3] for i in range(len(batches.seen) - 9, len(batches.seen), 3)]
    assert all(sorted(each) == [0, 1, 2] for each in epochs) and len({tuple(each) for each in epochs}) > 1
    assert batches.ends == 3


def test_a_seed_makes_runs_the_same_bit_for_bit():
    x, y = rows(59)
    model = mlp_with_seed()
    start, results = model.get_weights(), []
    for seed in (5, 5, 6, None):
        model.set_weights(start)
        history = fit(model, x, y, batch_size=16, epochs=2, seed=seed, **classifier())
        results.append((history.history["loss"], model.get_weights()))
    assert results[0][0] == results[1][0]
    for a, b in zip(results[0][1], results[1][1], strict=True):
        np.testing.assert_array_equal(a, b)
    assert results[0][0] != results[2][0] and results[0][0] != results[3][0]


def test_without_a_seed_keras_seed_makes_runs_the_same():
    losses = []
    for seed in (1, 1, 2):
        model = mlp_with_seed(0)
        keras.utils.set_random_seed(seed)
        model.layers[2].seed_generator.state.assign([0, 0])
        losses.append(fit(model, *rows(59), batch_size=16, epochs=2, **classifier()).history["loss"])
    assert losses[0] == losses[1] != losses[2]


def test_every_epoch_has_an_order_of_its_own():
    x = np.arange(12.0)[:, None]
    seen = []

    class Reader(keras.Model):
        def train_step(self, batch):
            seen.append(batch)
            return {"loss": tf.reduce_sum(batch * tf.constant([[1.0], [10.0], [100.0]]))}

    def losses(**options):
        model = Reader()
        model.compile()
        return fit(model, x, batch_size=3, epochs=4, **options).history["loss"]

    assert len(set(losses(seed=0))) == 4
    assert len(set(losses(shuffle=False))) == 1


def test_it_compiles_once_for_many_calls():
    model, calls = mlp_with_seed(), []

    def loss(y, outputs):
        calls.append(None)  # only while it is traced, and once when the model is built
        return CROSS_ENTROPY(y, outputs)

    model.compile("sgd", loss)
    for n in (48, 48, 64):
        fit(model, *rows(n), batch_size=16, epochs=3)
        model.optimizer.learning_rate = 0.01 * n
    assert len(calls) == 2
    model.layers[0].trainable = False  # Keras would go on with the step that it has traced
    before = model.get_weights()
    fit(model, *rows(48), batch_size=16)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert np.any(model.get_weights()[-1] != before[-1])


def test_what_is_not_given_is_taken_from_the_compiled_model():
    model = mlp_with_seed()
    optimizer = keras.optimizers.SGD(0.1)
    history = fit(model, *rows(), loss=CROSS_ENTROPY, optimizer=optimizer, metrics="accuracy")
    assert list(history.history) == ["loss", "accuracy"] and int(optimizer.iterations) == 2
    fit(model, *rows())
    assert int(optimizer.iterations) == 4
    fit(model, *rows(), metrics=[keras.metrics.SparseCategoricalAccuracy(name="right")])
    assert model.optimizer is optimizer and int(optimizer.iterations) == 6
    assert list(model.evaluate(*rows(), verbose=0, return_dict=True)) == ["loss", "right"]


def test_epochs_go_on_where_initial_epoch_says_and_validation_may_pause():
    history = fit(
        mlp_with_seed(), *rows(), epochs=5, initial_epoch=2, validation_split=0.5, validation_freq=2, **classifier()
    )
    assert history.epoch == [2, 3, 4]
    assert [len(history.history[name]) for name in ("loss", "val_loss")] == [3, 1]


def test_a_single_callback_needs_no_list():
    stop = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(stop.model, "stop_training", True))
    assert fit(mlp_with_seed(), *rows(), epochs=3, callbacks=stop, **classifier()).epoch == [0]


@pytest.mark.parametrize(
    "options, words",
    [
        ({"batch_size": 0}, "batch_size=0"),
        ({"epochs": -1}, "epochs=-1"),
        ({"jit": "yes"}, "jit='yes'; give one of 'auto', True, False"),
        ({"verbose": 3}, "verbose=3"),
        ({"validation_split": 1.0}, "validation_split=1.0"),
        ({"validation_split": 0.99}, "validation_split=0.99 of 48 rows, which leaves a part empty"),
        ({"validation_data": 3}, "validation_data of another kind"),
        ({"steps_per_epoch": 2}, "arrays with steps_per_epoch"),
        ({"sample_weight": np.ones(47)}, "of 48, 48, 47 rows"),
        ({"class_weight": {0: 1.0}, "sample_weight": np.ones(48)}, "class_weight; give it without sample_weight"),
        ({"loss": "mean_sqared_error"}, "did you mean 'mean_squared_error'"),
    ],
)
def test_bad_arguments_are_told(options, words):
    with pytest.raises(ValueError, match=words):
        fit(mlp_with_seed(), *rows(), **{**classifier(), **options})


def test_another_backend_is_told(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match="TensorFlow backend, not .*jax"):
        fit(mlp_with_seed(), *rows(), **classifier())


def test_classes_are_weighed_in_training_and_not_in_what_is_held_back():
    options = {"class_weight": {0: 1.0, 1: 10.0, 2: 0.1}, "validation_split": 0.5, "batch_size": 8, "epochs": 2}
    compare(mlp, lambda: classifier(), *rows(), **options)


def test_averaged_weights_take_their_place_at_the_end():
    def averaging():
        return classifier(keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.9))

    compare(mlp, averaging, *rows(), epochs=3, batch_size=8)


@pytest.mark.parametrize("wrong", [[1, 2, 3], "balanced"])
def test_class_weights_are_a_dictionary(wrong):
    with pytest.raises(ValueError, match="got class_weight=.*give a dictionary"):
        fit(mlp(), *rows(), **classifier(), class_weight=wrong)


@pytest.mark.parametrize("wrong", [None, "m", keras.Model])
def test_the_model_is_a_keras_model(wrong):
    with pytest.raises(ValueError, match="as the model; give a Keras model"):
        plain_fit(wrong, *rows())


@pytest.mark.parametrize("name", ["NaNGuard", "Checkpoint"])
def test_callbacks_of_chunks_say_so_in_model_fit(name, tmp_path):
    from dlcourse import training

    callback = training.NaNGuard() if name == "NaNGuard" else training.Checkpoint(tmp_path / "run.ckpt")
    model = mlp()
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=f"{name} works in dlcourse.training.fit"):
        model.fit(*rows(), callbacks=[callback], verbose=0)
