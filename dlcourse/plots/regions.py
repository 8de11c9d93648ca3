"""Which class a model answers at each point of the plane, and how sure it is."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from dlcourse.plots._arrays import array, as_many, named, short
from dlcourse.plots.figure import COLOURS
from dlcourse.plots.geometry import NAMES, _frame, _limits, _line, _panels, _points, _shade

_ACROSS = 220  # points of the grid in each direction
_SURE = LinearSegmentedColormap.from_list("sure", ["white", "#F0C566"])  # class 1 is darker in grey print too


def decision_regions(X, y, rules, *, title, names=NAMES, lines=(), classes=None, size=None, alt=None):
    """Points over the regions where each rule answers their classes; probabilities are shaded by how sure they are.

    Of two classes, the region of class 1 is shaded; of more, each region has its class's colour and a black border.

    Args:
        X, y: inputs (n, 2) and classes (n,), whole numbers from 0, at most 7 classes.
        rules: ``{"name of the panel": predict}``; ``predict`` takes (m, 2) and returns classes (m,), the probability
            of class 1 as (m, 1), or a probability for each class (m, K).
        title: the finding.
        names: labels of the axes.
        lines: ``(w, b)`` of lines that are drawn into every panel, for example those of hidden units.
        classes: names of the classes.
        size: width and height in inches.
        alt: a description; by default the title and how many points each rule gets right.

    Raises:
        ValueError: other shapes, no points, no rules, or a rule that answers neither classes nor probabilities.

    Example:
        >>> decision_regions(np.eye(2), [0, 1], {"below": lambda X: X[:, 1] > X[:, 0]}, title="One border")
        Figure: One border. Panel below: 2 of 2 points right.
    """
    X, y = _points_of_classes(X, y)
    named("decision_regions()", "rules", rules, '{"name of the panel": predict}')
    K = max(2, y.max() + 1, *(_answer(rule(X), len(X)).shape[-1] for rule in rules.values()))
    classes = None if classes is None else as_many("decision_regions()", "names", map(short, classes), K, "classes")
    right = {name: int(np.sum(_called(_answer(rule(X), len(X))) == y)) for name, rule in rules.items()}
    panels = [f"Panel {name}: {right[name]} of {len(y)} points right." for name in rules]
    figure, axes = _panels(alt or f"{title}. {' '.join(panels)}", title, len(rules), size)
    for axis, (name, rule) in zip(axes, rules.items(), strict=True):
        limits = _limits(X)
        image = _draw(axis, limits, rule)
        for number, (w, b) in enumerate(lines):
            _line(axis, limits, w, b, style=("-", "--", ":")[number % 3], label=f"hidden unit {number + 1}")
        _points(axis, X, y, count=K, names=classes)
        _frame(axis, limits, names, name)
        if image is not None:
            what = f"probability of {classes[1] if classes else 'class 1'}"
            figure.colorbar(image, ax=axis, label=what, location="bottom", shrink=0.9, ticks=(0, 0.25, 0.5, 0.75, 1))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize="small")
    return figure


def _points_of_classes(X, y):
    owner = "decision_regions()"
    X, y = array(owner, "X", X, "(n, 2)"), np.asarray(y)
    if X.shape[1] != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"{owner} got X of shape {X.shape} and y of shape {y.shape}; give (n, 2) and (n,).")
    if not np.all(np.isin(y, np.arange(len(COLOURS)))):
        raise ValueError(f"{owner} got classes that are not all whole numbers from 0 to {len(COLOURS) - 1}.")
    return X, y.astype(int)


def _answer(answer, count):
    """A rule's answer as classes ``(m, 1)`` of whole numbers, or as probabilities ``(m, 2)`` or ``(m, K)``."""
    answer = np.asarray(answer)
    if answer.ndim == 1 and len(answer) == count and np.all(answer == np.floor(answer.astype(float))):
        return answer.astype(int)[:, None]
    sure = answer.ndim == 2 and len(answer) == count and np.all((answer >= 0) & (answer <= 1.001))
    if not sure:
        wanted = f"classes ({count},), or probabilities ({count}, 1) or ({count}, K) from 0 to 1"
        raise ValueError(f"decision_regions() got a rule that answers {answer.shape}, {count} points; give {wanted}.")
    answer = answer.astype(float)
    return np.hstack([1 - answer, answer]) if answer.shape[1] == 1 else answer


def _called(answer):
    """The class of each row: half and half counts as class 1, as a threshold unit has it."""
    if answer.shape[1] == 1:
        return answer[:, 0]
    return (answer[:, 1] >= 0.5) * 1 if answer.shape[1] == 2 else answer.argmax(axis=1)


def _draw(axis, limits, rule):
    """Shade the plane; returns what a colour bar belongs to, where probabilities of two classes were drawn."""
    across, up = (np.linspace(low, high, _ACROSS) for low, high in limits)
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answer = _answer(rule(points), len(points))
    called = _called(answer).reshape(_ACROSS, _ACROSS)
    extent = (*limits[0], *limits[1])
    if answer.shape[1] == 1 and called.min() >= 0 and called.max() <= 1:
        _shade(axis, limits, lambda points: np.asarray(rule(points)) - 0.5)
        return None
    if answer.shape[1] == 2:
        height = answer[:, 1].reshape(called.shape)
        _border(axis, across, up, height - 0.5)
        return axis.imshow(height, extent=extent, origin="lower", cmap=_SURE, vmin=0, vmax=1, aspect="auto")
    axis.imshow(_blend(answer, called), extent=extent, origin="lower", aspect="auto")
    for each in np.unique(called)[1:]:
        _border(axis, across, up, (called >= each) - 0.5)
    return None


def _border(axis, across, up, height):
    if height.min() < 0 < height.max():
        axis.contour(across, up, height, levels=[0], colors="black", linewidths=1)


def _blend(answer, called):
    """Each pixel in its class's colour, the whiter the less sure: (rows, columns, 3)."""
    K = answer.shape[1]
    sure = np.ones(called.size) if K == 1 else (answer.max(axis=1) - 1 / K) / (1 - 1 / K)
    strength = 0.45 * np.clip(sure, 0, 1).reshape(*called.shape, 1)
    colours = np.array([to_rgb(colour) for colour in COLOURS])[called % len(COLOURS)]
    return 1 - strength * (1 - colours)
