"""Sliders for losses: moving one changes the picture, and its numbers are right."""

import numpy as np

from dlcourse import widgets
from dlcourse.data import line_with_outliers


def test_the_surprise_of_the_chosen_probability_is_told():
    slider, picture = widgets.surprise_slider().children
    before = picture.value
    slider.value = 0.25
    assert picture.value != before
    assert "at p = 0.25 the surprise is 1.39 nats and its slope -4" in picture.value.replace("At", "at")
    assert 0 < slider.min and slider.max == 1


def test_a_large_delta_gives_the_line_of_least_squares():
    x, y = line_with_outliers(31, 2)
    slider, picture = widgets.huber_slider(x, y).children
    slider.value = 10**1.5
    slope, intercept = np.polyfit(x[:, 0], y, 1)
    assert f"line with slope {slope:.3g}, intercept {intercept:.3g}" in picture.value
    slider.value = 0.1
    assert f"line with slope {slope:.3g}" not in picture.value
