import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import central_differences, close

from dlcourse.nn import Dense, dense_backward, dense_forward

NAMES = ["linear", "relu", "tanh", "sigmoid"]


def arrays(B, D, U, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(B, D)), rng.normal(size=(D, U)), rng.normal(size=U), rng.normal(size=(B, U))


def keras_dense(W, b, activation):
    layer = keras.layers.Dense(W.shape[1], activation, dtype="float64")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer


@pytest.mark.parametrize("activation", NAMES)
def test_values_and_gradients_are_those_of_keras(activation):
    X, W, b, dA = arrays(7, 5, 3)
    layer, inputs = keras_dense(W, b, activation), tf.Variable(X)
    with tf.GradientTape() as tape:
        expected = layer(inputs)
    A, Z = dense_forward(X, W, b, activation)
    close(A, expected, 1e-10)
    close(Z, X @ W + b, 1e-10)
    slopes = tape.gradient(expected, [inputs, *[weight.value for weight in layer.weights]], tf.constant(dA))
    for ours, theirs in zip(dense_backward(dA, Z, X, W, activation), slopes, strict=True):
        close(ours, theirs, 1e-10)


@pytest.mark.parametrize("activation", NAMES)
def test_gradients_are_central_differences(activation):
    X, W, b, dA = arrays(3, 2, 5, seed=1)

    def loss(X=X, W=W, b=b):
        return np.sum(dense_forward(X, W, b, activation)[0] * dA)

    dX, dW, db = dense_backward(dA, dense_forward(X, W, b, activation)[1], X, W, activation)
    close(dX, central_differences(lambda a: loss(X=a), X), 1e-7)  # steps of 1e-6: exact to about 1e-9
    close(dW, central_differences(lambda a: loss(W=a), W), 1e-7)
    close(db, central_differences(lambda a: loss(b=a), b), 1e-7)


@pytest.mark.parametrize("activation", NAMES)
def test_whole_numbers_are_taken_as_floats_and_float32_stays(activation):
    A, Z = dense_forward([[1, 2]], [[3], [-1]], [1], activation)
    assert A.dtype == Z.dtype == "float64" and Z.tolist() == [[2.0]]
    single = [each.astype("float32") for each in arrays(2, 3, 5)]
    A, Z = dense_forward(*single[:3], activation)
    gradients = dense_backward(single[3], Z, single[0], single[1], activation)
    assert {each.dtype.name for each in (A, Z, *gradients)} == {"float32"}


def test_relu_has_no_slope_at_0_and_sigmoid_does_not_overflow():
    one = np.ones((1, 1))
    assert dense_backward(one, 0 * one, one, one, "relu")[0].tolist() == [[0.0]]
    A, Z = dense_forward(one, -1000 * one, np.zeros(1), "sigmoid")
    assert A.tolist() == [[0.0]] and dense_backward(one, Z, one, one, "sigmoid")[0].tolist() == [[0.0]]
    assert dense_forward(-1000 * one, -one, np.zeros(1), "sigmoid")[0].tolist() == [[1.0]]


def test_a_layer_keeps_its_gradients_and_starts_within_glorots_limit():
    X, _, b, dA = arrays(7, 5, 3)
    layer = Dense(5, 3, "tanh", seed=4)
    assert layer.b.tolist() == [0.0] * 3 and layer.W.shape == (5, 3)
    layer.b = b
    expected = dense_backward(dA, X @ layer.W + b, X, layer.W, "tanh")
    close(layer(X), np.tanh(X @ layer.W + b), 1e-10)
    for ours, theirs in zip((layer.backward(dA), layer.dW, layer.db), expected, strict=True):
        close(ours, theirs, 1e-10)
    many = Dense(100, 200).W  # uniform: nearly fills the interval, on both sides
    limit = np.sqrt(6 / 300)
    assert -limit <= many.min() < -0.99 * limit and 0.99 * limit < many.max() <= limit
    close(many, Dense(100, 200, seed=0).W, 0)
    assert not np.allclose(many, Dense(100, 200, seed=1).W)
    assert Dense(2, 3).activation == "linear"


@pytest.mark.parametrize("wrong", [{"X": (2, 7)}, {"X": (3,)}, {"W": (3,)}, {"b": (3, 1)}, {"b": (2,)}, {"b": ()}])
def test_forward_names_the_shapes_that_do_not_fit(wrong):
    shapes = {"X": (2, 3), "W": (3, 5), "b": (5,), **wrong}
    with pytest.raises(ValueError, match=r"dense_forward\(\) got X .*; give \(B, D\), \(D, U\) and \(U,\)"):
        dense_forward(*[np.ones(shape) for shape in shapes.values()], "linear")


@pytest.mark.parametrize(
    "wrong",
    [{"dA": (5,)}, {"Z": (2, 1)}, {"X": (7, 3)}, {"X": (2, 7)}, {"X": (2,)}, {"W": (3, 7)}, {"W": (3,)}, {"W": (7, 5)}],
)
def test_backward_names_the_shapes_that_do_not_fit(wrong):
    shapes = {"dA": (2, 5), "Z": (2, 5), "X": (2, 3), "W": (3, 5), **wrong}
    with pytest.raises(
        ValueError, match=r"dense_backward\(\) got dA .*; give \(B, U\), \(B, U\), \(B, D\) and \(D, U\)"
    ):
        dense_backward(*[np.ones(shape) for shape in shapes.values()], "linear")


def test_wrong_activations_sizes_and_order():
    one = np.ones((1, 1))
    message = "activation='swish'; give one of 'linear', 'relu', 'tanh', 'sigmoid'"
    with pytest.raises(ValueError, match=rf"^dense_forward\(\) got {message}"):
        dense_forward(one, one, one[0], "swish")
    with pytest.raises(ValueError, match=rf"^dense_backward\(\) got {message}"):
        dense_backward(one, one, one, one, "swish")
    with pytest.raises(ValueError, match=rf"^Dense\(\) got {message}"):
        Dense(1, 1, "swish")
    with pytest.raises(ValueError, match=r"^Dense\(\) got units=0"):
        Dense(1, 0)
    with pytest.raises(ValueError, match=r"^Dense\(\) got inputs=-1"):
        Dense(-1, 2)
    with pytest.raises(ValueError, match=r"no forward pass to go back through; call layer\(X\) first"):
        Dense(1, 1).backward(one)
