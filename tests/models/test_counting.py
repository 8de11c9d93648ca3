import keras
import numpy as np
import pytest

from dlcourse.models import count_parameters, dense_network, small_cnn
from dlcourse.models.families import FAMILIES, attention_layer


@pytest.mark.parametrize("seed", range(20))
def test_count_parameters_agrees_with_keras(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 40, size=rng.integers(2, 7)).tolist()
    layers = [keras.layers.Dense(units) for units in sizes[1:]]
    assert count_parameters(sizes) == keras.Sequential([keras.Input((sizes[0],)), *layers]).count_params()


def test_an_input_alone_has_no_parameters():
    assert count_parameters([17]) == 0


def test_a_dense_network_computes_its_equation():
    network, x = dense_network([5, 7, 3], activation="tanh"), np.random.default_rng(1).normal(size=(11, 5))
    network.set_weights([np.random.default_rng(2).normal(size=w.shape) for w in network.get_weights()])
    W1, b1, W2, b2 = network.get_weights()
    # float32 against float64
    np.testing.assert_allclose(network(x).numpy(), np.tanh(x @ W1 + b1) @ W2 + b2, rtol=1e-4, atol=1e-5)


def test_without_biases_a_relu_network_can_not_see_distance():
    network, x = dense_network([2, 13, 5], use_bias=False), np.random.default_rng(3).normal(size=(17, 2))
    np.testing.assert_allclose(network(3 * x).numpy(), 3 * network(x).numpy(), rtol=1e-4, atol=1e-5)


def test_one_size_is_no_network():
    with pytest.raises(ValueError, match=r"got \[64\]"):
        dense_network([64])


def test_the_small_cnn_finds_a_pattern_wherever_it_lies():
    network, pattern = small_cnn(side=24), np.random.default_rng(4).random((4, 4))
    canvases = np.zeros((2, 24, 24))
    canvases[0, 8:12, 8:12] = canvases[1, 12:16, 8:12] = pattern  # a shift by 4, which two poolings keep exact
    outputs = network(canvases.reshape(2, -1)).numpy()
    np.testing.assert_allclose(outputs[0], outputs[1], rtol=1e-4, atol=1e-5)
    assert network.output_shape == (None, 10)


def test_families_are_counted_as_the_textbooks_count():
    count = {family.name: family.parameters for family in FAMILIES}
    d, u = 8, 32  # inputs and units of the recurrent members; each ends in a dense layer of ten
    head = u * 10 + 10
    assert count["recurrent, simple"] == u * (d + u + 1) + head
    assert count["recurrent, LSTM"] == 4 * u * (d + u + 1) + head
    assert count["recurrent, GRU"] == 3 * u * (d + u + 2) + head  # Keras keeps a second bias for each gate
    assert count["dense (multilayer perceptron)"] == 64 * 32 + 32 + 32 * 10 + 10
    assert count["deep belief network"] == 64 * 32 + 64 + 32 + 32 * 16 + 32 + 16
    assert attention_layer() == 4 * (64 * 64 + 64)
    assert count["transformer"] == attention_layer() + 2 * 128 + (64 * 128 + 128) + (128 * 64 + 64) + 64 * 10 + 10
    assert len(FAMILIES) == 10 and all(family.parameters > 0 for family in FAMILIES)
