"""Pictures of single neurons and of small networks."""

import numpy as np

from dlcourse.plots.figure import COLOURS, new_figure

STYLES = ("-", "--", ":", "-.")


def neuron_surfaces(neurons, *, title, reach=3.0):
    """The answer of neurons with two inputs: as height over the plane of the inputs, and below it seen from above.

    Args:
        neurons: ``{"name of the panel": f}``; ``f`` takes (m, 2) and returns (m,), for example a ``Neuron``. Where
            ``f`` has ``weights``, the view from above shows them as an arrow, with the level direction dashed.
        title: the finding.
        reach: both inputs run from -reach to reach.

    Example:
        >>> neuron_surfaces({"flat": lambda x: 0 * x[:, 0]}, title="Nothing happens")
        Figure: Nothing happens. Heights over two inputs from -3 to 3. Panel flat: from 0 to 0.
    """
    values = np.linspace(-reach, reach, 61)
    x1, x2 = np.meshgrid(values, values)
    points = np.column_stack([x1.ravel(), x2.ravel()])
    heights = {name: np.asarray(f(points)).reshape(x1.shape) for name, f in neurons.items()}
    panels = " ".join(f"Panel {name}: from {h.min():.3g} to {h.max():.3g}." for name, h in heights.items())
    alt = f"{title}. Heights over two inputs from {-reach:g} to {reach:g}. {panels}"
    figure, axes = new_figure(alt, title, rows=2, columns=len(neurons), size=(3.4 * len(neurons), 6.0), squeeze=False)
    for (flat, above), (name, height) in zip(axes.T, heights.items(), strict=True):
        _from_above(above, x1, x2, height, getattr(neurons[name], "weights", None))
        flat.remove()
        axis = figure.add_subplot(flat.get_subplotspec(), projection="3d")
        axis.plot_surface(x1, x2, height, cmap="cividis", rcount=61, ccount=61, linewidth=0, antialiased=False)
        axis.set(xlabel="x1", ylabel="x2", title=name)
        axis.zaxis.set_rotate_label(False)  # left to itself it stands on its head
        axis.set_zlabel("output", labelpad=1, rotation=90)
        axis.view_init(elev=26, azim=-122)
        axis.set_box_aspect(None, zoom=0.95)
        axis.tick_params(labelsize="x-small", pad=-1)
    return figure


def _from_above(axis, x1, x2, height, w):
    """Heights as colours; an arrow along the weights, and the direction at right angles, in which nothing changes."""
    axis.pcolormesh(x1, x2, height, cmap="cividis", shading="auto", rasterized=True)
    axis.set(xlabel="x1", ylabel="x2", title="from above", aspect="equal")
    if w is None or not np.any(w):
        return
    ahead = 0.6 * x1.max() * np.asarray(w) / np.linalg.norm(w)
    level = 0.9 * np.array([-ahead[1], ahead[0]])
    halo = {"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0, "alpha": 0.85}
    axis.plot(*np.stack([-level, level]).T, "--", color="white", linewidth=4)
    axis.plot(*np.stack([-level, level]).T, "--", color="black", linewidth=2)
    axis.annotate("", ahead, xytext=(0, 0), arrowprops={"arrowstyle": "-|>", "color": "white", "linewidth": 4.5})
    axis.annotate("", ahead, xytext=(0, 0), arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 2})
    axis.text(*(1.2 * ahead), "w", fontstyle="italic", ha="center", va="center", bbox=halo)
    axis.text(*(1.25 * level), "level", ha="center", va="center", fontsize="small", bbox=halo)


def input_output_curves(x, curves, *, title, xlabel="input x", ylabel="output"):
    """Outputs of several functions of one number, with different line styles.

    Args:
        x: inputs (n,).
        curves: ``{"label": outputs (n,)}``, or ``{"panel": {"label": outputs}}`` for several panels.
        title: the finding.
        xlabel, ylabel: what the axes show.

    Example:
        >>> x = np.array([-1.0, 0.0, 1.0])
        >>> input_output_curves(x, {"ReLU": np.maximum(x, 0)}, title="Flat, then straight")
        Figure: Flat, then straight. Curves: ReLU from 0 to 1.
    """
    panels = curves if isinstance(next(iter(curves.values())), dict) else {"": curves}
    ranges = [
        f"{' '.join((panel, label)).strip()} from {np.min(values) + 0.0:.3g} to {np.max(values) + 0.0:.3g}"
        for panel, lines in panels.items()
        for label, values in lines.items()
    ]
    figure, axes = new_figure(
        f"{title}. Curves: {'; '.join(ranges)}.",
        title,
        columns=len(panels),
        size=(6.4 if len(panels) == 1 else 3.9 * len(panels), 3.7),
        squeeze=False,
    )
    for axis, (panel, lines) in zip(axes[0], panels.items(), strict=True):
        for number, (label, values) in enumerate(lines.items()):
            axis.plot(x, values, STYLES[number % 4], color=COLOURS[number % 7], linewidth=2, label=label)
        axis.set(xlabel=xlabel, ylabel=ylabel, title=panel)
        axis.grid(alpha=0.25)
        axis.legend(fontsize="small")
    return figure


def firing_rate(current, rate, relu, *, title):
    """Spikes per second of a cell against its input current, beside a ReLU scaled to it.

    Args:
        current: input currents (n,), in millivolts (times the resistance).
        rate: spikes per second (n,).
        relu: the ReLU's values at the same currents (n,).
        title: the finding.

    Example:
        >>> firing_rate([10.0, 20.0], [0.0, 40.0], [0.0, 45.0], title="A cell is almost a ReLU")
        Figure: A cell is almost a ReLU. The rate is 0 up to a threshold, then rises to 40 spikes...
    """
    gap = np.max(np.abs(np.asarray(rate) - np.asarray(relu)))
    alt = (
        f"{title}. The rate is 0 up to a threshold, then rises to {np.max(rate):.0f} spikes per second; "
        f"the scaled ReLU differs from it by up to {gap:.0f} spikes per second."
    )
    figure, axis = new_figure(alt, title)
    axis.plot(current, rate, color=COLOURS[0], linewidth=2.2, label="leaky integrate-and-fire cell")
    axis.plot(current, relu, "--", color=COLOURS[1], linewidth=2, label="ReLU from the threshold on, scaled to fit")
    axis.set_xlabel("input current × resistance (mV)")
    axis.set_ylabel("firing rate (spikes per second)")
    axis.legend()
    return figure


def spike_trains(cell, currents, *, title, duration=0.25):
    """The voltage of a leaky integrate-and-fire cell over time, one panel for each constant current.

    Args:
        cell: a ``LeakyIntegrateFire``.
        currents: constant currents (times the resistance, in millivolts), smallest first.
        title: the finding.
        duration: seconds that are shown.

    Example:
        >>> from dlcourse.neurons import LeakyIntegrateFire
        >>> spike_trains(LeakyIntegrateFire(), [10.0, 20.0], title="Above the threshold it fires")
        Figure: Above the threshold it fires. Spikes in 0.25 seconds: 0 at 10 mV, 8 at 20 mV.
    """
    runs = [cell.simulate(current, duration) for current in currents]
    counts = ", ".join(f"{len(spikes)} at {current:g} mV" for current, (_, spikes) in zip(currents, runs, strict=True))
    alt = f"{title}. Spikes in {duration:g} seconds: {counts}."
    figure, axes = new_figure(
        alt, title, rows=len(currents), size=(7.0, 1.35 * len(currents) + 0.6), squeeze=False, sharex=True, sharey=True
    )
    for axis, current, (voltage, spikes) in zip(axes[:, 0], currents, runs, strict=True):
        time = 1000 * duration * np.arange(1, len(voltage) + 1) / len(voltage)
        axis.plot(time, voltage, color=COLOURS[0], label="voltage")
        axis.vlines(
            1000 * spikes, cell.threshold, 2 * cell.threshold, color=COLOURS[1], linewidth=1.8, label="spike (mark)"
        )
        axis.axhline(cell.threshold, color="0.5", linestyle=":", label="threshold")
        axis.set_title(f"current × resistance {current:g} mV: {len(spikes)} spikes", fontsize="small", loc="left")
        axis.set_ylabel("mV")
    axes[-1, 0].set_xlabel("time (ms)")
    figure.legend(*axes[-1, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize="small")
    return figure


def network_drawing(panels, *, title, inputs=None, outputs=None, values=None, biases=None):
    """A dense network as nodes and edges; an edge is as wide as its weight is large, and dashed where it is negative.

    Args:
        panels: ``{"name": [W1, W2, ...]}``, the weight matrices (inputs, outputs) of each panel's layers.
        title: the finding.
        inputs, outputs: names of the first and the last layer's nodes.
        values: ``{"name": [layer 0's numbers, layer 1's, ...]}``, written into the nodes; edges get their weights.
        biases: ``{"name": [b1, b2, ...]}``, written below the nodes that they belong to.

    Example:
        >>> network_drawing({"XOR": [np.ones((2, 2)), np.ones((2, 1))]}, title="Two inputs, two hidden units")
        Figure: Two inputs, two hidden units. XOR: largest weight 1.
    """
    largest = max(np.abs(W).max() for weights in panels.values() for W in weights)
    strongest = "; ".join(
        f"{name}: largest weight {max(np.abs(W).max() for W in weights):.2g}" for name, weights in panels.items()
    )
    numbers = "".join(f" Nodes of {name}, layer by layer: {_listed(shown)}." for name, shown in (values or {}).items())
    size = (5.2 if len(panels) == 1 else 4.4 * len(panels), 3.7)
    figure, axes = new_figure(f"{title}. {strongest}.{numbers}", title, columns=len(panels), size=size, squeeze=False)
    for axis, (name, weights) in zip(axes[0], panels.items(), strict=True):
        places = _places([len(weights[0]), *(W.shape[1] for W in weights)])
        for layer, W in enumerate(weights):
            _edges(axis, places[layer], places[layer + 1], W / largest)
            if values:
                _weights(axis, places[layer], places[layer + 1], W)
        _nodes(axis, places, (values or {}).get(name), inputs, outputs)
        for nodes, b in zip(places[1:], (biases or {}).get(name, ()), strict=False):
            for (x, y), value in zip(nodes, np.ravel(b), strict=True):
                axis.text(x, y - 0.33, f"b = {value:g}", ha="center", va="center", fontsize="small", zorder=3)
        axis.set_title(name)
        tallest = max(len(nodes) for nodes in places)
        axis.set(xlim=(-0.75, len(places) - 0.25), ylim=(-tallest / 2, tallest / 2))
        axis.axis("off")
    return figure


def _listed(layers):
    return "; ".join(", ".join(f"{value:.2g}" for value in layer) for layer in layers)


def _places(sizes):
    """Where the nodes of each layer stand: layers from left to right, nodes from top to bottom."""
    return [np.column_stack([np.full(n, layer), (n - 1) / 2 - np.arange(n)]) for layer, n in enumerate(sizes)]


def _edges(axis, left, right, W):
    for i, start in enumerate(left):
        for j, end in enumerate(right):
            if W[i, j] == 0:
                continue
            positive = W[i, j] > 0
            axis.plot(
                *np.stack([start, end]).T,
                "-" if positive else "--",
                color=COLOURS[0 if positive else 1],
                linewidth=0.4 + 6 * abs(W[i, j]),
                alpha=0.75,
                zorder=1,
                solid_capstyle="round",
            )


def _weights(axis, left, right, W):
    """The numbers of a small network's edges, each on its edge nearer to where it starts, so that none overlap."""
    for i, start in enumerate(left):
        for j, end in enumerate(right):
            if W[i, j] != 0:
                axis.text(
                    *(start + 0.33 * (end - start)),
                    f"{W[i, j]:g}",
                    ha="center",
                    va="center",
                    fontsize="small",
                    zorder=3,
                    bbox={"facecolor": "white", "linewidth": 0, "pad": 0.8},
                )


def _nodes(axis, places, values, inputs, outputs):
    for layer, nodes in enumerate(places):
        axis.scatter(*nodes.T, s=620, color="white", edgecolor="black", linewidth=1.4, zorder=2)
        for number, (x, y) in enumerate(nodes):
            if values is not None:
                axis.text(x, y, f"{values[layer][number]:.2g}", ha="center", va="center", fontsize="small", zorder=3)
    for names, nodes, side in ((inputs, places[0], "right"), (outputs, places[-1], "left")):
        for name, (x, y) in zip(names or (), nodes, strict=False):
            axis.text(x + (-0.2 if side == "right" else 0.2), y, name, ha=side, va="center")
