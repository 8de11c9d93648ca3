"""Pictures of a network's passes: its nodes by name, and numbers that flow forward and back."""

import re

import numpy as np

from dlcourse.nn import node_label
from dlcourse.plots._arrays import few
from dlcourse.plots.figure import COLOURS, new_figure

KNOWN, BACK = "#D6E9F5", COLOURS[1]


def labelled_network(sizes, *, title):
    """A dense network with each node's name in it, ``a_i^[l]``, and each layer's number above it.

    Args:
        sizes: units of each layer, the input's first; at least 2 layers, at most 6 units each.
        title: the finding.

    Raises:
        ValueError: other sizes.

    Example:
        >>> labelled_network([2, 3, 1], title="The input is layer 0")
        Figure: The input is layer 0. From left to right: input (layer 0), hidden (layer 1), output (layer 2), with...
    """
    if len(sizes) < 2 or not all(1 <= n <= 6 for n in sizes):
        raise ValueError(f"labelled_network() got sizes={list(sizes)}; give 2 layers or more of 1 to 6 units.")
    last = len(sizes) - 1
    kinds = ["input", *["hidden"] * (last - 1), "output"]
    layers = ", ".join(f"{kind} (layer {number})" for number, kind in enumerate(kinds))
    alt = f"{title}. From left to right: {layers}, with {', '.join(map(str, sizes))} nodes."
    figure, axis = new_figure(alt, title, size=(1.7 * len(sizes) + 0.6, 0.75 * max(sizes) + 0.9))
    places = _places(sizes)
    for left, right in zip(places, places[1:], strict=False):
        _edges(axis, left, right)
    for layer, (kind, nodes) in enumerate(zip(kinds, places, strict=True)):
        axis.scatter(*nodes.T, s=900, color="white", edgecolor="black", linewidth=1.3, zorder=2)
        for number, (x, y) in enumerate(nodes, 1):
            axis.text(x, y, _mathtext(node_label(kind, layer, number, last - 1)), ha="center", va="center", zorder=3)
        axis.text(layer, max(sizes) / 2 + 0.35, f"{kind}\nlayer {layer}", ha="center", va="center", fontsize="small")
    axis.set(xlim=(-0.5, last + 0.5), ylim=(-max(sizes) / 2 + 0.1, max(sizes) / 2 + 0.6))
    axis.axis("off")
    return figure


def _mathtext(label):
    return re.sub(r"(\w+)_(\d+)\^\[(\d+)\]", r"$\1_{\2}^{[\3]}$", label)


def forward_backward(passes, *, title, shown=None):
    """A tiny network, and the steps of its forward and its backward pass as two columns of sums.

    Args:
        passes: a ``dlcourse.experiments.passes.Passes``.
        title: the finding.
        shown: how many of the nine steps are shown, the last of them in bold; all unless given.

    Example:
        >>> from dlcourse.experiments.passes import both_passes
        >>> passes = both_passes([2.0], 10.0, [[3.0]], [0.0], [[1.0]], [1.0])
        >>> forward_backward(passes, title="The output is too small", shown=4)
        Figure: The output is too small. Forward: z1 = 3·2 + 0 = 6; a1 = relu(6) = 6; ŷ = 1·6 + 1 = 7; L = (7 - 10)²...
    """
    steps = passes.steps[: shown or len(passes.steps)]
    both = ("forward", "backward")
    lines = {way: [line for step in steps if step.direction == way for line in step.lines] for way in both}
    parts = [f"{way.capitalize()}: {'; '.join(told)}." for way, told in lines.items() if told]
    tallest = max(sum(1.5 + len(step.lines) for step in passes.steps if step.direction == way) for way in both)
    figure, (drawing, forward, backward) = new_figure(
        f"{title}. {' '.join(parts)}",
        title,
        columns=3,
        size=(10.6, max(3.4, 0.205 * tallest + 0.9)),
        width_ratios=(1.35, 1.1, 1),
    )
    _flow(drawing, passes, len(steps))
    for axis, way in zip((forward, backward), both, strict=True):
        _sums(axis, steps, way, tallest, shown)
    return figure


def _flow(axis, p, shown):
    """The network: a node is filled once its number is known, and its gradient is written below it."""
    places = _places([len(p.x), len(p.a), 1])
    for layer, W in enumerate((p.W1, p.W2)):
        _edges(axis, places[layer], places[layer + 1])
        # Near the start of the first edges, where they don't cross yet; further along the second, clear of the names.
        _weights(axis, places[layer], places[layer + 1], W, (0.25, 0.48)[layer])
    hidden, unit = (p.a, "a") if shown >= 2 else (p.z, "z")
    back, slope = (p.dz, "dz") if shown >= 8 else (p.da, "da")
    for i, (x, place) in enumerate(zip(p.x, places[0], strict=True), 1):
        _node(axis, place, f"x{i}", x)
    for i, place in enumerate(places[1]):
        below = f"{slope}{i + 1} = {few(back[i])}" if shown >= 7 else ""
        _node(axis, place, f"{unit}{i + 1},  b = {few(p.b1[i])}", hidden[i] if shown >= 1 else None, below)
    below = f"dŷ = {few(p.d_output)}" if shown >= 5 else ""
    _node(axis, places[2][0], f"ŷ,  c = {few(p.b2[0])}", p.output if shown >= 3 else None, below)
    tallest = max(len(nodes) for nodes in places)
    axis.text(2, -tallest / 2, f"target {few(p.y)}", ha="center", va="center", fontsize="small")
    axis.set(xlim=(-0.3, 2.4), ylim=(-tallest / 2 - 0.1, tallest / 2))
    axis.axis("off")


def _weights(axis, left, right, W, where):
    box = {"facecolor": "white", "linewidth": 0, "pad": 0.8}
    for i, start in enumerate(left):
        for j, end in enumerate(right):
            spot = start + where * (end - start)
            axis.text(*spot, f"{W[i, j]:.3g}", fontsize="small", ha="center", va="center", zorder=3, bbox=box)


def _node(axis, place, name, value, below=""):
    axis.scatter(*place, s=760, color="white" if value is None else KNOWN, edgecolor="black", zorder=2)
    axis.text(*place, "?" if value is None else few(value), ha="center", va="center", zorder=3)
    box = {"facecolor": "white", "linewidth": 0, "pad": 0.3, "alpha": 0.85}
    look = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": "small", "bbox": box}
    axis.annotate(name, place, (0, 23), **look)
    if below:
        axis.annotate(below, place, (0, -23), color=BACK, weight="bold", **look)


def _sums(axis, steps, direction, tallest, shown):
    axis.axis("off")
    axis.set(xlim=(0, 1), ylim=(-tallest, 0.6))
    head = {"forward": "forward: values →", "backward": "backward: gradients of L ←"}[direction]
    axis.text(0, 0.5, head, weight="bold", va="top", color="black" if direction == "forward" else BACK)
    y = -1.0
    for number, step in enumerate(steps, 1):
        if step.direction != direction:
            continue
        weight = "bold" if number == shown else "normal"
        axis.text(0, y, f"{number}. {step.what}", va="top", fontsize="small", color="0.35", weight=weight)
        for line in step.lines:
            y -= 1
            axis.text(0.06, y, line, va="top", fontsize="small", weight=weight)
        y -= 1.4


def _places(sizes):
    return [np.column_stack([np.full(n, layer), (n - 1) / 2 - np.arange(n)]) for layer, n in enumerate(sizes)]


def _edges(axis, left, right):
    for start in left:
        for end in right:
            axis.plot(*np.stack([start, end]).T, color="0.6", lw=0.9, zorder=1)
