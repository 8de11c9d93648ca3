"""Arrays in, a figure out. Every figure has a title given by its caller, labelled axes, and alt text."""

from dlcourse.plots.comparison import bars_with_spread, curve_panels, learning_curves, projections
from dlcourse.plots.course_map import course_map
from dlcourse.plots.figure import COLOURS, MARKERS, Figure, new_figure
from dlcourse.plots.geometry import (
    convergence_proof,
    decision_lines,
    decision_regions,
    mistakes_against_margin,
    perceptron_film,
)
from dlcourse.plots.neurons import firing_rate, input_output_curves, network_drawing, neuron_surfaces, spike_trains
from dlcourse.plots.pictures import application_map, image_grid

__all__ = [
    "COLOURS",
    "MARKERS",
    "Figure",
    "application_map",
    "bars_with_spread",
    "convergence_proof",
    "course_map",
    "curve_panels",
    "decision_lines",
    "decision_regions",
    "firing_rate",
    "image_grid",
    "input_output_curves",
    "learning_curves",
    "mistakes_against_margin",
    "network_drawing",
    "neuron_surfaces",
    "new_figure",
    "perceptron_film",
    "projections",
    "spike_trains",
]
