"""Sliders around figures. The figures come from ``dlcourse.plots``; there is no maths here."""

from dlcourse.widgets.neuron import decision_line, perceptron_frames
from dlcourse.widgets.sizes import training_size
from dlcourse.widgets.slider_panel import sliders

__all__ = ["decision_line", "perceptron_frames", "sliders", "training_size"]
