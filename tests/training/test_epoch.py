import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import batch_indices
from dlcourse.training.epoch import compiled_epoch, run_steps

LOSS = keras.losses.MeanSquaredError()


def model():
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, kernel_regularizer="l2")])


@pytest.mark.parametrize("jit_compile", [False, True])
def test_an_epoch_takes_the_steps_of_keras(jit_compile):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(29, 5)).astype("float32"), rng.normal(size=(29, 3)).astype("float32")
    rows = batch_indices(29, steps=11, batch=7, rng=rng)
    ours, theirs = model(), model()
    theirs.compile(keras.optimizers.SGD(0.1, momentum=0.5), LOSS)
    expected = []
    for batch in rows:
        theirs.reset_metrics()
        expected.append(float(theirs.train_on_batch(x[batch], y[batch])))
    epoch = compiled_epoch(ours, LOSS, keras.optimizers.SGD(0.1, momentum=0.5), jit_compile)
    losses = [*epoch(x, y, rows[:7]).numpy(), *epoch(x, y, rows[7:]).numpy()]
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_losses_are_of_keras_float_type():
    keras.config.set_floatx("float64")
    try:
        plain = keras.Sequential([keras.Input((5,), dtype="float64"), keras.layers.Dense(3, dtype="float64")])
        epoch = compiled_epoch(plain, keras.losses.MeanSquaredError(), keras.optimizers.SGD(0.1))
        assert epoch(np.ones((2, 5)), np.ones((2, 3)), [[0, 1]]).dtype == "float64"
    finally:
        keras.config.set_floatx("float32")


def test_steps_run_from_first_to_last_over_any_structure():
    data = {"x": tf.range(10), "pair": (tf.range(10) * 100,)}
    rows = tf.constant([[0, 1], [9, 2], [3, 4], [5, 5]])

    def step(i, batch, total):
        return total + i * 1000 + tf.reduce_sum(batch["x"]) + tf.reduce_sum(batch["pair"][0])

    run = tf.function(lambda first, last: run_steps(step, data, rows, first, last, 0), autograph=False)
    assert int(run(tf.constant(1), tf.constant(3))) == 1000 + 11 * 101 + 2000 + 7 * 101
    assert int(run(tf.constant(2), tf.constant(2))) == 0
