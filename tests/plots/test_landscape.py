"""Surfaces of the loss, paths on them, and cuts through them."""

import numpy as np
import pytest
from matplotlib.colors import LogNorm

from dlcourse import plots
from dlcourse.plots.landscape import levels

X, Y = np.linspace(-2, 2, 21), np.linspace(-1, 3, 17)
BOWL = np.add.outer((Y - 1) ** 2, X**2)


def colours(axes, point):
    """The colour of the band that a point lies in."""
    (bands,) = (each for each in axes.collections if getattr(each, "filled", False))
    return next(bands.get_facecolor()[i] for i, path in enumerate(bands.get_paths()) if path.contains_point(point))


def test_bands_follow_the_loss_and_rows_are_the_second_weight():
    figure = plots.loss_surface(X, Y, BOWL, title="T", names=("slope", "offset"), label="error")
    axes, bar = figure.axes
    inner, outer, far = (colours(axes, point)[0] for point in ((0, 1), (1.5, 1), (0, 2.9)))
    assert inner > outer > far  # from white to grey, and y is read from the rows
    assert axes.get_xlim() == (-2, 2) and axes.get_ylim() == (-1, 3)
    assert (axes.get_xlabel(), axes.get_ylabel(), bar.get_ylabel()) == ("slope", "offset", "error")
    assert figure.alt == "T. Error over slope from -2 to 2 and offset from -1 to 3, lowest 0 at (0, 1)."
    assert not figure.legends


def test_paths_are_drawn_as_they_went():
    paths = {"SGD": np.array([[1.0, 2.0], [0.5, 1.5], [0.25, 1.25]]), "Adam": [[1, 2], [0, 1]]}
    figure = plots.loss_surface(X, Y, BOWL, title="T", paths=paths, minimum=(0, 1))
    axes = figure.axes[0]
    drawn = {line.get_label(): line for line in axes.lines}
    for name, path in paths.items():
        np.testing.assert_array_equal(drawn[name].get_xydata(), path)
    assert drawn["SGD"].get_linestyle() != drawn["Adam"].get_linestyle()
    np.testing.assert_array_equal(drawn["minimum"].get_xydata(), [[0, 1]])
    ring, *_, end = (line for line in axes.lines if line.get_markersize() in (10, 11))
    np.testing.assert_array_equal(ring.get_xydata(), [[1, 2]])
    np.testing.assert_array_equal(end.get_xydata(), [[0, 1]])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["SGD", "Adam", "minimum"]
    assert figure.alt.endswith("SGD: 2 steps from (1, 2) to (0.25, 1.25). Adam: 1 step from (1, 2) to (0, 1).")


def test_a_path_that_diverges_stops_and_is_said_to():
    paths = {"far": [[1, 1], [50, 1], [np.inf, np.nan]], "lost": [[np.nan, 0]]}
    figure = plots.loss_surface(X, Y, BOWL, title="T", paths=paths)
    assert "far: 2 steps from (1, 1) to (50, 1), then not finite. lost: 0 steps, none of them finite." in figure.alt
    assert figure.axes[0].get_xlim() == (-2, 2) and figure.png()


def test_losses_that_are_no_numbers_leave_a_hatched_hole():
    losses = np.where(X > 1, np.nan, BOWL)
    losses[0, 0] = np.inf
    figure = plots.loss_surface(X, Y, losses, title="T")
    axes = figure.axes[0]
    assert axes.patch.get_hatch() and figure.png() and "lowest 0 at (0, 1)" in figure.alt
    with pytest.raises(StopIteration):
        colours(axes, (1.5, 1))


@pytest.mark.parametrize(
    "losses, logarithmic",
    [
        (BOWL, False),
        (np.exp(3 * X) * np.ones((17, 1)), True),
        (np.exp(3 * X) * np.ones((17, 1)) - 1, False),
        (np.full((17, 21), 2.0), False),
        (np.zeros((17, 21)), False),
        (10.0 ** (10 * X) * np.ones((17, 1)), True),
    ],
)
def test_bands_follow_the_logarithm_where_the_loss_spans_a_hundredfold(losses, logarithmic):
    edges, norm = levels(losses)
    assert isinstance(norm, LogNorm) == logarithmic
    floor = max(losses.min(), np.median(losses) / 1e4) if logarithmic else losses.min()
    assert np.all(np.diff(edges) > 0) and edges[0] <= floor < edges[1] and edges[-2] <= losses.max() <= edges[-1]
    assert 2 <= len(edges) <= 50
    assert plots.loss_surface(X, Y, losses, title="T").png()


def test_a_logarithm_starts_above_zero_with_round_numbers():
    valley = np.add.outer(1e4 * (Y - 1) ** 2, X**2)
    edges, norm = levels(valley)
    median = np.median(valley)
    assert norm is not None and 0 < edges[0] <= median / 1e4 < edges[1]
    assert {f"{edge:e}"[0] for edge in edges} == {"1", "2", "5"}
    assert plots.loss_surface(X, Y, valley, title="T").png()
    assert {f"{edge:e}"[0] for edge in levels(10.0 ** (5 * X) * np.ones((17, 1)))[0]} == {"1"}


@pytest.mark.parametrize(
    "x, y, losses, paths, words",
    [
        (X, Y, BOWL.T, {}, r"losses of shape \(21, 17\) for 21 values of x and 17 of y; give \(Y, X\)"),
        (X, Y, BOWL * np.nan, {}, "all NaN"),
        (X[::-1], Y, BOWL, {}, "got x that does not rise"),
        (X, [1.0], BOWL[:1], {}, "got y that does not rise .* give at least 2"),
        (X, Y, [], {}, "not empty"),
        (X, Y, BOWL, {"SGD": [[1, 2, 3]]}, r"path of 'SGD' of shape \(1, 3\); give \(steps \+ 1, 2\)"),
        (X, Y, BOWL, {"SGD": [1, 2]}, "path of 'SGD' of shape"),
    ],
)
def test_bad_surfaces_are_met_with_a_sentence(x, y, losses, paths, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.loss_surface(x, y, losses, paths=paths, title="T")
    assert str(caught.value).startswith("loss_surface() got")


def test_slices_are_lines_over_the_distance():
    curves = {"wide": [[1.0, 0.5, 2.0], [3.0, 0.5, 4.0]], "narrow": [9.0, 0.25, np.nan]}
    figure = plots.loss_slices([-1, 0, 1], curves, title="T", xlabel="steps along v")
    axes = figure.axes[0]
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[-1, 2], [0, 0.5], [1, 3]])
    np.testing.assert_array_equal(axes.lines[1].get_xydata(), [[-1, 9], [0, 0.25], [1, np.nan]])
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ("steps along v", "loss", "linear")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["wide", "narrow", "NaN or infinite"]
    assert figure.alt == "T. wide: lowest 0.5 at 0, ends 2 and 3. narrow: lowest 0.25 at 0, ends 9 and 0.25."


def test_slices_that_span_decades_have_a_logarithmic_axis():
    assert plots.loss_slices([0, 1], {"a": [1e-3, 1]}, title="T").axes[0].get_yscale() == "log"
    assert plots.loss_slices([0, 1], {"a": [1e-3, 1]}, title="T", log=False).axes[0].get_yscale() == "linear"
    figure = plots.loss_slices([0, 1], {"a": [0, 1]}, title="T", log=True)
    assert figure.axes[0].get_legend().get_texts()[-1].get_text() == "zero, NaN or infinite"
    assert plots.loss_slices([0], {"a": [np.nan]}, title="T").alt == "T. a: never finite."


def test_bad_slices_are_met_with_a_sentence():
    with pytest.raises(ValueError, match=r"loss_slices\(\) got 2 losses of 'a' for 3 distances"):
        plots.loss_slices([1, 2, 3], {"a": [1, 2]}, title="T")
    with pytest.raises(ValueError, match="empty dictionary"):
        plots.loss_slices([1], {}, title="T")
