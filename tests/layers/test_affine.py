"""The dense layer is Keras's."""

from functools import partial

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.affine import Dense, dense

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


@pytest.mark.parametrize("options", [{}, FULL, {**FULL, "use_bias": False}])
def test_options_are_kerass(options):
    options = {"kernel_initializer": keras.initializers.RandomNormal(seed=3), **options}
    ours, theirs = Dense(5, **options), keras.layers.Dense(5, **options)
    same_options(ours, theirs, (2, 7, 3), (2, 3))


def test_the_first_kernel_is_glorots():
    assert isinstance(Dense(5).kernel_initializer, keras.initializers.GlorotUniform)


@pytest.mark.parametrize("shape", [(7, 3), (2, 7, 3), (2, 3, 5, 3)])
@pytest.mark.parametrize("options", [{}, {"activation": "gelu"}, {"use_bias": False, "activation": "relu"}])
def test_equals_keras(options, shape):
    same_layer(partial(Dense, 5, **options), partial(keras.layers.Dense, 5, **options), shape)


def test_the_function_is_the_equation():
    rng = np.random.default_rng(0)
    x, kernel, bias = rng.normal(size=(2, 7, 3)), rng.normal(size=(3, 5)), rng.normal(size=5)
    close(dense(x, kernel, bias), np.einsum("btd,du->btu", x, kernel) + bias, 1e-10)
    close(dense(x, kernel), np.einsum("btd,du->btu", x, kernel), 1e-10)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(7)))
def test_permuting_the_batch_permutes_the_output(order):
    x = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    layer = Dense(5, "tanh")
    close(layer(x[list(order)]), np.asarray(layer(x))[list(order)], 1e-6)


@pytest.mark.parametrize("units", [0, -1, 2.5, True, None])
def test_units_are_a_whole_number(units):
    with pytest.raises(ValueError, match=f"Dense got units={units}; give a whole number of 1 or more"):
        Dense(units)


def test_bad_input():
    with pytest.raises(ValueError, match=r"Dense got an input of shape \(3,\); give a batch axis too"):
        Dense(5)(np.ones(3))
    with pytest.raises(ValueError, match="the size of axis -1 must be known"):
        Dense(5)(keras.Input((None,)))
    layer = Dense(5)
    layer(np.ones((2, 3)))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        layer(np.ones((2, 4)))


def test_contract():
    layer_contract(Dense, {"units": 5, **FULL}, (2, 7, 3), unknown=(0, 1), supports_masking=True)
