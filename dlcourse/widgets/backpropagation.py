"""Sliders for a network: both passes step by step, and the number of hidden units."""

import ipywidgets
import numpy as np

from dlcourse import plots
from dlcourse.experiments.multilayer import checkerboard, classifier
from dlcourse.experiments.passes import FORWARD, both_passes
from dlcourse.widgets.slider_panel import sliders

NETWORKS = {
    "2-2-1": ([[3, -1], [-1, 2]], [1, -2], [[3], [-1]], [-2]),
    "2-3-1": ([[1, -1, 2], [0, 1, -1]], [0, 0.5, -1], [[2], [-1], [3]], [0.5]),
}


def backprop_steps():
    """Sliders through the nine steps of a forward and a backward pass, for inputs and a target of your choice.

    Returns:
        A box with a menu of two networks, sliders for both inputs, the target and the step, and a picture.

    Example:
        >>> [control.description for control in backprop_steps().children[:5]]
        ['network', 'step', 'input x1', 'input x2', 'target']
    """

    def draw(network, step, x1, x2, y):
        passes = both_passes([x1, x2], y, *NETWORKS[network])
        now = passes.steps[step - 1]
        arrow = "→" if now.direction == FORWARD else "←"
        title = f"Step {step} of 9, {now.direction} {arrow}: {now.what}"
        return plots.forward_backward(passes, shown=step, title=title)

    def slider(name, value):
        return ipywidgets.FloatSlider(value=value, min=-4, max=4, step=0.5, description=name)

    return sliders(
        draw,
        network=ipywidgets.Dropdown(options=list(NETWORKS), description="network"),
        step=ipywidgets.IntSlider(value=1, min=1, max=9, description="step"),
        x1=slider("input x1", 1.0),
        x2=slider("input x2", 2.0),
        y=slider("target", 4.0),
    )


def hidden_units(x, fits, boards):
    """A slider for the number of hidden units of networks that were trained beforehand, on a curve and on a board.

    Args:
        x: where the fits of sin(3x) were evaluated, (m,).
        fits: ``{units: outputs (seeds, m)}``, as ``sine_fits`` returns.
        boards: ``{units: network}``, as ``checkerboard_nets`` returns.

    Raises:
        ValueError: the two don't have the same numbers of units.
    """
    if list(fits) != list(boards):
        raise ValueError(f"hidden_units() got fits for {list(fits)} units, boards for {list(boards)}; give the same.")
    X, y = checkerboard(200)

    def draw(task, units):
        title = f"{units} hidden unit{'' if units == 1 else 's'}"
        if task == "checkerboard":
            return plots.decision_regions(X, y, {"": classifier(boards[units])}, title=title)
        runs = {f"run {number}": values for number, values in enumerate(fits[units][:3], 1)}
        return plots.fits_and_range(x, np.sin(3 * x), runs, (-2, 2), title=title)

    return sliders(
        draw,
        task=ipywidgets.Dropdown(options=["sin(3x)", "checkerboard"], description="task"),
        units=ipywidgets.SelectionSlider(options=list(fits), description="units"),
    )
