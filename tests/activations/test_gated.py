"""Swish and GELU equal Keras's and NumPy's, and each derivative equals the gradient."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from support.parity import central_differences, close, same_function

from dlcourse.activations import gated

CASES = [
    (gated.swish, gated.swish_derivative, {}),
    (gated.swish, gated.swish_derivative, {"beta": 1.7}),
    (gated.gelu, gated.gelu_derivative, {}),
    (gated.gelu, gated.gelu_derivative, {"approximate": True}),
]
# TensorFlow takes the square root in GELU in float32, in float64 too; the equations below are exact.
FLOAT32_ROOT = {"float64": 1e-7}
POINTS = [-1000.0, -3.0, -0.5, 0.0, 0.4, 2.5, 1000.0]


@pytest.mark.parametrize(
    ("ours", "theirs", "tolerance"),
    [
        (gated.swish, keras.activations.silu, None),
        (lambda x: gated.swish(x, 1.7), lambda x: x * keras.activations.sigmoid(x * tf.constant(1.7, x.dtype)), None),
        (gated.gelu, keras.activations.gelu, FLOAT32_ROOT),
        (lambda x: gated.gelu(x, True), lambda x: keras.activations.gelu(x, approximate=True), FLOAT32_ROOT),
    ],
)
def test_values_and_gradients_are_those_of_keras(ours, theirs, tolerance):
    same_function(ours, theirs, (7, 5), tolerance=tolerance)
    same_function(ours, theirs, np.array(POINTS), tolerance=tolerance)


def test_gelu_is_x_times_the_normal_distribution():
    x = np.linspace(-5, 5, 23)
    close(gated.gelu(x), x * stats.norm.cdf(x), 1e-12)
    tanh = np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))
    close(gated.gelu(x, approximate=True), x / 2 * (1 + tanh), 1e-12)
    close(gated.gelu(x, approximate=True), x * stats.norm.cdf(x), 5e-4)  # how far the tanh form is off


@pytest.mark.parametrize(("function", "derivative", "options"), CASES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_derivative_is_the_gradient(function, derivative, options, dtype):
    x = tf.constant(np.array(POINTS, dtype))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x, **options)
    assert derivative(x, **options).dtype == dtype
    close(derivative(x, **options), tape.gradient(y, x), {"float64": 1e-12, "float32": 2e-6}[dtype])
    smooth = np.array([-4.0, -1.3, -0.4, 0.2, 1.7])
    expected = central_differences(lambda v: function(tf.constant(v), **options).numpy().sum(), smooth)
    close(derivative(smooth, **options), expected, 1e-7)


def test_swish_lies_between_half_of_x_and_relu():
    x = np.linspace(-3, 3, 7)
    close(gated.swish(x, beta=0.0), x / 2, 1e-15)
    close(gated.swish(x, beta=1e4), np.maximum(x, 0), 1e-12)
    assert float(gated.swish(np.array(-1.278))) == pytest.approx(-0.278, abs=1e-3)  # its minimum, to three digits


@pytest.mark.parametrize(("function", "derivative", "options"), CASES)
def test_nan_is_not_hidden_and_lists_and_symbols_are_taken(function, derivative, options):
    assert np.isnan(function(np.array([np.nan]), **options)).all()
    close(function([-1.0, 2.0], **options), function(np.float32([-1, 2]), **options), 0)
    close(derivative([-1.0, 2.0], **options), derivative(np.float32([-1, 2]), **options), 0)
    x = keras.Input((3,))
    assert function(x, **options).shape == derivative(x, **options).shape == (None, 3)
