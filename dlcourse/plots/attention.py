"""Who looks at whom: attention weights as a picture with the tokens at its edges."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, finite, short, thinned
from dlcourse.plots.figure import new_figure

_CELLS_WITH_NUMBERS = 100
_MOST_LABELS = 40


def attention_map(weights, *, title, queries=None, keys=None, heads=None, alt=None):
    """Attention weights from light (0) to dark: each row is a query, each column a key; a panel for each head.

    Args:
        weights: ``(T, S)``, or ``(H, T, S)`` for several heads, all on one scale from 0 to the largest.
        title: the finding.
        queries: ``T`` tokens that look; by default positions from 1.
        keys: ``S`` tokens that are looked at; by default the queries, where there are as many, or positions from 1.
        heads: ``H`` names; by default numbers from 1.
        alt: a description; by default the title and, for each head, what gets the largest weight from whom.

    Weights that are NaN (a row whose keys are all masked) are light red with a cross; a small map has its numbers.

    Raises:
        ValueError: a wrong shape, a negative or infinite weight, or other numbers of names than of rows or columns.

    Example:
        >>> attention_map([[0.9, 0.1], [0.4, 0.6]], queries=["the", "cat"], title="Each looks at itself")
        Figure: Each looks at itself. Rows are queries, columns keys. the looks most at the (0.9), cat at cat (0.6).
    """
    owner = "attention_map()"
    weights = array(owner, "weights", weights, "(T, S)", "(H, T, S)")
    if np.any(weights < 0) or np.any(np.isinf(weights)):
        raise ValueError(f"{owner} got weights below 0 or infinite; give weights after the softmax, not scores.")
    maps = weights.reshape(-1, *weights.shape[-2:])  # (H, T, S)
    count, T, S = maps.shape
    queries = as_many(owner, "queries", queries if queries is not None else range(1, T + 1), T, "rows")
    keys = (queries if T == S else range(1, S + 1)) if keys is None else keys
    keys = as_many(owner, "keys", keys, S, "columns")
    given = [f"head {number + 1}" for number in range(count)] if weights.ndim == 3 else [""]
    heads = given if heads is None else as_many(owner, "heads", heads, count, "maps")
    text = " ".join(_looks(name, each, queries, keys) for name, each in zip(heads, maps, strict=True))
    columns = min(count, 2 if count in (2, 4) or max(T, S) > 12 else 3)
    rows = -(-count // columns)
    (width, height), names = _cell(T, S, columns), 0.08 * max(len(short(name)) for name in (*queries, *keys))
    size = (max(4.6, (width * S + names) * columns + 1.4), (max(1.6, height * T + names) + 0.4) * rows + 0.5)
    figure, axes = new_figure(
        alt or f"{title}. Rows are queries, columns keys. {text}",
        title,
        rows=rows,
        columns=columns,
        size=size,
        squeeze=False,
    )
    for each in axes.flat[count:]:
        each.set_visible(False)
    scale = {"vmin": 0, "vmax": np.nanmax(maps) if not np.isnan(maps).all() else 1.0}
    for number, (each, name) in enumerate(zip(axes.flat, heads, strict=False)):
        image = _draw(each, maps[number], scale, with_numbers=T * S <= _CELLS_WITH_NUMBERS and count == 1)
        each.set(title=name)
        edges = {"across": number % columns == 0, "below": number + columns >= count}
        _label(each, queries, keys, **edges, upright=_upright(keys, width))
    figure.colorbar(image, ax=axes, label="attention weight", shrink=0.8, aspect=25)
    return figure


def _looks(head, weights, queries, keys):
    """In words: each query's favourite, or of more than eight queries the three surest."""
    rows = [row for row in range(len(weights)) if not np.isnan(weights[row]).all()]
    if not rows:
        return f"{head}: no weights.".removeprefix(": ")
    best = {row: int(np.nanargmax(weights[row])) for row in rows}
    chosen = rows
    if len(rows) > 8:
        chosen = sorted(rows, key=lambda row: -weights[row, best[row]])[:3]
    parts = [f"{queries[row]} {{}}at {keys[best[row]]} ({few(weights[row, best[row]])})" for row in chosen]
    parts = [part.format("looks most " if number == 0 else "") for number, part in enumerate(parts)]
    return f"{head}: {', '.join(parts)}.".removeprefix(": ")


def _cell(T, S, columns):
    """Inches across and up for a token: as much as its number needs, as far as a page is wide."""
    cell = 0.5 if T * S <= _CELLS_WITH_NUMBERS and columns == 1 else 0.26
    return min(cell, 7.0 / (S * columns)), min(cell, 6.0 / T)


def _upright(keys, width):
    """Whether the names of keys run into each other unless they stand on end."""
    return max(len(short(key)) for key in keys) * 0.085 > width * max(1, -(-len(keys) // _MOST_LABELS))


def _draw(axes, weights, scale, with_numbers):
    if np.isnan(weights).any():
        axes.set_facecolor("#F7C6B8")
    image = axes.imshow(finite(weights), cmap="Blues", aspect="auto", **scale)
    rows, columns = np.nonzero(np.isnan(weights))
    axes.plot(columns, rows, "x", color="0.3", ms=4)
    if with_numbers:
        for (row, column), value in np.ndenumerate(weights):
            if not np.isnan(value):
                colour = "white" if value > 0.55 * scale["vmax"] else "black"
                axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour, fontsize=8)
    return image


def _label(axes, queries, keys, across, below, upright):
    for axis, names in ((axes.xaxis, keys), (axes.yaxis, queries)):
        shown = thinned(len(names), _MOST_LABELS)
        axis.set_ticks(shown, [short(names[place]) for place in shown])
    if across:
        axes.set_ylabel("query (looks)")
    if below:
        axes.set_xlabel("key (looked at)")
    small = {"labelsize": 9 if max(len(queries), len(keys)) <= 16 else 7}
    axes.tick_params("x", rotation=90 if upright else 0, **small)
    axes.tick_params("y", **small)
