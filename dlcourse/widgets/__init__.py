"""Sliders around figures. The figures come from ``dlcourse.plots``; there is no maths here."""

from dlcourse.widgets.backpropagation import backprop_steps, hidden_units
from dlcourse.widgets.loss_sliders import huber_slider, surprise_slider
from dlcourse.widgets.neuron import decision_line, perceptron_frames
from dlcourse.widgets.sizes import training_size
from dlcourse.widgets.slider_panel import sliders
from dlcourse.widgets.softmax_sliders import softmax_temperature

__all__ = [
    "backprop_steps",
    "decision_line",
    "hidden_units",
    "huber_slider",
    "perceptron_frames",
    "sliders",
    "softmax_temperature",
    "surprise_slider",
    "training_size",
]
