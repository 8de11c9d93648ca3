"""Regions of several classes, and of probabilities."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dlcourse import plots

CENTRES = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
X = CENTRES + 0.5
Y = np.arange(3)


def probabilities(points):
    e = np.exp(-((points[:, None] - CENTRES) ** 2).sum(axis=-1))
    return e / e.sum(axis=1, keepdims=True)


def classes(points):
    return probabilities(points).argmax(axis=1)


def colour_at(axes, point):
    (image,) = axes.images
    left, right, bottom, top = image.get_extent()
    picture = np.asarray(image.get_array())
    column = int((point[0] - left) / (right - left) * picture.shape[1])
    row = int((point[1] - bottom) / (top - bottom) * picture.shape[0])
    return picture[row, column]


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_each_class_has_its_colour_and_borders_between():
    figure = plots.decision_regions(X, Y, {"nearest": classes}, title="T", classes=["a", "b", "c"])
    (axes,) = figure.axes
    for number, centre in enumerate(CENTRES + 0.4):
        expected = 1 - 0.45 * (1 - np.array(to_rgb(plots.COLOURS[number])))
        np.testing.assert_allclose(colour_at(axes, centre), expected)
    assert axes.images[0].origin == "lower" and legend(figure) == ["a", "b", "c"]
    assert figure.alt == "T. Panel nearest: 3 of 3 points right."
    border = np.concatenate([path.vertices for each in axes.collections[:2] for path in each.get_paths()])
    gaps = np.sort(probabilities(border), axis=1)
    assert len(border) > 100 and np.max(gaps[:, 2] - gaps[:, 1]) < 0.2


def test_probabilities_fade_where_they_are_unsure():
    figure = plots.decision_regions(X, Y, {"soft": probabilities}, title="T")
    (image,) = figure.axes[0].images
    left, right, bottom, top = image.get_extent()
    across, up = np.linspace(left, right, 220), np.linspace(bottom, top, 220)
    for row, column in np.random.default_rng(0).integers(0, 220, (20, 2)):
        (p,) = probabilities(np.array([[across[column], up[row]]]))
        strength = 0.45 * (p.max() - 1 / 3) / (1 - 1 / 3)  # none where all classes are equally likely
        expected = 1 - strength * (1 - np.array(to_rgb(plots.COLOURS[p.argmax()])))
        np.testing.assert_allclose(image.get_array()[row, column], expected)
    assert legend(figure) == ["class 0", "class 1", "class 2"]


@pytest.mark.parametrize("columns", [1, 2])
def test_the_probability_of_class_1_is_darker_and_has_a_bar(columns):
    def rule(points):
        p = 1 / (1 + np.exp(-points[:, :1]))
        return p if columns == 1 else np.hstack([1 - p, p])

    points = np.array([[-2.0, 0.0], [2.0, 1.0], [1.0, 0.5]])
    figure = plots.decision_regions(points, [0, 1, 0], {"logistic": rule}, title="T", classes=["off", "on"])
    axes, bar = figure.axes
    assert axes.images[0].get_clim() == (0, 1) and colour_at(axes, (1.0, 0.5)) == pytest.approx(0.731, abs=0.01)
    border = axes.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(border[:, 0], 0, atol=1e-3)  # between two columns of the grid
    assert bar.get_xlabel() == "probability of on" and "2 of 3 points right" in figure.alt


def test_half_and_half_counts_as_class_1():
    figure = plots.decision_regions(np.eye(2), [1, 1], {"unsure": lambda p: np.full((len(p), 1), 0.5)}, title="T")
    assert "2 of 2" in figure.alt and figure.png()


def test_one_class_everywhere_has_no_border():
    axes = plots.decision_regions(X, Y, {"third": lambda p: np.full(len(p), 2)}, title="T").axes[0]
    assert len(axes.collections) == 3  # the points of three classes


def test_a_class_that_has_no_points_is_in_the_legend():
    figure = plots.decision_regions(X[:2], [0, 1], {"nearest": classes, "soft": probabilities}, title="T", alt="Mine.")
    assert legend(figure) == ["class 0", "class 1", "class 2"] and figure.alt == "Mine."


@pytest.mark.parametrize(
    "points, y, rules, words",
    [
        (np.ones((2, 3)), [0, 1], {"a": classes}, r"X of shape \(2, 3\) and y of shape \(2,\); give \(n, 2\)"),
        (X, [0, 1], {"a": classes}, r"y of shape \(2,\)"),
        ([], [], {"a": classes}, "not empty"),
        (X, [0, 1, 7], {"a": classes}, "whole numbers from 0 to 6"),
        (X, [0, 1, 0.5], {"a": classes}, "whole numbers from 0 to 6"),
        (X, Y, {}, "empty dictionary for rules"),
        (X, Y, {"a": lambda p: np.full(len(p), 0.3)}, r"answers \(3,\), 3 points; give classes \(3,\)"),
        (X, Y, {"a": lambda p: np.zeros(2)}, r"answers \(2,\)"),
        (X, Y, {"a": lambda p: np.full((len(p), 3), 2.0)}, "from 0 to 1"),
        (X, Y, {"a": lambda p: np.full((len(p), 3), -0.1)}, "from 0 to 1"),
        (X, Y, {"a": lambda p: np.zeros((2, 3))}, r"answers \(2, 3\)"),
    ],
)
def test_bad_points_and_rules_are_met_with_a_sentence(points, y, rules, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.decision_regions(points, y, rules, title="T")
    assert str(caught.value).startswith("decision_regions() got")


def test_names_are_counted():
    with pytest.raises(ValueError, match="2 names for 3 classes"):
        plots.decision_regions(X, Y, {"a": classes}, title="T", classes=["a", "b"])
