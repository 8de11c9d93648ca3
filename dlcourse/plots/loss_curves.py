"""Losses as curves: the loss of one prediction, and beside it its slope, which is all that training feels of it."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dlcourse.plots._arrays import array, as_many, few, named
from dlcourse.plots._lines import style
from dlcourse.plots.figure import COLOURS, MARKERS, new_figure


def loss_and_slope(
    x, losses, slopes, *, title, xlabel, ylabel="loss", slope_label=None, mark=None, limits=None, alt=None
):
    """Losses of one number on the left, their slopes on the right, a line for each loss.

    Args:
        x: ``(N,)``, rising.
        losses, slopes: ``{name: (N,)}`` with the same names.
        title: the finding.
        xlabel, ylabel: what is varied, and what the losses are measured in.
        slope_label: of the right axis; by default "slope of the loss".
        mark: a place on the horizontal axis where each curve gets a large mark.
        limits: ends of the left vertical axis.
        alt: a description; by default the title, and each loss and slope at the mark, or at both ends.

    Raises:
        ValueError: curves of another length than x, or slopes with other names than the losses.

    Example:
        >>> x = np.linspace(-1, 1, 5)
        >>> loss_and_slope(x, {"squared": x**2}, {"squared": 2 * x}, title="Steeper outside", xlabel="error", mark=1)
        Figure: Steeper outside. At error 1: squared loss 1, slope 2.
    """
    x, losses, slopes = _checked(x, losses, slopes)
    places = [x[0], x[-1]] if mark is None else [mark]
    text = " ".join(_at(place, x, losses, slopes, xlabel) for place in places)
    figure, axes = new_figure(alt or f"{title}. {text}", title, columns=2, size=(8.4, 3.7))
    for each, curves, label in zip(axes, (losses, slopes), (ylabel, slope_label or "slope of the loss"), strict=True):
        each.axhline(0, color="0.7", lw=0.8)
        for number, (name, values) in enumerate(curves.items()):
            look = style(number)
            each.plot(x, values, color=look["color"], ls=look["ls"], lw=2, label=name)
            if mark is not None:
                height = np.interp(mark, x, values)
                each.plot(mark, height, look["marker"], color=look["color"], mec="black", ms=8, zorder=3)
        each.set(xlabel=xlabel, ylabel=label)
        each.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    if limits is not None:
        axes[0].set_ylim(limits)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def _checked(x, losses, slopes):
    owner = "loss_and_slope()"
    x = array(owner, "x", x, "(N,)")
    named(owner, "losses", losses, '{"name of the loss": (N,)}')
    if set(losses) != set(slopes):
        raise ValueError(f"{owner} got slopes of {', '.join(slopes)}; give one for each of {', '.join(losses)}.")
    checked = []
    for kind, curves in (("losses", losses), ("slopes", slopes)):
        curves = {name: array(owner, f"{kind} of {name!r}", curves[name], "(N,)") for name in losses}
        for name, values in curves.items():
            as_many(owner, f"{kind} of {name!r}", values, len(x), "places on the horizontal axis")
        checked.append(curves)
    return x, *checked


def _at(place, x, losses, slopes, xlabel):
    parts = [
        f"{name} loss {few(np.interp(place, x, values))}, slope {few(np.interp(place, x, slopes[name]))}"
        for name, values in losses.items()
    ]
    return f"At {xlabel} {few(place)}: {'; '.join(parts)}."


def surprise(probabilities, *, title, alt=None):
    """The curve -log p over the probability p that a model gave to what happened, with a tangent at each given p.

    The dashed curve is the squared error ``(1 - p)²`` of the same p, which never exceeds 1.

    Args:
        probabilities: numbers above 0 and up to 1.
        title: the finding.
        alt: a description; by default the title, and surprise and slope at each probability.

    Raises:
        ValueError: a number that is no probability above 0.

    Example:
        >>> surprise([0.5], title="A coin")
        Figure: A coin. At p = 0.5 the surprise is 0.693 nats and its slope -2.
    """
    p = np.atleast_1d(array("surprise()", "probabilities", probabilities))
    if not np.all((p > 0) & (p <= 1)):
        raise ValueError(f"surprise() got probabilities {p.tolist()}; give numbers above 0, up to 1.")
    told = "; ".join(f"at p = {few(each)} the surprise is {few(-np.log(each))} nats and its slope {few(-1 / each)}"
                     for each in p)  # fmt: skip
    figure, axes = new_figure(alt or f"{title}. {told[0].upper() + told[1:]}.", title)
    x = np.linspace(0.004, 1, 500)
    axes.plot(x, -np.log(x), color=COLOURS[0], lw=2.2, label="surprise, −log p")
    axes.plot(x, (1 - x) ** 2, "--", color=COLOURS[1], lw=2, label="squared error, (1 − p)²")
    for number, each in enumerate(p):
        _tangent(axes, each, MARKERS[number % len(MARKERS)])
    axes.set(xlabel="p, the probability given to what happened", ylabel="loss", xlim=(-0.02, 1.02), ylim=(-0.15, 5.6))
    axes.legend(loc="upper right")
    return figure


def _tangent(axes, p, marker):
    """The tangent, as long on the page wherever it stands, and the numbers beside the mark."""
    width, height = 0.16, 0.16 * 5.6 * 0.8  # half its length, across and upwards
    run = 1 / np.hypot(1 / width, 1 / p / height)
    x = np.array([max(p - run, 0.0), min(p + run, 1.0)])
    axes.plot(x, -np.log(p) - (x - p) / p, color="0.25", lw=1.2)
    axes.plot(p, -np.log(p), marker, color=COLOURS[0], mec="black", ms=8, zorder=3)
    text = f"p = {few(p)}: {few(-np.log(p))}, slope {few(-1 / p)}"
    side = {"ha": "left", "xytext": (12, 4)}
    if p > 0.75:  # there the curve is low: the numbers stand higher, and a thin line leads to them
        side = {"ha": "right", "xytext": (30, 54), "arrowprops": {"arrowstyle": "-", "color": "0.6", "lw": 0.8}}
    axes.annotate(text, (p, -np.log(p)), textcoords="offset points", fontsize=9, **side)
