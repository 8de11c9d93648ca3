"""Dead units are counted as a network sees them, and stay where they are."""

import keras
import numpy as np
import pytest

from dlcourse.experiments import dead_units


def test_silent_units_are_those_that_keras_gives_no_positive_sum():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(11, 5)).astype("float32")
    for activation, slope in (("relu", 0.0), (lambda z: keras.activations.leaky_relu(z, 0.7), 0.7)):
        layers = [keras.layers.Dense(units, activation, bias_initializer="random_normal") for units in (13, 7)]
        model = keras.Sequential([keras.Input((5,)), *layers, keras.layers.Dense(3)])
        model.build()
        layers[0].bias.assign(layers[0].bias + rng.choice([0.0, -9.0], 13))
        layers[1].bias.assign(layers[1].bias + rng.choice([0.0, -9.0], 7))
        found = dead_units.silent_units(model.get_weights(), x, slope)
        inputs = x
        for layer, silent in zip(layers, found, strict=True):
            sums = inputs @ layer.kernel.numpy() + layer.bias.numpy()
            np.testing.assert_array_equal(silent, sums.max(axis=0) <= 0)
            assert 0 < silent.sum() < len(silent)
            inputs = layer(inputs).numpy()
        if slope:  # what leaks through the first layer decides who is silent in the second
            assert not np.array_equal(found[1], dead_units.silent_units(model.get_weights(), x)[1])


def test_a_unit_that_fires_for_the_last_row_only_is_alive():
    x = np.array([[-1.0], [-2.0], [3.0]])
    weights = [np.array([[1.0, -1.0, 1.0]]), np.array([0.0, -2.0, -3.0]), np.ones((3, 1)), np.zeros(1)]
    assert dead_units.silent_units(weights, x)[0].tolist() == [False, True, True]  # a sum of exactly 0 is silent


@pytest.fixture(scope="module")
def dying():
    return dead_units.watch_units_die(rate=1.0, seeds=(3, 5), steps=250, every=125)


def test_units_are_counted_from_the_start_at_every_stop(dying):
    assert dying["step"].tolist() == [0, 125, 250]
    assert dying["silent"].shape == (2, 3, 2)
    assert np.all(dying["silent"][:, 0] < 0.2) and np.all(dying["silent"][:, -1, 0] > 0.3)


def test_the_weights_that_are_returned_are_those_whose_units_were_counted(dying):
    for seed, weights, last in zip((3, 5), dying["weights"], dying["silent"][:, -1], strict=True):
        x, _, _ = dead_units._digits(seed)
        np.testing.assert_allclose([units.mean() for units in dead_units.silent_units(weights, x)], last)


def test_dead_units_of_the_first_layer_move_only_with_a_leak(dying):
    for activation, share in (("ReLU", 0.0), ("Leaky ReLU", 1.0), ("PReLU", 1.0)):
        found = dead_units.revive(dying["weights"], activation, seeds=(3, 5), steps=20)
        np.testing.assert_array_equal(found["moved"], share)
        assert np.all(found["after"] >= 0) and found["before"].shape == (2,)


def test_prelu_starts_anew_for_every_seed(dying):
    twice = dead_units.revive(dying["weights"][:1] * 2, "PReLU", seeds=(3, 3), steps=20)
    assert twice["before"][0] == twice["before"][1] and twice["after"][0] == twice["after"][1]
