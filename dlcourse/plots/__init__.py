"""Arrays in, a figure out. Every figure has a title given by its caller, labelled axes, and alt text."""

from dlcourse.plots.activation_gallery import activation_panels, probability_panels
from dlcourse.plots.applications import application_map
from dlcourse.plots.attention import attention_map
from dlcourse.plots.backpropagation import forward_backward, labelled_network
from dlcourse.plots.classification import confusion_matrix, reliability_diagram
from dlcourse.plots.comparison import bars_with_spread, curve_panels, learning_curves, projections
from dlcourse.plots.divergence import density_fits, divergence_terms
from dlcourse.plots.figure import COLOURS, MARKERS, Figure, new_figure
from dlcourse.plots.geometry import convergence_proof, decision_lines, mistakes_against_margin, perceptron_film
from dlcourse.plots.gradients import gradient_error
from dlcourse.plots.hidden_layers import fits_and_range, hidden_space, line_panels
from dlcourse.plots.kernels import feature_maps, kernel_grid
from dlcourse.plots.landscape import loss_slices, loss_surface
from dlcourse.plots.loss_curves import loss_and_slope, surprise
from dlcourse.plots.maps import course_map
from dlcourse.plots.neurons import firing_rate, input_output_curves, network_drawing, neuron_surfaces, spike_trains
from dlcourse.plots.pictures import image_grid
from dlcourse.plots.regions import decision_regions
from dlcourse.plots.regression import fitted_curves, huber_fits, loss_surfaces
from dlcourse.plots.series import forecasts
from dlcourse.plots.signals import activation_histograms, gradient_flow
from dlcourse.plots.training import learning_rates, training_history

__all__ = [
    "COLOURS",
    "MARKERS",
    "Figure",
    "activation_histograms",
    "activation_panels",
    "application_map",
    "attention_map",
    "bars_with_spread",
    "confusion_matrix",
    "convergence_proof",
    "course_map",
    "curve_panels",
    "decision_lines",
    "decision_regions",
    "density_fits",
    "divergence_terms",
    "feature_maps",
    "firing_rate",
    "fits_and_range",
    "fitted_curves",
    "forecasts",
    "forward_backward",
    "gradient_error",
    "gradient_flow",
    "hidden_space",
    "huber_fits",
    "image_grid",
    "input_output_curves",
    "kernel_grid",
    "labelled_network",
    "learning_curves",
    "learning_rates",
    "line_panels",
    "loss_and_slope",
    "loss_slices",
    "loss_surface",
    "loss_surfaces",
    "mistakes_against_margin",
    "network_drawing",
    "neuron_surfaces",
    "new_figure",
    "perceptron_film",
    "probability_panels",
    "projections",
    "reliability_diagram",
    "spike_trains",
    "surprise",
    "training_history",
]
