import numpy as np
import pytest
import tensorflow as tf
from support.parity import central_differences, close

from dlcourse.nn import Tensor, concatenate, exp, log, relu, sigmoid, softmax, softmax_cross_entropy, tanh

FUNCTIONS = {
    "exp": (exp, tf.exp),
    "log": (lambda x: log(x * x + 0.1), lambda x: tf.math.log(x * x + 0.1)),
    "tanh": (tanh, tf.tanh),
    "sigmoid": (sigmoid, tf.sigmoid),
    "relu": (relu, tf.nn.relu),
    "softmax": (softmax, tf.nn.softmax),
    "softmax, axis 0": (lambda x: softmax(x, axis=0), lambda x: tf.nn.softmax(x, axis=0)),
    "concatenate": (
        lambda x: concatenate([x, 2 * x[:1], x * x]),
        lambda x: tf.concat([x, 2 * x[:1], x * x], 0),
    ),
    "concatenate, last axis": (
        lambda x: concatenate([x[:, :2], x * x, np.ones((5, 3))], axis=-1),
        lambda x: tf.concat([x[:, :2], x * x, tf.ones((5, 3), x.dtype)], -1),
    ),
}


def values_and_gradients(ours, theirs, array, tolerance):
    x, variable = Tensor(array), tf.Variable(array)
    with tf.GradientTape() as tape:
        expected = theirs(variable)
    gradient = np.random.default_rng(1).normal(size=expected.shape).astype(array.dtype)
    value = ours(x)
    value.backward(gradient)
    close(value.data, expected, tolerance)
    close(x.grad, tape.gradient(expected, variable, gradient), tolerance)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_and_gradients_are_tensorflows(name):
    array = np.random.default_rng(0).normal(scale=2, size=(5, 7))
    values_and_gradients(*FUNCTIONS[name], array, 1e-10)
    values_and_gradients(*FUNCTIONS[name], array.astype("float32"), 1e-5)


@pytest.mark.parametrize("name", ["exp", "log", "tanh", "sigmoid", "softmax"])
def test_gradients_are_central_differences(name):
    array = np.random.default_rng(2).normal(size=(3, 5))
    weights = np.random.default_rng(3).normal(size=(3, 5))
    x = Tensor(array)
    (FUNCTIONS[name][0](x) * weights).sum().backward()
    expected = central_differences(lambda a: (FUNCTIONS[name][0](a * Tensor(1.0)) * weights).sum(), array)
    close(x.grad, expected, 1e-7)  # steps of 1e-6: exact to about 1e-9


@pytest.mark.parametrize("function", [exp, log, tanh, sigmoid, relu, softmax])
def test_functions_take_numbers_lists_and_arrays_and_return_constants(function):
    for given in ([0.5, 2.0], np.array([0.5, 2.0])):
        result = function(given)
        assert isinstance(result, Tensor) and not result.requires_grad


def test_large_inputs_neither_overflow_nor_lose_small_probabilities():
    x = Tensor([-1000.0, -50.0, 0.0, 1000.0])
    value = sigmoid(x)
    assert value.data[1] == pytest.approx(np.exp(-50.0), rel=1e-12) and value.data[[0, 3]].tolist() == [0.0, 1.0]
    assert softmax(x).data.tolist() == [0.0, 0.0, 0.0, 1.0]


def test_each_row_is_shifted_by_its_own_maximum():
    x = [[0.0, 0.0], [-1000.0, -1000.0], [1000.0, 1000.0]]
    assert softmax(x).data.tolist() == [[0.5, 0.5]] * 3
    np.testing.assert_allclose(softmax_cross_entropy(x, [0, 1, 0]).data, np.log(2), rtol=1e-12)


def test_relu_has_no_slope_at_0():
    x = Tensor([-1.0, 0.0, 2.0])
    relu(x).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("scale", [1, 300])
def test_softmax_cross_entropy_is_tensorflows(scale):
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 7, 11)
    values_and_gradients(
        lambda x: softmax_cross_entropy(x, labels),
        lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels, x),
        rng.normal(scale=scale, size=(11, 7)),
        1e-10,
    )


@pytest.mark.parametrize("dtype", ["uint8", "int32"])
def test_labels_of_every_integer_kind_and_every_class(dtype):
    labels = np.arange(3, dtype=dtype)
    costs = softmax_cross_entropy(np.eye(3) * 50, labels)
    assert np.allclose(costs.data, 0, atol=1e-15)


@pytest.mark.parametrize(
    ("logits", "labels", "words"),
    [
        (np.ones((2, 3)), [0, 3], r"labels \[0 3\]; give integers from 0 to 2"),
        (np.ones((2, 3)), [-1, 0], "give integers from 0 to 2"),
        (np.ones((2, 3)), [0.0, 1.0], "give integers from 0 to 2"),
        (np.ones((2, 3)), [0, 1, 2], r"logits of shape \(2, 3\) and labels of shape \(3,\); give \(B, K\) and \(B,\)"),
        (np.ones(3), 1, r"give \(B, K\) and \(B,\)"),
    ],
)
def test_wrong_labels(logits, labels, words):
    with pytest.raises(ValueError, match=words):
        softmax_cross_entropy(logits, labels)


@pytest.mark.parametrize(("tensors", "axis"), [([], 0), ([np.ones((2, 3)), np.ones((3, 2))], 0), ([np.ones(3)], 1)])
def test_what_cannot_be_concatenated(tensors, axis):
    with pytest.raises(ValueError, match=rf"concatenate\(\) got the shapes .* and axis {axis}; give one or more"):
        concatenate(tensors, axis)
