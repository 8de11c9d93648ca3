"""Squeeze and excitation against the same made of Keras's layers."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.references import Built

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.squeeze_excitation import SqueezeExcitation


def reference(channels, units, activation="relu", dtype=None):
    parts = [
        keras.layers.Dense(units, activation, dtype=dtype),
        keras.layers.Dense(channels, "sigmoid", dtype=dtype),
    ]

    def function(x, reduce, expand):
        weights = expand(reduce(tf.reduce_mean(x, axis=(1, 2))))
        return x * weights[:, None, None, :]

    return Built(parts, function, dtype=dtype)


@pytest.mark.parametrize(
    "options, units", [({"ratio": 2}, 3), ({}, 1), ({"units": 5, "activation": "silu"}, 5), ({"ratio": 7}, 1)]
)
def test_equals_keras(options, units):
    theirs = partial(reference, 6, units, options.get("activation", "relu"))
    same_layer(partial(SqueezeExcitation, **options), theirs, (2, 5, 7, 6))


def test_sixteen_times_narrower_unless_said():
    layer = SqueezeExcitation()
    layer.build((None, 5, 7, 32))
    assert layer.reduce.units == 2


def test_weights_are_from_0_to_1_and_one_a_channel():
    x = np.random.default_rng(0).uniform(1, 2, size=(2, 5, 7, 6)).astype("float32")
    weights = np.asarray(SqueezeExcitation(2)(x)) / x
    assert (weights > 0).all() and (weights < 1).all()
    close(weights, np.broadcast_to(weights[:, :1, :1], x.shape), 1e-6)


def test_options_come_back():
    config = SqueezeExcitation(3, 5, "tanh").get_config()
    assert (config["ratio"], config["units"], config["activation"]) == (3, 5, "tanh")
    assert SqueezeExcitation().compute_output_shape((None, 5, None, 6)) == (None, 5, None, 6)


def test_bad_input():
    with pytest.raises(ValueError, match="SqueezeExcitation got ratio=0"):
        SqueezeExcitation(0)
    with pytest.raises(ValueError, match="SqueezeExcitation got units=0"):
        SqueezeExcitation(units=0)
    with pytest.raises(ValueError, match=r"SqueezeExcitation got an input of shape \(2, 6\); give 4 axes"):
        SqueezeExcitation()(tf.ones((2, 6)))
    layer = SqueezeExcitation()
    layer(tf.ones((2, 5, 7, 6)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 6"):
        layer(tf.ones((2, 5, 7, 4)))
    with pytest.raises(ValueError, match="expected ndim=4"):
        layer(tf.ones((2, 7, 6)))


def test_contract():
    layer_contract(SqueezeExcitation, {"ratio": 2, "units": 3, "activation": "tanh"}, (2, 5, 7, 6), unknown=(0, 1, 2))
