"""What flows through a network: gradients on their way back, activations on their way forward, layer by layer."""

from collections.abc import Mapping

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, finite, named, named_runs, short, thinned
from dlcourse.plots._lines import draw_runs, note_broken, spread, style
from dlcourse.plots.figure import COLOURS, new_figure


def gradient_flow(norms, *, title, layers=None, ylabel="norm of the loss's gradient", alt=None):
    """The size of the gradient in each layer on a logarithmic axis, a line for each network.

    Args:
        norms: ``{name: (L,)}``, or ``{name: (runs, L)}`` for a mean in a band; layer 1 stands next to the input.
            Networks may differ in depth.
        title: the finding.
        layers: ``L`` names; by default numbers from 1.
        ylabel: what is measured.
        alt: a description; by default the title and, for each network, both ends and their ratio.

    A norm that is 0, NaN or infinite is a gap in the line, with a cross above it.

    Raises:
        ValueError: nothing to draw, a wrong shape, or other numbers of names than of layers.

    Example:
        >>> gradient_flow({"sigmoid": [1e-4, 1e-2, 1.0]}, title="It vanishes")
        Figure: It vanishes. sigmoid: 0.0001 in layer 1, 1 in layer 3, ratio first to last 0.0001.
    """
    owner = "gradient_flow()"
    runs = named_runs(owner, "norms", norms, "(L,)", "(runs, L)")
    deepest = max(values.shape[1] for values in runs.values())
    names = as_many(owner, "names", layers if layers is not None else range(1, deepest + 1), deepest, "layers")
    text = " ".join(_flow_in_words(name, values, names) for name, values in runs.items())
    figure, axes = new_figure(alt or f"{title}. {text}", title, size=(7.2, 4.2))
    axes.set_yscale("log", nonpositive="mask")
    for number, (name, values) in enumerate(runs.items()):
        places = np.arange(1, values.shape[1] + 1)
        draw_runs(axes, places, values, log=True, label=short(name, 40), **style(number))
    note_broken(axes, any(spread(values, log=True).broken.any() for values in runs.values()), log=True)
    shown = thinned(deepest, 24)
    axes.set_xticks([1 + place for place in shown], [short(names[place]) for place in shown])
    if layers is not None:
        axes.tick_params("x", rotation=40 if max(len(str(name)) for name in names) > 4 else 0)
        for tick in axes.get_xticklabels():
            tick.set(ha="right" if tick.get_rotation() else "center", rotation_mode="anchor")
    axes.set(xlabel="layer, from the input to the output", ylabel=ylabel)
    axes.legend()
    return figure


def _flow_in_words(name, runs, names):
    mean = spread(runs).mean
    first, last = mean[0], mean[-1]
    ends = f"{name}: {few(first)} in layer {names[0]}, {few(last)} in layer {names[len(mean) - 1]}"
    return ends + (f", ratio first to last {few(first / last)}." if np.isfinite(first) and last > 0 else ".")


def histogram(values, limits, bins):
    """The share of the finite numbers in each of ``bins`` equal bins between ``limits``; those outside are left out."""
    values = finite(values).ravel()
    values = values[~np.isnan(values)]
    counts, edges = np.histogram(values, bins=bins, range=limits)
    return counts / max(len(values), 1), edges


def activation_histograms(activations, *, title, bins=40, limits=None, xlabel="activation", alt=None):
    """A histogram for each layer, with mean and standard deviation; layers of one network share both axes.

    Args:
        activations: ``{layer: array of any shape}``, or ``{network: {layer: array}}`` for a row for each network.
        title: the finding.
        bins: bars in a histogram.
        limits: ends of the horizontal axis; by default those of all numbers.
        xlabel: what the numbers are, with their unit.
        alt: a description; by default the title and each layer's mean, standard deviation and share of zeros.

    NaN and infinite numbers are left out; the panel and the description say how many there were.

    Raises:
        ValueError: no layers, a layer without numbers, or limits that are not (low, high).

    Example:
        >>> activation_histograms({"relu": [0.0, 0.0, 1.0, 3.0]}, title="Half are silent")
        Figure: Half are silent. relu: mean 1, standard deviation 1.22, 50 % zeros.
    """
    owner = "activation_histograms()"
    named(owner, "activations", activations, '{"layer": numbers} or {"network": {"layer": numbers}}')
    nested = all(isinstance(layers, Mapping) for layers in activations.values())
    networks = activations if nested else {"": activations}
    rows = {name: _numbers(owner, name, layers) for name, layers in networks.items()}
    limits = _limits(owner, rows, limits)
    parts = [
        f"{name} {layer}: {_moments(values)}.".lstrip()
        for name, layers in rows.items()
        for layer, values in layers.items()
    ]
    columns = max(map(len, rows.values()))
    size = (min(9.0, max(4.4, 1.2 + 1.75 * columns)), 2.3 * len(rows) + 0.7)
    grid = {"rows": len(rows), "columns": columns, "sharex": True, "sharey": "row", "squeeze": False}
    figure, axes = new_figure(alt or f"{title}. {' '.join(parts)}", title, size=size, **grid)
    for number, (name, layers) in enumerate(rows.items()):
        for each in axes[number, len(layers) :]:
            each.set_visible(False)
        for each, (layer, values) in zip(axes[number], layers.items(), strict=False):
            shares, edges = histogram(values, limits, bins)
            each.stairs(100 * shares, edges, fill=True, color=COLOURS[number % len(COLOURS)], alpha=0.8)
            head = _moments(values).replace(", standard deviation", " ±").replace(", ", "\n")
            each.set_title(f"{short(layer)}\n{head}", fontsize="small")
        axes[number, 0].set_ylabel(f"{short(name)}\nshare (%)".strip())
    figure.supxlabel(xlabel, fontsize="medium")
    return figure


def _numbers(owner, name, layers):
    named(owner, f"the layers of {name!r}" if name else "activations", layers, '{"layer": numbers}')
    return {layer: array(owner, f"the activations of {layer!r}", values).ravel() for layer, values in layers.items()}


def _limits(owner, rows, limits):
    if limits is not None:
        low, high = limits
        if not low < high:
            raise ValueError(f"{owner} got limits={limits!r}; give (low, high), the low one first.")
        return low, high
    numbers = finite(np.concatenate([values for layers in rows.values() for values in layers.values()]))
    numbers = numbers[~np.isnan(numbers)]
    low, high = (numbers.min(), numbers.max()) if numbers.size else (0.0, 1.0)
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _moments(values):
    """The mean, the standard deviation, and the shares of zeros and of broken numbers, in words."""
    kept = values[np.isfinite(values)]
    parts = [f"{100 * np.mean(~np.isfinite(values)):.0f} % not finite"] if len(kept) < len(values) else []
    if len(kept):
        parts = [f"mean {few(kept.mean())}", f"standard deviation {few(kept.std())}", *parts]
        parts += [f"{100 * np.mean(kept == 0):.0f} % zeros"] if np.mean(kept == 0) > 0.005 else []
    return ", ".join(parts)
