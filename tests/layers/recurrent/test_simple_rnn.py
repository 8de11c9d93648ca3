import keras
import pytest
from support.contract import layer_contract
from support.recurrent import MASK, U, same

from dlcourse.layers.recurrent import SimpleRNN


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"activation": "relu", "use_bias": False},
        {"activation": None, "return_sequences": True},
        {"return_sequences": True, "return_state": True, "go_backwards": True},
        {"dropout": 0.3, "recurrent_dropout": 0.4, "seed": 1},
    ],
)
def test_as_keras(options):
    same(lambda **k: SimpleRNN(U, **options, **k), lambda **k: keras.layers.SimpleRNN(U, **options, **k), training=True)


def test_as_keras_in_a_compiled_function():
    same(lambda **k: SimpleRNN(U, **k), lambda **k: keras.layers.SimpleRNN(U, **k), mask=MASK, compiled=True)


OPTIONS = {
    "units": 5, "activation": "sigmoid", "use_bias": False, "kernel_initializer": "he_normal",
    "recurrent_initializer": "glorot_normal", "bias_initializer": "ones", "kernel_regularizer": "l1",
    "recurrent_regularizer": "l2", "bias_regularizer": keras.regularizers.L1(0.5), "activity_regularizer": "l2",
    "kernel_constraint": "max_norm", "recurrent_constraint": "non_neg", "bias_constraint": "unit_norm",
    "dropout": 0.1, "recurrent_dropout": 0.2, "return_sequences": True, "return_state": True, "go_backwards": True,
    "stateful": True, "unroll": True, "seed": 3,
}  # fmt: skip


def test_arguments_stand_in_keras_order_and_reach_what_they_are_for():
    layer, theirs = SimpleRNN(*OPTIONS.values()), keras.layers.SimpleRNN(*OPTIONS.values())
    assert isinstance(layer.activity_regularizer, keras.regularizers.L2)
    config, expected = layer.get_config(), theirs.get_config()
    assert config["seed"] == 3
    for name in set(OPTIONS) - {"activity_regularizer", "seed"}:  # Keras's SimpleRNN drops these two
        assert config[name] == expected[name], name


def test_defaults_are_those_of_keras():
    config, expected = SimpleRNN(3).get_config(), keras.layers.SimpleRNN(3).get_config()
    assert {name: config[name] for name in expected if name != "name"} == {
        name: value for name, value in expected.items() if name != "name"
    }


def test_contract():
    weights = {"expected_num_trainable_weights": 3, "expected_output_shape": (3, 7, 5), "supports_masking": True}
    layer_contract(SimpleRNN, {"units": 5, "return_sequences": True}, (3, 7, 2), **weights)
