"""Dice is Keras's up to its ε, and 0 for two empty masks."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

RNG = np.random.default_rng(0)
Y, P = RNG.integers(0, 2, size=(2, 3, 5, 1)).astype("float64"), RNG.uniform(size=(2, 3, 5, 1))


def test_the_function_is_its_equation_and_its_slope_the_difference():
    for axis in None, (1, 2, 3):
        total = Y.sum(axis=axis) + P.sum(axis=axis)
        for epsilon in 1e-7, 0.5:
            expected = 1 - (2 * (Y * P).sum(axis=axis) + epsilon) / (total + epsilon)
            close(losses.dice(Y, P, axis, epsilon), expected, 1e-12)
    close(losses.dice(Y, P), losses.dice(Y, P, None, 1e-7), 0)
    slope = value_and_slope(losses.dice, Y, P)[1]
    close(slope, central_differences(lambda p: losses.dice(Y, p).numpy(), P), 1e-7)


def test_masks_that_agree_cost_nothing_also_empty_ones():
    empty = np.zeros((2, 3))
    assert float(losses.Dice()(empty, empty)) == 0.0
    assert float(keras.losses.Dice()(empty, empty)) == 1.0
    close(losses.dice(Y, Y), 0.0, 1e-12)
    close(losses.dice(Y, 1 - Y), 1.0, 1e-7)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"dice.. got y_true of shape \(2, 1\)"):
        losses.dice(np.ones((2, 1)), np.ones((2, 3)))
    for bad in ([[-1.0, 1.0]], [[0.0, 255.0]]):
        with pytest.raises(ValueError, match="dice.. got y_true with values from .*; give masks of 0 and 1"):
            losses.dice(bad, [[0.5, 0.5]])
        with pytest.raises(ValueError, match="dice.. got y_pred with values from .*; give probabilities"):
            losses.dice([[0.0, 1.0]], bad)
    for epsilon in (0, -1.0):
        with pytest.raises(ValueError, match="dice.. got epsilon=.*; give a number above 0"):
            losses.dice(Y, P, epsilon=epsilon)
    compiled = tf.function(losses.dice, autograph=False)
    assert np.isfinite(compiled(tf.constant([[2.0, 1.0]]), tf.constant([[-2.0, 1.0]])))


@pytest.mark.parametrize("axis", [None, (1, 2, 3), (0, 1)])
def test_the_loss_is_that_of_keras(axis):
    """ε above as well lowers the loss by at most ε / Σ, here some 1e-7; its slope by as much."""
    options = {} if axis is None else {"axis": axis}
    same_loss("Dice", losses.Dice, Y, P, options, thorough=True, tolerance={"float64": 1e-6})


def test_contract():
    for options in {}, {"axis": [1, 2, 3]}:
        loss_contract(losses.Dice, options, Y.astype("float32"), P.astype("float32"))
