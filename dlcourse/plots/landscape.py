"""The loss over two weights, with the ways that optimizers take on it, and cuts through it."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.ticker import MaxNLocator

from dlcourse.plots._arrays import array, as_many, few, finite, named_runs, short, spans
from dlcourse.plots._lines import draw_runs, note_broken, spread, style
from dlcourse.plots.figure import COLOURS, new_figure

_BANDS = 14
_GREYS = LinearSegmentedColormap.from_list("greys", ["white", "0.55"])  # so that paths in any colour stand out


def loss_surface(x, y, losses, *, title, paths=None, minimum=None, names=("w1", "w2"), label="loss", alt=None):
    """The loss over a grid of two weights as bands from white (low) to grey, with the paths of optimizers on it.

    Args:
        x, y: ``(X,)`` and ``(Y,)``, rising values of both weights.
        losses: ``(Y, X)``, the loss at each pair; bands follow its logarithm where it spans 100-fold.
        title: the finding.
        paths: ``{name: (steps + 1, 2)}``, the weights at the start and after each step.
        minimum: ``(2,)``, where the loss is lowest, if known.
        names: of both weights.
        label: what the colours show.
        alt: a description; by default the title, the lowest point of the grid, and each path's steps and ends.

    A path starts at the ring and ends at the filled mark; what is NaN, infinite or off the grid is not drawn.

    Raises:
        ValueError: a grid that doesn't fit, losses that are all NaN or infinite, or paths of another shape.

    Example:
        >>> x = np.linspace(-1, 1, 3)
        >>> loss_surface(x, x, np.add.outer(x**2, x**2), title="Dip", paths={"SGD": [[1, 1], [0, 1]]}, names="ab")
        Figure: Dip. Loss over a from -1 to 1 and b from -1 to 1, lowest 0 at (0, 0). SGD: 1 step from (1, 1) to (0, 1).
    """
    owner = "loss_surface()"
    x, y = _rising(owner, "x", x), _rising(owner, "y", y)
    losses = finite(array(owner, "losses", losses, "(Y, X)"))
    if losses.shape != (len(y), len(x)) or np.isnan(losses).all():
        message = f"losses of shape {losses.shape} for {len(x)} values of x and {len(y)} of y"
        raise ValueError(f"{owner} got {message}; give (Y, X), with numbers that are not all NaN or infinite.")
    paths = {name: finite(_path(owner, name, path)) for name, path in (paths or {}).items()}
    text = _surface_in_words(x, y, losses, paths, names, label)
    figure, axes = new_figure(alt or f"{title}. {text}", title, size=(7.2, 5.2))
    edges, norm = levels(losses)
    axes.set_facecolor("#F7C6B8")  # where the loss is no number
    axes.patch.set(hatch="xx", edgecolor="0.4")
    drawn = np.ma.masked_invalid(
        np.clip(losses, edges[0], edges[-1])
    )  # what lies below has no logarithm, or none in sight
    axes.contour(x, y, drawn, levels=edges, colors="0.35", linewidths=0.4)
    area = axes.contourf(x, y, drawn, levels=edges, cmap=_GREYS, norm=norm)
    bar = figure.colorbar(area, ax=axes, label=label)
    bar.ax.minorticks_off()
    bar.set_ticks(edges[::2], labels=[few(edge) for edge in edges[::2]])
    for path in paths.values():  # all of the white first, so that no path hides another
        axes.plot(*path.T, color="white", lw=3.4, zorder=2)
    for number, (name, path) in enumerate(paths.items()):
        _draw_path(axes, path, short(name, 30), style(number))
    if minimum is not None:
        axes.plot(*minimum, "*", color=COLOURS[4], mec="black", ms=15, ls="none", label="minimum", zorder=4)
    axes.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel=names[0], ylabel=names[1])
    if paths or minimum is not None:
        figure.legend(loc="outside lower center", ncols=min(4, len(paths) + 1))
    return figure


def levels(losses):
    """Edges of the bands of a surface, round numbers, and their norm: of the loss, or of its logarithm over 100-fold.

    The lowest twentieth of the grid doesn't decide, as a loss that touches 0 has no logarithm there; the lowest band
    of a logarithm takes in all that is below a ten-thousandth of the median.
    """
    kept = losses[np.isfinite(losses)]
    low, high = kept.min(), kept.max()
    if low >= 0 and spans([np.quantile(kept, 0.05), high]):
        low = max(low, np.median(kept) / 1e4)
        decades = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
        edges = np.outer(10.0**decades, (1, 2, 5) if len(decades) < 8 else (1,)).ravel()
        edges = edges[max(0, np.searchsorted(edges, low, "right") - 1) : np.searchsorted(edges, high) + 1]
        return edges, LogNorm(edges[0], edges[-1])
    if low == high:
        return low + max(1.0, abs(low)) * np.array([-0.5, 0.5]), None
    return MaxNLocator(_BANDS).tick_values(low, high), None


def _rising(owner, name, values):
    values = array(owner, name, values, "(N,)")
    if len(values) < 2 or not np.all(np.diff(values) > 0):
        raise ValueError(f"{owner} got {name} that does not rise from each value to the next; give at least 2 that do.")
    return values


def _path(owner, name, path):
    path = array(owner, f"the path of {name!r}", path, "(steps + 1, 2)")
    if path.shape[1] != 2:
        raise ValueError(f"{owner} got the path of {name!r} of shape {path.shape}; give (steps + 1, 2).")
    return path


def _draw_path(axes, path, label, look):
    kept = path[~np.isnan(path).any(axis=1)]
    axes.plot(*path.T, markevery=max(1, len(path) // 12), ms=5, lw=1.7, label=label, zorder=3, **look)
    if len(kept):
        axes.plot(*kept[0], "o", mfc="none", mec="black", mew=1.6, ms=11, zorder=4)
        axes.plot(*kept[-1], look["marker"], color=look["color"], mec="black", mew=1.4, ms=10, zorder=5)


def _surface_in_words(x, y, losses, paths, names, label):
    row, column = np.unravel_index(np.nanargmin(losses), losses.shape)
    ranges = " and ".join(f"{name} from {few(v[0])} to {few(v[-1])}" for name, v in zip(names, (x, y), strict=True))
    lowest = f"lowest {few(losses[row, column])} at ({few(x[column])}, {few(y[row])})"
    parts = [f"{label.capitalize()} over {ranges}, {lowest}."]
    for name, path in paths.items():
        kept = path[~np.isnan(path).any(axis=1)]
        ends = f" from {_point(kept[0])} to {_point(kept[-1])}" if len(kept) else ", none of them finite"
        broken = ", then not finite" if 0 < len(kept) < len(path) else ""
        parts.append(f"{name}: {len(path) - 1} step{'s' * (len(path) != 2)}{ends}{broken}.")
    return " ".join(parts)


def _point(point):
    return f"({few(point[0])}, {few(point[1])})"


def loss_slices(x, curves, *, title, xlabel="distance from the solution", ylabel="loss", log=None, alt=None):
    """The loss along straight lines through the space of the weights, a curve for each direction or model.

    Args:
        x: ``(N,)``, how far along the line.
        curves: ``{name: (N,)}``, or ``{name: (lines, N)}`` for a mean in a band.
        title: the finding.
        xlabel, ylabel: names of the axes, with units.
        log: whether the loss is spaced by its logarithm; by default where it spans 100-fold.
        alt: a description; by default the title and each curve's lowest value and ends.

    Raises:
        ValueError: no curve, or other numbers of losses than of distances.

    Example:
        >>> loss_slices([-1, 0, 1], {"wide": [1.0, 0.5, 1.0]}, title="A valley")
        Figure: A valley. wide: lowest 0.5 at 0, ends 1 and 1.
    """
    owner = "loss_slices()"
    x = array(owner, "x", x, "(N,)")
    runs = named_runs(owner, "losses", curves, "(N,)", "(lines, N)")
    for name, values in runs.items():
        as_many(owner, f"losses of {name!r}", values.T, len(x), "distances")
    text = " ".join(_slice_in_words(name, x, spread(values).mean) for name, values in runs.items())
    log = spans(np.concatenate([values.ravel() for values in runs.values()])) if log is None else log
    figure, axes = new_figure(alt or f"{title}. {text}", title)
    if log:
        axes.set_yscale("log", nonpositive="mask")
    for number, (name, values) in enumerate(runs.items()):
        draw_runs(axes, x, values, log=log, label=short(name, 40), **style(number))
    note_broken(axes, any(spread(values, log).broken.any() for values in runs.values()), log)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.legend()
    return figure


def _slice_in_words(name, x, mean):
    kept = np.flatnonzero(np.isfinite(mean))
    if not kept.size:
        return f"{name}: never finite."
    best = kept[mean[kept].argmin()]
    return f"{name}: lowest {few(mean[best])} at {few(x[best])}, ends {few(mean[kept[0]])} and {few(mean[kept[-1]])}."
