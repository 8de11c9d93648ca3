"""VGG's and Inception's blocks against the same made of Keras's layers."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import same_layer
from support.references import Built

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.blocks import InceptionBlock, VGGBlock


def convolution(filters, size, dtype):
    return keras.layers.Conv2D(filters, size, padding="same", activation="relu", dtype=dtype)


def vgg(filters, convolutions, dtype=None):
    def function(x, *parts):
        for part in parts:
            x = part(x)
        return tf.nn.max_pool2d(x, 2, 2, "VALID")

    return Built([convolution(filters, 3, dtype) for _ in range(convolutions)], function, dtype=dtype)


def inception(f1, f3r, f3, f5r, f5, fp, dtype=None):
    sizes = [(f1, 1), (f3r, 1), (f3, 3), (f5r, 1), (f5, 5), (fp, 1)]

    def function(x, one, reduce3, three, reduce5, five, last):
        pooled = tf.nn.max_pool2d(x, 3, 1, "SAME")
        return tf.concat([one(x), three(reduce3(x)), five(reduce5(x)), last(pooled)], axis=-1)

    return Built([convolution(*size, dtype) for size in sizes], function, dtype=dtype)


@pytest.mark.parametrize("convolutions", [1, 3])
def test_vgg_equals_keras(convolutions):
    same_layer(partial(VGGBlock, 5, convolutions), partial(vgg, 5, convolutions), (2, 7, 10, 3))


def test_vgg_has_two_convolutions_unless_said():
    same_layer(partial(VGGBlock, 5), partial(vgg, 5, 2), (2, 7, 10, 3), dtypes=["float64"])


def test_inception_equals_keras():
    sizes = (2, 3, 5, 1, 4, 7)
    same_layer(partial(InceptionBlock, *sizes), partial(inception, *sizes), (2, 7, 11, 3))


def test_shapes():
    assert VGGBlock(5, 3).compute_output_shape((None, 7, None, 3)) == (None, 3, None, 5)
    assert InceptionBlock(2, 3, 5, 1, 4, 7).compute_output_shape((None, 7, None, 3)) == (None, 7, None, 18)


def test_a_block_of_zeros_gives_zeros():
    x = np.random.default_rng(0).normal(size=(1, 6, 6, 3)).astype("float32")
    for block in (VGGBlock(5), InceptionBlock(2, 3, 5, 1, 4, 7)):
        block.build(x.shape)
        block.set_weights([np.zeros(weight.shape) for weight in block.weights])
        assert not np.any(block(x))


def test_vgg_names_bad_input():
    with pytest.raises(ValueError, match="VGGBlock got filters=0"):
        VGGBlock(0)
    with pytest.raises(ValueError, match="VGGBlock got convolutions=0"):
        VGGBlock(5, 0)
    with pytest.raises(ValueError, match=r"VGGBlock got an input of shape \(2, 6, 3\); give 4 axes"):
        VGGBlock(5)(tf.ones((2, 6, 3)))
    with pytest.raises(ValueError, match="MaxPooling2D got an input of 1 along an axis, smaller than its windows"):
        VGGBlock(5)(tf.ones((2, 1, 6, 3)))


@pytest.mark.parametrize("name", InceptionBlock.OPTIONS)
def test_inception_names_bad_options(name):
    with pytest.raises(ValueError, match=f"InceptionBlock got {name}=0"):
        InceptionBlock(**{**dict.fromkeys(InceptionBlock.OPTIONS, 2), name: 0})


def test_inception_names_bad_input():
    with pytest.raises(ValueError, match=r"InceptionBlock got an input of shape \(2, 6, 3\); give 4 axes"):
        InceptionBlock(2, 3, 5, 1, 4, 7)(tf.ones((2, 6, 3)))


def test_contract_of_vgg():
    layer_contract(VGGBlock, {"filters": 5, "convolutions": 2}, (2, 7, 6, 3), unknown=(0, 1, 2))


def test_contract_of_inception():
    options = dict(zip(InceptionBlock.OPTIONS, (2, 3, 5, 1, 4, 7), strict=True))
    layer_contract(InceptionBlock, options, (2, 7, 5, 3), unknown=(0, 1, 2))
