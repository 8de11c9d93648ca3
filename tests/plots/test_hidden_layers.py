"""What hidden layers do, as pictures."""

import numpy as np
import pytest

from dlcourse import plots

RNG = np.random.default_rng(0)
X, W = RNG.normal(size=(41, 2)), RNG.normal(size=(2, 3))


def layer(points):
    return np.tanh(points @ W)


def test_the_last_panel_shows_true_distances_from_the_plane():
    v, c = np.array([1.0, -2.0, 0.5]), 0.3
    y = (layer(X) @ v + c > 0).astype(int)
    y[0] = 1 - y[0]
    figure = plots.hidden_space(X, y, layer, (v, c), title="Apart")
    assert "a plane that has 40 of them on the right side" in figure.alt
    last = figure.axes[3]
    offsets = np.vstack([np.asarray(points.get_offsets()) for points in last.collections])
    distances = (layer(X) @ v + c) / np.linalg.norm(v)
    np.testing.assert_allclose(np.sort(offsets[:, 0]), np.sort(distances), atol=1e-12)
    # seen along a plane, two points are never further apart than they are
    ordered = np.vstack([layer(X)[y == 0], layer(X)[y == 1]])
    seen, true = (np.linalg.norm(each[:, None] - each[None], axis=-1) for each in (offsets, ordered))
    assert np.all(seen <= true + 1e-12) and seen.max() > 0.5 * true.max()


def test_each_unit_is_drawn_over_the_inputs():
    figure = plots.hidden_space(X, np.arange(41) % 2, layer, (np.ones(3), 0.0), title="Units")
    for unit, axis in enumerate(figure.axes[:3]):
        image = axis.images[0]
        left, right, bottom, top = image.get_extent()
        corner = layer(np.array([[left, bottom], [right, top]]))[:, unit]
        values = np.asarray(image.get_array())
        np.testing.assert_allclose([values[0, 0], values[-1, -1]], corner)


@pytest.mark.parametrize("v", [np.ones(2), np.ones((3, 1))])
def test_a_layer_that_has_not_three_units_is_refused(v):
    with pytest.raises(ValueError, match=r"hidden_space\(\) got X .*; give \(n, 2\), \(n,\), \(n, 3\) and \(3,\)"):
        plots.hidden_space(X, np.zeros(41), layer, (v, 0.0), title="No")


def test_line_panels_share_their_axes():
    x = np.linspace(0, 1, 5)
    figure = plots.line_panels(x, {"a": x, "b": -3 * x, "c": x}, title="Lines", xlabel="x", ylabel="y", columns=2)
    visible = [axis for axis in figure.axes if axis.lines]
    assert [axis.get_title() for axis in visible] == ["a", "b", "c"]
    assert len({axis.get_ylim() for axis in visible}) == 1
    assert figure.alt == "Lines. Panels of y against x: a, from 0 to 1; b, from -3 to 0; c, from 0 to 1."


def test_errors_inside_and_outside_of_the_range_are_told():
    x = np.linspace(-3, 3, 13)
    fits = {"good": np.where(np.abs(x) <= 1, 0.25, 2.0), "bad": np.full(13, 4.0)}
    figure = plots.fits_and_range(x, np.zeros(13), fits, (-1, 1), title="Range")
    assert figure.alt == "Range. Largest error inside and outside of -1 to 1: good 0.25 and 2; bad 4 and 4."
    lines = figure.axes[0].lines
    assert len({line.get_linestyle() for line in lines[1:]}) == 2
    with pytest.raises(ValueError, match="fits_and_range"):
        plots.fits_and_range([], [], fits, (-1, 1), title="Empty")
