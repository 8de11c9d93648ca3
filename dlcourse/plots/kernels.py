"""What a layer has learned to look for, and what it finds: kernels, weights and feature maps as pictures."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, finite, short
from dlcourse.plots.figure import new_figure
from dlcourse.plots.pictures import draw_picture

MOST_CHANNELS, MOST_FILTERS, MOST_PICTURES = 8, 12, 60  # more can't be told apart on one page


def kernel_grid(kernel, *, title, shape=None, channels=None, columns=10, alt=None):
    """The weights of filters or units as pictures on one scale: orange negative, white zero, purple positive.

    A convolution of one input channel and a dense layer fill rows with one picture for each filter or unit; a
    convolution of several channels has a row for each channel and a column for each filter. Clearly negative weights
    carry a minus. Of very many, the first are drawn, and the axis says so.

    Args:
        kernel: ``(kh, kw, channels, filters)`` of a convolution, or ``(inputs, units)`` of a dense layer.
        title: the finding.
        shape: ``(height, width)`` or ``(height, width, channels)`` of a dense layer's inputs.
        channels: names of the input channels.
        columns: pictures in a row, where each filter has just one.
        alt: a description; by default the title, the shape and the range of the weights.

    Raises:
        ValueError: a wrong shape, or weights that are all NaN or infinite.

    Example:
        >>> kernel_grid(np.ones((3, 3, 1, 2)), title="Nothing learned")
        Figure: Nothing learned. 2 kernels of 3 by 3 weights, 1 input channel, from 1 to 1.
    """
    word = "unit" if np.ndim(kernel) == 2 else "filter"
    kernel = _as_convolution(kernel, shape)  # (kh, kw, C, F)
    height, width, depth, filters = kernel.shape
    names = as_many("kernel_grid()", "names", channels or range(1, depth + 1), depth, "channels")
    low, high, reach = _range("kernel_grid()", "weights", kernel)
    text = f"{filters} kernels of {height} by {width} weights, {depth} input channel{'s' * (depth != 1)}, "
    alt = alt or f"{title}. {text}from {few(low)} to {few(high)}."
    if depth == 1:
        shown = np.moveaxis(kernel[:, :, 0, :MOST_PICTURES], -1, 0)  # (F, kh, kw)
        captions = range(1, len(shown) + 1)
        figure = _grid(shown, captions, alt, title, columns, vmin=-reach, vmax=reach, signed=True)
        figure.supxlabel(_first(word, len(shown), filters), fontsize="medium")
        return figure
    shown = kernel[:, :, :MOST_CHANNELS, :MOST_FILTERS]
    rows, columns = shown.shape[2:]
    size = (max(3.2, 0.62 * columns + 1.5), max(2.4, 0.66 * rows * height / width + 1.1))
    figure, axes = new_figure(alt, title, rows=rows, columns=columns, size=size, squeeze=False)
    for row, column in np.ndindex(rows, columns):
        image = draw_picture(axes[row, column], shown[:, :, row, column], signed=True, vmin=-reach, vmax=reach)
    for column in range(columns):
        axes[0, column].set_title(column + 1, fontsize=9, pad=2)
    for row in range(rows):
        axes[row, 0].set_ylabel(short(names[row], 10), rotation=0, ha="right", va="center", fontsize=9)
    figure.supxlabel(_first(word, columns, filters), fontsize="medium")
    figure.supylabel(_first("input channel", rows, depth), fontsize="medium")
    figure.colorbar(image, ax=axes, label="weight", shrink=0.9, aspect=18)
    return figure


def feature_maps(maps, *, title, image=None, columns=10, alt=None):
    """The channels of a layer's output for one picture, all on one scale.

    Maps without negative numbers are drawn from light (0) to dark; others as ``kernel_grid`` draws weights.

    Args:
        maps: ``(height, width, channels)``.
        title: the finding.
        image: ``(height, width)`` or ``(height, width, 3)``, what the layer's network saw; drawn first.
        columns: pictures in a row.
        alt: a description; by default the title, the shape, the range, and how many channels are silent (all 0).

    Raises:
        ValueError: a wrong shape, or numbers that are all NaN or infinite.

    Example:
        >>> feature_maps(np.eye(4)[:, :, None] * [0.0, 2.0], title="One channel is silent")
        Figure: One channel is silent. 2 feature maps of 4 by 4, from 0 to 2; 1 of them 0 everywhere.
    """
    maps = array("feature_maps()", "maps", maps, "(height, width, channels)")
    height, width, count = maps.shape
    low, high, reach = _range("feature_maps()", "maps", maps)
    silent = int(np.sum(np.all(maps == 0, axis=(0, 1))))
    text = f"{count} feature map{'s' * (count != 1)} of {height} by {width}, from {few(low)} to {few(high)}"
    alt = alt or f"{title}. {text}; {silent} of them 0 everywhere."
    shown = list(np.moveaxis(maps[:, :, :MOST_PICTURES], -1, 0))  # (channels, height, width)
    captions = list(range(1, len(shown) + 1))
    scale = {"vmin": -reach, "vmax": reach, "signed": True} if low < 0 else {"vmin": 0, "vmax": high or 1.0}
    figure = _grid(shown, captions, alt, title, columns, first=image, **scale)
    figure.supxlabel(_first("channel", len(shown), count), fontsize="medium")
    return figure


def _as_convolution(kernel, shape):
    """Weights as ``(kh, kw, channels, filters)``."""
    owner = "kernel_grid()"
    kernel = array(owner, "kernel", kernel, "(kh, kw, channels, filters)", "(inputs, units)")
    if kernel.ndim == 4:
        return kernel
    if shape is None or len(shape) not in (2, 3) or np.prod(shape) != len(kernel):
        wanted = f"shape=(height, width) or (height, width, channels) with a product of {len(kernel)}"
        raise ValueError(f"{owner} got dense weights of {len(kernel)} inputs and shape={shape!r}; give {wanted}.")
    return kernel.reshape(*shape, *([1] if len(shape) == 2 else []), kernel.shape[1])


def _range(owner, name, values):
    """Lowest, highest and farthest from zero of the finite numbers."""
    kept = finite(values)
    if np.isnan(kept).all():
        raise ValueError(f"{owner} got {name} that are all NaN or infinite; give some that can be drawn.")
    low, high = np.nanmin(kept), np.nanmax(kept)
    return low, high, max(-low, high) or 1.0


def _first(word, shown, count):
    return f"{word} (the first {shown} of {count})" if shown < count else word


def _grid(pictures, captions, alt, title, columns, first=None, **scale):
    """Pictures in rows on one scale, with its colour bar; ``first`` stands before them on a scale of its own."""
    before = 0 if first is None else 1
    count = before + len(pictures)
    columns = min(columns, count)
    rows = -(-count // columns)
    high_over_wide = np.shape(pictures[0])[0] / np.shape(pictures[0])[1]
    size = (max(0.8 * columns + 0.8, 4.0), max((0.72 * high_over_wide + 0.22) * rows + 0.8, 1.9))
    figure, axes = new_figure(alt, title, rows=rows, columns=columns, size=size, squeeze=False)
    for each in axes.flat[count:]:
        each.set_axis_off()
    if before:
        draw_picture(axes.flat[0], np.asarray(first))
        axes.flat[0].set_title("input", fontsize=9, pad=2)
    for each, picture, caption in zip(axes.flat[before:count], pictures, captions, strict=True):
        image = draw_picture(each, picture, **scale)
        each.set_title(caption, fontsize=9, pad=2)
    figure.colorbar(image, ax=axes, shrink=0.9, aspect=18)
    return figure
