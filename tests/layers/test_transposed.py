"""Transposed convolution is Keras's, and the adjoint of a convolution."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.conv import conv2d_transpose
from dlcourse.layers.transposed import Conv2DTranspose

FULL = {
    "activation": "tanh",
    "kernel_initializer": keras.initializers.RandomNormal(seed=1),
    "bias_initializer": keras.initializers.RandomNormal(seed=2),
    "kernel_regularizer": keras.regularizers.L2(0.1),
    "bias_regularizer": keras.regularizers.L1(0.2),
    "activity_regularizer": keras.regularizers.L2(0.3),
    "kernel_constraint": "non_neg",
    "bias_constraint": "unit_norm",
}
SEED = {"kernel_initializer": keras.initializers.RandomNormal(seed=3)}
SIZES = [
    {},
    {"padding": "same", "strides": 2},
    {"strides": (3, 2)},
    {"strides": (4, 5)},  # longer than the kernel: gaps
    {"strides": (3, 2), "output_padding": (2, 1)},
    {"strides": 2, "padding": "same", "output_padding": (0, 1)},
    {"strides": 3, "output_padding": 0},
]


@pytest.mark.parametrize("options", [{**FULL, "padding": "SAME"}, {**SEED, "use_bias": False}, SEED])
def test_options_are_kerass(options):
    ours, theirs = Conv2DTranspose(5, (3, 2), **options), keras.layers.Conv2DTranspose(5, (3, 2), **options)
    same_options(ours, theirs, (2, 11, 13, 3), (2, 7, 6, 3))


@pytest.mark.parametrize("options", [*SIZES, {"dilation_rate": 2}, {"dilation_rate": (1, 3), "padding": "same"}])
def test_sizes_are_kerass(options):
    options = {**SEED, **options}
    ours, theirs = Conv2DTranspose(5, (3, 2), **options), keras.layers.Conv2DTranspose(5, (3, 2), **options)
    same_options(ours, theirs, (2, 5, 1, 3), (2, 2, 7, 3))


def test_the_first_kernel_is_glorots():
    assert isinstance(Conv2DTranspose(5, 3).kernel_initializer, keras.initializers.GlorotUniform)


@pytest.mark.parametrize("options", [{**SIZES[1], "activation": "relu"}, *SIZES[3:6], {"use_bias": False}])
def test_equals_keras(options):
    make = partial(Conv2DTranspose, 5, (3, 2), **options), partial(keras.layers.Conv2DTranspose, 5, (3, 2), **options)
    same_layer(*make, (2, 5, 7, 3))


def test_dilation_equals_keras():
    x = np.random.default_rng(0).normal(size=(2, 5, 7, 3)).astype("float32")
    for options in ({"dilation_rate": 2}, {"dilation_rate": (1, 3), "padding": "same"}):
        theirs = keras.layers.Conv2DTranspose(5, (3, 2), **options)
        expected = theirs(x)
        ours = Conv2DTranspose(5, (3, 2), **options)
        ours.build(x.shape)
        ours.set_weights(theirs.get_weights())
        close(ours(x), expected, 1e-5)


def test_equals_numpy():
    y = np.random.default_rng(0).normal(size=(2, 5, 7, 3))
    layer = Conv2DTranspose(2, (3, 4), strides=2, dtype="float64")
    x = layer(y)
    close(x, conv2d_transpose(y, layer.kernel.numpy(), 2, tuple(x.shape[1:3])), 1e-10)


def test_adjoint_of_the_convolution():
    rng = np.random.default_rng(0)
    y, x = rng.normal(size=(2, 5, 7, 3)), rng.normal(size=(2, 11, 15, 2))
    layer = Conv2DTranspose(2, 3, strides=2, use_bias=False, dtype="float64")
    transposed = np.asarray(layer(y))
    forward = tf.nn.conv2d(x, layer.kernel.value, 2, "VALID").numpy()
    close(np.sum(forward * y), np.sum(x * transposed), 1e-10)


def test_bad_options():
    with pytest.raises(ValueError, match="Conv2DTranspose got filters=0"):
        Conv2DTranspose(0, 3)
    with pytest.raises(ValueError, match="Conv2DTranspose got kernel_size=0"):
        Conv2DTranspose(4, 0)
    with pytest.raises(ValueError, match="output_padding=-1; give a whole number of at least 0, or 2 of them"):
        Conv2DTranspose(4, 3, output_padding=-1)
    for strides, padding in [(2, 2), ((3, 1), 1), (1, 1)]:
        with pytest.raises(ValueError, match="Conv2DTranspose got output_padding=.*give numbers below the strides"):
            Conv2DTranspose(4, 3, strides, output_padding=padding)
    with pytest.raises(ValueError, match="leave one of them at 1"):
        Conv2DTranspose(4, 3, 2, dilation_rate=2)
    with pytest.raises(ValueError, match="padding='causal'"):
        Conv2DTranspose(4, 3, padding="causal")
    with pytest.raises(ValueError, match="data_format='channels_first'"):
        Conv2DTranspose(4, 3, data_format="channels_first")


def test_bad_input():
    with pytest.raises(ValueError, match=r"Conv2DTranspose got an input of shape \(5, 7, 3\); give 4 axes"):
        Conv2DTranspose(4, 3)(tf.ones((5, 7, 3)))


def test_contract():
    options = {"filters": 5, "kernel_size": (3, 2), "strides": 2, "padding": "same", "output_padding": 1, **FULL}
    layer_contract(Conv2DTranspose, options, (2, 3, 5, 3), unknown=(0, 1, 2))
