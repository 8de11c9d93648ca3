"""What hidden layers do: points moved apart, lines folded, curves fitted inside and outside of the training range."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dlcourse.plots._arrays import array, few, named
from dlcourse.plots.figure import COLOURS, MARKERS, new_figure

STYLES = ("-", "--", "-.", ":")


def hidden_space(X, y, layer, plane, *, title):
    """Three hidden units as pictures over the plane of the inputs, and the points as the three units place them.

    The last panel looks at the space of the three activations along the output unit's plane ``v·a + c = 0``: the
    plane is seen from its edge, as a line, with distances unchanged.

    Args:
        X, y: inputs (n, 2) and classes (n,), 0 or 1.
        layer: takes (m, 2) and returns the units' activations (m, 3).
        plane: ``(v, c)`` of the output unit, which answers class 1 where ``v·a + c > 0``; v has shape (3,).
        title: the finding.

    Raises:
        ValueError: other shapes.

    Example:
        >>> X = np.array([[0.0, 1.0], [1.0, 0.0]])
        >>> layer = lambda X: np.tanh(X @ np.ones((2, 3)))
        >>> hidden_space(X, [0, 1], layer, ([1.0, 0, 0], -0.5), title="Three units")
        Figure: Three units. Three panels: the activation of each hidden unit over the inputs. A fourth: 2 points in...
    """
    X, y, (v, c) = array("hidden_space()", "X", X, "(n, 2)"), np.asarray(y), plane
    points = np.asarray(layer(X))
    if X.shape[1] != 2 or points.shape != (len(X), 3) or y.shape != (len(X),) or np.shape(v) != (3,):
        shapes = f"X {X.shape}, y {y.shape}, {points.shape} from layer and v {np.shape(v)}"
        raise ValueError(f"hidden_space() got {shapes}; give (n, 2), (n,), (n, 3) and (3,).")
    right = int(np.sum((points @ np.asarray(v) + c > 0) == (y == 1)))
    alt = (
        f"{title}. Three panels: the activation of each hidden unit over the inputs. A fourth: {len(X)} points in the "
        f"space of the three activations, with a plane that has {right} of them on the right side."
    )
    figure, axes = new_figure(alt, title, columns=4, size=(11.0, 3.5), width_ratios=(1, 1, 1, 1.15))
    reach = 1.15 * np.abs(X).max()
    grid = np.stack(np.meshgrid(*[np.linspace(-reach, reach, 121)] * 2), axis=-1)
    units = np.asarray(layer(grid.reshape(-1, 2))).reshape(121, 121, 3)
    look = {"extent": (-reach, reach) * 2, "origin": "lower", "cmap": "cividis"}
    for unit, axis in enumerate(axes[:3]):
        image = axis.imshow(units[..., unit], vmin=units.min(), vmax=units.max(), **look)
        _classes(axis, X, y, size=9)
        axis.set(title=f"unit {unit + 1}", xlabel="x1", ylabel="x2" if unit == 0 else "")
    figure.colorbar(image, ax=axes[:3], location="bottom", shrink=0.5, label="activation", ticks=MaxNLocator(5))
    _along_the_plane(axes[3], points, y, np.asarray(v, dtype=float), c)
    return figure


def _classes(axis, points, y, size):
    for label in (0, 1):
        look = {"s": size, "marker": MARKERS[label], "color": COLOURS[label], "edgecolor": "white", "linewidth": 0.3}
        axis.scatter(*points[y == label].T, label=f"class {label}", **look)


def _along_the_plane(axis, points, y, v, c):
    """Distance from the plane v·a + c = 0, against the direction within the plane in which the points spread most."""
    normal = v / np.linalg.norm(v)
    distance = points @ normal + c / np.linalg.norm(v)
    within = points - points.mean(axis=0) - np.outer((points - points.mean(axis=0)) @ normal, normal)
    along = within @ np.linalg.svd(within, full_matrices=False)[2][0]
    _classes(axis, np.column_stack([distance, along]), y, size=14)
    axis.axvline(0, color="black", lw=1.6, label="output's plane")
    axis.set(xlabel="distance from the plane", ylabel="along the plane", title="as the output unit sees them")
    axis.legend(fontsize="x-small")


def line_panels(x, curves, *, title, xlabel, ylabel, columns=4):
    """Curves of one input, a panel for each, on common axes.

    Args:
        x: inputs (n,).
        curves: ``{"name of the panel": outputs (n,)}``.
        title: the finding.
        xlabel, ylabel: what the axes show.
        columns: panels in a row.

    Example:
        >>> line_panels([0, 1], {"rising": [0, 2], "flat": [1, 1]}, title="Two", xlabel="x", ylabel="y")
        Figure: Two. Panels of y against x: rising, from 0 to 2; flat, from 1 to 1.
    """
    named("line_panels()", "curves", curves, '{"name of the panel": outputs (n,)}')
    told = "; ".join(f"{name}, from {few(np.min(y))} to {few(np.max(y))}" for name, y in curves.items())
    rows, columns = -(-len(curves) // columns), min(columns, len(curves))
    figure, axes = new_figure(
        f"{title}. Panels of {ylabel} against {xlabel}: {told}.",
        title,
        rows=rows,
        columns=columns,
        size=(2.7 * columns, 2.5 * rows + 0.4),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axis, (name, y) in zip(axes.flat, curves.items(), strict=False):
        axis.plot(x, y, color=COLOURS[0], lw=1.3)
        axis.set_title(name, fontsize="small")
    for axis in axes[-1]:
        axis.set_xlabel(xlabel)
    for axis in axes[:, 0]:
        axis.set_ylabel(ylabel)
    return figure


def fits_and_range(x, truth, fits, inside, *, title, ylim=(-6, 6)):
    """Fitted curves beside the true one, with the range that they were trained on shaded.

    Args:
        x: inputs (n,).
        truth: the true outputs (n,).
        fits: ``{"name": outputs (n,)}``, at most 4.
        inside: ``(low, high)``, the training range.
        title: the finding.
        ylim: ends of the vertical axis; what leaves them is cut off.

    Example:
        >>> x = np.array([0.0, 1.0, 2.0])
        >>> fits_and_range(x, x, {"line": 2 * x}, (0, 1), title="It leaves")
        Figure: It leaves. Largest error inside and outside of 0 to 1: line 1 and 2.
    """
    x, truth = array("fits_and_range()", "x", x, "(n,)"), array("fits_and_range()", "truth", truth, "(n,)")
    within = (x >= inside[0]) & (x <= inside[1])
    gaps = {name: np.abs(np.asarray(y) - truth) for name, y in fits.items()}
    told = "; ".join(f"{name} {few(gap[within].max())} and {few(gap[~within].max())}" for name, gap in gaps.items())
    alt = f"{title}. Largest error inside and outside of {inside[0]:g} to {inside[1]:g}: {told}."
    figure, axis = new_figure(alt, title, size=(8.0, 4.0))
    axis.axvspan(*inside, color=COLOURS[5], alpha=0.18, lw=0, label="training range")
    axis.plot(x, truth, color="black", lw=3, alpha=0.35, label="the true curve")
    for number, (name, y) in enumerate(fits.items()):
        axis.plot(x, y, STYLES[number % 4], color=COLOURS[number], lw=1.6, label=name)
    axis.set(xlabel="x", ylabel="output", xlim=(x[0], x[-1]), ylim=ylim)
    axis.legend(fontsize="small", loc="upper center", ncols=3)
    return figure
