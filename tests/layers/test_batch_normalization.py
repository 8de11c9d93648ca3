"""The batch normalization layer is Keras's, statistics and masks too."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.batch_normalization import BatchNormalization

FULL = {
    "momentum": 0.8,
    "epsilon": 0.01,
    "beta_initializer": keras.initializers.RandomNormal(seed=1),
    "gamma_initializer": keras.initializers.RandomNormal(seed=2),
    "moving_mean_initializer": keras.initializers.RandomNormal(seed=3),
    "moving_variance_initializer": keras.initializers.RandomUniform(0.5, 2.0, seed=4),
    "beta_regularizer": keras.regularizers.L2(0.1),
    "gamma_regularizer": keras.regularizers.L1(0.2),
    "beta_constraint": "non_neg",
    "gamma_constraint": "unit_norm",
}
MASK = np.random.default_rng(5).uniform(size=(7, 3)) < 0.6


@pytest.mark.parametrize("options", [{}, FULL, {"center": False}, {"scale": False}])
def test_options_are_kerass(options):
    same_options(BatchNormalization(**options), keras.layers.BatchNormalization(**options), (2, 7, 3), (2, 3))


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("options", [{}, {"axis": 1, "momentum": 0.7, "epsilon": 0.1}, {"axis": 0, "center": False}])
def test_equals_keras(options, training):
    make = partial(BatchNormalization, **options), partial(keras.layers.BatchNormalization, **options)
    same_layer(*make, (7, 3, 5), training=training)


@pytest.mark.parametrize("options", [{"scale": False}, {"center": False, "scale": False}])
def test_equals_keras_on_images(options):
    make = partial(BatchNormalization, **options), partial(keras.layers.BatchNormalization, **options)
    same_layer(*make, (2, 7, 3, 5), training=True)


def test_masks_are_kerass():
    make = BatchNormalization, keras.layers.BatchNormalization
    same_layer(*make, (7, 3, 5), training=True, mask=tf.constant(MASK))
    same_layer(*make, (7, 3, 5), training=False, mask=tf.constant(MASK))


def test_a_frozen_layer_infers():
    layer = BatchNormalization(trainable=False)
    x = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    close(layer(x, training=True), x / np.sqrt(1.001), 1e-6)
    assert layer.moving_mean.numpy().tolist() == [0.0, 0.0, 0.0]


def test_inference_is_the_default():
    layer = BatchNormalization()
    x = np.ones((7, 3), "float32")
    close(layer(x), layer(x, training=False), 0)
    assert layer.moving_mean.numpy().tolist() == [0.0, 0.0, 0.0]


def test_permuting_the_batch_permutes_the_output():
    x, order = np.random.default_rng(0).normal(size=(7, 3)), [3, 1, 0, 6, 5, 4, 2]
    layer = BatchNormalization(dtype="float64")
    close(layer(x[order], training=True), np.asarray(layer(x, training=True))[order], 1e-12)


def test_statistics_stay_in_single_precision():
    """The squares of these numbers overflow in float16."""
    x = (1000 * np.random.default_rng(0).normal(size=(64, 3))).astype("float16")
    layer, reference = (kind(dtype="mixed_float16") for kind in (BatchNormalization, keras.layers.BatchNormalization))
    close(layer(x, training=True), reference(x, training=True), 1e-3)  # a float16 has eleven bits
    close(layer.moving_variance, reference.moving_variance, 1e-5)
    close(layer.moving_variance, 0.99 + 0.01 * x.astype("float64").var(axis=0), 1e-5)


def test_weights_stay_in_single_precision():
    """70,000 is infinite in float16."""
    layer = BatchNormalization(dtype="mixed_float16", epsilon=1e-12)
    layer.build((None, 1))
    layer.set_weights(list(np.array([[-7e4], [7e4], [1e5], [1e10]])))
    assert abs(layer(np.array([[-1.0], [1.0]]), training=True)[1, 0]) < 0.1
    layer.set_weights(list(np.array([[-7e4], [7e4], [-1e5], [1e10]])))
    assert abs(layer(np.array([[0.0]]))[0, 0]) < 0.1


@pytest.mark.parametrize("mask", [np.ones((7, 2), bool), np.ones((7, 3, 1), bool), np.ones(7, bool)])
def test_a_mask_of_another_shape_is_named(mask):
    with pytest.raises(ValueError, match=r"got a mask of shape .*for an input of shape \(7, 3, 5\); give the input's"):
        BatchNormalization()(tf.ones((7, 3, 5)), mask=tf.constant(mask))


def test_bad_options():
    for momentum in (-0.1, 1.1):
        with pytest.raises(ValueError, match=f"BatchNormalization got momentum={momentum}; give a number of at least"):
            BatchNormalization(momentum=momentum)
    with pytest.raises(ValueError, match="BatchNormalization got epsilon=-1"):
        BatchNormalization(epsilon=-1)
    with pytest.raises(ValueError, match="BatchNormalization got axis=0.5; give a whole number\\.$"):
        BatchNormalization(axis=0.5)
    assert BatchNormalization(momentum=0, epsilon=0).momentum == 0.0
    assert BatchNormalization(momentum=1).momentum == 1.0


def test_bad_inputs():
    with pytest.raises(ValueError, match=r"got axis=3 for an input of shape \(2, 7, 3\); give one from -3 to 2"):
        BatchNormalization(axis=3)(tf.ones((2, 7, 3)))
    with pytest.raises(ValueError, match="BatchNormalization got .*the size of axis 1 must be known"):
        BatchNormalization(axis=1)(keras.Input((None, 3)))
    layer = BatchNormalization()
    layer(tf.ones((7, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        layer(tf.ones((7, 4)))


def test_contract():
    layer_contract(BatchNormalization, FULL, (5, 7, 3), unknown=(0, 1), supports_masking=True)
