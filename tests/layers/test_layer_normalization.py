"""Layer normalization is Keras's, over one axis or several."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.layer_normalization import LayerNormalization, layer_norm

FULL = {
    "axis": [1, 2],
    "epsilon": 0.01,
    "beta_initializer": keras.initializers.RandomNormal(seed=1),
    "gamma_initializer": keras.initializers.RandomNormal(seed=2),
    "beta_regularizer": keras.regularizers.L2(0.1),
    "gamma_regularizer": keras.regularizers.L1(0.2),
    "beta_constraint": "non_neg",
    "gamma_constraint": "unit_norm",
}
AXES = [{}, {"axis": 1}, {"axis": [1, 2], "epsilon": 0.1}, {"axis": (1, 3)}, {"axis": [2, 3]}]


@pytest.mark.parametrize("options", [{}, FULL, {"center": False}, {"scale": False}])
def test_options_are_kerass(options):
    same_options(LayerNormalization(**options), keras.layers.LayerNormalization(**options), (2, 7, 3))


@pytest.mark.parametrize("options", [*AXES, {"scale": False}, {"center": False}, {"center": False, "scale": False}])
def test_equals_keras(options):
    make = partial(LayerNormalization, **options), partial(keras.layers.LayerNormalization, **options)
    same_layer(*make, (2, 7, 3, 5))


def test_axes_from_the_end_and_in_any_order():
    x = np.random.default_rng(0).normal(size=(2, 7, 3, 5))
    gamma = np.random.default_rng(1).normal(size=(7, 5))
    expected = layer_norm(x, gamma, None, axis=[1, 3])
    for axis in ([3, 1], [-1, 1], (-1, -3)):
        close(layer_norm(x, gamma, None, axis=axis), expected, 1e-12)
        layer = LayerNormalization(axis=axis)
        layer.build(x.shape)
        assert layer.gamma.shape == (7, 5)


def test_the_function_is_the_equation():
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(loc=3, size=(2, 7, 5)), rng.normal(size=5), rng.normal(size=5)
    normalized = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 0.1)
    close(layer_norm(x, gamma, beta, 0.1), gamma * normalized + beta, 1e-10)
    close(layer_norm(x, None, None, 0.1), normalized, 1e-10)
    close(layer_norm(x, None, None), layer_norm(x, None, None, 1e-3, -1), 0)


def test_rows_do_not_see_each_other():
    x = np.random.default_rng(0).normal(size=(2, 7, 5)).astype("float32")
    changed = x.copy()
    changed[1, 3] += [1, 2, 3, 4, 5]
    layer = LayerNormalization()
    moved = np.any(np.asarray(layer(x)) != np.asarray(layer(changed)), axis=-1)
    assert moved.sum() == 1 and moved[1, 3]


def test_shifting_and_scaling_the_input_changes_nothing():
    x = np.random.default_rng(0).normal(size=(2, 7))
    layer = LayerNormalization(epsilon=0.0, dtype="float64")
    close(layer(3 * x + 5), layer(x), 1e-10)


def test_statistics_stay_in_single_precision():
    """The squares of these numbers overflow in float16."""
    x = (1000 * np.random.default_rng(0).normal(size=(2, 64))).astype("float16")
    layer = LayerNormalization(dtype="mixed_float16")
    y = layer(x)
    assert y.dtype == "float16" and layer_norm(x, None, None).dtype == "float32"
    close(y, keras.layers.LayerNormalization(dtype="mixed_float16")(x), 1e-3)  # a float16 has eleven bits
    x = np.array([[1.0, 1.0001]], "float32")  # the same number twice in float16
    close(LayerNormalization(dtype="mixed_float16", epsilon=1e-12)(x), [[-1.0, 1.0]], 1e-2)


def test_weights_stay_in_single_precision():
    """70,000 is infinite in float16."""
    layer = LayerNormalization(dtype="mixed_float16", epsilon=1e-12)
    layer.build((None, 2))
    layer.set_weights([np.full(2, -7e4), np.full(2, 7e4)])
    assert abs(layer(np.array([[-1.0, 1.0]]))[0, 1]) < 0.1


def test_bad_options():
    with pytest.raises(ValueError, match="LayerNormalization got epsilon=-1"):
        LayerNormalization(epsilon=-1)
    with pytest.raises(ValueError, match="LayerNormalization got axis='last'; give a whole number\\.$"):
        LayerNormalization(axis="last")
    with pytest.raises(ValueError, match="LayerNormalization got axis="):
        LayerNormalization(axis=[1, 0.5])
    assert LayerNormalization(epsilon=0).epsilon == 0


@pytest.mark.parametrize("axis", [[1, -2], [2, 2], []])
def test_axes_are_given_once(axis):
    with pytest.raises(ValueError, match="LayerNormalization got axis=.*; give each axis once, and at least one"):
        LayerNormalization(axis=axis)(tf.ones((2, 7, 3)))


def test_bad_inputs():
    with pytest.raises(ValueError, match=r"got axis=3 for an input of shape \(2, 7, 3\); give one from -3 to 2"):
        LayerNormalization(axis=3)(tf.ones((2, 7, 3)))
    with pytest.raises(ValueError, match="LayerNormalization got .*the size of axis 1 must be known"):
        LayerNormalization(axis=1)(keras.Input((None, 3)))


@pytest.mark.parametrize(("axis", "other"), [(-1, (2, 7, 1)), ([1, -1], (2, 1, 3))])
def test_a_later_input_is_not_broadcast(axis, other):
    layer = LayerNormalization(axis)
    layer(np.ones((2, 7, 3)))
    with pytest.raises(ValueError, match="expected axis"):
        layer(np.ones(other))
    if axis == -1:
        assert layer(np.ones((5, 3))).shape == (5, 3)  # the number of other axes is free, as in Keras


def test_contract():
    layer_contract(LayerNormalization, FULL, (5, 7, 3), supports_masking=True)


def test_contract_over_time_of_any_length():
    layer_contract(LayerNormalization, {}, (5, 7, 3), unknown=(0, 1), supports_masking=True)
