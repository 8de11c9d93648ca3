"""Sliders for softmax: what moves, and what may not."""

import pytest

from dlcourse import widgets


def heights(box):
    """The three probabilities as the picture's description says them."""
    words = box.children[-1].value.split("softmax(z / T): A ")[1]
    return [float(part.split()[-1].rstrip('."')) for part in ("A " + words).split(">")[0].split('"')[0].split(",")]


def test_the_start_shows_the_probabilities_of_2_1_0():
    assert heights(widgets.softmax_temperature()) == pytest.approx([0.665, 0.245, 0.09], abs=1e-3)


def test_each_logit_and_the_temperature_change_the_picture():
    box = widgets.softmax_temperature()
    a, b, c, _, temperature, _ = box.children
    for control, value in ((a, -1.0), (b, 3.0), (c, 2.5), (temperature, 4.0)):
        before = heights(box)
        control.value = value
        assert heights(box) != before


def test_a_number_added_to_all_logits_changes_nothing():
    box = widgets.softmax_temperature((1.0, 0.5, -2.0))
    before = heights(box)
    box.children[3].value = -4.0
    assert heights(box) == before


def test_high_temperature_levels_and_low_temperature_picks():
    box = widgets.softmax_temperature()
    box.children[4].value = 10.0
    assert max(heights(box)) < 0.4
    box.children[4].value = 0.1
    assert max(heights(box)) > 0.99


def test_two_logits_are_refused():
    with pytest.raises(ValueError, match="2 logits; give three"):
        widgets.softmax_temperature((1.0, 2.0))
