"""2-D convolution three times over: as loops, as one matrix product, and as views of the windows."""

import numpy as np

from dlcourse.conv.sizes import prepared


def conv2d(x, kernel, stride=1, padding="valid"):
    """A convolution layer in plain loops: ``y[b,i,j,f] = Σ_mnc x[b, i s + m, j s + n, c] · kernel[m,n,c,f]``.

    Deep learning's convolution does not flip the kernel: mathematics calls it cross-correlation. Each filter f spans
    all channels and gives one map.

    Args:
        x: images (B, H, W, C).
        kernel: (kh, kw, C, F).
        stride: s, a whole number or a pair (rows, columns).
        padding: "valid" (windows inside the image only) or "same" (zeros around it, so that h = ceil(H/s) and
            w = ceil(W/s)).

    Returns:
        (B, h, w, F), with h and w from ``output_size``.

    Raises:
        ValueError: shapes that don't fit, another padding, or a kernel larger than the images.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equations 9.7 and 9.8 (there the kernel's axes are
    in another order).

    Example:
        >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
        >>> conv2d(x, kernel)[0, :, :, 0].tolist()
        [[8.0, 12.0], [20.0, 24.0]]
    """
    x, kernel, (sh, sw), (h, w) = _checked("conv2d()", x, kernel, stride, padding)
    kh, kw, _, filters = kernel.shape
    y = np.empty((len(x), h, w, filters), np.result_type(x, kernel))
    for b, i, j, f in np.ndindex(y.shape):
        window = x[b, i * sh : i * sh + kh, j * sw : j * sw + kw]  # (kh, kw, C)
        y[b, i, j, f] = (window * kernel[..., f]).sum()
    return y


def conv2d_im2col(x, kernel, stride=1, padding="valid"):
    """The same as one matrix product: every window becomes a row, every filter a column.

    ``Y = X K`` with X (B h w, kh kw C), a row for each window, and K (kh kw C, F). The copies take kh kw times the
    memory of the images: the price for a product that runs at full speed.

    Args, returns, raises: as ``conv2d``.

    Source: Chellapilla, Puri, Simard, "High Performance Convolutional Neural Networks for Document Processing",
    2006, on unfolding the convolution.

    Example:
        >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
        >>> conv2d_im2col(x, kernel)[0, :, :, 0].tolist()
        [[8.0, 12.0], [20.0, 24.0]]
    """
    x, kernel, (sh, sw), (h, w) = _checked("conv2d_im2col()", x, kernel, stride, padding)
    kh, kw, channels, filters = kernel.shape
    columns = np.empty((len(x), h, w, kh, kw, channels), x.dtype)
    for m, n in np.ndindex(kh, kw):  # pixel (m, n) of all windows at once
        columns[:, :, :, m, n] = x[:, m : m + sh * h : sh, n : n + sw * w : sw]
    rows = columns.reshape(len(x) * h * w, kh * kw * channels)
    return (rows @ kernel.reshape(rows.shape[1], filters)).reshape(len(x), h, w, filters)


def conv2d_windows(x, kernel, stride=1, padding="valid"):
    """The same in two lines: NumPy's view of all windows, summed against the kernel.

    Args, returns, raises: as ``conv2d``.

    Source: NumPy, ``sliding_window_view`` and ``tensordot``; the equation is ``conv2d``'s.

    Example:
        >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
        >>> conv2d_windows(x, kernel)[0, :, :, 0].tolist()
        [[8.0, 12.0], [20.0, 24.0]]
    """
    x, kernel, (sh, sw), _ = _checked("conv2d_windows()", x, kernel, stride, padding)
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    return np.tensordot(windows[:, ::sh, ::sw], kernel, axes=((4, 5, 3), (0, 1, 2)))  # (B, h, w, C, kh, kw)


def _checked(owner, x, kernel, stride, padding):
    kernel = np.asarray(kernel)
    if kernel.ndim != 4 or np.shape(x)[-1:] != kernel.shape[2:3]:
        raise ValueError(
            f"{owner} got images of shape {np.shape(x)} and a kernel of shape {kernel.shape}; "
            "give (B, H, W, C) and (kh, kw, C, F)."
        )
    x, strides, lengths = prepared(owner, x, kernel.shape[:2], stride, padding)
    return x, kernel, strides, lengths
