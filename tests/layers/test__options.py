"""Options by name or as objects, weights that carry them, and the way into a configuration."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import keras
import pytest

from dlcourse.layers import _options


@pytest.fixture
def layer():
    layer = keras.layers.Layer()
    _options.keep(
        layer,
        units=3,
        activation="relu",
        kernel_initializer="ones",
        kernel_regularizer=keras.regularizers.L2(0.5),
        kernel_constraint="non_neg",
        bias_initializer="zeros",
    )
    return layer


def test_names_become_objects_and_numbers_stay(layer):
    assert layer.units == 3
    assert layer.activation is keras.activations.relu
    assert isinstance(layer.kernel_initializer, keras.initializers.Ones)
    assert isinstance(layer.kernel_constraint, keras.constraints.NonNeg)


def test_a_weight_carries_its_options(layer):
    weight = _options.weight(layer, "kernel", (2,))
    assert weight.name == "kernel" and weight.numpy().tolist() == [1.0, 1.0]
    assert isinstance(weight.regularizer, keras.regularizers.L2)
    assert isinstance(weight.constraint, keras.constraints.NonNeg)


def test_a_weight_may_have_another_name_and_no_options(layer):
    weight = _options.weight(layer, "table", (2,), role="bias", trainable=False)
    assert weight.numpy().tolist() == [0.0, 0.0] and not weight.trainable
    assert weight.regularizer is None and weight.constraint is None


def test_what_is_stored_makes_the_same_objects(layer):
    config = _options.stored(layer, "units", "activation", "kernel_initializer", "kernel_regularizer")
    assert config["units"] == 3 and config["activation"] == "relu"
    assert keras.regularizers.get(config["kernel_regularizer"]).l2 == 0.5
    assert isinstance(keras.initializers.get(config["kernel_initializer"]), keras.initializers.Ones)
