import keras
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from support.parity import central_differences, close

from dlcourse.nn import (
    Tensor,
    leaky_relu,
    relu_and_gradient,
    sigmoid_stable,
    softmax_stable,
    swish_and_gradient,
)

SHAPES = [(7,), (5, 3), (2, 3, 5)]
FUNCTIONS = {
    "relu_and_gradient": relu_and_gradient,
    "leaky_relu": lambda z: leaky_relu(z, 0.3),
    "sigmoid_stable": sigmoid_stable,
    "softmax_stable": softmax_stable,
    "swish_and_gradient": lambda z: swish_and_gradient(z, 1.7),
}


def numbers(shape, seed=0, scale=3.0):
    return np.random.default_rng(seed).normal(scale=scale, size=shape)


def value_and_slope(function, z):
    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = function(z)
    return a, tape.gradient(a, z)


@pytest.mark.parametrize("shape", SHAPES)
def test_relu_and_its_slope_are_tensorflow_s_also_at_the_kink(shape):
    z = numbers(shape)
    z.flat[::3] = 0.0
    for ours, theirs in zip(relu_and_gradient(z), value_and_slope(tf.nn.relu, z), strict=True):
        close(ours, theirs, 0.0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("slope", [0.0, 0.01, 0.7])
def test_leaky_relu_is_keras_s(shape, slope):
    z = numbers(shape)
    # TensorFlow keeps the slope itself in float32.
    close(leaky_relu(z, slope), keras.activations.leaky_relu(z, negative_slope=slope), 1e-7)


@pytest.mark.parametrize("shape", SHAPES)
def test_sigmoid_is_scipy_s_relative_to_its_size(shape):
    z = numbers(shape, scale=200.0)
    # Both round a handful of times; scipy's own exponent of up to 700 costs it up to 700 units in the last place.
    np.testing.assert_allclose(sigmoid_stable(z), scipy.special.expit(z), rtol=1e-12, atol=0)


def test_sigmoid_has_no_floating_point_error_and_is_symmetric():
    z = np.linspace(-1000, 1000, 20011)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        s, mirrored = sigmoid_stable(z), sigmoid_stable(-z)
    np.testing.assert_allclose(s + mirrored, 1.0, rtol=0, atol=3e-16)  # each rounds once
    assert np.all(np.diff(s) >= 0) and s[0] == 0.0 and s[-1] == 1.0


def test_far_to_the_left_sigmoid_is_the_exponential():
    z = np.array([-50.0, -300.0, -700.0])
    np.testing.assert_allclose(sigmoid_stable(z), np.exp(z), rtol=1e-15, atol=0)  # e^-50 is below the rounding of 1


@pytest.mark.parametrize("shape, axis", [((7,), 0), ((5, 3), -1), ((5, 3), 0), ((2, 3, 5), 1), ((3, 3), 1)])
def test_softmax_is_scipy_s(shape, axis):
    z = numbers(shape)
    close(softmax_stable(z, axis), scipy.special.softmax(z, axis=axis), 1e-14)
    close(softmax_stable(z + 1000.0, axis), scipy.special.softmax(z, axis=axis), 1e-12)  # z + 1000 rounds to 1e-13


def test_softmax_of_rows_at_different_heights_has_no_floating_point_error():
    z = np.array([[0.0, 1.0], [-1000.0, -999.0], [1000.0, 1001.0]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        close(softmax_stable(z), np.tile(scipy.special.softmax([0.0, 1.0]), (3, 1)), 1e-14)


@pytest.mark.parametrize("beta", [0.0, 0.4, 1.0, 2.3])
def test_swish_and_its_slope_are_those_of_the_tape_and_of_differences(beta):
    z = numbers((5, 3))
    a, da = swish_and_gradient(z, beta)
    for ours, theirs in zip((a, da), value_and_slope(lambda z: z * tf.sigmoid(beta * z), z), strict=True):
        close(ours, theirs, 1e-14)
    close(da, central_differences(lambda z: swish_and_gradient(z, beta)[0].sum(), z), 1e-7)  # steps of 1e-6


def test_swish_at_beta_1_is_silu_and_its_lowest_point_is_where_the_slope_is_0():
    z = np.linspace(-5.0, 5.0, 10007)
    a, da = swish_and_gradient(z, 1.0)
    close(a, keras.activations.silu(z), 1e-14)
    assert a.min() == pytest.approx(-0.278, abs=5e-4)
    assert z[a.argmin()] == pytest.approx(-1.278, abs=1e-3)
    assert abs(da[a.argmin()]) < 1e-3


@pytest.mark.parametrize("name", FUNCTIONS)
def test_float32_stays_lists_and_whole_numbers_become_floats(name):
    for given, kind in ((np.array([[-2, 3]], "float32"), "float32"), ([[-2, 3]], "float64")):
        result = FUNCTIONS[name](given)
        for part in result if isinstance(result, tuple) else (result,):
            assert part.dtype == kind and part.shape == (1, 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_is_not_hidden_and_the_argument_stays(name):
    z = np.array([1.0, np.nan])
    result = FUNCTIONS[name](z)
    assert np.isnan((result[0] if isinstance(result, tuple) else result)[1])
    assert z[0] == 1.0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_tensor_with_a_gradient_is_refused(name):
    with pytest.raises(TypeError, match="knows no gradient"):
        FUNCTIONS[name](Tensor(np.ones(3)))
