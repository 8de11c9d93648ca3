"""The residual block, all its forms, against the same made of Keras's layers."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.references import Built

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.residual import ResidualBlock


def reference(channels, filters, strides=1, bottleneck=False, preactivation=False, normalize=True, dtype=None):
    """Convolutions and their norms in the order of computation, the shortcut's last."""
    outputs = 4 * filters if bottleneck else filters
    plan = [(filters, 3, strides), (filters, 3, 1)]
    if bottleneck:
        plan = [(filters, 1, 1), (filters, 3, strides), (outputs, 1, 1)]
    projects = strides != 1 or channels != outputs
    if projects:
        plan.append((outputs, 1, strides))
    convolutions = [
        keras.layers.Conv2D(f, k, s, padding="same", use_bias=not normalize, dtype=dtype) for f, k, s in plan
    ]
    count = len(plan) - (projects and preactivation)
    norms = [keras.layers.BatchNormalization(dtype=dtype) for _ in range(count if normalize else 0)]
    parts = []
    for i, each in enumerate(convolutions):
        norm = norms[i : i + 1]
        parts += [*norm, each] if preactivation else [each, *norm]

    def normed(i, x):
        return norms[i](x) if normalize else x

    def function(x, *_):
        main = convolutions[:-1] if projects else convolutions
        start = y = tf.nn.relu(normed(0, x)) if preactivation else x
        for i, each in enumerate(main):
            if preactivation:
                y = each(tf.nn.relu(normed(i, y)) if i else y)
            else:
                y = normed(i, each(tf.nn.relu(y) if i else y))
        if not projects:
            return x + y if preactivation else tf.nn.relu(x + y)
        if preactivation:
            return convolutions[-1](start) + y
        return tf.nn.relu(normed(len(main), convolutions[-1](x)) + y)

    return Built(parts, function, dtype=dtype)


@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize("preactivation", [False, True])
@pytest.mark.parametrize(
    "channels, options",
    [
        (5, {"filters": 5}),
        (3, {"filters": 5}),
        (5, {"filters": 5, "strides": 2}),
        (12, {"filters": 3, "bottleneck": True}),
        (5, {"filters": 3, "bottleneck": True, "strides": 3}),
    ],
)
def test_equals_keras(channels, options, preactivation, normalize):
    options = {**options, "preactivation": preactivation, "normalize": normalize}
    make = partial(ResidualBlock, **options), partial(reference, channels, **options)
    same_layer(*make, (2, 5, 7, channels), dtypes=["float64"], training=normalize)


def test_the_plain_form_is_the_default_and_takes_single_precision():
    same_layer(partial(ResidualBlock, 5), partial(reference, 3, 5), (2, 5, 7, 3), dtypes=["float32"], training=False)


@pytest.mark.parametrize("normalize", [True, False])
def test_of_zeros_the_identity_remains(normalize):
    x = np.random.default_rng(0).normal(size=(2, 5, 7, 4)).astype("float32")
    for preactivation, expected in ((False, np.maximum(x, 0)), (True, x)):
        block = ResidualBlock(4, preactivation=preactivation, normalize=normalize)
        block.build(x.shape)
        block.set_weights([np.zeros(weight.shape) for weight in block.weights])
        close(block(x), expected, 0)


def test_shapes_and_options():
    block = ResidualBlock(3, 2, True, True, False)
    assert block.compute_output_shape((None, 5, None, 7)) == (None, 3, None, 12)
    assert ResidualBlock(3).compute_output_shape((2, 5, 7, 3)) == (2, 5, 7, 3)
    config = block.get_config()
    expected = {"filters": 3, "strides": 2, "bottleneck": True, "preactivation": True, "normalize": False}
    assert {name: config[name] for name in expected} == expected


def test_bad_input():
    with pytest.raises(ValueError, match="ResidualBlock got filters=0"):
        ResidualBlock(0)
    with pytest.raises(ValueError, match="ResidualBlock got strides=0"):
        ResidualBlock(3, 0)
    with pytest.raises(ValueError, match=r"ResidualBlock got an input of shape \(2, 7, 3\); give 4 axes"):
        ResidualBlock(3)(tf.ones((2, 7, 3)))
    with pytest.raises(ValueError, match="the size of axis -1 must be known"):
        ResidualBlock(3)(keras.Input((5, 7, None)))
    block = ResidualBlock(3)
    block(tf.ones((2, 5, 7, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        block(tf.ones((2, 5, 7, 4)))
    with pytest.raises(ValueError, match="expected ndim=4"):
        block(tf.ones((2, 7, 3)))


def test_contract():
    options = {"filters": 3, "strides": 2, "bottleneck": True, "preactivation": True, "normalize": True}
    layer_contract(ResidualBlock, options, (2, 7, 5, 4), unknown=(0, 1, 2))
