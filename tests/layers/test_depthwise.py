"""Depthwise and separable convolution are Keras's."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.conv import depthwise_conv2d, separable_conv2d
from dlcourse.layers.depthwise import DepthwiseConv2D, SeparableConv2D

DEPTHWISE = {
    "depth_multiplier": 2,
    "activation": "tanh",
    "depthwise_initializer": keras.initializers.RandomNormal(seed=1),
    "bias_initializer": keras.initializers.RandomNormal(seed=2),
    "depthwise_regularizer": keras.regularizers.L2(0.1),
    "bias_regularizer": keras.regularizers.L1(0.2),
    "activity_regularizer": keras.regularizers.L2(0.3),
    "depthwise_constraint": "non_neg",
    "bias_constraint": "unit_norm",
}
SEPARABLE = {
    **DEPTHWISE,
    "pointwise_initializer": keras.initializers.RandomNormal(seed=4),
    "pointwise_regularizer": keras.regularizers.L1(0.4),
    "pointwise_constraint": "unit_norm",
}
SEED = {"depthwise_initializer": keras.initializers.RandomNormal(seed=3)}
SEEDS = {**SEED, "pointwise_initializer": keras.initializers.RandomNormal(seed=4)}
both = pytest.mark.parametrize("layer", [DepthwiseConv2D, partial(SeparableConv2D, 5)])


@pytest.mark.parametrize("more", [{"strides": 2, "padding": "SAME"}, {"dilation_rate": (2, 1), "use_bias": False}])
def test_options_are_kerass(more):
    options = {"kernel_size": (3, 2), **DEPTHWISE, **more}
    same_options(DepthwiseConv2D(**options), keras.layers.DepthwiseConv2D(**options), (2, 11, 13, 3), (2, 7, 6, 3))
    options = {"filters": 5, "kernel_size": (3, 2), **SEPARABLE, **more}
    same_options(SeparableConv2D(**options), keras.layers.SeparableConv2D(**options), (2, 11, 13, 3), (2, 7, 6, 3))


def test_defaults_are_kerass():
    same_options(DepthwiseConv2D(3, **SEED), keras.layers.DepthwiseConv2D(3, **SEED), (2, 7, 5, 3))
    same_options(SeparableConv2D(5, 3, **SEEDS), keras.layers.SeparableConv2D(5, 3, **SEEDS), (2, 7, 5, 3))
    layers = DepthwiseConv2D(3), SeparableConv2D(5, 3)
    assert all(isinstance(layer.depthwise_initializer, keras.initializers.GlorotUniform) for layer in layers)
    assert isinstance(layers[1].pointwise_initializer, keras.initializers.GlorotUniform)


@pytest.mark.parametrize(
    "options",
    [
        {"padding": "same", "strides": 2, "activation": "relu", "depth_multiplier": 2},
        {"dilation_rate": 2, "use_bias": False},
        {"padding": "same", "dilation_rate": 3, "depth_multiplier": 2},
    ],
)
def test_equals_keras(options):
    shape = (2, 7, 11, 3)
    same_layer(
        partial(DepthwiseConv2D, (3, 2), **options), partial(keras.layers.DepthwiseConv2D, (3, 2), **options), shape
    )
    same_layer(
        partial(SeparableConv2D, 5, (3, 2), **options),
        partial(keras.layers.SeparableConv2D, 5, (3, 2), **options),
        shape,
    )


def test_equals_numpy():
    x = np.random.default_rng(0).normal(size=(2, 7, 5, 3))
    layer = DepthwiseConv2D((3, 2), 2, "same", 2, use_bias=False, dtype="float64")
    y = layer(x)
    close(y, depthwise_conv2d(x, layer.kernel.numpy(), 2, "same"), 1e-10)
    layer = SeparableConv2D(4, (3, 2), depth_multiplier=2, use_bias=False, dtype="float64")
    y = layer(x)
    close(y, separable_conv2d(x, layer.depthwise_kernel.numpy(), layer.pointwise_kernel.numpy()), 1e-10)


def test_channels_stay_apart():
    x = np.random.default_rng(0).normal(size=(2, 7, 5, 3)).astype("float32")
    changed = x.copy()
    changed[..., 1] += 1.0
    layer = DepthwiseConv2D(3, depth_multiplier=2)
    moved = np.any(np.asarray(layer(x)) != np.asarray(layer(changed)), axis=(0, 1, 2))
    assert moved.tolist() == [False, False, True, True, False, False]


@both
def test_bad_options(layer):
    name = type(layer(kernel_size=3)).__name__
    with pytest.raises(ValueError, match=f"{name} got kernel_size=0"):
        layer(kernel_size=0)
    with pytest.raises(ValueError, match=f"{name} got depth_multiplier=0"):
        layer(kernel_size=3, depth_multiplier=0)
    with pytest.raises(ValueError, match=f"{name} got strides=.*leave one of them at 1"):
        layer(kernel_size=3, strides=2, dilation_rate=2)
    with pytest.raises(ValueError, match=f"{name} got padding='causal'"):
        layer(kernel_size=3, padding="causal")
    with pytest.raises(ValueError, match=f"{name} got data_format='channels_first'"):
        layer(kernel_size=3, data_format="channels_first")


def test_filters_are_a_whole_number():
    with pytest.raises(ValueError, match="SeparableConv2D got filters=0"):
        SeparableConv2D(0, 3)


@both
def test_bad_inputs(layer):
    name = type(layer(kernel_size=3)).__name__
    with pytest.raises(ValueError, match=rf"{name} got an input of shape \(7, 5, 3\); give 4 axes"):
        layer(kernel_size=3)(tf.ones((7, 5, 3)))
    with pytest.raises(ValueError, match=rf"^{name} got an input of 2 along an axis, smaller than its windows of 3"):
        layer(kernel_size=3)(tf.ones((1, 2, 5, 3)))
    made = layer(kernel_size=3)
    made(tf.ones((1, 5, 5, 3)))
    with pytest.raises(ValueError, match=rf"{name} got an input of 1 along an axis, smaller than its windows of 3"):
        made(tf.ones((1, 5, 1, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        made(tf.ones((1, 5, 5, 4)))


def test_contract_of_depthwise():
    layer_contract(DepthwiseConv2D, {"kernel_size": (3, 2), "strides": 2, **DEPTHWISE}, (2, 7, 5, 3), unknown=(0, 1, 2))


def test_contract_of_separable():
    options = {"filters": 5, "kernel_size": (3, 2), "padding": "same", **SEPARABLE}
    layer_contract(SeparableConv2D, options, (2, 7, 5, 3), unknown=(0, 1, 2))
