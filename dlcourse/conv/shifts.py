"""Does a layer commute with shifts?"""

import numpy as np

from dlcourse._require import integers, positive_integer


def shift_test(layer, x, dx, stride=1):
    """How far a layer is from equivariance: ``max |layer(shift(x)) - shift(layer(x))|``.

    The shift is circular along the width: dx columns of the input, ``dx // stride`` of the output. The
    result is 0 for a circular convolution. Zero padding breaks equivariance at the border; so does a stride that
    doesn't divide dx and the width.

    Args:
        layer: a function from images to images.
        x: images (B, H, W, C).
        dx: columns to shift by, a whole number.
        stride: the layer's.

    Returns:
        The largest difference, a float.

    Raises:
        ValueError: x is not (B, H, W, C), or dx and stride are not whole numbers (the stride at least 1).

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.2.

    Example:
        >>> shift_test(lambda x: x**2, np.arange(4.0).reshape(1, 1, 4, 1), dx=1)
        0.0
    """
    x = np.asarray(x)
    if x.ndim != 4:
        raise ValueError(f"shift_test() got images of shape {x.shape}; give 4 axes, (B, height, width, channels).")
    stride = positive_integer("shift_test()", "stride", stride)
    (dx,) = integers("shift_test()", "dx", dx, 1, low=-x.shape[2])
    shifted_first = np.asarray(layer(np.roll(x, dx, axis=2)))
    shifted_last = np.roll(np.asarray(layer(x)), dx // stride, axis=2)
    return float(np.abs(shifted_first - shifted_last).max())
