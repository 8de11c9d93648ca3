"""Clipping, against TensorFlow's functions and against what Keras's optimizers do."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close

from dlcourse.optimizers import clip_by_global_norm, clip_by_norm, clip_by_value


def gradients(seed=0, size=1.0):
    rng = np.random.default_rng(seed)
    return [tf.constant(size * rng.normal(size=shape)) for shape in ((7, 3), (5,), ())]


@pytest.mark.parametrize("limit", [0.3, 1.7, 1e6])
def test_agrees_with_tensorflow(limit):
    grads = gradients()
    for ours, grad in zip(clip_by_value(grads, limit), grads, strict=True):
        close(ours, tf.clip_by_value(grad, -limit, limit), 1e-12)
    for ours, grad in zip(clip_by_norm(grads, limit), grads, strict=True):
        close(ours, tf.clip_by_norm(grad, limit), 1e-12)
    ours, norm = clip_by_global_norm(grads, limit)
    theirs, expected = tf.clip_by_global_norm(grads, limit)
    close(norm, expected, 1e-12)
    for a, b in zip(ours, theirs, strict=True):
        close(a, b, 1e-12)


@pytest.mark.parametrize(
    ("option", "clip"),
    [
        ("clipvalue", clip_by_value),
        ("clipnorm", clip_by_norm),
        ("global_clipnorm", lambda grads, limit: clip_by_global_norm(grads, limit)[0]),
    ],
)
def test_is_what_keras_s_option_does(option, clip):
    grads = [tf.cast(grad, "float32") for grad in gradients(size=3.0)]
    variables = [keras.Variable(np.zeros(grad.shape, "float32")) for grad in grads]
    keras.optimizers.SGD(1.0, **{option: 0.7}).apply(grads, variables)
    for ours, variable in zip(clip(grads, 0.7), variables, strict=True):
        close(ours, -variable.numpy(), 1e-6)  # float32


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_global_norm_keeps_the_direction_and_obeys_the_limit(seed, size, limit):
    grads = gradients(seed, size)
    clipped, norm = clip_by_global_norm(grads, limit)
    flat, before = (np.concatenate([np.ravel(g) for g in each]) for each in (clipped, grads))
    assert np.linalg.norm(flat) <= limit * (1 + 1e-9)
    np.testing.assert_allclose(flat * float(norm), before * min(limit, float(norm)), rtol=1e-9, atol=1e-12)


def test_the_gradient_of_a_table_that_was_looked_up():
    """TensorFlow gives only the rows that were looked up, each as often as it was."""
    rows = np.array([[3.0, -4.0], [1.0, 1.0], [2.0, 0.0]])
    sparse = tf.IndexedSlices(tf.constant(rows), tf.constant([2, 0, 2]), tf.constant([4, 2]))
    full = tf.constant([[1.0, 1.0], [0.0, 0.0], [5.0, -4.0], [0.0, 0.0]], "float64")
    for clip in (clip_by_value, clip_by_norm, lambda grads, limit: clip_by_global_norm(grads, limit)[0]):
        close(clip([sparse], 1.5)[0], clip([full], 1.5)[0], 1e-12)


def test_none_and_zeros_pass():
    grads = [None, tf.zeros(3), None]
    for clip in (clip_by_value, clip_by_norm, lambda g, limit: clip_by_global_norm(g, limit)[0]):
        first, zeros, last = clip(grads, 2.0)
        assert first is None
        assert last is None
        np.testing.assert_array_equal(zeros, 0)


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_norm, clip_by_global_norm])
@pytest.mark.parametrize("limit", [0, -1.0, float("nan")])
def test_a_limit_has_to_be_above_zero(clip, limit):
    with pytest.raises(ValueError, match=rf"{clip.__name__}\(\) got limit={limit}; give a number above 0"):
        clip(gradients(), limit)
