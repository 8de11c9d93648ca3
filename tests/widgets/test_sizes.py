import numpy as np
import pytest

from dlcourse import widgets

CURVES = {"net": np.array([[0.4, 0.9], [0.6, 0.9]]), "tree": np.array([[0.6, 0.7], [0.6, 0.7]])}


def test_moving_the_slider_shows_the_models_at_that_size():
    slider, picture = widgets.training_size([30, 1000], CURVES).children
    assert slider.description == "images" and slider.options == (30, 1000)
    assert "30 training images: tree is ahead on average" in picture.value
    assert "net 0.50, tree 0.60" in picture.value
    slider.value = 1000
    assert "1,000 training images: net is ahead on average" in picture.value


def test_curves_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="got 3 sizes; give curves with as many columns"):
        widgets.training_size([30, 60, 1000], CURVES)
