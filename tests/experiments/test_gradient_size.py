"""Gradients of deep networks, against the gradient worked out by hand."""

import keras
import numpy as np
import pytest

from dlcourse.experiments import gradient_size
from dlcourse.experiments.introduction import split_digits


def test_a_path_multiplies_the_slopes_of_its_own_row():
    z = np.random.default_rng(0).normal(size=(7, 5))
    found = gradient_size.path_products(z, lambda z: 1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(found, [np.prod([1 / np.cosh(each) ** 2 for each in row]) for row in z], rtol=1e-12)


def test_norms_are_those_of_the_chain_rule_written_out():
    (found,) = gradient_size.gradient_by_layer("tanh", "glorot_uniform", hidden_layers=1, seeds=(3,))
    (x, y), _ = split_digits(0)
    x, y = x[:256], y[:256]
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Dense(64, "tanh"), keras.layers.Dense(10)]
    W1, b1, W2, b2 = keras.Sequential([keras.Input((64,)), *layers]).get_weights()
    h = np.tanh(x @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    dz = (e / e.sum(axis=1, keepdims=True) - np.eye(10)[y]) / 256
    dh = dz @ W2.T * (1 - h**2)
    np.testing.assert_allclose(found, [np.linalg.norm(x.T @ dh), np.linalg.norm(h.T @ dz)], rtol=1e-4)


@pytest.mark.parametrize("depth", [2, 5])
def test_there_is_a_norm_for_each_layer_and_seed(depth):
    found = gradient_size.gradient_by_layer("relu", "he_uniform", hidden_layers=depth, seeds=(0, 1))
    assert found.shape == (2, depth + 1) and np.all(found > 0) and not np.allclose(found[0], found[1])


def test_an_initializer_object_draws_new_weights_for_each_layer_and_seed(monkeypatch):
    drawn = []

    def keep(model, x, y):
        drawn.extend(model.get_weights()[:-2:2])
        return [1.0]

    monkeypatch.setattr(gradient_size, "_gradients", keep)
    initializer = keras.initializers.RandomNormal(stddev=0.5)
    gradient_size.gradient_by_layer("relu", initializer, hidden_layers=3, seeds=(0, 1))
    assert len(drawn) == 6 and all(np.std(each) == pytest.approx(0.5, rel=0.1) for each in drawn)
    assert not any(np.allclose(a, b) for i, a in enumerate(drawn) for b in drawn[:i])


def test_while_training_the_first_norm_is_that_of_the_untrained_network():
    found = gradient_size.first_layer_gradient("tanh", hidden_layers=1, seeds=(0,), steps=20, every=10)
    born = gradient_size.gradient_by_layer("tanh", "glorot_uniform", hidden_layers=1, seeds=(0,))
    assert found.shape == (1, 3)
    assert found[0, 0] == pytest.approx(born[0, 0], rel=1e-5)  # seed 0 draws the same weights and the same digits
    assert not np.isclose(found[0, 1], found[0, 0], rtol=1e-3)
