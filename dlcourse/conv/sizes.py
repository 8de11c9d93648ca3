"""How large a convolution's output is, where "same" puts its zeros, and how many weights there are."""

import math

import numpy as np

from dlcourse._require import integers, positive_integer


def output_size(n, k, s=1, p=0, d=1):
    """Windows that fit along one axis: ``floor((n + 2p - d(k-1) - 1) / s) + 1``.

    Args:
        n: pixels of the input along the axis.
        k: pixels of the kernel.
        s: stride, the step from one window to the next.
        p: zeros added at each of the two ends.
        d: dilation; a kernel spans ``d(k-1) + 1`` pixels.

    Returns:
        The number of windows, at least 1.

    Raises:
        ValueError: the kernel spans more than the padded input, or a number is too small or not whole.

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, relationship 15.

    Example:
        >>> output_size(28, 3), output_size(28, 3, s=3, p=1), output_size(28, 3, d=2)
        (26, 10, 24)
    """
    n, k, s, d = _whole("output_size()", n=n, k=k, s=s, d=d)
    (p,) = integers("output_size()", "p", p, 1, low=0)
    span = d * (k - 1) + 1
    if span > n + 2 * p:
        raise ValueError(
            f"output_size() got a kernel that spans {span} for an input of {n + 2 * p} with its padding; "
            "give a larger input, more padding or a smaller kernel."
        )
    return (n + 2 * p - span) // s + 1


def same_padding(n, k, s=1):
    """Zeros before and after an axis for "same": ``total = max((ceil(n/s) - 1) s + k - n, 0)``, the odd one after.

    With that many, the output has ``ceil(n/s)`` entries. A padding given as one number, as often in PyTorch, puts
    equally many zeros at both ends: another result where the total is odd.

    Args:
        n: pixels of the input along the axis.
        k: pixels that the kernel spans: for a dilation d give ``d(k-1) + 1``.
        s: stride.

    Returns:
        ``(before, after)``.

    Raises:
        ValueError: a number is not whole or below 1.

    Source: TensorFlow, documentation of the module ``tf.nn``, "Notes on padding".

    Example:
        >>> same_padding(28, 3), same_padding(28, 3, 2), same_padding(5, 4)
        ((1, 1), (0, 1), (1, 2))
    """
    n, k, s = _whole("same_padding()", n=n, k=k, s=s)
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2


def conv_parameters(kh, kw, c_in, c_out, bias=True):
    """Weights of a 2-D convolution: ``kh · kw · c_in · c_out``, and one bias for each of the ``c_out`` filters.

    Args:
        kh, kw: height and width of the kernel.
        c_in: channels of the input; a filter spans all of them.
        c_out: filters, the channels of the output.
        bias: whether there are biases.

    Raises:
        ValueError: a number is not whole or below 1.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.5, equation 9.7.

    Example:
        >>> conv_parameters(3, 3, 3, 8)
        224
    """
    return math.prod(_whole("conv_parameters()", kh=kh, kw=kw, c_in=c_in, c_out=c_out)) + (c_out if bias else 0)


def prepared(owner, x, size, stride, padding):
    """For windows of ``size`` over images: padded ``x``, the strides, and the number of windows ``(height, width)``.

    Raises ValueError for images that are not (B, H, W, C), another padding, or windows that do not fit.
    """
    x = np.asarray(x)
    if x.ndim != 4:
        raise ValueError(f"{owner} got images of shape {x.shape}; give 4 axes, (B, height, width, channels).")
    if padding not in ("valid", "same"):
        raise ValueError(f"{owner} got padding={padding!r}; give 'valid' or 'same'.")
    strides = integers(owner, "stride", stride, 2)
    if padding == "same":
        x = np.pad(x, [(0, 0), *map(same_padding, x.shape[1:3], size, strides), (0, 0)])
    if x.shape[1] < size[0] or x.shape[2] < size[1]:
        raise ValueError(
            f"{owner} got windows of {size[0]} x {size[1]} for images of shape {x.shape}; give larger images, "
            "a smaller window or padding='same'."
        )
    return x, strides, tuple(map(output_size, x.shape[1:3], size, strides))


def _whole(owner, **given):
    return [positive_integer(owner, name, value) for name, value in given.items()]
