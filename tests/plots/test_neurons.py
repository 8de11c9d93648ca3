"""Pictures of neurons and networks."""

import numpy as np

from dlcourse import plots
from dlcourse.neurons import LeakyIntegrateFire, Neuron


def test_surfaces_have_the_heights_of_the_neuron():
    figure = plots.neuron_surfaces({"sum": Neuron([1.0, 2.0], 0.5)}, title="A plane", reach=3.0)
    assert figure.axes[0].name == "3d"
    assert "Panel sum: from -8.5 to 9.5." in figure.alt


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
    assert texts == ["1", "2", "0.5", "0", "-1.5", "7", "left", "right", "end"]


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
