"""Sizes of outputs, zeros for "same", numbers of weights: TensorFlow's own answers, and small cases by hand."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.conv import conv_parameters, output_size, same_padding
from dlcourse.conv.sizes import prepared

small = st.integers(1, 9)


def test_output_size_by_hand():
    assert output_size(28, 3) == 26
    assert output_size(28, 3, s=3, p=1) == 10
    assert output_size(7, 3, d=3) == 1  # the kernel spans 7
    assert output_size(1, 3, p=1) == 1


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 23), k=st.integers(1, 5), s=small, p=st.integers(0, 3), d=st.integers(1, 3))
def test_output_size_counts_the_windows(n, k, s, p, d):
    starts = [i for i in range(0, n + 2 * p, s) if i + d * (k - 1) < n + 2 * p]
    if starts:
        assert output_size(n, k, s, p, d) == len(starts)
    else:
        with pytest.raises(ValueError, match="spans"):
            output_size(n, k, s, p, d)


def test_a_kernel_larger_than_the_input_is_named():
    with pytest.raises(ValueError, match=r"output_size\(\) got a kernel that spans 9 for an input of 8 with its"):
        output_size(6, 5, p=1, d=2)


@pytest.mark.parametrize("name", ["n", "k", "s", "d"])
def test_numbers_below_one_are_named(name):
    with pytest.raises(ValueError, match=rf"output_size\(\) got {name}=0; give a whole number"):
        output_size(**{"n": 5, "k": 3, name: 0})
    if name != "d":
        with pytest.raises(ValueError, match=rf"same_padding\(\) got {name}=0; give a whole number"):
            same_padding(**{"n": 5, "k": 3, name: 0})


def test_negative_padding_is_named():
    with pytest.raises(ValueError, match="p=-1; give a whole number of at least 0"):
        output_size(5, 3, p=-1)


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 23), k=small, s=small)
def test_same_is_tensorflows(n, k, s):
    """Where the zeros are is read off a row of ones under a kernel of powers of two."""
    kernel = 2.0 ** np.arange(k)
    before, after = same_padding(n, k, s)
    ours = np.convolve(np.pad(np.ones(n), (before, after)), kernel[::-1], "valid")[::s]
    theirs = tf.nn.conv1d(np.ones((1, n, 1)), kernel[:, None, None], s, "SAME")[0, :, 0]
    assert ours.tolist() == theirs.numpy().tolist()
    assert len(ours) == -(-n // s)


def test_same_needs_no_stride_to_be_said():
    assert same_padding(5, 4) == (1, 2)
    assert same_padding(5, 1, 3) == (0, 0)


def test_parameters_are_kerass():
    layer = keras.layers.Conv2D(7, (2, 3))
    layer.build((None, 11, 13, 5))
    assert conv_parameters(2, 3, 5, 7) == layer.count_params()
    assert conv_parameters(2, 3, 5, 7, bias=False) == layer.count_params() - 7


@pytest.mark.parametrize("name", ["kh", "kw", "c_in", "c_out"])
def test_parameters_name_what_is_wrong(name):
    with pytest.raises(ValueError, match=rf"conv_parameters\(\) got {name}=0"):
        conv_parameters(**{"kh": 2, "kw": 3, "c_in": 5, "c_out": 7, name: 0})


def test_prepared_takes_windows_as_large_as_the_image():
    x, strides, lengths = prepared("f()", np.ones((2, 3, 5, 1)), (3, 5), 2, "valid")
    assert (x.shape, strides, lengths) == ((2, 3, 5, 1), (2, 2), (1, 1))


@pytest.mark.parametrize("size", [(4, 1), (1, 6)])
def test_prepared_names_windows_that_do_not_fit(size):
    with pytest.raises(ValueError, match=rf"f\(\) got windows of {size[0]} x {size[1]} for images of shape"):
        prepared("f()", np.ones((2, 3, 5, 1)), size, 1, "valid")


def test_prepared_names_other_bad_input():
    with pytest.raises(ValueError, match="give 4 axes"):
        prepared("f()", np.ones((3, 5, 1)), (1, 1), 1, "valid")
    with pytest.raises(ValueError, match="padding='full'; give 'valid' or 'same'"):
        prepared("f()", np.ones((2, 3, 5, 1)), (1, 1), 1, "full")
    with pytest.raises(ValueError, match="stride=0"):
        prepared("f()", np.ones((2, 3, 5, 1)), (1, 1), 0, "valid")
