"""The rectified family equals Keras's, and each derivative equals the gradient, at the kink too."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import central_differences, close, same_function

from dlcourse.activations import rectified

CASES = [
    (rectified.relu, keras.activations.relu, {}),
    (rectified.leaky_relu, keras.activations.leaky_relu, {}),
    (rectified.leaky_relu, keras.activations.leaky_relu, {"negative_slope": 0.37}),
    (rectified.elu, keras.activations.elu, {}),
    (rectified.elu, keras.activations.elu, {"alpha": 1.7}),
    (rectified.selu, keras.activations.selu, {}),
]
POINTS = [-1000.0, -30.0, -1.3, -1e-3, 0.0, 1e-3, 0.7, 30.0, 1000.0]
SLOPES = {
    "relu": (rectified.relu, rectified.relu_derivative),
    "leaky_relu": (rectified.leaky_relu, rectified.leaky_relu_derivative),
    "elu": (rectified.elu, rectified.elu_derivative),
    "selu": (rectified.selu, rectified.selu_derivative),
    "prelu": (rectified.prelu, rectified.prelu_derivative),
}


def keras_prelu(x, alpha):
    """Keras's layer with these slopes, as a function."""
    layer = keras.layers.PReLU(dtype=x.dtype.name)
    layer.build(x.shape)
    layer.alpha.assign(alpha)
    return layer(x)


def gradient(function, x, **options):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x, **options)
    return tape.gradient(y, x).numpy()


@pytest.mark.parametrize(("ours", "theirs", "options"), CASES)
def test_values_and_gradients_are_those_of_keras(ours, theirs, options):
    # TensorFlow's kernel holds the slope of leaky_relu in float32, in float64 too.
    tolerance = {"float64": 1e-7} if theirs is keras.activations.leaky_relu else None
    for x in (7, 5), np.array(POINTS):
        same_function(lambda x: ours(x, **options), lambda x: theirs(x, **options), x, tolerance=tolerance)


def test_leaky_relu_is_its_equation():
    x = np.array(POINTS)
    close(rectified.leaky_relu(x, 0.37), np.where(x > 0, x, 0.37 * x), 1e-15)


def test_prelu_is_the_layer_of_keras():
    alpha = np.array([0.3, -0.2, 0.9])
    same_function(lambda x: rectified.prelu(x, alpha.astype(x.dtype.name)), lambda x: keras_prelu(x, alpha), (7, 3))
    at_kink = np.array([[0.0, 0.0, 0.0], [-1000.0, 1000.0, -2.0]])
    same_function(lambda x: rectified.prelu(x, alpha.astype(x.dtype.name)), lambda x: keras_prelu(x, alpha), at_kink)


@pytest.mark.parametrize("name", SLOPES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_derivative_is_the_gradient(name, dtype):
    function, derivative = SLOPES[name]
    option = {"relu": {}, "leaky_relu": {"negative_slope": 0.3}, "elu": {"alpha": 1.3}, "selu": {}}
    options = option.get(name, {"alpha": 0.4})
    x = np.array(POINTS, dtype)
    slopes = derivative(tf.constant(x), **options)
    assert slopes.dtype == dtype
    close(slopes, gradient(function, x, **options), {"float64": 1e-12, "float32": 1e-6}[dtype], name)
    smooth = x[np.abs(x) > 1e-4].astype("float64")
    expected = central_differences(lambda v: function(tf.constant(v), **options).numpy().sum(), smooth)
    close(derivative(tf.constant(smooth), **options), expected, 1e-6, name)  # rounding at 1000: 1e-16 · 1000 / h


def test_defaults_of_the_derivatives_are_those_of_the_functions():
    x = np.array([-0.5, 2.0])
    for name in ("leaky_relu", "elu"):
        function, derivative = SLOPES[name]
        close(derivative(x), gradient(function, x), 1e-12)


@given(st.floats(-20, 20, width=32, allow_subnormal=False))
@settings(max_examples=20, deadline=None)
def test_a_rectifier_splits_a_number_into_its_two_halves(x):
    assert float(rectified.relu(x) - rectified.relu(-x)) == np.float32(x)


@pytest.mark.parametrize("name", SLOPES)
def test_nan_is_not_hidden(name):
    options = {"alpha": 0.4} if name == "prelu" else {}
    assert np.isnan(SLOPES[name][0](np.array([np.nan]), **options)).all()


def test_lists_and_symbolic_tensors_are_taken():
    for name, (function, derivative) in SLOPES.items():
        options = {"alpha": 0.4} if name == "prelu" else {}
        close(function([-1.0, 2.0], **options), function(np.float32([-1, 2]), **options), 0)
        close(derivative([-1.0, 2.0], **options), derivative(np.float32([-1, 2]), **options), 0)
        x = keras.Input((3,))
        assert function(x, **options).shape == derivative(x, **options).shape == (None, 3)
