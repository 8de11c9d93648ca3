"""Convolution along time, channel by channel and backwards: Keras's operations, and properties of their own."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from support.parity import TOLERANCE, close

from dlcourse.conv import causal_conv1d, conv1d, conv2d_transpose, depthwise_conv2d, separable_conv2d

DTYPES = ("float64", "float32")


def arrays(dtype, *shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride, dilation", [(1, 1), (3, 1), (1, 2), (2, 1)])
def test_conv1d_is_kerass(padding, stride, dilation):
    for dtype in DTYPES:
        x, kernel = arrays(dtype, (2, 13, 3), (4, 3, 5))
        theirs = ops.conv(x, kernel, stride, padding, dilation_rate=dilation)
        close(conv1d(x, kernel, stride, padding, dilation), theirs, TOLERANCE[dtype])


@pytest.mark.parametrize("stride, dilation", [(1, 1), (2, 1), (1, 3)])
def test_causal_is_zeros_in_front(stride, dilation):
    x, kernel = arrays("float64", (2, 13, 3), (4, 3, 5))
    theirs = ops.conv(ops.pad(x, [(0, 0), (3 * dilation, 0), (0, 0)]), kernel, stride, dilation_rate=dilation)
    close(conv1d(x, kernel, stride, "causal", dilation), theirs, 1e-10)
    if stride == 1:
        close(causal_conv1d(x, kernel, dilation), theirs, 1e-10)


def test_defaults():
    x, kernel = arrays("float64", (2, 13, 3), (4, 3, 5))
    close(conv1d(x, kernel), ops.conv(x, kernel, 1, "valid"), 1e-10)
    assert causal_conv1d(x, kernel).shape == (2, 13, 5)
    close(causal_conv1d(x, kernel)[:, 3:], conv1d(x, kernel), 1e-10)


def test_causal_ignores_the_future():
    x, kernel = arrays("float64", (1, 11, 2), (3, 2, 2))
    changed = x.copy()
    changed[:, 6:] += 1.0
    before, after = causal_conv1d(x, kernel, 2), causal_conv1d(changed, kernel, 2)
    assert np.array_equal(before[:, :6], after[:, :6])
    assert not np.isclose(before[:, 6:], after[:, 6:]).any()


@pytest.mark.parametrize("stride, padding", [(1, "valid"), (2, "same"), ((1, 3), "valid")])
def test_depthwise_and_separable_are_kerass(stride, padding):
    for dtype in DTYPES:
        x, kernel, pointwise = arrays(dtype, (2, 7, 11, 3), (3, 2, 3, 2), (1, 1, 6, 5))
        theirs = tf.nn.depthwise_conv2d(x, kernel, (1, 1, 1, 1), "VALID")
        if stride == 2:
            theirs = tf.nn.depthwise_conv2d(x, kernel, (1, 2, 2, 1), "SAME")
        if stride == (1, 3):  # TensorFlow knows equal strides only
            theirs = theirs[:, :, ::3]
        close(depthwise_conv2d(x, kernel, stride, padding), theirs, TOLERANCE[dtype])
        mixed = tf.nn.conv2d(theirs, pointwise, 1, "VALID")
        close(separable_conv2d(x, kernel, pointwise, stride, padding), mixed, TOLERANCE[dtype])


def test_depthwise_defaults_are_stride_1_and_valid():
    x, kernel, pointwise = arrays("float64", (2, 7, 11, 3), (3, 2, 3, 2), (1, 1, 6, 5))
    assert depthwise_conv2d(x, kernel).shape == (2, 5, 10, 6)
    assert separable_conv2d(x, kernel, pointwise).shape == (2, 5, 10, 5)


@pytest.mark.parametrize("stride, out_size", [(1, (7, 9)), (2, (11, 15)), (2, (12, 16)), ((3, 2), (15, 15))])
def test_transposed_is_the_adjoint(stride, out_size):
    y, kernel, x = arrays("float64", (2, 5, 7, 3), (3, 3, 2, 3), (2, *out_size, 2))
    ours = conv2d_transpose(y, kernel, stride, out_size)
    close(np.sum(x * ours), np.sum(tf.nn.conv2d(x, kernel, stride, "VALID") * y), 1e-10)
    close(ours, tf.nn.conv2d_transpose(y, kernel, (2, *out_size, 2), stride, "VALID"), 1e-10)


def test_transposed_with_a_kernel_shorter_than_the_stride_leaves_zeros():
    y = np.ones((1, 2, 2, 1), "float32")
    x = conv2d_transpose(y, np.ones((1, 1, 1, 1), "float32"), 2, (3, 4))
    assert x.dtype == "float32"
    assert x[0, :, :, 0].tolist() == [[1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 1, 0]]


@pytest.mark.parametrize("out_size", [(10, 15), (13, 15), (11, 14), (11, 17)])
def test_transposed_names_a_size_that_cannot_be(out_size):
    y, kernel = arrays("float64", (2, 5, 7, 3), (3, 3, 2, 3))
    with pytest.raises(
        ValueError, match="which no valid convolution takes to 5 x 7; give rows from 11 to 12 and columns from 15 to 16"
    ):
        conv2d_transpose(y, kernel, 2, out_size)


def test_bad_input():
    x, kernel = arrays("float64", (2, 7, 11, 3), (3, 2, 3, 2))
    with pytest.raises(ValueError, match=r"conv1d\(\) got x \(2, 7, 11, 3\)"):
        conv1d(x, kernel)
    with pytest.raises(ValueError, match=r"give \(B, T, C\) and \(k, C, F\)"):
        conv1d(x[0], kernel)
    with pytest.raises(ValueError, match=r"give \(B, T, C\) and \(k, C, F\)"):
        conv1d(x[0], np.ones((2, 4, 1)))
    with pytest.raises(ValueError, match="padding='full'; give one of 'valid', 'same', 'causal'"):
        conv1d(x[0], np.ones((2, 3, 1)), padding="full")
    with pytest.raises(ValueError, match="stride=0"):
        conv1d(x[0], np.ones((2, 3, 1)), stride=0)
    with pytest.raises(ValueError, match="dilation=0"):
        conv1d(x[0], np.ones((2, 3, 1)), dilation=0)
    with pytest.raises(ValueError, match="spans 12 for an input of 11"):
        conv1d(x[0], np.ones((12, 3, 1)))
    with pytest.raises(ValueError, match=r"depthwise_conv2d\(\) got images of shape \(2, 7, 11, 3\)"):
        depthwise_conv2d(x, np.ones((3, 2, 4, 2)))
    with pytest.raises(ValueError, match=r"give \(B, H, W, C\) and \(kh, kw, C, M\)"):
        depthwise_conv2d(x, np.ones((3, 2, 3)))
    with pytest.raises(ValueError, match=r"depthwise_conv2d\(\) got windows of 8 x 1"):
        depthwise_conv2d(x, np.ones((8, 1, 3, 1)))
    for shape in [(1, 1, 5, 4), (1, 2, 6, 4), (6, 4)]:
        with pytest.raises(ValueError, match=r"separable_conv2d\(\) got a pointwise kernel of .*give \(1, 1, 6, F\)"):
            separable_conv2d(x, kernel, np.ones(shape))
    for y, wrong in [(x, np.ones((3, 3, 2, 4))), (x[0], np.ones((3, 3, 2, 3))), (x, np.ones((3, 2, 3)))]:
        with pytest.raises(ValueError, match=r"conv2d_transpose\(\) got y .*give \(B, h, w, F\) and \(kh, kw, C, F\)"):
            conv2d_transpose(y, wrong, 1, (9, 13))
    with pytest.raises(ValueError, match="stride=0"):
        conv2d_transpose(x, np.ones((3, 3, 2, 3)), 0, (9, 13))
    with pytest.raises(ValueError, match="out_size=0"):
        conv2d_transpose(x, np.ones((3, 3, 2, 3)), 1, 0)
