"""Group normalization is Keras's; one group is layer normalization, a group a channel instance normalization."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.group_normalization import GroupNormalization, group_norm

FULL = {
    "groups": 3,
    "epsilon": 0.01,
    "beta_initializer": keras.initializers.RandomNormal(seed=1),
    "gamma_initializer": keras.initializers.RandomNormal(seed=2),
    "beta_regularizer": keras.regularizers.L2(0.1),
    "gamma_regularizer": keras.regularizers.L1(0.2),
    "beta_constraint": "non_neg",
    "gamma_constraint": "unit_norm",
}


@pytest.mark.parametrize("options", [{}, FULL, {"groups": 2, "center": False}, {"groups": 2, "scale": False}])
def test_options_are_kerass(options):
    channels = 64 if options == {} else 6
    ours, theirs = GroupNormalization(**options), keras.layers.GroupNormalization(**options)
    same_options(ours, theirs, (2, 7, 3, channels), (2, 7, channels))


@pytest.mark.parametrize(
    "options",
    [
        {"groups": 3},
        {"groups": 1, "scale": False},
        {"groups": -1, "center": False},
        {"groups": 3, "axis": 1, "epsilon": 0.1},
        {"groups": 5, "axis": -2, "center": False, "scale": False},
    ],
)
def test_equals_keras(options):
    make = partial(GroupNormalization, **options), partial(keras.layers.GroupNormalization, **options)
    same_layer(*make, (2, 9, 5, 6))


def test_equals_keras_on_rows():
    same_layer(partial(GroupNormalization, 3), partial(keras.layers.GroupNormalization, 3), (2, 6))


def test_the_function_is_the_equation():
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(loc=3, size=(2, 7, 6)), rng.normal(size=6), rng.normal(size=6)
    groups = [x[..., 2 * g : 2 * g + 2] for g in range(3)]
    normalized = [(p - p.mean((1, 2), keepdims=True)) / np.sqrt(p.var((1, 2), keepdims=True) + 0.1) for p in groups]
    normalized = np.concatenate(normalized, axis=-1)
    close(group_norm(x, gamma, beta, 3, 0.1), gamma * normalized + beta, 1e-10)
    close(group_norm(x, None, None, 3), group_norm(x, None, None, 3, 1e-3, -1), 0)


def test_one_group_normalizes_over_everything_but_the_batch():
    x = np.random.default_rng(0).normal(loc=3, size=(2, 7, 5))
    together = (x - x.mean((1, 2), keepdims=True)) / np.sqrt(x.var((1, 2), keepdims=True) + 1e-3)
    close(GroupNormalization(1, dtype="float64")(x), together, 1e-10)
    apart = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-3)
    close(GroupNormalization(-1, dtype="float64")(x), apart, 1e-10)


def test_statistics_stay_in_single_precision():
    """The squares of these numbers overflow in float16."""
    x = (1000 * np.random.default_rng(0).normal(size=(2, 64))).astype("float16")
    layer = GroupNormalization(2, dtype="mixed_float16")
    y = layer(x)
    assert y.dtype == "float16" and group_norm(x, None, None, 2).dtype == "float32"
    close(y, keras.layers.GroupNormalization(2, dtype="mixed_float16")(x), 1e-3)  # a float16 has eleven bits
    x = np.array([[1.0, 1.0001]], "float32")  # the same number twice in float16
    close(GroupNormalization(1, dtype="mixed_float16", epsilon=1e-12)(x), [[-1.0, 1.0]], 1e-2)


def test_weights_stay_in_single_precision():
    """70,000 is infinite in float16."""
    layer = GroupNormalization(1, dtype="mixed_float16", epsilon=1e-12)
    layer.build((None, 2))
    layer.set_weights([np.full(2, -7e4), np.full(2, 7e4)])
    assert abs(layer(np.array([[-1.0, 1.0]]))[0, 1]) < 0.1


def test_bad_options():
    for groups in (0, -2, 1.5):
        with pytest.raises(ValueError, match=f"GroupNormalization got groups={groups}"):
            GroupNormalization(groups)
    with pytest.raises(ValueError, match="GroupNormalization got epsilon=-1"):
        GroupNormalization(3, epsilon=-1)
    with pytest.raises(ValueError, match="GroupNormalization got axis=0.5; give a whole number\\.$"):
        GroupNormalization(3, axis=0.5)
    assert GroupNormalization(3, epsilon=0).epsilon == 0


def test_bad_inputs():
    with pytest.raises(ValueError, match="GroupNormalization got 7 channels for groups=3; give a divisor of them"):
        GroupNormalization(3)(tf.ones((2, 7)))
    with pytest.raises(ValueError, match="GroupNormalization got 3 channels for groups=6; give a divisor of them"):
        GroupNormalization(6)(tf.ones((2, 3)))
    with pytest.raises(ValueError, match=r"got axis=2 for an input of shape \(2, 6\); give one from -2 to 1"):
        GroupNormalization(3, axis=2)(tf.ones((2, 6)))
    for axis in (0, -2):
        with pytest.raises(ValueError, match="which is the batch's; give the axis of the channels"):
            GroupNormalization(3, axis=axis)(tf.ones((6, 2)))
    with pytest.raises(ValueError, match="GroupNormalization got .*the size of axis 1 must be known"):
        GroupNormalization(3, axis=1)(keras.Input((None, 3)))
    layer = GroupNormalization(3)
    layer(tf.ones((2, 6)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 6"):
        layer(tf.ones((2, 3)))


def test_contract():
    layer_contract(GroupNormalization, FULL, (5, 7, 3, 6), unknown=(0, 1, 2), supports_masking=True)
