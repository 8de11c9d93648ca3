"""A picture of each set, to be looked at before anything is learned from it."""

import numpy as np

from dlcourse.data.downloads import CIFAR10_CLASSES, FASHION_CLASSES
from dlcourse.data.scenes import SHAPES, TEXTURES, mask_boxes
from dlcourse.data.text import prose_characters
from dlcourse.plots import COLOURS, MARKERS, new_figure

_NAMES = {"textures": TEXTURES, "fashion_mnist": FASHION_CLASSES, "cifar10": CIFAR10_CLASSES}
_ROWS = {"images": 20, "scenes": 6, "sentences": 8, "prose": 6, "tokens": 6, "recall": 4, "steps": 1, "waves": 4}


def draw(record, seed=0):
    """A Figure of a few rows of the set."""
    x, y = record.load(_ROWS.get(record.drawing), seed)
    return _DRAWINGS[record.drawing](record, x, y)


def _figure(record, what, **options):
    title = f"{record.name}: {record.summary}"
    return new_figure(f"{title}. {what}", title, **options)


def _points(record, x, y):
    figure, axes = _figure(record, f"{len(x)} points in the plane, drawn by class.", size=(5.2, 4.6))
    for label in np.unique(y):  # the eighth class has the first one's colour and the second one's marker
        style = {"marker": MARKERS[(label + label // 7) % 7], "color": COLOURS[label % 7], "s": 18}
        axes.scatter(*x[y == label][:, [0, -1]].T, label=f"class {label}", **style)
    axes.set(xlabel="$x_1$", ylabel=f"$x_{x.shape[1]}$", aspect="equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return figure


def _curve(record, x, y):
    figure, axes = _figure(record, f"{len(x)} points, y from {y.min():.1f} to {y.max():.1f}.")
    axes.plot(x[:, 0], y, ".")
    axes.set(xlabel="x", ylabel="y")
    return figure


def _series(record, x, y):
    figure, axes = _figure(record, f"{len(x)} values, from {y.min():.1f} to {y.max():.1f}.", size=(8, 3))
    axes.plot(x[:, 0], y, lw=1)
    axes.set(xlabel="step", ylabel="value")
    return figure


def _table(record, x, y):
    shown = min(4, x.shape[1])
    what = f"The first {shown} of {x.shape[1]} inputs against the target, {len(x)} rows."
    figure, axes = _figure(record, what, columns=shown, size=(9, 2.6), sharey=True)
    for column, each in enumerate(axes):
        each.plot(x[:, column], y, ".", ms=3)
        each.set_xlabel(f"input {column}")
    axes[0].set_ylabel("target")
    return figure


def _images(record, x, y):
    named = [_NAMES[record.name][label] if record.name in _NAMES else str(label) for label in y]
    what = f"{len(x)} pictures of {x.shape[1]} by {x.shape[2]} pixels: {', '.join(named)}."
    figure, axes = _figure(record, what, rows=2, columns=10, size=(9, 2.6))
    for each, image, name in zip(axes.ravel(), x, named, strict=True):
        each.imshow(image, cmap="gray_r" if image.ndim == 2 else None, vmin=0, vmax=1)
        each.set(xticks=[], yticks=[])
        each.spines[:].set(visible=True, color="0.85", linewidth=0.6)
        each.set_title(name, fontsize=8, pad=2)
    return figure


def _scenes(record, x, y):
    boxes, classes = mask_boxes(y)
    counts = ", ".join(str((row > 0).sum()) for row in classes)
    what = f"{len(x)} scenes with {counts} shapes; boxes around them above, the masks below."
    figure, axes = _figure(record, what, rows=2, columns=len(x), size=(9, 3.6))
    for scene in range(len(x)):
        above, below = axes[:, scene]
        above.imshow(x[scene])
        for (x1, y1, x2, y2), kind in zip(boxes[scene], classes[scene], strict=True):
            if kind:
                above.plot(np.array([x1, x2, x2, x1, x1]) - 0.5, np.array([y1, y1, y2, y2, y1]) - 0.5, color="white")
                below.text((x1 + x2) / 2, (y1 + y2) / 2, SHAPES[kind], ha="center", va="center", fontsize=7)
        below.imshow((y[scene] > 0).any(axis=0), cmap="gray_r", vmax=3)
        for each in (above, below):
            each.set(xticks=[], yticks=[])
            each.spines[:].set(visible=True, color="0.85")
    return figure


def _sentences(record, x, y):
    return _written(record, x, y)


def _prose(record, x, y):
    characters = np.array(list(prose_characters()))
    shown = ["".join(characters[row]).replace("\n", "¶") for row in np.concatenate([x, y[:, -1:]], axis=1)]
    return _written(record, [line[:-1] for line in shown], [line[-1] for line in shown])


def _tokens(record, x, y):
    answers = y if y.ndim == 1 else [" ".join(map(str, row)) for row in y]
    return _written(record, [" ".join(map(str, row[:24])) for row in x], answers)


def _written(record, texts, answers):
    width = max(map(len, texts)) + 3
    lines = [f"{text:<{width}} {answer}" for text, answer in zip(texts, answers, strict=True)]
    what = f"{len(lines)} rows, each with its target: {'; '.join(' '.join(line.split()) for line in lines)}."
    figure, axes = _figure(record, what, size=(8, 0.4 + 0.18 * len(lines)))
    axes.text(0, 0.5, "\n".join(lines), family="monospace", va="center", fontsize=9, transform=axes.transAxes)
    axes.set_axis_off()
    return figure


def _steps(record, x, y):
    rows = x.shape[2] + 1
    figure, axes = _figure(record, f"One sequence of {x.shape[1]} steps.", rows=rows, size=(8, 1.2 * rows), sharex=True)
    for each, values, name in zip(
        axes, [*x[0].T, y[0]], [*(f"input {i}" for i in range(rows - 1)), "target"], strict=True
    ):
        each.bar(np.arange(len(values)), values, color=COLOURS[name == "target"])
        each.set(ylabel=name, ylim=(0, max(1, values.max()) * 1.1))
    axes[-1].set_xlabel("step")
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    return figure


def _recall(record, x, y):
    named = ", ".join(map(str, y))
    what = f"{len(x)} sequences of {x.shape[1]} steps as heat maps; the first column alone holds the symbol: {named}."
    figure, axes = _figure(record, what, columns=len(x), size=(9, 2.2))
    for each, steps, symbol in zip(axes, x, y, strict=True):
        each.imshow(steps.T, aspect="auto", vmin=-1, vmax=1, cmap="cividis")
        each.set(title=f"symbol {symbol}", xlabel="step", ylabel="input", yticks=range(steps.shape[1]))
    return figure


def _waves(record, x, y):
    what = f"{len(x)} windows of {x.shape[1]} steps, each with the value that follows."
    figure, axes = _figure(record, what, columns=len(x), size=(9, 2.4), sharey=True)
    for each, window, following in zip(axes, x, y, strict=True):
        each.plot(window[:, 0], ".-", lw=1, ms=3)
        each.plot(len(window), following, MARKERS[1], color=COLOURS[1])
        each.set_xlabel("step")
    axes[0].set_ylabel("value; the square is the target")
    return figure


_DRAWINGS = {
    "points": _points,
    "curve": _curve,
    "series": _series,
    "table": _table,
    "images": _images,
    "scenes": _scenes,
    "sentences": _sentences,
    "prose": _prose,
    "tokens": _tokens,
    "steps": _steps,
    "recall": _recall,
    "waves": _waves,
}
