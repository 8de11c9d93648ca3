import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import central_differences, close

from dlcourse.nn import MLP, Tensor, backprop, backprop_two_layer, mlp_backward, mlp_forward, node_label, relu


def weights(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(d, u)), rng.normal(size=u)) for d, u in zip(sizes[:-1], sizes[1:], strict=True)]


def sequential(sizes, arrays, activation="relu"):
    layers = [keras.layers.Dense(units, activation, dtype="float64") for units in sizes[1:-1]]
    layers.append(keras.layers.Dense(sizes[-1], dtype="float64"))
    model = keras.Sequential([keras.Input((sizes[0],), dtype="float64"), *layers])
    model.set_weights(arrays)
    return model


def flat(pairs):
    return [array for pair in pairs for array in pair]


SIZES = [[3, 2], [3, 7, 2], [5, 3, 3, 3, 2]]  # without a hidden layer; with one; with equal widths


@pytest.mark.parametrize("sizes", SIZES)
def test_activations_and_gradients_are_those_of_keras(sizes):
    rng, params = np.random.default_rng(1), weights(sizes)
    X, d_output = rng.normal(size=(11, sizes[0])), rng.normal(size=(11, sizes[-1]))
    model, inputs = sequential(sizes, flat(params)), tf.Variable(X)
    with tf.GradientTape() as tape:
        expected = model(inputs)
    activations = mlp_forward(X, params)
    assert len(activations) == len(sizes) and activations[0] is X
    partly, theirs = X, model.layers
    for ours, layer in zip(activations[1:], theirs, strict=True):
        partly = layer(partly)
        close(ours, partly, 1e-10)
    dX, gradients = mlp_backward(X, params, d_output)
    slopes = tape.gradient(expected, [inputs, *[each.value for each in model.weights]], tf.constant(d_output))
    for ours, theirs in zip([dX, *flat(gradients)], slopes, strict=True):
        close(ours, theirs, 1e-10)
    assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in gradients)


@pytest.mark.parametrize("sizes", SIZES)
def test_backprop_is_the_tapes_gradient_of_the_mean_squared_error(sizes):
    rng, params = np.random.default_rng(2), weights(sizes, seed=1)
    X, y = rng.normal(size=(7, sizes[0])), rng.normal(size=(7, sizes[-1]))
    model = sequential(sizes, flat(params))
    with tf.GradientTape() as tape:
        expected = tf.reduce_mean((model(X) - y) ** 2)
    loss, gradients = backprop(X, y, params)
    assert isinstance(loss, float)
    close(loss, expected, 1e-10)
    for ours, theirs in zip(flat(gradients), tape.gradient(expected, [w.value for w in model.weights]), strict=True):
        close(ours, theirs, 1e-10)


def test_the_engine_and_the_written_out_gradients_agree():
    rng, params = np.random.default_rng(3), weights([3, 5, 2])
    X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    (W1, b1), (W2, b2) = tensors = [tuple(Tensor(array) for array in pair) for pair in params]
    loss = ((relu(X @ W1 + b1) @ W2 + b2 - y) ** 2).mean()
    loss.backward()
    for tensor, gradient in zip(flat(tensors), flat(backprop(X, y, params)[1]), strict=True):
        close(tensor.grad, gradient, 1e-10)


def two_layer_params(d, u, k):
    rng = np.random.default_rng(4)
    return {
        "W1": rng.normal(size=(d, u)),
        "b1": rng.normal(size=u),
        "W2": rng.normal(size=(u, k)),
        "b2": rng.normal(size=k),
    }


@pytest.mark.parametrize("k", [1, 3])
def test_two_layers_agree_with_the_tape_and_with_differences(k):
    rng, params = np.random.default_rng(5), two_layer_params(2, 5, k)
    X, y = rng.normal(size=(7, 2)), rng.normal(size=(7, k))

    def loss(W1, b1, W2, b2):
        return tf.reduce_mean((tf.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2)

    variables = {name: tf.Variable(array) for name, array in params.items()}
    with tf.GradientTape() as tape:
        expected = loss(**variables)
    slopes = tape.gradient(expected, variables)
    gradients = backprop_two_layer(X, y, params)
    assert list(gradients) == ["W1", "b1", "W2", "b2"]
    for name in params:
        close(gradients[name], slopes[name], 1e-10, name)
        differences = central_differences(lambda a, name=name: loss(**{**params, name: a}), params[name])
        close(gradients[name], differences, 1e-7, name)  # steps of 1e-6: exact to about 1e-9


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_a_model_is_keras_sequential_of_the_same_weights(activation):
    sizes = [3, 5, 7, 2]
    rng, ours = np.random.default_rng(6), MLP(sizes, activation)
    arrays = flat(weights(sizes, seed=2))
    ours.set_weights(arrays)
    X, d_output = rng.normal(size=(11, 3)), rng.normal(size=(11, 2))
    theirs, inputs = sequential(sizes, arrays, activation), tf.Variable(X)
    with tf.GradientTape() as tape:
        expected = theirs(inputs)
    close(ours(X), expected, 1e-10)
    slopes = tape.gradient(expected, [inputs, *[each.value for each in theirs.weights]], tf.constant(d_output))
    gradients = [ours.backward(d_output), *[array for layer in ours.layers for array in (layer.dW, layer.db)]]
    for mine, reference in zip(gradients, slopes, strict=True):
        close(mine, reference, 1e-10)


def test_first_weights_depend_on_the_seed_and_differ_between_layers():
    model, same, other = MLP([3, 3, 3]), MLP([3, 3, 3], seed=0), MLP([3, 3, 3], seed=1)
    W1, b1, W2, b2 = model.get_weights()
    assert not np.allclose(W1, W2) and not np.allclose(W1, other.get_weights()[0])
    close(same.get_weights()[2], W2, 0)
    assert [layer.activation for layer in model.layers] == ["relu", "linear"]
    assert MLP([3, 2]).layers[0].activation == "linear"


def test_weights_that_are_set_are_copies_in_float64():
    model, arrays = MLP([2, 1]), [np.array([[1], [2]]), np.array([3.0])]
    model.set_weights(arrays)
    model.layers[0].b += 1
    assert arrays[1].tolist() == [3.0] and model.get_weights()[0].dtype == "float64"
    kept = model.get_weights()
    model.layers[0].b += 1
    assert kept[1].tolist() == [4.0]
    with pytest.raises(ValueError, match=r"got the shapes \[\(2, 1\)\]; give \[\(2, 1\), \(1,\)\]"):
        model.set_weights(arrays[:1])


def test_labels_of_nodes_count_layers_from_the_input():
    assert node_label("input", 5, 1, 3) == "a_1^[0]"
    assert node_label("hidden", 1, 4, 1) == "a_4^[1]" and node_label("hidden", 3, 2, 3) == "a_2^[3]"
    assert node_label("output", 5, 1, 3) == "a_1^[4]" and node_label("output", 0, 7, 0) == "a_7^[1]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("middle", 1, 1, 1), r"node_label\(\) got kind='middle'; give one of 'input', 'hidden', 'output'"),
        (("hidden", 4, 1, 3), r"node_label\(\) got hidden layer k=4 of 3; give a number from 1 to 3"),
        (("hidden", 0, 1, 3), "got hidden layer k=0 of 3"),
        (("output", 0, 0, 3), r"node_label\(\) got node=0; give a whole number of 1 or more"),
        (("input", 0, 1.5, 3), "got node=1.5"),
    ],
)
def test_nodes_that_do_not_exist(arguments, words):
    with pytest.raises(ValueError, match=words):
        node_label(*arguments)


def test_wrong_targets_and_missing_layers():
    X, params = np.ones((7, 3)), weights([3, 2])
    for function in (lambda: mlp_forward(X, []), lambda: MLP([3])):
        with pytest.raises(ValueError, match="give (a list of|the number of inputs)"):
            function()
    with pytest.raises(ValueError, match=r"backprop\(\) got y of shape \(7,\); give the output's shape, \(7, 2\)"):
        backprop(X, np.ones(7), params)
    with pytest.raises(
        ValueError, match=r"backprop_two_layer\(\) got y of shape \(7,\); give the output's shape, \(7, 1\)"
    ):
        backprop_two_layer(X, np.ones(7), two_layer_params(3, 5, 1))
    assert [each.shape for each in flat(backprop(X.tolist(), np.ones((7, 2)).tolist(), params)[1])] == [(3, 2), (2,)]
    assert backprop_two_layer(X.tolist(), np.ones((7, 1)).tolist(), two_layer_params(3, 5, 1))["W1"].shape == (3, 5)
