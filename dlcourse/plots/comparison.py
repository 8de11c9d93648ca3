"""Models side by side: curves and bars that show every seed, and what layers make of the data."""

import numpy as np

from dlcourse.plots.figure import COLOURS, MARKERS, new_figure

_LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))


def learning_curves(x, curves, *, title, xlabel, ylabel, log=False, yticks=None, baseline=None, alt=None):
    """A line for each model: the mean over seeds, with a band from the worst to the best seed.

    Args:
        x: ``(N,)``, what is varied.
        curves: ``{name: (seeds, N)}``.
        title: the finding.
        xlabel, ylabel: names of the axes, with units.
        log: whether ``x`` is spaced by its logarithm.
        yticks: marks of the vertical axis; giving them spaces it by its logarithm.
        baseline: ``(name, value)`` of a horizontal line to beat.
        alt: a description; by default made of the title and the values at both ends.

    Returns:
        A Figure.

    Example:
        >>> curves = {"net": [[0.5, 0.9], [0.7, 0.9]]}
        >>> learning_curves([1, 2], curves, title="It learns", xlabel="images", ylabel="accuracy")
        Figure: It learns. Lines of accuracy against images: net from 0.60 at 1 to 0.90 at 2.
    """
    figure, axes = new_figure(alt or f"{title}. {_ends(x, curves, xlabel, ylabel)}", title, size=(7.2, 4.2))
    _draw_curves(axes, x, curves)
    if baseline:
        axes.axhline(baseline[1], color="0.45", lw=1, ls=(0, (1, 1)))
        where = {"xytext": (0, 4), "textcoords": "offset points", "ha": "right", "color": "0.3"}
        axes.annotate(baseline[0], (x[-1], baseline[1]), **where)
    if log:
        axes.set_xscale("log")
        axes.set_xticks(x, [f"{value:,}" for value in x])
        axes.minorticks_off()
    if yticks is not None:
        axes.set_yscale("log")
        axes.set_yticks(yticks, [f"{value:g}" for value in yticks])
        axes.minorticks_off()
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.legend()
    return figure


def curve_panels(x, panels, *, title, xlabel, ylabel, alt=None):
    """Learning curves side by side with a common vertical axis: ``panels`` is ``{name: {curve: (seeds, N)}}``."""
    text = " ".join(f"{name}: {_ends(x, curves, xlabel, ylabel)}" for name, curves in panels.items())
    figure, axes = new_figure(
        alt or f"{title}. {text}", title, columns=len(panels), size=(4.2 * len(panels), 3.8), sharey=True, squeeze=False
    )
    for each, (name, curves) in zip(axes[0], panels.items(), strict=True):
        _draw_curves(each, x, curves)
        each.set(title=name, xlabel=xlabel)
        each.legend()
    axes[0, 0].set_ylabel(ylabel)
    return figure


def _draw_curves(axes, x, curves):
    for i, (name, values) in enumerate(curves.items()):
        values, colour = np.asarray(values), COLOURS[i % len(COLOURS)]
        axes.fill_between(x, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.12, lw=0)
        axes.plot(
            x,
            values.mean(axis=0),
            color=colour,
            ls=_LINES[i % len(_LINES)],
            marker=MARKERS[i % len(MARKERS)],
            markevery=max(1, len(x) // 8),
            ms=5,
            label=name,
        )


def _ends(x, curves, xlabel, ylabel):
    ends = ((name, np.mean(values, axis=0)) for name, values in curves.items())
    parts = [f"{name} from {mean[0]:.2f} at {x[0]:,} to {mean[-1]:.2f} at {x[-1]:,}" for name, mean in ends]
    return f"Lines of {ylabel} against {xlabel}: {'; '.join(parts)}."


def bars_with_spread(groups, *, title, xlabel, baseline=None, limits=(0, 1), alt=None):
    """Horizontal bars for the mean over seeds, with a dot for every seed.

    Args:
        groups: ``{series: {name: (seeds,)}}``; the bars of a name stand together, one for each series.
        title: the finding.
        xlabel: what is measured, with its unit.
        baseline: ``(name, value)`` of a vertical line to beat.
        limits: ends of the horizontal axis.
        alt: a description; by default made of the title and the means.

    Returns:
        A Figure.
    """
    names = list(next(iter(groups.values())))
    size = (7.2, 1.2 + (0.15 + 0.3 * len(groups)) * len(names))
    figure, axes = new_figure(alt or f"{title}. {_means(groups, xlabel)}", title, size=size)
    height = 0.8 / len(groups)
    for i, (series, bars) in enumerate(groups.items()):
        for row, name in enumerate(names):
            values, place = np.asarray(bars[name]), row + (i - (len(groups) - 1) / 2) * height
            axes.barh(
                place,
                values.mean(),
                0.9 * height,
                color=COLOURS[i],
                alpha=0.45,
                hatch=("", "//", "..")[i % 3],
                edgecolor="white",
                label=series if row == 0 else None,
            )
            axes.plot(values, np.full(len(values), place), MARKERS[i], color=COLOURS[i], ms=4, mec="black", mew=0.5)
    if baseline:
        axes.axvline(baseline[1], color="0.3", lw=1, ls=(0, (1, 1)), label=baseline[0])
    axes.set(yticks=range(len(names)), yticklabels=names, xlim=limits, xlabel=xlabel)
    axes.invert_yaxis()
    if len(groups) > 1 or baseline:
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _means(groups, xlabel):
    parts = [
        f"{series}: " + ", ".join(f"{name} {np.mean(values):.2f}" for name, values in bars.items())
        for series, bars in groups.items()
    ]
    return f"Bars of {xlabel}, mean over runs. {'; '.join(parts)}."


def projections(layers, labels, *, title, notes=None, alt=None):
    """Points in the plane, drawn as the digit that they stand for: a panel for each layer, two in a row.

    Args:
        layers: ``{name: (B, 2)}``.
        labels: ``(B,)`` digits.
        title: the finding.
        notes: ``{name: text}`` written under a panel's name.
        alt: a description; by default the title and the panels' names and notes.

    Returns:
        A Figure.
    """
    notes = notes or {}
    heads = {name: f"{name}\n{notes[name]}" if name in notes else name for name in layers}
    panels = ", ".join(head.replace("\n", " ") for head in heads.values())
    text = f"{title}. Points in the plane, each drawn as its digit, after: {panels}."
    columns = min(2, len(layers))
    rows = -(-len(layers) // columns)
    size = (4.3 * columns, 3.5 * rows + 0.4)
    figure, axes = new_figure(alt or text, title, rows=rows, columns=columns, size=size, squeeze=False)
    for each in axes.ravel()[len(layers) :]:
        each.set_axis_off()
    for each, (name, points) in zip(axes.ravel(), layers.items(), strict=False):
        for i, digit in enumerate(np.unique(labels)):  # digits are written out, so colours may come again
            chosen = points[labels == digit]
            each.scatter(*chosen.T, marker=f"${digit}$", s=60, lw=0, color=COLOURS[i % len(COLOURS)], alpha=0.85)
        each.set(title=heads[name], xticks=[], yticks=[], xlabel="first component", ylabel="second component")
    return figure
