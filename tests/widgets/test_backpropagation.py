"""Sliders for the two passes and for the number of hidden units."""

import numpy as np
import pytest

from dlcourse import widgets
from dlcourse.experiments.multilayer import checkerboard_nets


def test_each_step_adds_its_sums():
    network, step, x1, x2, y, picture = widgets.backprop_steps().children
    assert "z1 = 3·1 + (-1)·2 + 1 = 2" in picture.value and "ŷ = 3·2" not in picture.value
    step.value = 3
    assert "ŷ = 3·2 + (-1)·1 + (-2) = 3" in picture.value and "Backward" not in picture.value
    step.value = 9
    assert (
        "Step 9 of 9, backward ←: hidden weights and biases" in picture.value and "dw21 = -6·2 = -12" in picture.value
    )


def test_inputs_target_and_network_are_used():
    network, step, x1, x2, y, picture = widgets.backprop_steps().children
    step.value = 9
    x1.value, x2.value, y.value = 2.0, 1.0, 3.5
    assert "z2 = -1·2 + 2·1 + (-2) = -2" in picture.value and "dw12 = 0·2 = 0" in picture.value
    assert "L = (16 - 3.5)² = 156.2" in picture.value
    network.value = "2-3-1"
    assert "z3 = 2·2 + (-1)·1 + (-1) = 2" in picture.value


def test_the_number_of_units_chooses_the_fit_and_the_board():
    x = np.linspace(-5, 5, 101)
    fits = {2: np.zeros((3, 101)), 7: np.tile(np.sin(3 * x), (3, 1))}
    task, units, picture = widgets.hidden_units(x, fits, checkerboard_nets((2, 7), steps=3)).children
    assert "2 hidden units" in picture.value and "run 3" in picture.value
    units.value = 7
    assert "7 hidden units" in picture.value and "run 1 0 and 0" in picture.value
    task.value = "checkerboard"
    assert "of 200 points right" in picture.value


def test_fits_and_boards_of_different_sizes_are_refused():
    with pytest.raises(ValueError, match=r"got fits for \[2\] units, boards for \[3\]; give the same"):
        widgets.hidden_units(np.zeros(5), {2: np.zeros((1, 5))}, {3: None})
