"""Softmax and its logarithm equal Keras's along any axis; their Jacobians are those of the tape."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close, same_function

from dlcourse.activations import probabilities

NAMES = ["softmax", "log_softmax"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("axis", [None, -1, 0, 1])
def test_values_and_gradients_are_those_of_keras(name, axis):
    options = {} if axis is None else {"axis": axis}
    ours, theirs = getattr(probabilities, name), getattr(keras.ops, name)
    same_function(lambda x: ours(x, **options), lambda x: theirs(x, **options), (5, 3, 7))


@pytest.mark.parametrize("name", NAMES)
def test_huge_logits_are_those_of_keras(name):
    logits = np.array([[1000.0, -1000.0, 999.0], [1000.0, 1000.0, 1000.0], [-1000.0, -1001.0, -1000.0]])
    # Differences of numbers near 1000 in float32 carry its rounding, 6e-5.
    tolerance = {"float64": 1e-10, "float32": 1e-4}
    same_function(getattr(probabilities, name), getattr(keras.ops, name), logits, tolerance=tolerance)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_jacobian_is_that_of_the_tape(name, dtype):
    function, derivative = getattr(probabilities, name), getattr(probabilities, f"{name}_derivative")
    x = tf.constant(np.random.default_rng(0).normal(size=(5, 3)).astype(dtype))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
    jacobian = derivative(x)
    assert jacobian.dtype == dtype
    close(jacobian, tape.batch_jacobian(y, x, experimental_use_pfor=False), {"float64": 1e-12, "float32": 1e-6}[dtype])


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=7), st.floats(-1000, 1000))
@settings(max_examples=20, deadline=None)
def test_rows_sum_to_one_and_a_shift_changes_nothing(row, shift):
    p = probabilities.softmax(np.array(row)).numpy()
    assert abs(p.sum() - 1) < 1e-12
    close(probabilities.softmax(np.array(row) + shift), p, 1e-12)  # x + shift is rounded at 2000: 2e-13
    close(np.exp(probabilities.log_softmax(np.array(row))), p, 1e-12)


def test_lists_and_symbols_are_taken():
    for name in NAMES:
        function, derivative = getattr(probabilities, name), getattr(probabilities, f"{name}_derivative")
        close(function([-1.0, 2.0]), function(np.float32([-1, 2])), 0)
        assert function(keras.Input((3,))).shape == (None, 3)
        assert derivative(keras.Input((3,))).shape == (None, 3, 3)
