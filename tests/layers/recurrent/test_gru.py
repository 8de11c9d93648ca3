import keras
import pytest
from support.contract import layer_contract
from support.recurrent import MASK, U, same

from dlcourse.layers.recurrent import GRU


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"activation": "relu", "recurrent_activation": "hard_sigmoid", "use_bias": False},
        {"return_sequences": True, "return_state": True, "go_backwards": True},
        {"dropout": 0.3, "recurrent_dropout": 0.4, "seed": 1},
    ],
)
def test_as_keras(options, reset_after):
    options = {**options, "reset_after": reset_after}
    same(lambda **k: GRU(U, **options, **k), lambda **k: keras.layers.GRU(U, **options, **k), training=True)


@pytest.mark.parametrize("reset_after", [True, False])
def test_as_keras_in_a_compiled_function(reset_after):
    same(
        lambda **k: GRU(U, reset_after=reset_after, **k),
        lambda **k: keras.layers.GRU(U, reset_after=reset_after, **k),
        mask=MASK,
        compiled=True,
    )


OPTIONS = {
    "units": 5, "activation": "sigmoid", "recurrent_activation": "relu", "use_bias": False,
    "kernel_initializer": "he_normal", "recurrent_initializer": "glorot_normal", "bias_initializer": "ones",
    "kernel_regularizer": "l1", "recurrent_regularizer": "l2", "bias_regularizer": keras.regularizers.L1(0.5),
    "activity_regularizer": "l2", "kernel_constraint": "max_norm", "recurrent_constraint": "non_neg",
    "bias_constraint": "unit_norm", "dropout": 0.1, "recurrent_dropout": 0.2, "seed": 3, "return_sequences": True,
    "return_state": True, "go_backwards": True, "stateful": True, "unroll": True, "reset_after": False,
}  # fmt: skip


def test_arguments_stand_in_keras_order_and_reach_what_they_are_for():
    config, expected = GRU(*OPTIONS.values()).get_config(), keras.layers.GRU(*OPTIONS.values()).get_config()
    assert {name: config[name] for name in OPTIONS} == {name: expected[name] for name in OPTIONS}


def test_defaults_are_those_of_keras():
    config, expected = GRU(3).get_config(), keras.layers.GRU(3).get_config()
    assert {name: config[name] for name in expected if name != "name"} == {
        name: value for name, value in expected.items() if name != "name"
    }


@pytest.mark.parametrize("reset_after", [True, False])
def test_contract(reset_after):
    weights = {"expected_num_trainable_weights": 3, "expected_output_shape": (3, 7, 5), "supports_masking": True}
    layer_contract(GRU, {"units": 5, "return_sequences": True, "reset_after": reset_after}, (3, 7, 2), **weights)
