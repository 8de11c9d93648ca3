"""Pooling is Keras's."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.conv import avg_pool2d, max_pool2d
from dlcourse.layers import pooling
from dlcourse.layers.pooling import AveragePooling2D, MaxPooling2D

PAIRS = [(getattr(pooling, name), getattr(keras.layers, name)) for name in
         ("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D")]  # fmt: skip
every = pytest.mark.parametrize("ours, theirs", PAIRS)

# Without weights there is nothing to train, and Keras says so: the contract's training step is then a forward pass.
no_weights = pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")


def shape(layer, *sizes):
    return (2, *sizes[: layer.rank], 3)


@every
@pytest.mark.parametrize(
    "options", [{}, {"pool_size": 3, "strides": 2, "padding": "same"}, {"pool_size": 3, "padding": "valid"}]
)
def test_equals_keras(ours, theirs, options):
    theirs = partial(theirs, **{"pool_size": 2, **options})  # Keras's averages want a size
    same_options(ours(**options), theirs(), shape(ours, 11, 13), shape(ours, 7, 6))
    same_layer(partial(ours, **options), theirs, shape(ours, 7, 11))


def test_pairs_equal_keras():
    options = {"pool_size": (3, 2), "strides": (1, 3), "padding": "SAME", "data_format": "channels_last"}
    theirs = {**options, "padding": "same"}
    for ours, reference in (PAIRS[1], PAIRS[3]):
        same_layer(partial(ours, **options), partial(reference, **theirs), (2, 7, 11, 3))


def test_equals_numpy():
    x = np.random.default_rng(0).normal(size=(2, 7, 11, 3))
    close(MaxPooling2D((3, 2), 2, dtype="float64")(x), max_pool2d(x, (3, 2), 2)[0], 0)
    close(AveragePooling2D((3, 2), 2, dtype="float64")(x), avg_pool2d(x, (3, 2), 2), 1e-12)


@every
def test_one_layer_serves_any_number_of_channels(ours, theirs):
    layer = ours()
    for channels in (3, 5):
        x = np.ones((*shape(ours, 4, 4)[:-1], channels), "float32")
        assert layer(x).shape[-1] == channels
    assert layer(keras.Input((4, 4)[: ours.rank] + (None,))).shape[-1] is None


def test_shifting_by_a_stride_shifts_the_output():
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 2)).astype("float32")
    for layer in (MaxPooling2D(), AveragePooling2D()):
        close(layer(np.roll(x, 2, axis=1)), np.roll(layer(x), 1, axis=1), 1e-6)


@every
def test_bad_input(ours, theirs):
    name = ours.__name__
    with pytest.raises(ValueError, match=f"{name} got pool_size=0"):
        ours(0)
    with pytest.raises(ValueError, match=f"{name} got strides=0"):
        ours(2, 0)
    with pytest.raises(ValueError, match=f"{name} got padding='causal'"):
        ours(2, padding="causal")
    with pytest.raises(ValueError, match=f"{name} got data_format='channels_first'"):
        ours(2, data_format="channels_first")
    with pytest.raises(ValueError, match=f"^{name} got an input of 5 along an axis, smaller than its windows of 6"):
        ours(6)(tf.ones(shape(ours, 5, 7)))
    layer = ours(6)
    layer(tf.ones(shape(ours, 7, 7)))
    with pytest.raises(ValueError, match=f"{name} got an input of 5 along an axis, smaller than its windows of 6"):
        layer(tf.ones(shape(ours, 5, 7)))
    with pytest.raises(ValueError, match=f"expected ndim={ours.rank + 2}"):
        layer(tf.ones((2, 3)))
    with pytest.raises(ValueError, match=f"{name} got an input of shape .*give {ours.rank + 2} axes"):
        ours()(tf.ones((2, 3)))


@no_weights
@every
def test_contract(ours, theirs):
    options = {"pool_size": 3, "strides": 2, "padding": "same"}
    layer_contract(ours, options, shape(ours, 7, 5), unknown=range(ours.rank + 1))
