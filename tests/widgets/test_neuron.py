"""Sliders for a neuron: moving one changes the picture."""

import numpy as np
import pytest

from dlcourse import widgets
from dlcourse.data import two_clouds
from dlcourse.neurons import Perceptron


def test_every_control_of_the_line_changes_the_picture():
    box = widgets.decision_line()
    *controls, picture = box.children
    assert [control.description for control in controls] == ["weight w1", "weight w2", "bias b", "table"]
    for control, value in zip(controls, (1.25, 0.5, -1.0, "or"), strict=True):
        before = picture.value
        control.value = value
        assert picture.value != before


def test_and_can_be_reached_with_the_sliders_and_xor_can_not():
    box = widgets.decision_line()
    w1, w2, b, table, picture = box.children
    w1.value, w2.value, b.value = 1.0, 1.0, -1.5
    assert "with 4 of 4 points" in picture.value
    table.value = "xor"
    assert "with 4 of 4 points" not in picture.value


def test_the_film_s_slider_runs_over_all_mistakes():
    X, y = two_clouds(n=23, margin=0.3, seed=3)
    updates = Perceptron().fit(X, y).updates
    slider, picture = widgets.perceptron_frames(X, y, updates).children
    assert (slider.min, slider.max) == (1, len(updates))
    slider.value = slider.max
    assert f"After mistake {len(updates)} of {len(updates)}" in picture.value
    assert "with 23 of 23 points" in picture.value


def test_a_film_without_mistakes_is_refused():
    with pytest.raises(ValueError, match="no updates"):
        widgets.perceptron_frames(np.eye(2), np.ones(2), [])
