"""Pooling and its gradients: TensorFlow's, ties and all."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close

from dlcourse.conv import avg_pool2d, max_pool2d, pool_gradient

settings = pytest.mark.parametrize("size, stride", [(2, 2), (3, 2), ((2, 3), (1, 3)), ((3, 2), (2, 1)), ((2, 3), 4)])


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


@settings
def test_equals_tensorflow(size, stride):
    x = np.random.default_rng(0).normal(size=(2, 7, 11, 3)) - 5  # all negative: a maximum started at 0 shows
    y, argmax = max_pool2d(x, size, stride)
    theirs, where = tf.nn.max_pool_with_argmax(x, pair(size), pair(stride), "VALID")
    assert np.array_equal(y, theirs)
    assert np.array_equal(argmax, where.numpy() // 3)  # TensorFlow's index counts the channels too
    close(avg_pool2d(x, size, stride), tf.nn.avg_pool2d(x, pair(size), pair(stride), "VALID"), 1e-12)


def test_the_stride_is_the_size_unless_given():
    x = np.random.default_rng(0).normal(size=(2, 7, 11, 3)).astype("float32")
    close(max_pool2d(x, (2, 3))[0], keras.layers.MaxPooling2D((2, 3))(x), 0)
    close(avg_pool2d(x, (2, 3)), keras.layers.AveragePooling2D((2, 3))(x), 1e-6)
    assert avg_pool2d(x, 2).dtype == "float32"


def test_the_first_wins_a_tie():
    y, argmax = max_pool2d(np.zeros((1, 3, 5, 2)), 2, 1)
    assert np.array_equal(argmax[0, :, :, 0], [[0, 1, 2, 3], [5, 6, 7, 8]])
    assert np.array_equal(argmax[..., 0], argmax[..., 1])


@settings
def test_gradients_are_the_tapes(size, stride):
    rng = np.random.default_rng(1)
    x = tf.constant(rng.normal(size=(2, 7, 11, 3)))
    for kind, pool in (("max", tf.nn.max_pool2d), ("average", tf.nn.avg_pool2d)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = pool(x, pair(size), pair(stride), "VALID")
        dy = rng.normal(size=y.shape)
        argmax = max_pool2d(x, size, stride)[1] if kind == "max" else None
        dx = pool_gradient(dy, argmax, x.shape, size, stride, kind)
        close(dx, tape.gradient(y, x, dy), 1e-12)
        close(dx.sum(), dy.sum(), 1e-10)


def test_the_gradient_keeps_its_precision():
    dy = np.ones((1, 1, 1, 1), "float32")
    assert pool_gradient(dy, None, (1, 2, 2, 1), 2, 2, "average").dtype == "float32"


def test_the_gradient_of_whole_numbers_is_no_whole_number():
    assert pool_gradient(np.array([[[[1]]]]), None, (1, 2, 2, 1), 2, 2, "average")[0, 0, 0, 0] == 0.25


@pytest.mark.parametrize("dy", [(3, 2, 3, 3), (2, 3, 3, 3), (2, 2, 4, 3), (2, 2, 3, 1), (2, 3, 3)])
def test_the_gradient_names_a_shape_that_pooling_does_not_give(dy):
    with pytest.raises(
        ValueError, match=r"got dy of shape \(.*\); pooling images of \(2, 5, 7, 3\) gives \(2, 2, 3, 3\)"
    ):
        pool_gradient(np.ones(dy), None, (2, 5, 7, 3), (2, 3), 2, "average")


def test_bad_input():
    x = np.ones((2, 5, 7, 3))
    for pool in (max_pool2d, avg_pool2d):
        name = pool.__name__
        with pytest.raises(ValueError, match=rf"{name}\(\) got windows of 6 x 6 for images"):
            pool(x, 6)
        with pytest.raises(ValueError, match=rf"{name}\(\) got images of shape \(5, 7, 3\); give 4 axes"):
            pool(x[0], 2)
        with pytest.raises(ValueError, match=rf"{name}\(\) got size=0"):
            pool(x, 0)
        with pytest.raises(ValueError, match=rf"{name}\(\) got stride=0"):
            pool(x, 2, 0)
    y, argmax = max_pool2d(x, 2)
    with pytest.raises(ValueError, match="kind='min'; give one of 'max', 'average'"):
        pool_gradient(y, argmax, x.shape, 2, 2, "min")
    with pytest.raises(ValueError, match=r"argmax of shape \(\) and dy of shape \(2, 2, 3, 3\)"):
        pool_gradient(y, None, x.shape, 2, 2, "max")
    with pytest.raises(ValueError, match=r"pool_gradient\(\) got size=0"):
        pool_gradient(y, None, x.shape, 0, 2, "average")
    with pytest.raises(ValueError, match=r"pool_gradient\(\) got stride=0"):
        pool_gradient(y, None, x.shape, 2, 0, "average")
