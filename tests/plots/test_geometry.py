"""Pictures of lines and mistakes: what they draw, and what they say to those who can't see them."""

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.data import logic_table, two_clouds
from dlcourse.neurons import Perceptron, Update


def drawn(axis, style="-"):
    """End points of the lines of this style in a panel."""
    return [line.get_xydata() for line in axis.lines if line.get_linestyle() == style and len(line.get_xydata()) == 2]


@pytest.mark.parametrize("seed", range(5))
def test_the_line_is_where_the_sum_is_zero(seed):
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=2), rng.normal()
    figure = plots.decision_lines(rng.normal(size=(13, 2)), rng.integers(0, 2, 13), {"a": (w, b)}, title="One line")
    (ends,) = drawn(figure.axes[0])
    np.testing.assert_allclose(ends @ w + b, 0, atol=1e-9)
    assert np.linalg.norm(ends[0] - ends[1]) > 4


def test_lines_count_the_points_on_the_right_side():
    X, y = logic_table("and")
    figure = plots.decision_lines(X, y, {"good": ([1, 1], -1.5), "bad": ([-1, -1], 1.5)}, title="Two lines")
    assert "Panel good: the line 1 x1 +1 x2 -1.5 = 0, with 4 of 4 points" in figure.alt
    assert "with 0 of 4 points" in figure.alt
    assert [axis.get_title() for axis in figure.axes] == ["good\n4 of 4 right", "bad\n0 of 4 right"]


@pytest.mark.parametrize("b, shaded", [(0.0, 1), (-1.0, 0)])
def test_zero_weights_have_no_line_and_fire_everywhere_or_nowhere(b, shaded):
    X, y = logic_table("or")
    axis = plots.decision_lines(X, y, {"": (np.zeros(2), b)}, title="No line").axes[0]
    assert drawn(axis) == [] and len(axis.collections) == 2 + shaded  # two classes of points


def test_regions_ask_the_rule_and_report_it():
    X, y = logic_table("xor")
    rules = {"sum is 1": lambda points: (np.abs(points.sum(axis=1) - 1) < 0.5) * 1}
    figure = plots.decision_regions(X, y, rules, title="A strip", lines=[([1, 1], -0.5), ([1, 1], -1.5)])
    assert "Panel sum is 1: 4 of 4 points right." in figure.alt
    assert len(drawn(figure.axes[0])) == len(drawn(figure.axes[0], "--")) == 1
    (region,) = figure.axes[0].collections[:1]
    inside = [path.contains_point((0.5, 0.5)) for path in region.get_paths()]
    outside = [path.contains_point((0.05, 0.05)) for path in region.get_paths()]
    assert any(inside) and not any(outside)


def test_a_film_has_a_frame_for_each_mistake_and_rings_the_row():
    X, y = two_clouds(n=17, margin=0.3, seed=3)
    updates = Perceptron().fit(X, y).updates
    figure = plots.perceptron_film(X, y, updates, title="The film", columns=2)
    frames = [axis for axis in figure.axes if axis.get_visible()]
    assert len(frames) == len(updates)
    for axis, step in zip(frames, updates, strict=True):
        ring = [line.get_xydata()[0] for line in axis.lines if line.get_marker() == "o"]
        np.testing.assert_array_equal(ring, [X[step.row]])
    assert figure.alt.endswith("17 of 17.")


def test_a_long_film_is_cut_to_its_frames_and_keeps_the_last_mistake():
    X, y = logic_table("and")
    updates = Perceptron().fit(X, y).updates
    figure = plots.perceptron_film(X, y, updates, title="The film", frames=5)
    titles = [axis.get_title() for axis in figure.axes if axis.get_visible()]
    assert len(titles) == 5 and titles[-1].startswith(f"mistake {len(updates)} ")


def notes(axis):
    return [text.get_text() for text in axis.texts if text.get_text()]


def test_a_frame_without_a_line_says_what_the_neuron_answers():
    X, y = np.array([[5.0, 3.0], [6.0, 3.5], [5.5, 2.0]]), np.array([0, 1, 1])
    updates = [
        Update(0, 0, np.array([-5.0, -3.0]), -1.0),
        Update(0, 1, np.array([1.0, 0.5]), 0.0),
        Update(0, 2, np.array([1.0, -2.0]), 0.0),
    ]
    figure = plots.perceptron_film(X, y, updates, title="The film", columns=3)
    assert [notes(axis) for axis in figure.axes] == [
        ["before: all fire, no line (w = 0)\nafter: none fire, line outside"],
        ["before: none fire, line outside\nafter: all fire, line outside"],
        ["before: all fire, line outside"],
    ]


def test_the_margin_figure_says_how_near_the_bound_was():
    figure = plots.mistakes_against_margin([0.1, 1.0], [5, 2], [500, 8], title="Far below")
    assert "no run used more than 25 percent of its bound" in figure.alt
    assert figure.axes[0].get_xscale() == figure.axes[0].get_yscale() == "log"


def test_the_proof_s_curves_meet_at_the_bound():
    figure = plots.convergence_proof([0.0, 1.0, 1.2], gamma=0.5, radius=2.0, title="A wedge")
    upper, lower = (line.get_xydata() for line in figure.axes[0].lines[:2])
    crossing = lower[np.argmax(lower[1:, 1] >= upper[1:, 1]) + 1, 0]
    assert crossing == pytest.approx(16, rel=0.01)  # (2 / 0.5)², on a grid of 400 steps
    assert "they meet at 16 mistakes" in figure.alt and "stops after 2 mistakes" in figure.alt
