from fractions import Fraction

import keras
import numpy as np
import pytest
from support.parity import close

from dlcourse.nn import sawtooth


def tent(x):
    """The map on [0, 1] in exact numbers."""
    return 2 * min(x, 1 - x)


@pytest.mark.parametrize("depth", [1, 2, 3, 7])
def test_dyadic_points_are_exact(depth):
    points = [Fraction(i, 2**9) for i in range(2**9 + 1)]
    expected = points
    for _ in range(depth):
        expected = [tent(x) for x in expected]
    assert sawtooth([float(x) for x in points], depth).tolist() == [float(x) for x in expected]


@pytest.mark.parametrize("depth", [1, 2, 5, 8])
def test_pieces_double_with_every_layer(depth):
    x = np.linspace(0, 1, 2**12 + 1)
    slopes = np.sign(np.diff(sawtooth(x, depth)))
    assert 1 + np.count_nonzero(np.diff(slopes)) == 2**depth


def test_outside_the_unit_interval_it_is_what_the_network_computes():
    x = np.array([-3.0, -0.5, 1.5, 4.0])
    assert sawtooth(x, 1).tolist() == [0.0, 0.0, -1.0, -6.0]
    assert sawtooth(x, 2).tolist() == sawtooth(x, 3).tolist() == [0.0] * 4


def test_it_is_a_relu_network_of_two_units_a_layer():
    fold = [np.array([[1.0, 1.0]]), np.array([0.0, -0.5]), np.array([[2.0], [-4.0]]), np.zeros(1)]
    layers = [keras.layers.Dense(units, f, dtype="float64") for units, f in [(2, "relu"), (1, None)] * 3]
    model = keras.Sequential([keras.Input((1,), dtype="float64"), *layers])
    model.set_weights(fold * 3)
    x = np.random.default_rng(0).normal(size=(31, 1))
    close(sawtooth(x, 3), model(x), 1e-10)


@pytest.mark.parametrize("depth", [0, 1.5, True])
def test_depth_is_a_whole_number(depth):
    with pytest.raises(ValueError, match=r"sawtooth\(\) got depth=.*; give a whole number of 1 or more"):
        sawtooth([0.5], depth)
