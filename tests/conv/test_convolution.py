"""Three ways to convolve images, each held against TensorFlow's."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import numpy as np
import pytest
import tensorflow as tf
from support.parity import TOLERANCE, close

from dlcourse.conv import conv2d, conv2d_im2col, conv2d_windows

ways = pytest.mark.parametrize("convolve", [conv2d, conv2d_im2col, conv2d_windows])


@ways
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, (3, 1)])
@pytest.mark.parametrize("size", [(3, 2), (1, 4)])
def test_equals_tensorflow(convolve, padding, stride, size):
    for dtype in ("float64", "float32"):
        rng = np.random.default_rng(0)
        x = rng.normal(size=(2, 7, 11, 3)).astype(dtype)
        kernel = rng.normal(size=(*size, 3, 5)).astype(dtype)
        theirs = tf.nn.conv2d(x, kernel, stride, padding.upper())
        ours = convolve(x, kernel, stride, padding)
        assert ours.dtype == dtype
        close(ours, theirs, TOLERANCE[dtype])


@ways
def test_stride_and_padding_need_not_be_said(convolve):
    x, kernel = np.arange(24.0).reshape(1, 4, 6, 1), np.ones((3, 3, 1, 1))
    close(convolve(x, kernel), tf.nn.conv2d(x, kernel, 1, "VALID"), 1e-12)


@ways
def test_linear_in_the_images_and_shifts_with_them(convolve):
    rng = np.random.default_rng(1)
    a, b, kernel = rng.normal(size=(1, 5, 7, 2)), rng.normal(size=(1, 5, 7, 2)), rng.normal(size=(3, 3, 2, 3))
    close(convolve(2 * a - b, kernel), 2 * convolve(a, kernel) - convolve(b, kernel), 1e-12)
    close(convolve(a[:, :, 1:], kernel), convolve(a, kernel)[:, :, 1:], 1e-12)


@ways
def test_lists_and_whole_numbers(convolve):
    assert convolve([[[[1], [2], [3]]]], [[[[1]], [[-1]]]]).tolist() == [[[[-1], [-1]]]]


@ways
def test_bad_input(convolve):
    x = np.ones((2, 5, 7, 3))
    name = convolve.__name__
    with pytest.raises(ValueError, match=rf"{name}\(\) got images of shape \(2, 5, 7, 3\) and a kernel of"):
        convolve(x, np.ones((2, 2, 4, 1)))
    with pytest.raises(ValueError, match=r"give \(B, H, W, C\) and \(kh, kw, C, F\)"):
        convolve(x, np.ones((2, 2, 3)))
    with pytest.raises(ValueError, match=rf"{name}\(\) got images of shape \(7, 3\); give 4 axes"):
        convolve(x[0, 0], np.ones((2, 2, 3, 1)))
    with pytest.raises(ValueError, match=rf"{name}\(\) got windows of 6 x 2 for images"):
        convolve(x, np.ones((6, 2, 3, 1)))
    with pytest.raises(ValueError, match=rf"{name}\(\) got padding='causal'"):
        convolve(x, np.ones((2, 2, 3, 1)), padding="causal")
