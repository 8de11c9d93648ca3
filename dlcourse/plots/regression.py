"""Numbers that are predicted: points with the curves fitted to them, and the loss over slope and intercept."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, named, named_runs, short
from dlcourse.plots._lines import draw_runs, spread, style
from dlcourse.plots.figure import COLOURS, new_figure
from dlcourse.plots.landscape import levels


def fitted_curves(
    x, y, grid, curves, *, title, marked=None, mark_label="outliers", xlabel="x", ylabel="y", limits=None, alt=None
):
    """Points, and the curves that were fitted to them.

    Args:
        x, y: ``(n,)`` each, or x ``(n, 1)``: the points.
        grid: ``(N,)``, where the curves are given.
        curves: ``{name: (N,)}``, or ``{name: (runs, N)}`` for a mean in a band.
        title: the finding.
        marked: ``(n,)`` truth values: points that are drawn as crosses.
        mark_label: what those are called.
        xlabel, ylabel: names of the axes, with units.
        limits: ends of the vertical axis.
        alt: a description; by default the title, the number of points, and both ends of each curve.

    Raises:
        ValueError: other numbers of x than of y, or curves of another length than the grid.

    Example:
        >>> fitted_curves([0, 1, 2], [0, 1, 9], [0, 2], {"MAE": [0, 2]}, marked=[0, 0, 1], title="One is off")
        Figure: One is off. 3 points, 1 of them outliers. MAE from 0 at x 0 to 2 at x 2.
    """
    owner = "fitted_curves()"
    x, y = (np.asarray(array(owner, name, values)).ravel() for name, values in (("x", x), ("y", y)))
    as_many(owner, "values of y", y, len(x), "values of x")
    grid, curves = array(owner, "grid", grid, "(N,)"), named_runs(owner, "curve", curves, "(N,)", "(runs, N)")
    for name, values in curves.items():
        as_many(owner, f"values of {name!r}", values.T, len(grid), "places of the grid")
    off = np.zeros(len(x), bool) if marked is None else np.asarray(marked, bool)
    count = f"{len(x):,} points" + (f", {off.sum()} of them {mark_label}" if off.any() else "")
    text = " ".join(_ends(name, grid, spread(values).mean, xlabel) for name, values in curves.items())
    figure, axes = new_figure(alt or f"{title}. {count}. {text}", title, size=(6.8, 4.3))
    axes.scatter(
        x[~off], y[~off], s=300 / np.sqrt(20 + len(x)), color="0.55", lw=0, alpha=0.7 if len(x) < 200 else 0.35
    )
    if off.any():
        axes.plot(x[off], y[off], "x", color="black", ms=8, mew=2, label=mark_label)
    for number, (name, values) in enumerate(curves.items()):
        draw_runs(axes, grid, values, lw=2, label=short(name, 40), **style(number))
    axes.set(xlabel=xlabel, ylabel=ylabel, ylim=limits)
    axes.legend()
    return figure


def _ends(name, grid, mean, xlabel):
    first, last = (f"{few(mean[end])} at {xlabel} {few(grid[end])}" for end in (0, -1))
    return f"{name} from {first} to {last}."


def loss_surfaces(slopes, intercepts, losses, *, title, marks=None, alt=None):
    """The mean loss of a line over its slope and intercept, one panel for each loss, on the same data.

    Args:
        slopes, intercepts: ``(X,)`` and ``(Y,)``, rising.
        losses: ``{name: (Y, X)}``; each panel has its own bands, the darker, the higher.
        title: the finding.
        marks: ``{name: (slope, intercept)}`` of lines that are marked in every panel, for example the true one.
        alt: a description; by default the title and where each loss is lowest on the grid.

    Raises:
        ValueError: losses that don't fit the grid.

    Example:
        >>> slopes, intercepts = np.linspace(-1, 1, 5), np.linspace(-2, 2, 9)
        >>> loss_surfaces(slopes, intercepts, {"MSE": np.add.outer(intercepts**2, slopes**2)}, title="A bowl")
        Figure: A bowl. MSE is lowest at slope 0, intercept 0.
    """
    owner = "loss_surfaces()"
    named(owner, "losses", losses, '{"name of the loss": (Y, X)}')
    losses = {name: array(owner, f"the losses of {name!r}", values, "(Y, X)") for name, values in losses.items()}
    for name, values in losses.items():
        if values.shape != (len(intercepts), len(slopes)):
            wanted = f"({len(intercepts)}, {len(slopes)}), a row for each intercept"
            raise ValueError(f"{owner} got the losses of {name!r} of shape {values.shape}; give {wanted}.")
    lowest = {name: _lowest(slopes, intercepts, values) for name, values in losses.items()}
    text = " ".join(f"{name} is lowest at slope {few(a)}, intercept {few(b)}." for name, (a, b) in lowest.items())
    grid = {"columns": len(losses), "size": (3.1 * len(losses), 3.9), "sharey": True, "squeeze": False}
    figure, axes = new_figure(alt or f"{title}. {text}", title, **grid)
    for each, (name, values) in zip(axes[0], losses.items(), strict=True):
        edges, norm = levels(values)
        each.contourf(slopes, intercepts, values, levels=edges, cmap="Greys", norm=norm, alpha=0.6, extend="both")
        each.contour(slopes, intercepts, values, levels=edges, norm=norm, colors="0.35", linewidths=0.5)
        each.plot(*lowest[name], "o", mfc="none", mec=COLOURS[0], mew=2.5, ms=13, ls="none", label="lowest point")
        for number, (label, place) in enumerate((marks or {}).items(), start=1):
            look = style(number)
            each.plot(*place, look["marker"], color=look["color"], mec="white", ms=7, ls="none", label=label)
        each.set(title=name, xlabel="slope")
    axes[0, 0].set_ylabel("intercept")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def _lowest(slopes, intercepts, losses):
    row, column = np.unravel_index(np.argmin(losses), losses.shape)
    return slopes[column], intercepts[row]


def huber_fits(x, y, lines, *, title, alt=None):
    """Huber's loss for several deltas, its slope, and the line that each delta fits to the points.

    Args:
        x, y: ``(n,)`` each, or x ``(n, 1)``.
        lines: ``{delta: (slope, intercept)}``, fitted under that delta.
        title: the finding.
        alt: a description; by default the title and each delta's line.

    Raises:
        ValueError: no line, or a delta that is not above 0.

    Example:
        >>> huber_fits([0, 1, 2], [0, 1, 9], {0.5: (1.1, 0.1)}, title="It holds")
        Figure: It holds. delta 0.5: line with slope 1.1, intercept 0.1.
    """
    named("huber_fits()", "lines", lines, "{delta: (slope, intercept)}")
    if not all(delta > 0 for delta in lines):
        raise ValueError(f"huber_fits() got the deltas {', '.join(map(str, lines))}; give numbers above 0.")
    x, y, r = np.ravel(x), np.ravel(y), np.linspace(-6, 6, 241)
    text = " ".join(f"delta {few(d)}: line with slope {few(a)}, intercept {few(b)}." for d, (a, b) in lines.items())
    figure, axes = new_figure(alt or f"{title}. {text}", title, columns=3, size=(9.6, 3.7))
    axes[0].plot(r, r**2 / 2, color="0.6", lw=1, label="r²/2")
    axes[1].plot(r, r, color="0.6", lw=1)
    axes[2].plot(x, y, "o", color="0.6", ms=4)
    for number, (delta, (slope, intercept)) in enumerate(lines.items()):
        look = {"color": style(number)["color"], "ls": style(number)["ls"], "lw": 2}
        size = np.abs(r)
        loss = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
        axes[0].plot(r, loss, label=f"δ = {few(delta)}, line's slope {few(slope)}", **look)
        axes[1].plot(r, np.clip(r, -delta, delta), **look)
        axes[2].plot(x, slope * x + intercept, **look)
    axes[0].set(title="loss", xlabel="residual r", ylabel="loss", ylim=(0, 12))
    axes[1].set(title="slope", xlabel="residual r", ylabel="slope of the loss")
    axes[2].set(title="fitted line", xlabel="x", ylabel="y")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
