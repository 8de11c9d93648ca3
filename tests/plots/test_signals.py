"""Gradients and activations layer by layer."""

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.plots.signals import histogram


def labels(axis):
    return [tick.get_text() for tick in axis.get_ticklabels()]


def test_norms_are_drawn_from_layer_1_on_a_logarithmic_axis():
    norms = {"deep": [1e-6, 1e-3, 1.0], "shallow": [[0.5, 2.0], [1.5, 2.0]]}
    figure = plots.gradient_flow(norms, title="It vanishes")
    axes = figure.axes[0]
    deep, shallow = (line for line in axes.lines if line.get_marker() != "x")
    np.testing.assert_array_equal(deep.get_xydata(), [[1, 1e-6], [2, 1e-3], [3, 1]])
    np.testing.assert_array_equal(shallow.get_xydata(), [[1, 1], [2, 2]])
    assert axes.get_yscale() == "log" and labels(axes.xaxis) == ["1", "2", "3"] and len(axes.collections) == 1
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["deep", "shallow"]
    assert figure.alt == (
        "It vanishes. deep: 1e-06 in layer 1, 1 in layer 3, ratio first to last 1e-06. "
        "shallow: 1 in layer 1, 2 in layer 2, ratio first to last 0.5."
    )
    assert "norm" in axes.get_ylabel() and "layer" in axes.get_xlabel()


def test_a_gradient_of_zero_is_a_gap_with_a_cross():
    figure = plots.gradient_flow(
        {"dead": [0.0, 0.5, np.nan]}, title="T", layers=["conv", "dense", "a very long layer's name"]
    )
    axes = figure.axes[0]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [np.nan, 0.5, np.nan])
    np.testing.assert_array_equal(axes.lines[1].get_xdata(), [1, 3])
    assert axes.get_legend().get_texts()[-1].get_text() == "zero, NaN or infinite"
    assert (
        labels(axes.xaxis) == ["conv", "dense", "a very lo…r's name"] and axes.get_xticklabels()[0].get_rotation() == 40
    )
    assert figure.alt == "T. dead: 0 in layer conv, not finite in layer a very long layer's name." and figure.png()


def test_short_names_lie_flat_and_a_hundred_layers_are_thinned():
    flat = plots.gradient_flow({"a": [1, 2]}, title="T", layers=["fc1", "fc2"]).axes[0]
    assert {tick.get_rotation() for tick in flat.get_xticklabels()} == {0}
    many = plots.gradient_flow({"a": np.ones(100)}, title="T").axes[0]
    assert labels(many.xaxis)[:2] == ["1", "6"] and len(labels(many.xaxis)) == 20


def test_bad_norms_are_met_with_a_sentence():
    for given, words in (({}, "empty dictionary"), ({"a": []}, "the norms of 'a'"), ({"a": [[[1]]]}, r"\(runs, L\)")):
        with pytest.raises(ValueError, match=words):
            plots.gradient_flow(given, title="T")
    with pytest.raises(ValueError, match="got 1 names for 2 layers"):
        plots.gradient_flow({"a": [1, 2]}, title="T", layers=["x"])


def test_histograms_are_shares_of_the_finite_numbers():
    values = np.array([0.0, 0.1, 0.9, 1.0, np.nan, np.inf, 7.0])
    shares, edges = histogram(values, (0.0, 1.0), 2)
    np.testing.assert_allclose(shares, [2 / 5, 2 / 5])
    np.testing.assert_allclose(edges, [0, 0.5, 1])
    assert histogram([np.nan], (0, 1), 3)[0].tolist() == [0, 0, 0]


def test_each_layer_has_its_histogram_on_common_axes():
    rng = np.random.default_rng(0)
    nets = {"one": {"a": rng.normal(size=(5, 7)), "b": rng.normal(size=11)}, "two": {"a": rng.normal(size=13)}}
    figure = plots.activation_histograms(nets, title="T", bins=6)
    everything = np.concatenate([values.ravel() for layers in nets.values() for values in layers.values()])
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == 3
    for axes, values in zip(shown, (nets["one"]["a"], nets["one"]["b"], nets["two"]["a"]), strict=True):
        counts, edges = np.histogram(values, 6, (everything.min(), everything.max()))
        np.testing.assert_allclose(axes.patches[0].get_data().values, 100 * counts / values.size)
        np.testing.assert_allclose(axes.patches[0].get_data().edges, edges)
    assert len({axes.get_xlim() for axes in shown}) == 1 and shown[0].get_ylim() == shown[1].get_ylim()
    assert shown[0].get_title().startswith("a\nmean") and shown[0].get_ylabel() == "one\nshare (%)"
    mean, deviation = nets["two"]["a"].mean(), nets["two"]["a"].std()
    assert figure.alt.endswith(f"two a: mean {mean:.3g}, standard deviation {deviation:.3g}.")
    assert figure.get_supxlabel() == "activation"


def test_zeros_and_broken_numbers_are_said():
    figure = plots.activation_histograms({"relu": [0.0, 0.0, 2.0, np.nan]}, title="T", limits=(-1, 3), xlabel="volts")
    axes = figure.axes[0]
    assert figure.alt == "T. relu: mean 0.667, standard deviation 0.943, 25 % not finite, 67 % zeros."
    assert axes.get_title() == "relu\nmean 0.667 ± 0.943\n25 % not finite\n67 % zeros"
    assert axes.patches[0].get_data().edges[[0, -1]].tolist() == [-1, 3] and figure.get_supxlabel() == "volts"


@pytest.mark.parametrize("values", [[3.0] * 5, [3.0], [np.nan], np.zeros((2, 3))])
def test_constant_single_and_broken_numbers_can_be_drawn(values):
    assert plots.activation_histograms({"layer": values}, title="T").png()


def test_bad_activations_are_met_with_a_sentence():
    for given, words in (
        ({}, "empty dictionary for activations"),
        ({"net": {}}, "empty dictionary for the layers of 'net'"),
        ({"a": []}, "activations of 'a' of shape"),
        ({"a": ["x"]}, "no array of numbers"),
    ):
        with pytest.raises(ValueError, match=words):
            plots.activation_histograms(given, title="T")
    with pytest.raises(ValueError, match=r"limits=\(1, 1\)"):
        plots.activation_histograms({"a": [1]}, title="T", limits=(1, 1))
