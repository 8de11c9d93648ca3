import numpy as np
import pytest

from dlcourse import plots

X = np.linspace(-2, 2, 41)
LOSSES, SLOPES = {"square": X**2, "straight": np.abs(X)}, {"square": 2 * X, "straight": np.sign(X)}


def test_losses_stand_left_and_slopes_right_with_a_mark_on_each():
    figure = plots.loss_and_slope(X, LOSSES, SLOPES, title="T", xlabel="residual", mark=1.0)
    left, right = figure.axes
    assert (left.get_xlabel(), left.get_ylabel(), right.get_ylabel()) == ("residual", "loss", "slope of the loss")
    np.testing.assert_allclose([line.get_ydata()[0] for line in left.lines if len(line.get_xdata()) == 1], [1, 1])
    np.testing.assert_allclose([line.get_ydata()[0] for line in right.lines if len(line.get_xdata()) == 1], [2, 1])
    curves = [line for line in left.lines if len(line.get_xdata()) == 41]
    assert len({line.get_linestyle() for line in curves}) == 2  # told apart in grey
    assert figure.alt == "T. At residual 1: square loss 1, slope 2; straight loss 1, slope 1."


def test_without_a_mark_both_ends_are_told():
    figure = plots.loss_and_slope(X, LOSSES, SLOPES, title="T", xlabel="r", limits=(0, 3))
    assert "At r -2: square loss 4, slope -4" in figure.alt and "At r 2: square loss 4, slope 4" in figure.alt
    assert figure.axes[0].get_ylim() == (0, 3)


@pytest.mark.parametrize(
    "losses, slopes, message",
    [
        ({}, {}, "got an empty dictionary for losses"),
        ({"a": X}, {"b": X}, "got slopes of b; give one for each of a"),
        ({"a": X[1:]}, {"a": X}, "got 40 losses of 'a' for 41 places"),
    ],
)
def test_curves_that_do_not_fit_are_refused(losses, slopes, message):
    with pytest.raises(ValueError, match=message):
        plots.loss_and_slope(X, losses, slopes, title="T", xlabel="x")


def test_tangents_touch_the_curve_with_its_slope():
    axes = plots.surprise([0.3, 1.0], title="T").axes[0]
    tangents = [line.get_xydata() for line in axes.lines if len(line.get_xdata()) == 2]
    for p, ends in zip((0.3, 1.0), tangents, strict=True):
        (x0, y0), (x1, y1) = ends
        assert (y1 - y0) / (x1 - x0) == pytest.approx(-1 / p)
        assert y0 + (p - x0) * -1 / p == pytest.approx(-np.log(p))
    assert len({line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1}) == 2


@pytest.mark.parametrize("p", [0.0, -0.1, 1.1, np.nan])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="give numbers above 0, up to 1"):
        plots.surprise([0.5, p], title="T")
