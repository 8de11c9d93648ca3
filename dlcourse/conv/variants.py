"""Relatives of convolution: along time, channel by channel, and backwards from outputs to inputs."""

import numpy as np

from dlcourse._require import integers, one_of, positive_integer
from dlcourse.conv.sizes import output_size, prepared, same_padding


def conv1d(x, kernel, stride=1, padding="valid", dilation=1):
    """Convolution along time: ``y[b,t] = Σ_m x[b, t s + m d] @ kernel[m]``.

    Args:
        x: (B, T, C).
        kernel: (k, C, F).
        stride: s.
        padding: "valid", "same", or "causal": d(k-1) zeros in front, so that y[t] sees nothing after x[t].
        dilation: d, the steps from one tap of the kernel to the next.

    Returns:
        (B, t, F).

    Raises:
        ValueError: shapes that don't fit, another padding, or a kernel that spans more than the sequence.

    Source: van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016, section 2.1.

    Example:
        >>> x, kernel = np.arange(5.0).reshape(1, 5, 1), np.ones((2, 1, 1))
        >>> conv1d(x, kernel, padding="causal", dilation=2)[0, :, 0].tolist()
        [0.0, 1.0, 2.0, 4.0, 6.0]
    """
    x, kernel = np.asarray(x), np.asarray(kernel)
    if x.ndim != 3 or kernel.ndim != 3 or x.shape[2] != kernel.shape[1]:
        raise ValueError(f"conv1d() got x {x.shape} and a kernel {kernel.shape}; give (B, T, C) and (k, C, F).")
    one_of("conv1d()", "padding", padding, ("valid", "same", "causal"))
    s, d = positive_integer("conv1d()", "stride", stride), positive_integer("conv1d()", "dilation", dilation)
    taps, span = len(kernel), d * (len(kernel) - 1) + 1
    ends = {"valid": (0, 0), "causal": (span - 1, 0), "same": same_padding(x.shape[1], span, s)}
    x = np.pad(x, [(0, 0), ends[padding], (0, 0)])
    steps = output_size(x.shape[1], taps, s, 0, d)
    return sum(x[:, m * d : m * d + s * steps : s] @ kernel[m] for m in range(taps))  # each (B, t, F)


def causal_conv1d(x, kernel, dilation=1):
    """A causal convolution: ``y[b,t] = Σ_m x[b, t - (k-1-m) d] @ kernel[m]``, zeros before the start.

    Args:
        x: (B, T, C).
        kernel: (k, C, F); its last tap meets the present.
        dilation: d.

    Returns:
        (B, T, F).

    Raises:
        ValueError: shapes that don't fit.

    Source: van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016, section 2.1.

    Example:
        >>> causal_conv1d(np.arange(4.0).reshape(1, 4, 1), np.ones((2, 1, 1)))[0, :, 0].tolist()
        [0.0, 1.0, 3.0, 5.0]
    """
    return conv1d(x, kernel, padding="causal", dilation=dilation)


def depthwise_conv2d(x, kernel, stride=1, padding="valid"):
    """Each channel by itself: ``y[b,i,j,c M + q] = Σ_mn x[b, i s + m, j s + n, c] · kernel[m,n,c,q]``.

    Args:
        x: images (B, H, W, C).
        kernel: (kh, kw, C, M): M filters for each channel.
        stride: s, a whole number or a pair.
        padding: "valid" or "same".

    Returns:
        (B, h, w, C M).

    Raises:
        ValueError: shapes that don't fit, another padding, or a kernel larger than the images.

    Source: Howard et al., "MobileNets", 2017, equation 3.

    Example:
        >>> x = np.stack([np.ones((1, 2, 2)), np.full((1, 2, 2), 10.0)], axis=-1)
        >>> depthwise_conv2d(x, np.ones((2, 2, 2, 1))).tolist()
        [[[[4.0, 40.0]]]]
    """
    kernel = np.asarray(kernel)
    if kernel.ndim != 4 or np.shape(x)[-1:] != kernel.shape[2:3]:
        raise ValueError(
            f"depthwise_conv2d() got images of shape {np.shape(x)} and a kernel of shape {kernel.shape}; "
            "give (B, H, W, C) and (kh, kw, C, M)."
        )
    x, (sh, sw), (h, w) = prepared("depthwise_conv2d()", x, kernel.shape[:2], stride, padding)
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))[:, ::sh, ::sw]
    return np.einsum("bijcmn,mncq->bijcq", windows, kernel).reshape(len(x), h, w, -1)


def separable_conv2d(x, depthwise, pointwise, stride=1, padding="valid"):
    """A depthwise convolution, then a 1 x 1 convolution that mixes its channels: ``y = depthwise(x) @ pointwise``.

    Args:
        x: images (B, H, W, C).
        depthwise: (kh, kw, C, M).
        pointwise: (1, 1, C M, F).
        stride, padding: of the depthwise part.

    Returns:
        (B, h, w, F).

    Raises:
        ValueError: shapes that don't fit, another padding, or a kernel larger than the images.

    Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017, section 1.

    Example:
        >>> separable_conv2d(np.ones((1, 2, 2, 3)), np.ones((2, 2, 3, 1)), np.ones((1, 1, 3, 1))).tolist()
        [[[[12.0]]]]
    """
    y, pointwise = depthwise_conv2d(x, depthwise, stride, padding), np.asarray(pointwise)
    if pointwise.ndim != 4 or pointwise.shape[:3] != (1, 1, y.shape[-1]):
        raise ValueError(
            f"separable_conv2d() got a pointwise kernel of shape {pointwise.shape}; give (1, 1, {y.shape[-1]}, F)."
        )
    return y @ pointwise[0, 0]


def conv2d_transpose(y, kernel, stride, out_size):
    """The adjoint of the valid convolution with the same kernel.

    ``x[b, i s + m, j s + n, c] += Σ_f y[b,i,j,f] K[m,n,c,f]`` for all i, j, m, n: every output lays its filter,
    weighted, over the pixels it came from; overlaps add. So ``<conv2d(x), y> = <x, conv2d_transpose(y)>``. It is no
    inverse.

    Args:
        y: (B, h, w, F).
        kernel: K, (kh, kw, C, F).
        stride: s, a whole number or a pair.
        out_size: (H, W), the images' size; several sizes give the same h and w, so it must be said.

    Returns:
        (B, H, W, C).

    Raises:
        ValueError: shapes that don't fit, or an ``out_size`` whose convolution would not give h and w.

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

    Example:
        >>> conv2d_transpose(np.ones((1, 2, 1, 1)), np.ones((3, 1, 1, 1)), 2, (5, 1))[0, :, 0, 0].tolist()
        [1.0, 1.0, 2.0, 1.0, 1.0]
    """
    owner, y, kernel = "conv2d_transpose()", np.asarray(y), np.asarray(kernel)
    if y.ndim != 4 or kernel.ndim != 4 or y.shape[3] != kernel.shape[3]:
        raise ValueError(f"{owner} got y {y.shape} and a kernel {kernel.shape}; give (B, h, w, F) and (kh, kw, C, F).")
    (kh, kw, channels, _), (sh, sw) = kernel.shape, integers(owner, "stride", stride, 2)
    height, width = integers(owner, "out_size", out_size, 2)
    (_, h, w, _) = y.shape
    if not (0 <= height - kh - (h - 1) * sh < sh and 0 <= width - kw - (w - 1) * sw < sw):
        raise ValueError(
            f"{owner} got out_size={out_size}, which no valid convolution takes to {h} x {w}; "
            f"give rows from {(h - 1) * sh + kh} to {h * sh + kh - 1} and columns from {(w - 1) * sw + kw} to "
            f"{w * sw + kw - 1}."
        )
    x = np.zeros((len(y), height, width, channels), np.result_type(y, kernel))
    for m, n in np.ndindex(kh, kw):
        x[:, m : m + sh * h : sh, n : n + sw * w : sw] += y @ kernel[m, n].T
    return x
