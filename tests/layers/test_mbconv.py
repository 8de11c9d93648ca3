"""The mobile inverted bottleneck against the same made of Keras's layers."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.references import Built

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.mbconv import MBConvBlock


def reference(channels, filters, kernel_size=3, strides=1, expansion=6, units=1, activation="silu", dtype=None):
    wide = channels * expansion
    own = {"padding": "same", "use_bias": False, "dtype": dtype}
    parts = []
    if expansion > 1:
        parts += [keras.layers.Conv2D(wide, 1, **own), keras.layers.BatchNormalization(dtype=dtype)]
    parts += [keras.layers.DepthwiseConv2D(kernel_size, strides, **own), keras.layers.BatchNormalization(dtype=dtype)]
    if units:
        parts.append(keras.layers.Dense(units, activation, dtype=dtype))
        parts.append(keras.layers.Dense(wide, "sigmoid", dtype=dtype))
    parts += [keras.layers.Conv2D(filters, 1, **own), keras.layers.BatchNormalization(dtype=dtype)]
    bend = keras.activations.get(activation)

    def function(x, *layers):
        y, layers = x, list(layers)
        for _ in range(2 if expansion > 1 else 1):
            convolution, norm = layers.pop(0), layers.pop(0)
            y = bend(norm(convolution(y)))
        if units:
            reduce, expand = layers.pop(0), layers.pop(0)
            y = y * expand(reduce(tf.reduce_mean(y, axis=(1, 2))))[:, None, None, :]
        convolution, norm = layers
        y = norm(convolution(y))
        return x + y if strides == 1 and channels == filters else y

    return Built(parts, function, dtype=dtype)


@pytest.mark.parametrize(
    "channels, filters, ours, theirs",
    [
        (4, 4, {}, {}),
        (4, 5, {"expansion": 3}, {"expansion": 3}),
        (9, 9, {"expansion": 1, "kernel_size": 5, "squeeze_ratio": 0.5},
         {"expansion": 1, "kernel_size": 5, "units": 4}),
        (4, 4, {"strides": 2, "squeeze_ratio": 0.1}, {"strides": 2, "units": 1}),
        (4, 4, {"squeeze_ratio": 0, "activation": "relu6"}, {"units": 0, "activation": "relu6"}),
        (4, 3, {"squeeze_ratio": 1, "activation": "relu", "expansion": 2},
         {"units": 4, "activation": "relu", "expansion": 2}),
    ],
)  # fmt: skip
def test_equals_keras(channels, filters, ours, theirs):
    make = partial(MBConvBlock, filters, **ours), partial(reference, channels, filters, **theirs)
    same_layer(*make, (2, 5, 7, channels), dtypes=["float64"], training=True)


def test_single_precision_and_inference():
    same_layer(partial(MBConvBlock, 5), partial(reference, 4, 5), (2, 5, 7, 4), dtypes=["float32"], training=False)


def test_of_zeros_the_identity_remains():
    x = np.random.default_rng(0).normal(size=(2, 5, 7, 4)).astype("float32")
    block = MBConvBlock(4)
    block.build(x.shape)
    block.set_weights([np.zeros(weight.shape) for weight in block.weights])
    close(block(x), x, 0)


def test_shapes_and_options():
    assert MBConvBlock(3, strides=2).compute_output_shape((None, 5, None, 7)) == (None, 3, None, 3)
    config = MBConvBlock(3, 5, 2, 4, 0.5, "relu").get_config()
    expected = dict(zip(MBConvBlock.OPTIONS, (3, 5, 2, 4, 0.5, "relu"), strict=True))
    assert {name: config[name] for name in expected} == expected


@pytest.mark.parametrize("name", ["filters", "kernel_size", "strides", "expansion"])
def test_whole_numbers(name):
    with pytest.raises(ValueError, match=f"MBConvBlock got {name}=0; give a whole number of 1 or more"):
        MBConvBlock(**{"filters": 3, name: 0})


def test_bad_input():
    for ratio in (-0.1, 1.1):
        with pytest.raises(ValueError, match=f"MBConvBlock got squeeze_ratio={ratio}; give a number of at least 0"):
            MBConvBlock(3, squeeze_ratio=ratio)
    with pytest.raises(ValueError, match=r"MBConvBlock got an input of shape \(2, 7, 3\); give 4 axes"):
        MBConvBlock(3)(tf.ones((2, 7, 3)))
    with pytest.raises(ValueError, match="the size of axis -1 must be known"):
        MBConvBlock(3)(keras.Input((5, 7, None)))
    block = MBConvBlock(3)
    block(tf.ones((2, 5, 7, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        block(tf.ones((2, 5, 7, 4)))
    with pytest.raises(ValueError, match="expected ndim=4"):
        block(tf.ones((2, 7, 3)))


def test_contract():
    options = dict(zip(MBConvBlock.OPTIONS, (4, 5, 1, 2, 0.5, "relu"), strict=True))
    layer_contract(MBConvBlock, options, (2, 7, 5, 4), unknown=(0, 1, 2))
