"""Pictures of activations: each function above its derivative, and probabilities as bars."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, named
from dlcourse.plots.figure import COLOURS, new_figure


def activation_panels(x, functions, *, title, columns=4, ylim=(-1.5, 3.0), alt=None):
    """A small panel for each activation: its values as a solid line, its derivative dashed.

    Args:
        x: ``(N,)`` inputs, rising.
        functions: ``{name: (values (N,), slopes (N,))}``.
        title: the finding.
        columns: panels in a row.
        ylim: ends of the vertical axis, the same for all panels.
        alt: a description; by default the title and, for each function, its lowest and highest value and slope.

    A jump in values or slopes is drawn as a gap: a difference far larger than those beside it.

    Returns:
        A Figure.

    Raises:
        ValueError: no functions, or other numbers of values or slopes than of inputs.

    Example:
        >>> x = np.array([-1.0, 0.0, 1.0])
        >>> activation_panels(x, {"identity": (x, np.ones(3))}, title="A line")
        Figure: A line. Drawn from -1 to 1. identity: values -1 to 1, slopes 1 to 1.
    """
    owner = "activation_panels()"
    named(owner, "functions", functions, '{"name": (values, slopes)}')
    drawn = {name: _checked(owner, name, pair, len(x)) for name, pair in functions.items()}
    parts = (f"{name}: values {_range(values)}, slopes {_range(slopes)}." for name, (values, slopes) in drawn.items())
    text = f"{title}. Drawn from {few(np.min(x))} to {few(np.max(x))}. {' '.join(parts)}"
    columns = min(columns, len(drawn))
    rows = -(-len(drawn) // columns)
    grid = {"rows": rows, "columns": columns, "sharex": True, "sharey": True, "squeeze": False}
    figure, axes = new_figure(alt or text, title, size=(2.3 * columns + 0.4, 2.0 * rows + 0.9), **grid)
    for each in axes.flat[len(drawn) :]:
        each.set_visible(False)
    for each, (name, (values, slopes)) in zip(axes.flat, drawn.items(), strict=False):
        each.axhline(0, color="0.8", lw=0.8)
        each.axvline(0, color="0.8", lw=0.8)
        each.plot(x, _with_gaps(values), color=COLOURS[0], lw=2.2, label="f(z)")
        each.plot(x, _with_gaps(slopes), "--", color=COLOURS[1], lw=1.8, label="slope f'(z)")
        each.set(title=name, ylim=ylim)
    for each in axes[-1]:
        each.set_xlabel("pre-activation z")
    figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _checked(owner, name, pair, count):
    values, slopes = (array(owner, f"the values or slopes of {name!r}", each, "(N,)") for each in pair)
    as_many(owner, f"values of {name!r}", values, count, "inputs")
    as_many(owner, f"slopes of {name!r}", slopes, count, "inputs")
    return values, slopes


def _range(values):
    return f"{few(np.min(values))} to {few(np.max(values))}"


def _with_gaps(values):
    """NaN in place of the last value before each jump."""
    steps = np.pad(np.abs(np.diff(values)), 1)
    jump = steps[1:-1] > 5 * np.maximum(steps[:-2], steps[2:]) + 0.05
    return np.where(np.append(jump, False), np.nan, values)


def probability_panels(panels, *, names, title, note=None, alt=None):
    """Probabilities as bars, a panel for each way to compute them; every bar has its number.

    Args:
        panels: ``{name of the panel: (K,) probabilities}``.
        names: ``K`` names of the classes.
        title: the finding.
        note: a line under the classes, such as the logits: ``K`` texts.
        alt: a description; by default the title and all numbers.

    Returns:
        A Figure.

    Raises:
        ValueError: no panels, or other numbers of bars than of names.

    Example:
        >>> probability_panels({"softmax": [0.7, 0.2, 0.1]}, names="abc", title="They sum to 1")
        Figure: They sum to 1. softmax: a 0.7, b 0.2, c 0.1.
    """
    owner = "probability_panels()"
    named(owner, "panels", panels, '{"name": (K,) probabilities}')
    panels = {name: array(owner, f"the panel {name!r}", each, "(K,)") for name, each in panels.items()}
    for name, each in panels.items():
        as_many(owner, f"names for the bars of {name!r}", names, len(each), "bars")
    parts = (
        f"{name}: {', '.join(f'{label} {few(p)}' for label, p in zip(names, each, strict=True))}."
        for name, each in panels.items()
    )
    size = (max(4.2, 2.5 * len(panels)), 3.1)
    figure, axes = new_figure(
        alt or f"{title}. {' '.join(parts)}", title, columns=len(panels), size=size, sharey=True, squeeze=False
    )
    labels = [f"{name}\n{line}" for name, line in zip(names, note, strict=True)] if note is not None else list(names)
    for each, (name, values) in zip(axes[0], panels.items(), strict=True):
        bars = each.bar(range(len(values)), values, color=COLOURS[: len(values)], edgecolor="black", lw=0.8)
        for bar, hatch in zip(bars, ("", "//", "..", "xx", "\\\\", "oo", "--"), strict=False):
            bar.set_hatch(hatch)
        each.bar_label(bars, [f"{p:.2f}" for p in values], padding=2)
        each.set(title=name, xticks=range(len(values)), ylim=(0, 1.12))
        each.set_xticklabels(labels)
    axes[0, 0].set_ylabel("probability")
    return figure
