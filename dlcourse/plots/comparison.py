"""Models side by side: curves and bars that show every seed, and what layers make of the data."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, finite, named, named_runs
from dlcourse.plots._lines import draw_runs, note_broken, spread, style
from dlcourse.plots.figure import COLOURS, new_figure


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
    curves = _checked("learning_curves()", x, curves)
    figure, axes = new_figure(alt or f"{title}. {_ends(x, curves, xlabel, ylabel)}", title, size=(7.2, 4.2))
    _draw_curves(axes, x, curves, log=yticks is not None)
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
    """Learning curves side by side with a common vertical axis: ``panels`` is ``{name: {curve: (seeds, N)}}``.

    Example:
        >>> panels = {"small": {"loss": np.array([[2.0, 1.0]])}, "large": {"loss": np.array([[2.0, 0.5]])}}
        >>> curve_panels([1, 2], panels, title="Larger is better", xlabel="epoch", ylabel="loss")
        Figure: Larger is better. small: Lines of loss against epoch: loss from 2.00 at 1 to 1.00...
    """
    named("curve_panels()", "panels", panels, '{"name of the panel": {"name of the curve": (seeds, N)}}')
    panels = {name: _checked("curve_panels()", x, curves) for name, curves in panels.items()}
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


def _checked(owner, x, curves):
    curves = named_runs(owner, "curve", curves, "(seeds, N)")
    for name, values in curves.items():
        as_many(owner, f"values of {name!r}", values.T, len(x), "places on the horizontal axis")
    return curves


def _draw_curves(axes, x, curves, log=False):
    for number, (name, values) in enumerate(curves.items()):
        draw_runs(axes, x, values, log=log, label=name, **style(number))
    note_broken(axes, any(spread(values, log).broken.any() for values in curves.values()), log)


def _ends(x, curves, xlabel, ylabel):
    ends = ((name, spread(values).mean) for name, values in curves.items())
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
        A Figure. A run that is NaN or infinite has no dot and doesn't count; a cross at the right edge says so.

    Raises:
        ValueError: no bars, a bar without numbers, or series with different bars.

    Example:
        >>> bars_with_spread({"digits": {"net": [0.9, 0.8], "guess": [0.1, 0.1]}}, title="It learns", xlabel="accuracy")
        Figure: It learns. Bars of accuracy, mean over runs. digits: net 0.85, guess 0.10.
    """
    names = _names("bars_with_spread()", groups)
    size = (7.2, 1.2 + (0.15 + 0.3 * len(groups)) * len(names))
    figure, axes = new_figure(alt or f"{title}. {_means(groups, xlabel)}", title, size=size)
    height = 0.8 / len(groups)
    for i, (series, bars) in enumerate(groups.items()):
        look = style(i)
        for row, name in enumerate(names):
            values, place = finite(bars[name]), row + (i - (len(groups) - 1) / 2) * height
            mean, _, _, broken = spread(values[:, None])
            axes.barh(
                place,
                mean[0],
                0.9 * height,
                color=look["color"],
                alpha=0.45,
                hatch=("", "//", "..")[i % 3],
                edgecolor="white",
                label=series if row == 0 else None,
            )
            axes.plot(values, np.full(len(values), place), **look | {"ls": ""}, ms=4, mec="black", mew=0.5)
            if broken[0]:  # a cross at the right edge: some run ended without a number
                axes.plot(0.985, place, "x", color="0.3", transform=axes.get_yaxis_transform(), ms=6)
    if baseline:
        axes.axvline(baseline[1], color="0.3", lw=1, ls=(0, (1, 1)), label=baseline[0])
    axes.set(yticks=range(len(names)), yticklabels=names, xlim=limits, xlabel=xlabel)
    axes.invert_yaxis()
    if len(groups) > 1 or baseline:
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _means(groups, xlabel):
    parts = [
        f"{series}: " + ", ".join(f"{name} {_mean_in_words(values)}" for name, values in bars.items())
        for series, bars in groups.items()
    ]
    return f"Bars of {xlabel}, mean over runs. {'; '.join(parts)}."


def _mean_in_words(values):
    mean, _, _, broken = spread(np.asarray(values, dtype=float)[:, None])
    lost = int(np.sum(~np.isfinite(values)))
    return f"{mean[0]:.2f}" + (f" ({lost} of {len(values)} runs not finite)" if broken[0] else "")


def _names(owner, groups):
    """The names of the bars, the same in each series."""
    named(owner, "groups", groups, '{"series": {"bar": one number a run}}')
    for series, bars in groups.items():
        named(owner, f"series {series!r}", bars, '{"bar": one number a run}')
        for name, values in bars.items():
            array(owner, f"the runs of {name!r} in {series!r}", values, "(seeds,)")
    names = list(next(iter(groups.values())))
    for series, bars in groups.items():
        if set(bars) != set(names):
            raise ValueError(f"{owner} got series {series!r} with other bars; give {', '.join(map(str, names))}.")
    return names


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

    Example:
        >>> projections({"input": np.eye(2), "hidden": 2 * np.eye(2)}, np.array([3, 7]), title="Digits move apart")
        Figure: Digits move apart. Points in the plane, each drawn as its digit, after: input, hidden.
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
