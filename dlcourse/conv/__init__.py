"""Convolution and pooling written out in NumPy, to read and to check faster ones against.

Images are ``(B, height, width, channels)``, kernels ``(kh, kw, C, F)``. The layers are in ``dlcourse.layers``.
"""

from dlcourse.conv.convolution import conv2d, conv2d_im2col, conv2d_windows
from dlcourse.conv.pooling import avg_pool2d, max_pool2d, pool_gradient
from dlcourse.conv.shifts import shift_test
from dlcourse.conv.sizes import conv_parameters, output_size, same_padding
from dlcourse.conv.variants import causal_conv1d, conv1d, conv2d_transpose, depthwise_conv2d, separable_conv2d

__all__ = [
    "avg_pool2d",
    "causal_conv1d",
    "conv1d",
    "conv2d",
    "conv2d_im2col",
    "conv2d_transpose",
    "conv2d_windows",
    "conv_parameters",
    "depthwise_conv2d",
    "max_pool2d",
    "output_size",
    "pool_gradient",
    "same_padding",
    "separable_conv2d",
    "shift_test",
]
