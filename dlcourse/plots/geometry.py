"""Lines, regions and mistakes in the plane: what a threshold unit decides, and how it learns."""

import numpy as np

from dlcourse.plots.figure import COLOURS, MARKERS, new_figure

NAMES = ("x1", "x2")


def decision_lines(X, y, neurons, *, title, names=NAMES, size=None):
    """Points of two classes, and for each neuron its line ``w·x + b = 0``; the side on which it fires is shaded.

    Args:
        X: inputs (n, 2).
        y: classes (n,), 0 or 1.
        neurons: ``{"name of the panel": (w, b)}``, with w (2,).
        title: the finding.
        names: labels of the axes.
        size: width and height in inches.

    Example:
        >>> decision_lines(np.eye(2), np.array([0, 1]), {"a": ([1.0, -1.0], 0.0)}, title="One line")
        Figure: One line. Panel a: the line 1 x1 -1 x2 +0 = 0, with 0 of 2 points on the right side.
    """
    right = {name: _right(X, y, *neuron) for name, neuron in neurons.items()}
    panels = [
        f"Panel {name}: the line {_equation(*neuron)}, with {right[name]} of {len(y)} points on the right side."
        for name, neuron in neurons.items()
    ]
    figure, axes = _panels(f"{title}. {' '.join(panels)}", title, len(neurons), size)
    for axis, (name, (w, b)) in zip(axes, neurons.items(), strict=True):
        limits = _limits(X)
        _shade_half(axis, limits, w, b)
        _line(axis, limits, w, b)
        _arrow(axis, limits, w, b)
        axis.set_aspect("equal")  # else w would not stand at right angles to the line
        _points(axis, X, y)
        _frame(axis, limits, names, f"{name}\n{right[name]} of {len(y)} right".strip())
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize="small")
    return figure


def perceptron_film(X, y, updates, *, title, names=NAMES, columns=4, frames=8):
    """One frame for each mistake: the row that was wrong (ringed), the line before (dashed) and after it (solid).

    Where there is no line to see, because the weights are zero or the line lies outside of the picture, a note in
    the frame says what the neuron answers there.

    Args:
        X, y: inputs (n, 2) and classes (n,), 0 or 1, as the perceptron saw them.
        updates: the mistakes, as ``Perceptron.updates`` holds them.
        title: the finding.
        names: labels of the axes.
        columns: frames in a row.
        frames: the largest number of frames; the last mistake is always among them.

    Example:
        >>> from dlcourse.neurons import Perceptron
        >>> X, y = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1])
        >>> perceptron_film(X, y, Perceptron().fit(X, y).updates, title="Two mistakes")
        Figure: Two mistakes. 2 mistakes in all; points on the right side after those shown: 1, 2 of 2.
    """
    chosen = list(range(len(updates)))
    if len(chosen) > frames:
        chosen = sorted({round(k) for k in np.linspace(0, len(updates) - 1, frames)})
    rows = -(-len(chosen) // columns)
    after = [_right(X, y, updates[k].w, updates[k].b) for k in chosen]
    counts = ", ".join(f"{count}" for count in after)
    alt = f"{title}. {len(updates)} mistakes in all; points on the right side after those shown: {counts} of {len(y)}."
    figure, axes = new_figure(
        alt,
        title,
        rows=rows,
        columns=columns,
        size=(2.45 * columns, 2.6 * rows + 0.7),
        squeeze=False,
        sharex=True,
        sharey=True,
    )
    for axis, k, count in zip(axes.flat, chosen, after, strict=False):
        _film_frame(axis, X, y, updates, k)
        axis.set_title(f"mistake {k + 1} (epoch {updates[k].epoch + 1}): {count} right", fontsize="small")
    for axis in axes.flat[len(chosen) :]:
        axis.set_visible(False)
    for axis in axes[-1]:
        axis.set_xlabel(names[0])
    for axis in axes[:, 0]:
        axis.set_ylabel(names[1])
    handles, labels = axes.flat[len(chosen) - 1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), fontsize="small")
    return figure


def _film_frame(axis, X, y, updates, k):
    limits = _limits(X)
    before = updates[k - 1] if k else None
    now = updates[k]
    _shade_half(axis, limits, now.w, now.b)
    if before is not None:
        _line(axis, limits, before.w, before.b, style="--", colour="0.45", label="line before")
    _line(axis, limits, now.w, now.b, label="line after")
    notes = [
        _no_line("before", limits, *((before.w, before.b) if k else (np.zeros(2), 0.0))),
        _no_line("after", limits, now.w, now.b),
    ]
    axis.text(
        0.03,
        0.97,
        "\n".join(filter(None, notes)),
        transform=axis.transAxes,
        va="top",
        fontsize="x-small",
        zorder=5,
        bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
    )
    _points(axis, X, y, size=18)
    axis.plot(
        *X[now.row],
        "o",
        markersize=13,
        markerfacecolor="none",
        markeredgecolor="black",
        markeredgewidth=1.8,
        linestyle="none",
        zorder=4,
        label="the wrong row",
    )
    axis.set_xlim(limits[0])
    axis.set_ylim(limits[1])


def _no_line(when, limits, w, b):
    """What to write into a frame that the line w·x + b = 0 does not cross; nothing where it does."""
    sums = [w[0] * x1 + w[1] * x2 + b for x1 in limits[0] for x2 in limits[1]]
    if min(sums) < 0 <= max(sums) and np.any(w):
        return ""
    return f"{when}: {'all' if min(sums) >= 0 else 'none'} fire, {'line outside' if np.any(w) else 'no line (w = 0)'}"


def mistakes_against_margin(margins, mistakes, bounds, *, title):
    """Mistakes of many runs over the margin of their data, with the bound (R/γ)² of each.

    Args:
        margins: γ of each run: what the separator leaves that the bounds were computed with, bias input included.
        mistakes: how many mistakes each run made.
        bounds: (R/γ)² of each run.
        title: the finding.

    Example:
        >>> mistakes_against_margin([0.1, 0.5], [30, 4], [400.0, 16.0], title="A wide margin is easy")
        Figure: A wide margin is easy. 2 runs with margins from 0.1 to 0.5: 4 to 30 mistakes,...
    """
    margins, mistakes, bounds = (np.asarray(values, dtype=float) for values in (margins, mistakes, bounds))
    share = (mistakes / bounds).max()
    alt = (
        f"{title}. {len(margins)} runs with margins from {margins.min():.2g} to {margins.max():.2g}: "
        f"{mistakes.min():.0f} to {mistakes.max():.0f} mistakes, bounds {bounds.min():.0f} to {bounds.max():.0f}; "
        f"no run used more than {100 * share:.0f} percent of its bound."
    )
    figure, axis = new_figure(alt, title)
    axis.loglog(margins, bounds, MARKERS[4], color=COLOURS[1], markersize=6, label="bound (R/γ)²")
    axis.loglog(margins, mistakes, MARKERS[0], color=COLOURS[0], markersize=5, alpha=0.8, label="mistakes made")
    axis.set_xlabel("margin γ that the known separator leaves (bias input included)")
    axis.set_ylabel("number of mistakes")
    axis.grid(alpha=0.25)
    axis.legend()
    return figure


def convergence_proof(lengths, gamma, radius, *, title):
    """The length of the weights after each mistake, between the two inequalities that end the learning.

    Args:
        lengths: ``‖w‖`` after 0, 1, 2, ... mistakes (bias included, learning rate 1, from zero).
        gamma: the margin γ: ``‖w‖`` is at least ``k γ`` after k mistakes.
        radius: R, the longest row: ``‖w‖`` is at most ``√k R``.
        title: the finding.

    Example:
        >>> convergence_proof([0.0, 1.0, 1.5, 2.0], gamma=0.5, radius=1.2, title="The bounds meet")
        Figure: The bounds meet. The lower limit k γ is a straight line, the upper limit √k R a...
    """
    end = (radius / gamma) ** 2
    alt = (
        f"{title}. The lower limit k γ is a straight line, the upper limit √k R a curve that flattens; they meet at "
        f"{end:.0f} mistakes. The measured length lies between them and stops after {len(lengths) - 1} mistakes."
    )
    figure, axis = new_figure(alt, title)
    k = np.linspace(0, 1.15 * end, 400)
    inside = k <= end
    axis.fill_between(k[inside], k[inside] * gamma, np.sqrt(k[inside]) * radius, color=COLOURS[5], alpha=0.18)
    axis.plot(k, np.sqrt(k) * radius, color=COLOURS[1], label="at most √k · R")
    axis.plot(k, k * gamma, "--", color=COLOURS[2], label="at least k · γ")
    axis.plot(range(len(lengths)), lengths, "o-", color=COLOURS[0], markersize=4, label="measured ‖w‖")
    axis.axvline(end, color="0.5", linestyle=":")
    axis.annotate(f"(R/γ)² = {end:.0f}", (end, 0.4), xytext=(-6, 0), textcoords="offset points", ha="right")
    axis.set_xlabel("number of mistakes k")
    axis.set_ylabel("length of the weights ‖w‖")
    axis.legend(loc="upper left")
    return figure


def _panels(alt, title, count, size):
    size = size or ((5.2, 4.6) if count == 1 else (3.3 * count, 4.3))
    figure, axes = new_figure(alt, title, columns=count, size=size, squeeze=False)
    return figure, axes[0]


def _right(X, y, w, b):
    return int(np.sum((X @ np.asarray(w) + b >= 0) == (np.asarray(y) == 1)))


def _equation(w, b):
    return f"{w[0]:.3g} x1 {w[1]:+.3g} x2 {b:+.3g} = 0"


def _limits(X):
    """Room around the points: a quarter of their spread on each side."""
    low, high = X.min(axis=0), X.max(axis=0)
    room = 0.25 * np.maximum(high - low, 1e-9) + 0.05
    return tuple(zip(low - room, high + room, strict=True))


def _shade(axis, limits, score, points_across=220):
    """Colour where the score is not negative."""
    across, up = np.meshgrid(*(np.linspace(low, high, points_across) for low, high in limits))
    height = score(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape).astype(float)
    if height.max() >= 0:
        axis.contourf(across, up, height, levels=[-1e-12, max(height.max(), 0) + 1], colors=[COLOURS[4]], alpha=0.25)


def _shade_half(axis, limits, w, b):
    """The side on which w·x + b >= 0; its edge is straight, so the corners are enough."""
    _shade(axis, limits, lambda points: points @ np.asarray(w) + b, points_across=2)


def _line(axis, limits, w, b, style="-", colour="black", label=None):
    """The line w·x + b = 0; none is drawn while w is zero."""
    w = np.asarray(w, dtype=float)
    if not np.any(w):
        return
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
    reach = 4 * (np.abs(limits).max() + np.abs(foot).max())
    ends = np.stack([foot - reach * along, foot + reach * along])
    axis.plot(*ends.T, style, color=colour, linewidth=1.8, label=label)


def _arrow(axis, limits, w, b):
    """An arrow from the line in the direction of w, the side on which the neuron fires."""
    w = np.asarray(w, dtype=float)
    if not np.any(w):
        return
    middle = np.mean(limits, axis=1)
    start = middle - (w @ middle + b) * w / (w @ w)
    if all(low <= value <= high for value, (low, high) in zip(start, limits, strict=True)):
        reach = 0.18 * np.min(np.ptp(limits, axis=1)) * w / np.linalg.norm(w)
        arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.6}
        axis.annotate("", start + reach, xytext=start, arrowprops=arrow, zorder=4)
        beside = start + 0.6 * reach + 0.35 * np.array([-reach[1], reach[0]])
        axis.annotate("w", beside, ha="center", va="center", fontstyle="italic", zorder=4)


def _points(axis, X, y, size=46, count=2, names=None):
    for label in range(count):
        axis.scatter(
            *X[np.asarray(y) == label].T,
            s=size,
            marker=MARKERS[label],
            color=COLOURS[label],
            edgecolor="white",
            linewidth=0.6,
            zorder=3,
            label=names[label] if names else f"class {label}",
        )


def _frame(axis, limits, names, title):
    axis.set_xlim(limits[0])
    axis.set_ylim(limits[1])
    axis.set_xlabel(names[0])
    axis.set_ylabel(names[1])
    axis.set_title(title)
