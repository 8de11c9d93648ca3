"""Max and average pooling, and the way back through them."""

import numpy as np

from dlcourse._require import integers, one_of
from dlcourse.conv.sizes import output_size, prepared


def max_pool2d(x, size, stride=None):
    """The largest value of each window, channel by channel, and where it stood.

    ``y[b,i,j,c] = max_mn x[b, i s + m, j s + n, c]``. No padding: rows and columns that are left over are dropped.

    Args:
        x: images (B, H, W, C).
        size: of the windows, a whole number or a pair.
        stride: s; the size unless given.

    Returns:
        ``(y, argmax)``, both (B, h, w, C); argmax is the winner's index ``row · W + column`` in its own map, the
        first one on ties.

    Raises:
        ValueError: x is not (B, H, W, C), or the window is larger than the images.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.3.

    Example:
        >>> y, argmax = max_pool2d(np.array([[1.0, 4.0], [3.0, 2.0]]).reshape(1, 2, 2, 1), 2)
        >>> float(y[0, 0, 0, 0]), int(argmax[0, 0, 0, 0])
        (4.0, 1)
    """
    windows, (sh, sw), (_, kw) = _windows("max_pool2d()", x, size, stride)
    best = windows.argmax(axis=-1)  # (B, h, w, C)
    rows = np.arange(best.shape[1])[:, None, None] * sh + best // kw
    columns = np.arange(best.shape[2])[:, None] * sw + best % kw
    return windows.max(axis=-1), rows * np.shape(x)[2] + columns


def avg_pool2d(x, size, stride=None):
    """The mean of each window, channel by channel: ``y[b,i,j,c] = mean_mn x[b, i s + m, j s + n, c]``.

    Args:
        x: images (B, H, W, C).
        size: of the windows, a whole number or a pair.
        stride: s; the size unless given.

    Returns:
        (B, h, w, C).

    Raises:
        ValueError: x is not (B, H, W, C), or the window is larger than the images.

    Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998,
    section II.A.

    Example:
        >>> avg_pool2d(np.array([[1.0, 4.0], [3.0, 2.0]]).reshape(1, 2, 2, 1), 2).tolist()
        [[[[2.5]]]]
    """
    return _windows("avg_pool2d()", x, size, stride)[0].mean(axis=-1)


def pool_gradient(dy, argmax, shape, size, stride, kind):
    """Back through pooling: a maximum's gradient goes to the winner, an average's to all alike; overlaps add.

    Args:
        dy: dL/dy (B, h, w, C).
        argmax: from ``max_pool2d``; not used for kind "average", where it may be None.
        shape: of the pooled images, (B, H, W, C).
        size, stride: as in the way there.
        kind: "max" or "average".

    Returns:
        dL/dx, of ``shape``.

    Raises:
        ValueError: another kind, an argmax that is not of dy's shape, or a dy that such pooling does not give.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.3; the chain rule.

    Example:
        >>> pool_gradient(np.full((1, 1, 1, 1), 8.0), None, (1, 2, 2, 1), 2, 2, "average")[0, :, :, 0].tolist()
        [[2.0, 2.0], [2.0, 2.0]]
    """
    owner, dy = "pool_gradient()", np.asarray(dy)
    one_of(owner, "kind", kind, ("max", "average"))
    dx = np.zeros(shape, np.result_type(dy, 1.0))  # a mean of whole numbers is none
    if kind == "max" and np.shape(argmax) != dy.shape:
        raise ValueError(f"{owner} got argmax of shape {np.shape(argmax)} and dy of shape {dy.shape}; give equal ones.")
    if kind == "max":
        image, channel = np.arange(shape[0])[:, None, None, None], np.arange(shape[3])
        np.add.at(dx.reshape(shape[0], -1, shape[3]), (image, argmax, channel), dy)
        return dx
    (kh, kw), (sh, sw) = integers(owner, "size", size, 2), integers(owner, "stride", stride, 2)
    h, w = output_size(shape[1], kh, sh), output_size(shape[2], kw, sw)
    if dy.shape != (shape[0], h, w, shape[3]):
        raise ValueError(
            f"{owner} got dy of shape {dy.shape}; pooling images of {tuple(shape)} gives {(shape[0], h, w, shape[3])}."
        )
    for m, n in np.ndindex(kh, kw):
        dx[:, m : m + sh * h : sh, n : n + sw * w : sw] += dy / (kh * kw)
    return dx


def _windows(owner, x, size, stride):
    """All windows (B, h, w, C, kh kw), the strides and the size."""
    size = integers(owner, "size", size, 2)
    x, strides, _ = prepared(owner, x, size, size if stride is None else stride, "valid")
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))[:, :: strides[0], :: strides[1]]
    return windows.reshape(*windows.shape[:4], size[0] * size[1]), strides, size
