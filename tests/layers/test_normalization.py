"""Batch normalization as functions: Keras's layer, the tape, and what the equations promise."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import central_differences, close

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.normalization import (
    batch_norm_backward,
    batch_norm_infer,
    batch_norm_train,
    fold_batchnorm,
    normalize_batch,
    wide,
)

RNG = np.random.default_rng(0)
GAMMA, BETA, MEAN, VARIANCE = RNG.normal(size=5), RNG.normal(size=5), RNG.normal(size=5), RNG.uniform(0.3, 2, size=5)
MOVING = MEAN, VARIANCE
X = RNG.normal(loc=3.0, scale=2.0, size=(7, 3, 5))


def keras_layer(x, **options):
    """Keras's layer in float64 with the weights above."""
    layer = keras.layers.BatchNormalization(dtype="float64", **options)
    layer.build(x.shape)
    layer.set_weights([GAMMA, BETA, MEAN, VARIANCE])
    return layer


def test_mean_0_and_variance_near_1():
    y = np.asarray(normalize_batch(X, eps=0.1))
    variance = X.var(axis=(0, 1))
    close(y.mean(axis=(0, 1)), np.zeros(5), 1e-12)
    close(y.var(axis=(0, 1)), variance / (variance + 0.1), 1e-12)
    close(y, (X - X.mean(axis=(0, 1))) / np.sqrt(variance + 0.1), 1e-12)
    close(normalize_batch(X), normalize_batch(X, 1e-3), 0)
    close(normalize_batch(np.array([[1], [3]]), eps=0.0), [[-1.0], [1.0]], 0)
    assert normalize_batch(np.full((2, 1), 1000, "float16")).dtype == "float32"


def test_training_is_kerass_for_five_steps():
    layer, moving = keras_layer(X, momentum=0.9, epsilon=0.01), MOVING
    for step in range(5):
        x = X + step
        y, moving = batch_norm_train(x, GAMMA, BETA, moving, 0.9, 0.01)
        close(y, layer(x, training=True), 1e-10)
        close(moving[0], layer.moving_mean, 1e-10)
        close(moving[1], layer.moving_variance, 1e-10)


def test_defaults_are_kerass():
    layer = keras_layer(X)
    close(batch_norm_infer(X, GAMMA, BETA, MOVING), layer(X), 1e-10)
    y, moving = batch_norm_train(X, GAMMA, BETA, MOVING)
    close(y, layer(X, training=True), 1e-10)
    close(moving[1], layer.moving_variance, 1e-10)


def test_the_output_has_mean_beta_and_deviation_gamma():
    y = np.asarray(batch_norm_train(X, GAMMA, BETA, MOVING, eps=0.0)[0])
    close(y.mean(axis=(0, 1)), BETA, 1e-12)
    close(y.std(axis=(0, 1)), np.abs(GAMMA), 1e-12)


def test_another_axis():
    x = np.moveaxis(X, 2, 1)
    layer = keras_layer(x, axis=1)
    for axis in (1, -2):
        close(batch_norm_infer(x, GAMMA, BETA, MOVING, axis=axis), layer(x), 1e-10)
        close(batch_norm_train(x, GAMMA, BETA, MOVING, axis=axis)[0], np.moveaxis(
            batch_norm_train(X, GAMMA, BETA, MOVING)[0], 2, 1), 1e-10)  # fmt: skip


def test_inference_is_affine_and_each_example_by_itself():
    y = batch_norm_infer(X, GAMMA, BETA, MOVING, 0.01)
    close(y, GAMMA * (X - MEAN) / np.sqrt(VARIANCE + 0.01) + BETA, 1e-10)
    close(batch_norm_infer(X[2:3], GAMMA, BETA, MOVING, 0.01), y[2:3], 1e-12)


def test_gamma_and_beta_may_be_left_out():
    expected = (X - MEAN) / np.sqrt(VARIANCE + 1e-3)
    close(batch_norm_infer(X, None, None, MOVING), expected, 1e-10)
    close(batch_norm_infer(X, GAMMA, None, MOVING), GAMMA * expected, 1e-10)
    close(batch_norm_infer(X, None, BETA, MOVING), expected + BETA, 1e-10)


@pytest.mark.parametrize("axis", [-1, 1])
def test_masked_statistics_are_kerass(axis):
    x = X if axis == -1 else np.moveaxis(X, 2, 1)
    mask = RNG.uniform(size=x.shape[:-1]) < 0.6
    layer = keras_layer(x, axis=axis)
    y, moving = batch_norm_train(x, GAMMA, BETA, MOVING, axis=axis, mask=mask)
    if axis == -1:
        close(y, layer(x, training=True, mask=tf.constant(mask)), 1e-10)
        close(moving[0], layer.moving_mean, 1e-10)
        close(moving[1], layer.moving_variance, 1e-10)
    others = (0, 2) if axis == 1 else (0, 1)
    weights = np.broadcast_to(mask[..., None], x.shape)
    close(moving[0], 0.99 * MEAN + 0.01 * x.mean(axis=others, where=weights), 1e-7)  # Keras's 1e-7 beside the count
    close(moving[1], 0.99 * VARIANCE + 0.01 * x.var(axis=others, where=weights), 1e-7)


def test_what_is_masked_may_be_anything():
    mask = np.ones(X.shape[:-1], bool)
    mask[2] = False
    spoiled = X.copy()
    spoiled[2] = 1e6
    for a, b in zip(*(batch_norm_train(x, GAMMA, BETA, MOVING, mask=mask)[1] for x in (X, spoiled)), strict=True):
        close(a, b, 1e-12)
    nothing = batch_norm_train(X, GAMMA, BETA, MOVING, mask=np.zeros(X.shape[:-1], bool))[1]
    close(nothing[0], 0.99 * MEAN, 1e-12)


def test_half_precision_is_computed_in_single():
    """The squares of these numbers overflow in float16."""
    x = (1000 * RNG.normal(size=(64, 5))).astype("float16")
    y, moving = batch_norm_train(x, None, None, (MEAN, VARIANCE))
    assert y.dtype == moving[1].dtype == "float32"
    expected = x.astype("float64").var(axis=0)
    close(moving[1] / expected, 0.01 + 0.99 * VARIANCE / expected, 1e-5)
    half = [tf.constant(each, "float16") for each in (GAMMA, BETA, MEAN, VARIANCE)]
    ours = batch_norm_infer(x, half[0], half[1], half[2:])
    assert ours.dtype == "float32"
    single = [tf.cast(each, "float32") for each in half]
    close(ours, batch_norm_infer(x, single[0], single[1], single[2:]), 0)
    for a, b in zip(batch_norm_train(x, *half[:2], half[2:])[1], batch_norm_train(x, *single[:2], single[2:])[1],
                    strict=True):  # fmt: skip
        close(a, b, 0)
    assert wide(np.ones(2)).dtype == "float64"


def test_backward_is_the_tapes_and_the_differences():
    x, dy = X[:, 0], RNG.normal(size=(7, 5))
    tensors = [tf.constant(each) for each in (x, GAMMA, BETA)]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        y = batch_norm_train(tensors[0], tensors[1], tensors[2], MOVING, eps=0.1)[0]
    ours = batch_norm_backward(dy, (x, GAMMA, 0.1))
    for a, b in zip(ours, tape.gradient(y, tensors, dy), strict=True):
        close(a, b, 1e-10)
    close(np.sum(ours[0], axis=0), np.zeros(5), 1e-12)

    def total(values):
        normalized = (values - values.mean(axis=0)) / np.sqrt(values.var(axis=0) + 0.1)
        return np.sum(dy * (GAMMA * normalized + BETA))

    close(ours[0], central_differences(total, x), 1e-7)


@pytest.mark.parametrize(("dy", "x"), [(X[0], X), (X, X), (X[0, :1], X[0]), (X[0, 0], X[0])])
def test_backward_names_shapes_that_do_not_fit(dy, x):
    message = rf"batch_norm_backward\(\) got dy {re.escape(str(dy.shape))} and x .*; give \(n, D\) for both"
    with pytest.raises(ValueError, match=message):
        batch_norm_backward(dy, (x, GAMMA, 0.1))


def test_folded_is_the_same():
    W, b, x = RNG.normal(size=(3, 5)), RNG.normal(size=5), RNG.normal(size=(7, 3))
    folded = fold_batchnorm(W, b, (GAMMA, BETA, MEAN, VARIANCE, 0.01))
    close(x @ folded[0] + folded[1], keras_layer(X, epsilon=0.01)((x @ W + b)[:, None])[:, 0], 1e-10)
    kernel, images = RNG.normal(size=(3, 2, 4, 5)), RNG.normal(size=(1, 7, 6, 4))
    folded = fold_batchnorm(kernel, b, (GAMMA, BETA, MEAN, VARIANCE, 0.01))
    normalized = batch_norm_infer(tf.nn.conv2d(images, kernel, 1, "VALID") + b, GAMMA, BETA, MOVING, 0.01)
    close(tf.nn.conv2d(images, folded[0], 1, "VALID") + folded[1], normalized, 1e-10)
