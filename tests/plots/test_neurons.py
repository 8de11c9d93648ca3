"""Pictures of neurons and networks."""

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.neurons import LeakyIntegrateFire, Neuron


def test_surfaces_have_the_heights_of_the_neuron():
    figure = plots.neuron_surfaces({"sum": Neuron([1.0, 2.0], 0.5)}, title="A plane", reach=3.0)
    assert sorted(axis.name for axis in figure.axes) == ["3d", "rectilinear"]
    assert "Panel sum: from -8.5 to 9.5." in figure.alt


@pytest.mark.parametrize("w", [[1.5, -1.0], [0.0, 2.0]])
def test_seen_from_above_the_arrow_lies_along_w_and_the_level_line_across(w):
    figure = plots.neuron_surfaces({"unit": Neuron(w, 0.5)}, title="From above")
    (above,) = (axis for axis in figure.axes if axis.name == "rectilinear")
    ends = above.lines[-1].get_xydata()
    assert np.dot(ends[1] - ends[0], w) == pytest.approx(0, abs=1e-12) and np.ptp(ends) > 1
    tip = np.array(above.texts[-3].xy)
    assert tip @ w == pytest.approx(np.linalg.norm(tip) * np.linalg.norm(w))
    plain = plots.neuron_surfaces({"f": lambda x: x[:, 0]}, title="No weights")
    assert not any(axis.lines for axis in plain.axes)


def test_edges_are_as_wide_as_the_weights_and_dashed_where_negative():
    weights = [np.array([[2.0, -1.0], [0.0, 0.5]]), np.array([[1.0], [-2.0]])]
    figure = plots.network_drawing({"net": weights}, title="Edges")
    edges = figure.axes[0].lines
    assert len(edges) == 5  # a weight of 0 has no edge
    widths = [round((edge.get_linewidth() - 0.4) / 6 * 2, 6) for edge in edges]
    assert widths == [2.0, 1.0, 0.5, 1.0, 2.0]
    assert [edge.get_linestyle() for edge in edges] == ["-", "--", "-", "-", "--"]
    assert figure.alt == "Edges. net: largest weight 2."


def test_nodes_carry_the_numbers_and_names_that_are_given():
    weights = {"a": [np.ones((2, 3)), np.ones((3, 1))]}
    values = {"a": [[1.0, 2.0], [0.5, 0.0, -1.5], [7.0]]}
    figure = plots.network_drawing(weights, title="Numbers", values=values, inputs=["left", "right"], outputs=["end"])
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert "Nodes of a, layer by layer: 1, 2; 0.5, 0, -1.5; 7." in figure.alt
    assert texts[9:] == ["1", "2", "0.5", "0", "-1.5", "7", "left", "right", "end"]


def test_edges_and_nodes_of_a_small_network_carry_weights_and_biases():
    weights, values = [np.array([[2.0, -3.0], [0.0, 5.0]]), np.array([[7.0], [0.25]])], [[1, 1], [1, 1], [1]]
    biases = {"a": [np.array([0.5, -0.75]), 11.0]}
    figure = plots.network_drawing({"a": weights}, title="Weights", values={"a": values}, biases=biases)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[:5] == ["2", "-3", "5", "7", "0.25"]  # a weight of 0 has no edge and no number
    assert texts[-3:] == ["b = 0.5", "b = -0.75", "b = 11"]
    assert len(plots.network_drawing({"a": weights}, title="No numbers").axes[0].texts) == 0


def test_curves_are_told_apart_without_colour():
    x = np.linspace(0, 1, 5)
    figure = plots.input_output_curves(x, {"one": x, "two": 2 * x, "three": 3 * x}, title="Curves")
    assert len({line.get_linestyle() for line in figure.axes[0].lines}) == 3
    assert "two from 0 to 2" in figure.alt
    panels = plots.input_output_curves(x, {"left": {"a": x}, "right": {"b": -x}}, title="Panels")
    assert [axis.get_title() for axis in panels.axes] == ["left", "right"] and "right b from -1 to 0" in panels.alt


def test_spike_trains_report_the_number_of_spikes():
    cell = LeakyIntegrateFire()
    figure = plots.spike_trains(cell, (10.0, 40.0), title="Spikes", duration=0.1)
    count = len(cell.simulate(40.0, 0.1)[1])
    assert count > 3 and f"0 at 10 mV, {count} at 40 mV" in figure.alt
    assert len(figure.axes[1].collections[0].get_segments()) == count


def test_the_rate_figure_states_the_largest_gap():
    figure = plots.firing_rate([0.0, 1.0, 2.0], np.array([0.0, 0.0, 50.0]), np.array([0.0, 7.0, 43.0]), title="Rates")
    assert "rises to 50 spikes per second" in figure.alt and "by up to 7 spikes" in figure.alt
