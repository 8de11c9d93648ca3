"""Sliders for one neuron: its two weights and its bias, and the mistakes that moved them."""

import ipywidgets

from dlcourse import plots
from dlcourse.data import logic_table
from dlcourse.widgets.slider_panel import sliders


def decision_line():
    """Sliders for w1, w2 and b over a truth table: turn and shift the line until all four rows are right.

    Returns:
        A box with three sliders, a menu of tables (AND, OR, XOR) and a picture of the line.

    Example:
        >>> box = decision_line()
        >>> [control.description for control in box.children[:4]]
        ['weight w1', 'weight w2', 'bias b', 'table']
    """

    def draw(w1, w2, b, table):
        X, y = logic_table(table)
        return plots.decision_lines(X, y, {table.upper(): ((w1, w2), b)}, title=f"w = ({w1:g}, {w2:g}), b = {b:g}")

    def slider(name, value):
        return ipywidgets.FloatSlider(value=value, min=-3, max=3, step=0.25, description=name)

    table = ipywidgets.Dropdown(options=[("AND", "and"), ("OR", "or"), ("XOR", "xor")], description="table")
    weights = {"w1": slider("weight w1", 1.0), "w2": slider("weight w2", -1.0)}
    return sliders(draw, **weights, b=slider("bias b", 0.5), table=table)


def perceptron_frames(X, y, updates, names=plots.geometry.NAMES):
    """A slider over the mistakes of a perceptron; the picture shows the line after each.

    Args:
        X, y: inputs (n, 2) and classes (n,), 0 or 1, as the perceptron saw them.
        updates: its mistakes, as ``Perceptron.updates`` holds them.
        names: labels of the axes.

    Raises:
        ValueError: there are no mistakes to show.
    """
    if not updates:
        raise ValueError("perceptron_frames() got no updates; fit a Perceptron that makes a mistake first.")

    def draw(mistake):
        now = updates[mistake - 1]
        title = f"After mistake {mistake} of {len(updates)} (epoch {now.epoch + 1})"
        return plots.decision_lines(X, y, {"": (now.w, now.b)}, title=title, names=names)

    return sliders(draw, mistake=ipywidgets.IntSlider(value=1, min=1, max=len(updates), description="mistake"))
