"""Sliders for losses: the surprise of a probability, and the delta of Huber's loss."""

import ipywidgets
import numpy as np

from dlcourse.experiments.line_fits import fit_line
from dlcourse.plots.loss_curves import surprise
from dlcourse.plots.regression import huber_fits
from dlcourse.widgets.slider_panel import sliders


def surprise_slider():
    """A slider for the probability that a model gave to what happened; the picture shows -log p and its tangent.

    Example:
        >>> box = surprise_slider()
        >>> box.children[0].description, box.children[0].value
        ('p', 0.5)
    """

    def draw(p):
        return surprise([p], title=f"Surprise {0.0 - np.log(p):.2f}, slope {-1 / p:.1f}")

    return sliders(draw, p=ipywidgets.FloatSlider(value=0.5, min=0.01, max=1.0, step=0.01, description="p"))


def huber_slider(x, y):
    """A slider for Huber's delta; the picture shows the loss, its slope, and the line fitted to the points.

    Args:
        x, y: ``(n,)`` each, or x ``(n, 1)``: the points.
    """
    x, y = np.ravel(x), np.ravel(y)

    def draw(delta):
        line = fit_line(x, y, "Huber", delta)
        return huber_fits(x, y, {delta: line}, title=f"δ = {delta:.2g}: slope {line[0]:.2f}")

    delta = ipywidgets.FloatLogSlider(value=1.0, base=10, min=-1, max=1.5, step=0.05, description="delta")
    return sliders(draw, delta=delta)
