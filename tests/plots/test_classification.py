"""Confusion matrices and reliability diagrams."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from dlcourse import plots
from dlcourse.calibration import reliability
from dlcourse.plots.classification import row_shares


def texts(axes):
    return [text.get_text() for text in axes.texts]


def names(axis):
    return [tick.get_text() for tick in axis.get_ticklabels()]


def test_cells_have_the_counts_and_the_colour_of_their_share():
    rng = np.random.default_rng(0)
    counts = confusion_matrix(rng.integers(0, 3, 101), rng.integers(0, 3, 101))
    figure = plots.confusion_matrix(counts, classes=["cat", "dog", "elk"], title="Mixed up")
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.images[0].get_array(), 100 * counts / counts.sum(axis=1, keepdims=True))
    assert axes.images[0].get_clim() == (0, 100) and texts(axes) == [str(count) for count in counts.ravel()]
    assert names(axes.xaxis) == names(axes.yaxis) == ["cat", "dog", "elk"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("answer", "true class") and axes.yaxis_inverted()
    assert "share of the true class (%)" in figure.axes[1].get_ylabel()


def test_the_text_tells_accuracy_and_the_commonest_mistake():
    figure = plots.confusion_matrix([[90, 3, 7], [0, 50, 0], [4, 1, 45]], title="T", normalise=True)
    assert figure.alt == "T. 185 of 200 right (92.5 %). Most often: 7 of 100 0 called 2."
    assert texts(figure.axes[0]) == ["90", "3", "7", "0", "100", "0", "8", "2", "90"]
    assert [text.get_color() for text in figure.axes[0].texts][:2] == ["white", "black"]
    assert plots.confusion_matrix([[2]], title="T").alt == "T. 2 of 2 right (100 %). No mistakes."


def test_a_class_without_examples_has_dashes():
    figure = plots.confusion_matrix([[3, 1], [0, 0]], title="T")
    assert texts(figure.axes[0]) == ["3", "1", "–", "–"] and figure.png()
    np.testing.assert_array_equal(row_shares([[3, 1], [0, 0]]), [[0.75, 0.25], [np.nan, np.nan]])


def test_fifty_classes_have_no_numbers_and_half_of_the_names():
    figure = plots.confusion_matrix(np.eye(50), classes=[f"class number {i}" for i in range(50)], title="T")
    axes = figure.axes[0]
    assert (
        not axes.texts
        and names(axes.xaxis)[:2] == ["class number 0", "class number 2"]
        and len(names(axes.yaxis)) == 25
    )
    assert axes.get_xticklabels()[0].get_rotation() == 90 and max(figure.get_size_inches()) < 10 and figure.png()


def test_short_names_lie_flat_and_large_counts_shrink():
    axes = plots.confusion_matrix([[1234567, 1], [1, 1]], classes=["a", "b"], title="T").axes[0]
    assert axes.get_xticklabels()[0].get_rotation() == 0
    assert axes.texts[0].get_text() == "1234567" and axes.texts[0].get_fontsize() == axes.texts[1].get_fontsize() - 3


@pytest.mark.parametrize(
    "counts, classes, words",
    [
        ([], None, r"give \(K, K\), not empty"),
        ([[1, 2]], None, r"shape \(1, 2\); give \(K, K\)"),
        ([[0, 0], [0, 0]], None, "not all 0"),
        ([[1, -1], [0, 0]], None, "numbers from 0 on"),
        ([[1, np.nan], [0, 0]], None, "numbers from 0 on"),
        ([[1, np.inf], [0, 0]], None, "numbers from 0 on"),
        ([[1]], ["a", "b"], "2 names for 1 classes"),
    ],
)
def test_bad_counts_are_met_with_a_sentence(counts, classes, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.confusion_matrix(counts, classes=classes, title="T")
    assert str(caught.value).startswith("confusion_matrix() got")


def answers(seed, K=4, size=211):
    rng = np.random.default_rng(seed)
    z = np.exp(2 * rng.normal(size=(size, K)))
    return rng.integers(0, K, size), z / z.sum(axis=1, keepdims=True)


def test_a_diagram_shows_confidence_accuracy_and_counts():
    models = {"net": answers(0), "tree": answers(1)}
    figure = plots.reliability_diagram(models, title="Too sure", bins=7)
    above, below = figure.axes
    np.testing.assert_array_equal(above.lines[0].get_xydata(), [[0, 0], [1, 1]])
    for number, given in enumerate(models.values()):
        result = reliability(*given, 7)
        filled = result.counts > 0
        line = above.lines[1 + number]
        np.testing.assert_allclose(line.get_xydata(), np.column_stack([result.confidence, result.accuracy])[filled])
        np.testing.assert_array_equal(below.patches[number].get_data().values, result.counts)
        np.testing.assert_array_equal(below.patches[number].get_data().edges, result.edges)
        ends = [gap[:, 1] for gap in above.collections[number].get_segments()]
        np.testing.assert_allclose(ends, line.get_xydata())
    error = reliability(*models["tree"], 7).error
    legend = [text.get_text() for text in above.get_legend().get_texts()]
    assert legend[0] == "as sure as right" and legend[2] == f"tree: calibration error {error:.3g}"
    assert f"tree: expected calibration error {error:.3g}; widest gap at confidence" in figure.alt
    assert len({line.get_linestyle() for line in above.lines[1:]}) == 2 and below.get_yscale() == "linear"
    assert "accuracy" in above.get_ylabel() and "confidence" in below.get_xlabel() and below.get_ylabel() == "examples"


def test_the_probability_of_class_1_has_its_own_labels_and_uneven_counts_a_logarithm():
    p = np.r_[np.full(300, 0.05), 0.95]
    figure = plots.reliability_diagram({"a": (np.r_[np.zeros(300, int), 1], p), "b": ([0], [[0.5]])}, title="T")
    above, below = figure.axes
    assert above.get_ylabel() == "share of class 1 in the bin" and below.get_xlabel() == "probability of class 1"
    assert below.get_yscale() == "log" and figure.png()
    assert "a: expected calibration error 0.05; widest gap at confidence" in figure.alt


def test_bad_answers_are_met_with_a_sentence():
    with pytest.raises(ValueError, match=r"reliability_diagram\(\) got an empty dictionary"):
        plots.reliability_diagram({}, title="T")
    with pytest.raises(ValueError, match="not logits"):
        plots.reliability_diagram({"net": ([0], [[3.0, -1.0]])}, title="T")
