"""The saturating functions equal Keras's, and each derivative equals the gradient, far out in the tails too."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import central_differences, close, same_function

from dlcourse.activations import saturating

NAMES = ["sigmoid", "tanh", "hard_tanh", "softplus"]
POINTS = [-1000.0, -1.0, -0.3, 0.0, 1e-4, 1.0, 2.5, 30.0, 1000.0]


@pytest.mark.parametrize("name", NAMES)
def test_values_and_gradients_are_those_of_keras(name):
    ours, theirs = getattr(saturating, name), getattr(keras.activations, name)
    same_function(ours, theirs, (7, 5))
    same_function(ours, theirs, np.array(POINTS))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_derivative_is_the_gradient(name, dtype):
    function, derivative = getattr(saturating, name), getattr(saturating, f"{name}_derivative")
    x = tf.constant(np.array(POINTS, dtype))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    assert derivative(x).dtype == dtype
    close(derivative(x), tape.gradient(y, x), {"float64": 1e-12, "float32": 1e-6}[dtype], name)
    smooth = np.array([-40.0, -1.3, -0.4, 0.2, 1.7])
    expected = central_differences(lambda v: function(tf.constant(v)).numpy().sum(), smooth)
    close(derivative(smooth), expected, 1e-7, name)


def test_the_tails_keep_their_digits():
    """NumPy's long double as the reference; 1e-13 is a few roundings of float64."""
    x = np.array([-700.0, -50.0, -3.0])
    wide = np.exp(x.astype("longdouble"))
    for function, expected in [
        (saturating.sigmoid, wide / (1 + wide)),
        (saturating.softplus, np.log1p(wide)),
        (saturating.sigmoid_derivative, wide / (1 + wide) ** 2),
        (saturating.softplus_derivative, wide / (1 + wide)),
    ]:
        np.testing.assert_allclose(function(x).numpy(), expected.astype("float64"), rtol=1e-13)
    x = np.array([-300.0, 20.0, 300.0])
    expected = 1 / np.cosh(x.astype("longdouble")) ** 2
    np.testing.assert_allclose(saturating.tanh_derivative(x).numpy(), expected.astype("float64"), rtol=1e-13)
    small = np.array([-1e-9, 1e-12])
    np.testing.assert_allclose(saturating.tanh(small).numpy(), np.tanh(small), rtol=1e-13)


def test_the_sides_mirror_each_other():
    x = np.linspace(-9, 9, 37)
    close(saturating.sigmoid(-x), 1 - saturating.sigmoid(x).numpy(), 1e-15)
    close(saturating.tanh(x), 2 * saturating.sigmoid(2 * x).numpy() - 1, 1e-15)
    close(saturating.softplus(x) - saturating.softplus(-x), x, 1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_nan_is_not_hidden_and_lists_and_symbols_are_taken(name):
    function, derivative = getattr(saturating, name), getattr(saturating, f"{name}_derivative")
    assert np.isnan(function(np.array([np.nan]))).all()
    close(function([-1.0, 2.0]), function(np.float32([-1, 2])), 0)
    close(derivative([-1.0, 2.0]), derivative(np.float32([-1, 2])), 0)
    assert function(keras.Input((3,))).shape == derivative(keras.Input((3,))).shape == (None, 3)
