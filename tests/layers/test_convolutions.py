"""Conv1D and Conv2D are Keras's; groups and causal padding are what their equations say."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.conv import conv1d, conv2d
from dlcourse.layers.convolutions import Conv1D, Conv2D, convolution

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


@pytest.mark.parametrize(
    "options",
    [
        {"strides": (1, 2), "padding": "SAME", **FULL},
        {"dilation_rate": (2, 1), **SEED, "use_bias": False, "data_format": "channels_last"},
        SEED,
    ],
)
def test_options_of_conv2d_are_kerass(options):
    ours, theirs = Conv2D(5, (3, 2), **options), keras.layers.Conv2D(5, (3, 2), **options)
    same_options(ours, theirs, (2, 11, 13, 3), (2, 7, 6, 3))


@pytest.mark.parametrize("options", [{"strides": 2, "padding": "same", **FULL}, {"padding": "causal", **SEED}, SEED])
def test_options_of_conv1d_are_kerass(options):
    ours, theirs = Conv1D(5, 3, **options), keras.layers.Conv1D(5, 3, **options)
    same_options(ours, theirs, (2, 11, 3), (2, 7, 3))


def test_the_first_kernel_is_glorots():
    assert isinstance(Conv2D(5, 3).kernel_initializer, keras.initializers.GlorotUniform)


def test_groups_are_kept():
    ours, theirs = Conv2D(6, 3, groups=3, **SEED), keras.layers.Conv2D(6, 3, groups=3, **SEED)
    same_options(ours, theirs, (2, 5, 7, 9), compare_shapes=False)


@pytest.mark.parametrize(
    "options",
    [
        {"padding": "same", "strides": 2, "activation": "relu"},
        {"strides": (1, 3)},
        {"dilation_rate": 2, "use_bias": False},
        {"padding": "same", "dilation_rate": (1, 3)},
        {"groups": 3, "strides": 2},
        {"groups": 3, "padding": "same", "use_bias": False},
    ],
)
def test_conv2d_equals_keras(options):
    filters, channels = (6, 3) if "groups" in options else (5, 3)
    make = partial(Conv2D, filters, (3, 2), **options), partial(keras.layers.Conv2D, filters, (3, 2), **options)
    same_layer(*make, (2, 7, 11, channels))


@pytest.mark.parametrize(
    "options",
    [
        {"padding": "causal"},
        {"padding": "causal", "dilation_rate": 3, "use_bias": False},
        {"padding": "causal", "strides": 2, "groups": 3},
        {"padding": "same", "strides": 2, "activation": "tanh"},
        {"dilation_rate": 2},
    ],
)
def test_conv1d_equals_keras(options):
    same_layer(partial(Conv1D, 6, 4, **options), partial(keras.layers.Conv1D, 6, 4, **options), (2, 13, 3))


def test_equals_loops():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 5, 7, 3)), rng.normal(size=(3, 2, 3, 4))
    close(convolution(x, kernel), conv2d(x, kernel), 1e-10)
    close(convolution(x, kernel, 2, "same"), conv2d(x, kernel, 2, "same"), 1e-10)
    x, kernel = rng.normal(size=(2, 11, 3)), rng.normal(size=(4, 3, 5))
    for rate in (2, (2,), [2]):
        close(convolution(x, kernel, padding="causal", dilation_rate=rate), conv1d(x, kernel, 1, "causal", 2), 1e-10)


def test_groups_see_their_own_channels_only():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 5, 7, 6)), rng.normal(size=(3, 2, 2, 9))
    own = [conv2d(x[..., 2 * g : 2 * g + 2], kernel[..., 3 * g : 3 * g + 3]) for g in range(3)]
    close(convolution(x, kernel), np.concatenate(own, axis=-1), 1e-10)


@pytest.mark.parametrize("groups", [1, 3])
def test_groups_are_as_many_plain_convolutions(groups):
    """TensorFlow's way round its missing grouped kernel takes some thirty times as long."""
    layer = Conv2D(6, 3, groups=groups)
    layer.build((None, 5, 7, 3))
    graph = tf.function(layer, autograph=False).get_concrete_function(tf.TensorSpec((2, 5, 7, 3))).graph
    kinds = [operation.type for operation in graph.get_operations()]
    assert kinds.count("Conv2D") == groups and kinds.count("ConcatV2") == (groups > 1)


def test_linear_and_shifting_with_the_input():
    rng = np.random.default_rng(1)
    a, b, kernel = rng.normal(size=(2, 7, 11, 3)), rng.normal(size=(2, 7, 11, 3)), rng.normal(size=(3, 3, 3, 5))
    close(convolution(2 * a - b, kernel), 2 * convolution(a, kernel) - convolution(b, kernel), 1e-10)
    close(convolution(a[:, 1:, 2:], kernel), convolution(a, kernel)[:, 1:, 2:], 1e-10)


def test_causal_ignores_the_future():
    x = np.random.default_rng(2).normal(size=(1, 11, 3)).astype("float32")
    changed = x.copy()
    changed[:, 6:] += 1.0
    layer = Conv1D(5, 3, padding="causal", dilation_rate=2)
    before, after = np.asarray(layer(x)), np.asarray(layer(changed))
    assert np.array_equal(before[:, :6], after[:, :6])
    assert (before[:, 6:] != after[:, 6:]).all()


@pytest.mark.parametrize("layer", [Conv1D, Conv2D])
def test_bad_options(layer):
    name = layer.__name__
    with pytest.raises(ValueError, match=f"{name} got filters=0"):
        layer(0, 3)
    with pytest.raises(ValueError, match=f"{name} got groups=0"):
        layer(4, 3, groups=0)
    with pytest.raises(ValueError, match=f"{name} got kernel_size=0"):
        layer(4, 0)
    with pytest.raises(ValueError, match=f"{name} got filters=4 and groups=3; give a multiple of the groups"):
        layer(4, 3, groups=3)
    with pytest.raises(ValueError, match=f"{name} got strides=.*leave one of them at 1"):
        layer(4, 3, strides=2, dilation_rate=2)
    with pytest.raises(ValueError, match=f"{name} got padding='full'"):
        layer(4, 3, padding="full")
    with pytest.raises(ValueError, match=f"{name} got data_format='channels_first'"):
        layer(4, 3, data_format="channels_first")


def test_only_time_has_a_future():
    with pytest.raises(ValueError, match="Conv2D got padding='causal'; give one of 'valid', 'same'"):
        Conv2D(4, 3, padding="causal")


def test_bad_inputs():
    with pytest.raises(ValueError, match=r"Conv1D got an input of shape \(2, 5, 7, 3\); give 3 axes"):
        Conv1D(4, 3)(tf.ones((2, 5, 7, 3)))
    with pytest.raises(ValueError, match=r"Conv2D got an input of shape \(5, 7, 3\); give 4 axes"):
        Conv2D(4, 3)(tf.ones((5, 7, 3)))
    with pytest.raises(ValueError, match="Conv2D got 3 channels for groups=2; give a multiple of the groups"):
        Conv2D(4, 3, groups=2)(tf.ones((2, 5, 7, 3)))
    with pytest.raises(ValueError, match="^Conv2D got an input of 2 along an axis, smaller than its windows of 3"):
        Conv2D(4, 3)(tf.ones((2, 2, 7, 3)))
    layer = Conv2D(4, 3)
    layer(tf.ones((2, 5, 7, 3)))
    with pytest.raises(ValueError, match="Conv2D got an input of 1 along an axis, smaller than its windows of 3"):
        layer(tf.ones((2, 5, 1, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        layer(tf.ones((2, 5, 7, 4)))


def test_contract_of_conv1d():
    options = {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2, "groups": 2, **FULL}
    layer_contract(Conv1D, options, (2, 7, 6), unknown=(0, 1), supports_masking=False)


def test_contract_of_conv2d():
    options = {"filters": 5, "kernel_size": (3, 2), "strides": 2, "padding": "same", **FULL}
    layer_contract(Conv2D, options, (2, 7, 5, 3), unknown=(0, 1, 2), supports_masking=False)
