"""The constraints are Keras's, along every axis, and do what their names say."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close, same_function

from dlcourse import constraints

CASES = [
    ("MaxNorm", {}, (7, 5)),
    ("MaxNorm", {"max_value": 0.7}, (7, 5)),
    ("MaxNorm", {"max_value": 0.7, "axis": 1}, (7, 5)),
    ("MaxNorm", {"axis": [0, 1, 2]}, (2, 3, 5, 7)),
    ("UnitNorm", {}, (7, 5)),
    ("UnitNorm", {"axis": 1}, (7, 5)),
    ("UnitNorm", {"axis": [0, 1, 2]}, (2, 3, 5, 7)),
    ("NonNeg", {}, (7, 5)),
]


@pytest.mark.parametrize(("name", "options", "shape"), CASES)
def test_the_result_is_that_of_keras(name, options, shape):
    ours, theirs = getattr(constraints, name)(**options), getattr(keras.constraints, name)(**options)
    same_function(ours, theirs, shape)


@pytest.mark.parametrize(("name", "options", "shape"), CASES)
def test_the_configuration_says_all_that_keras_says(name, options, shape):
    constraint = getattr(constraints, name)(**options)
    assert constraint.get_config() == getattr(keras.constraints, name)(**options).get_config()
    copy = keras.constraints.deserialize(keras.constraints.serialize(constraint))
    assert type(copy) is type(constraint) and copy.get_config() == constraint.get_config()
    assert keras.saving.get_registered_name(type(constraint)) == f"dlcourse>{name}"


def test_defaults_of_the_functions_are_those_of_the_classes():
    w = np.random.default_rng(0).normal(size=(7, 3))
    close(constraints.max_norm(w), constraints.MaxNorm()(w), 0)
    close(constraints.unit_norm(w), constraints.UnitNorm()(w), 0)


@given(st.lists(st.floats(-9, 9), min_size=3, max_size=3), st.floats(0, 5))
@settings(max_examples=20, deadline=None)
def test_no_norm_is_above_the_limit_and_no_direction_changes(vector, limit):
    w = np.array(vector)
    shorter = constraints.max_norm(w, limit).numpy()
    length = np.linalg.norm(w)
    assert np.linalg.norm(shorter) <= limit * (1 + 1e-12)
    # Keras's 1e-7 beside the norm takes 1e-7 off, whatever the length.
    close(shorter, w if length <= limit else w * (limit / length), 2e-7)


def test_zeros_stay_zeros():
    for name in ("MaxNorm", "UnitNorm", "NonNeg"):
        close(getattr(constraints, name)()(np.zeros((3, 2))), np.zeros((3, 2)), 0)
    close(constraints.MaxNorm(0)(np.ones((3, 2))), np.zeros((3, 2)), 0)


def test_a_layer_keeps_its_limit_in_training():
    layer = keras.layers.Dense(3, kernel_constraint=constraints.MaxNorm(0.5))
    model = keras.Sequential([keras.Input((5,)), layer])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    model.fit(np.ones((4, 5)), np.ones((4, 3)), epochs=3, verbose=0)
    assert np.linalg.norm(layer.kernel.numpy(), axis=0).max() <= 0.5 * (1 + 1e-6)


@pytest.mark.parametrize("make", [constraints.MaxNorm, lambda bad: constraints.max_norm([1.0], bad)])
@pytest.mark.parametrize("bad", [-1, "2", float("nan")])
def test_a_limit_below_0_is_refused(make, bad):
    with pytest.raises(ValueError, match="(MaxNorm|max_norm..) got max_value=.*; give a number of at least 0"):
        make(bad)
