"""Sliders around figures. The figures come from ``dlcourse.plots``; there is no maths here."""

from dlcourse.widgets.neuron import decision_line, perceptron_frames
from dlcourse.widgets.sliders import sliders
from dlcourse.widgets.training_size import training_size

__all__ = ["decision_line", "perceptron_frames", "sliders", "training_size"]
