"""Counts of windows, and what layers with windows refuse."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.layers._windows import WindowLayer, channels_last


def layer(strides=1, padding="valid", dilation_rate=1, data_format=None, size=(3, 2)):
    made = WindowLayer()
    made.set_windows("kernel_size", size, strides, padding, data_format, dilation_rate)
    return made


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 12), k=st.integers(1, 4), s=st.integers(1, 3), d=st.integers(1, 3), same=st.booleans())
def test_windows_are_tensorflows(n, k, s, d, same):
    s = 1 if d > 1 else s
    made = layer((s, 1), "same" if same else "valid", (d, 1), size=(k, 1))
    if same or d * (k - 1) < n:
        theirs = tf.nn.convolution(
            tf.ones((1, n, 5, 1)), tf.ones((k, 1, 1, 1)), (s, 1), made.padding.upper(), dilations=(d, 1)
        )
        assert made.windows((1, n, 5, 1), (k, 1)) == tuple(theirs.shape[1:3])
    else:
        with pytest.raises(ValueError, match="smaller than its windows"):
            made.windows((1, n, 5, 1), (k, 1))


def test_open_sizes_stay_open():
    assert layer().windows((None, None, 7, 3), (3, 2)) == (None, 6)
    assert layer(padding="same").windows((None, 5, None, 3), (3, 2)) == (5, None)


def test_options_are_kept():
    made = layer(2, "SAME", data_format="channels_last")
    assert (made.kernel_size, made.strides, made.dilation_rate) == ((3, 2), (2, 2), (1, 1))
    assert (made.padding, made.data_format) == ("same", "channels_last")
    assert layer((1, 1), dilation_rate=(1, 3)).dilation_rate == (1, 3)
    assert layer(1, dilation_rate=1).strides == (1, 1)
    made = WindowLayer()
    made.set_windows("pool_size", 2, 2, "valid", None)
    assert made.dilation_rate == (1, 1)


def test_an_input_gives_its_channels_and_is_held_to_them():
    made = layer()
    assert made.check_input((None, None, 7, 3)) == 3
    assert made.input_spec.ndim == 4 and made.input_spec.axes == {-1: 3}


def test_bad_input():
    with pytest.raises(ValueError, match="WindowLayer got kernel_size=0"):
        layer(size=0)
    with pytest.raises(ValueError, match=r"strides=\(1, 2, 3\); give a whole number of at least 1, or 2 of them"):
        layer((1, 2, 3))
    with pytest.raises(ValueError, match="dilation_rate=0"):
        layer(dilation_rate=0)
    with pytest.raises(ValueError, match="padding='causal'; give one of 'valid', 'same'"):
        layer(padding="causal")
    with pytest.raises(ValueError, match=r"strides=\(1, 2\) and dilation_rate=\(3, 1\); leave one of them at 1"):
        layer((1, 2), dilation_rate=(3, 1))
    with pytest.raises(ValueError, match=r"input of shape \(None, 7, 3\); give 4 axes, \(B, height, width, channels\)"):
        layer().check_input((None, 7, 3))
    with pytest.raises(ValueError, match="the size of axis -1 must be known"):
        layer().check_input((None, 5, 7, None))
    with pytest.raises(ValueError, match="WindowLayer got an input of 1 along an axis, smaller than its windows of 2"):
        layer().windows((1, 5, 1, 3), (3, 2))


def test_channels_come_last():
    assert channels_last("f()", None) == channels_last("f()", "channels_last") == "channels_last"
    with pytest.raises(ValueError, match=r"f\(\) got data_format='channels_first'; this course's layers know"):
        channels_last("f()", "channels_first")
