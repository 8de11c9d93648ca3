import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close

from dlcourse.training.steps import compiled_step, eager_fit, evaluate, train_step

L = keras.layers
CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def pair(rate=0.0):
    """The same model twice, with a penalty, a frozen layer and dropout."""
    models = []
    for _ in range(2):
        keras.utils.set_random_seed(0)
        layers = [L.Dense(5, trainable=False), L.Dense(7, "tanh", kernel_regularizer="l2"), L.Dropout(rate), L.Dense(3)]
        models.append(keras.Sequential([keras.Input((5,)), *layers]))
    return models


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(23, 5)).astype("float32"), rng.integers(0, 3, 23)


def same_weights(ours, theirs, tolerance=1e-6):
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        close(a, b, tolerance)


def test_a_step_changes_the_weights_as_keras_does(data):
    ours, theirs = pair(0.5)
    theirs.compile(keras.optimizers.Adam(0.1), CROSS_ENTROPY)
    optimizer = keras.optimizers.Adam(0.1)
    expected = [theirs.train_on_batch(*data) for _ in range(3)]
    losses = [float(train_step(ours, CROSS_ENTROPY, optimizer, *data)) for _ in range(3)]
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    same_weights(ours, theirs)
    frozen = pair()[0].layers[0]
    np.testing.assert_array_equal(ours.layers[0].kernel, frozen.kernel)


def test_the_whole_loop_is_that_of_fit(data):
    ours, theirs = pair(0.3)
    theirs.compile(keras.optimizers.SGD(0.1, momentum=0.9), CROSS_ENTROPY)
    history = theirs.fit(*data, batch_size=7, epochs=3, shuffle=False, verbose=0).history["loss"]
    losses = eager_fit(ours, CROSS_ENTROPY, keras.optimizers.SGD(0.1, momentum=0.9), *data, batch_size=7, epochs=3)
    np.testing.assert_allclose(losses, history, rtol=1e-5)
    same_weights(ours, theirs)


def test_the_loop_shuffles_by_its_generator(data):
    ours, theirs = pair()
    loop = dict(batch_size=23, epochs=2)
    first = eager_fit(ours, CROSS_ENTROPY, keras.optimizers.SGD(0.1), *data, **loop, rng=np.random.default_rng(1))
    same = eager_fit(theirs, CROSS_ENTROPY, keras.optimizers.SGD(0.1), *data, **loop)
    np.testing.assert_allclose(first, same, rtol=1e-5)  # one batch of all rows: the order doesn't matter
    ours, theirs = pair()
    loop["batch_size"] = 5
    eager_fit(ours, CROSS_ENTROPY, keras.optimizers.SGD(0.1), *data, **loop, rng=np.random.default_rng(1))
    eager_fit(theirs, CROSS_ENTROPY, keras.optimizers.SGD(0.1), *data, **loop)
    assert np.abs(ours.get_weights()[2] - theirs.get_weights()[2]).max() > 1e-4


@pytest.mark.parametrize("jit_compile", [False, True])
def test_the_compiled_step_is_the_eager_one(data, jit_compile):
    ours, theirs = pair()
    step = compiled_step(ours, CROSS_ENTROPY, keras.optimizers.Adam(0.1), jit_compile)
    optimizer = keras.optimizers.Adam(0.1)
    for rows in (slice(0, 11), slice(11, 22), slice(0, 11)):
        x, y = (each[rows] for each in data)
        assert float(step(x, y)) == pytest.approx(float(train_step(theirs, CROSS_ENTROPY, optimizer, x, y)), rel=1e-5)
    same_weights(ours, theirs, 1e-5)  # Adam's first steps divide tiny gradients by tiny roots


def test_the_compiled_step_is_traced_twice_at_most_without_xla(data):
    calls = []

    def loss(y, outputs):
        calls.append(None)  # only while it is traced
        return CROSS_ENTROPY(y, outputs)

    step = compiled_step(pair()[0], loss, keras.optimizers.SGD(0.1))
    for size in (5, 7, 5, 3, 11):
        step(*(each[:size] for each in data))
    assert len(calls) == 2


def test_evaluate_counts_examples_and_changes_nothing(data):
    model = pair(0.5)[0]
    x, y = data
    before = [each.numpy() for each in model.variables]
    dataset = tf.data.Dataset.from_tensor_slices(data).batch(7)
    expected = float(CROSS_ENTROPY(y, model(x, training=False)))
    assert evaluate(model, CROSS_ENTROPY, dataset) == pytest.approx(expected, rel=1e-5)
    assert evaluate(model, CROSS_ENTROPY, [(x[:20], y[:20]), (x[20:], y[20:])]) == pytest.approx(expected, rel=1e-5)
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)


def test_bad_input_is_told(data):
    x, y = data
    model, sgd = pair()[0], keras.optimizers.SGD()
    with pytest.raises(ValueError, match="evaluate.. got no batch"):
        evaluate(model, CROSS_ENTROPY, iter([]))
    with pytest.raises(ValueError, match="23 rows of x and 22 of y"):
        eager_fit(model, CROSS_ENTROPY, sgd, x, y[:22])
    with pytest.raises(ValueError, match="0 rows of x and 0 of y"):
        eager_fit(model, CROSS_ENTROPY, sgd, x[:0], y[:0])
    with pytest.raises(ValueError, match="batch_size=0"):
        eager_fit(model, CROSS_ENTROPY, sgd, x, y, batch_size=0)
