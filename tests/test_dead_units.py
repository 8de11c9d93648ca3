import keras
import numpy as np
import pytest

from dlcourse.dead_units import dead_fraction, is_relu

layers = keras.layers


def model_of(*parts, inputs=3, seed=0):
    """Random weights, and the biases 0."""
    model = keras.Sequential([keras.Input(inputs if isinstance(inputs, tuple) else (inputs,)), *parts])
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if "kernel" in weight.path:
            weight.assign(rng.normal(size=weight.shape))
    return model


def silence(layer, *units):
    bias = layer.bias.numpy()
    bias[list(units)] = -1000.0
    layer.bias.assign(bias)


def inputs(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


def test_planted_dead_units_of_one_layer_are_counted():
    first = layers.Dense(7, "relu")
    model = model_of(first, layers.Dense(2), inputs=5)
    assert dead_fraction(model, inputs(101, 5)) == 0.0
    silence(first, 0, 4)
    assert dead_fraction(model, inputs(101, 5)) == pytest.approx(2 / 7)


def test_units_of_two_layers_are_counted_together():
    first, second = layers.Dense(7, "relu"), layers.Dense(3, "relu", bias_initializer="ones")
    model, X = model_of(first, second, inputs=5, seed=2), inputs(101, 5)
    silence(first, 0, 4)
    silence(second, 1)
    # The same from the weights alone, in NumPy.
    hidden = np.maximum(X @ first.kernel.numpy() + first.bias.numpy(), 0)
    output = np.maximum(hidden @ second.kernel.numpy() + second.bias.numpy(), 0)
    assert (hidden.max(axis=0) > 0).tolist() == [False, True, True, True, False, True, True]
    assert (output.max(axis=0) > 0).tolist() == [True, False, True]
    assert dead_fraction(model, X) == pytest.approx(3 / 10)


def test_one_example_is_enough_to_be_alive():
    model = model_of(layers.Dense(1, "relu"), inputs=1)
    model.set_weights([np.array([[1.0]]), np.array([-1.0])])
    X = np.zeros((1001, 1))
    assert dead_fraction(model, X) == 1.0
    X[-1] = 1.001
    assert dead_fraction(model, X) == 0.0


def test_only_relu_layers_count_however_they_are_written():
    planted = [layers.Dense(5), layers.Dense(5)]
    for relu in (layers.Activation("relu"), layers.ReLU(), layers.ReLU(max_value=6.0)):
        model = model_of(planted[0], relu, layers.Dropout(0.5), layers.Dense(7, "tanh"), layers.Dense(2, "leaky_relu"))
        silence(planted[0], 1, 2)
        assert dead_fraction(model, inputs(53, 3)) == pytest.approx(2 / 5)
    leaky = layers.ReLU(negative_slope=0.1)
    model = model_of(planted[1], leaky, layers.Dense(3, "relu", bias_initializer=keras.initializers.Constant(100.0)))
    silence(planted[1], 0)
    assert dead_fraction(model, inputs(53, 3)) in (0.0, 1 / 3, 2 / 3, 1.0)  # of three units, not of eight


def test_is_relu():
    relus = [layers.Dense(2, "relu"), layers.Conv2D(2, 3, activation="relu"), layers.ReLU(), layers.Activation("relu")]
    others = [layers.Dense(2), layers.Dense(2, "leaky_relu"), layers.LeakyReLU(), layers.Dropout(0.5), layers.ELU()]
    assert all(map(is_relu, relus))
    assert not any(map(is_relu, [*others, layers.ReLU(negative_slope=0.01)]))


def test_a_channel_of_a_convolution_is_a_unit():
    conv = layers.Conv2D(5, 3, activation="relu")
    model = model_of(conv, inputs=(7, 11, 2))
    silence(conv, 0, 3)
    assert dead_fraction(model, inputs(3, 7, 11, 2)) == pytest.approx(2 / 5)


def test_branches_count_too():
    x = keras.Input((3,))
    one, other = layers.Dense(5, "relu"), layers.Dense(2, "relu")
    model = keras.Model(x, layers.Concatenate()([one(x), other(x)]))
    silence(one, 0, 1, 2, 3, 4)
    assert dead_fraction(model, inputs(31, 3)) == pytest.approx(5 / 7)


@pytest.mark.parametrize("parts", [[keras.Input((3,)), layers.Dense(2)], [layers.Dense(2, "relu")]])
def test_a_model_without_relu_or_input_is_refused(parts):
    with pytest.raises(ValueError, match="without a ReLU layer or without an Input"):
        dead_fraction(keras.Sequential(parts), inputs(5, 3))
