import keras
import numpy as np
import pytest
from support.contract import layer_contract
from support.parity import close, gradients_match_differences
from support.recurrent import MASK, B, D, T, U, same

from dlcourse.layers.recurrent import LSTM, lstm_1997_step, peephole_lstm_step


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"activation": "relu", "recurrent_activation": "hard_sigmoid", "use_bias": False},
        {"return_sequences": True, "return_state": True, "go_backwards": True},
        {"dropout": 0.3, "recurrent_dropout": 0.4, "seed": 1},
    ],
)
def test_as_keras(options):
    same(lambda **k: LSTM(U, **options, **k), lambda **k: keras.layers.LSTM(U, **options, **k), training=True)


def test_as_keras_in_a_compiled_function():
    same(lambda **k: LSTM(U, **k), lambda **k: keras.layers.LSTM(U, **k), mask=MASK, compiled=True)


@pytest.mark.parametrize("options", [{"peepholes": True}, {"forget_gate": False}])
@pytest.mark.parametrize("compiled", [False, True])
def test_older_forms_are_their_steps_one_after_the_other(options, compiled):
    import tensorflow as tf

    layer = LSTM(U, return_state=True, dtype="float64", **options, activation="softsign", recurrent_activation="relu")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(B, T, D))
    layer(x)
    params = [rng.normal(size=weight.shape) for weight in layer.weights]
    assert [each.shape for each in params][3:] == ([(3, U)] if "peepholes" in options else [])
    assert params[0].shape[1] == (4 if "peepholes" in options else 3) * U
    layer.set_weights(params)
    step = peephole_lstm_step if "peepholes" in options else lstm_1997_step
    h = c = np.zeros((B, U))
    for t in range(T):
        h, c = step(x[:, t], h, c, params, keras.ops.softsign, keras.ops.relu)
    call = tf.function(layer, autograph=False) if compiled else layer
    for ours, expected in zip(call(x), (h, h, c), strict=True):
        close(ours, expected, 1e-12)


def test_gradients_of_peepholes():
    gradients_match_differences(LSTM(1, peepholes=True, dtype="float64"), (2, 3, 1))


def test_the_forget_gate_starts_open():
    def bias(**options):
        layer = LSTM(2, bias_initializer=keras.initializers.Constant(7), **options)
        layer.build((B, T, D))
        return layer.bias.numpy().tolist()

    assert bias() == [7, 7, 1, 1, 7, 7, 7, 7]
    assert bias(unit_forget_bias=False) == [7] * 8
    assert bias(forget_gate=False) == [7] * 6
    layer = LSTM(2, peepholes=True)
    layer.build((B, T, D))
    assert not layer.peephole.numpy().any() and layer.peephole.name == "peephole"


OPTIONS = {
    "units": 5, "activation": "sigmoid", "recurrent_activation": "relu", "use_bias": False,
    "kernel_initializer": "he_normal", "recurrent_initializer": "glorot_normal", "bias_initializer": "ones",
    "unit_forget_bias": False, "kernel_regularizer": "l1",
    "recurrent_regularizer": "l2", "bias_regularizer": keras.regularizers.L1(0.5), "activity_regularizer": "l2",
    "kernel_constraint": "max_norm", "recurrent_constraint": "non_neg", "bias_constraint": "unit_norm",
    "dropout": 0.1, "recurrent_dropout": 0.2, "seed": 3, "return_sequences": True, "return_state": True,
    "go_backwards": True, "stateful": True, "unroll": True,
}  # fmt: skip


def test_arguments_stand_in_keras_order_and_reach_what_they_are_for():
    config, expected = LSTM(*OPTIONS.values()).get_config(), keras.layers.LSTM(*OPTIONS.values()).get_config()
    assert {name: config[name] for name in OPTIONS} == {name: expected[name] for name in OPTIONS}
    assert LSTM(3, peepholes=True).get_config()["peepholes"] and not LSTM(3, forget_gate=False).forget_gate


def test_defaults_are_those_of_keras():
    config, expected = LSTM(3).get_config(), keras.layers.LSTM(3).get_config()
    assert {name: config[name] for name in expected if name != "name"} == {
        name: value for name, value in expected.items() if name != "name"
    }
    assert (config["peepholes"], config["forget_gate"]) == (False, True)


def test_forms_that_no_paper_has_are_refused():
    for options in ({"peepholes": True}, {"recurrent_dropout": 0.1}):
        with pytest.raises(ValueError, match="forget_gate=False with peepholes or recurrent_dropout"):
            LSTM(3, forget_gate=False, **options)
    with pytest.raises(ValueError, match="peepholes=True with recurrent_dropout"):
        LSTM(3, peepholes=True, recurrent_dropout=0.1)


@pytest.mark.parametrize("options", [{}, {"peepholes": True}])
def test_contract(options):
    weights = {"expected_output_shape": (3, 7, 5), "supports_masking": True}
    layer_contract(LSTM, {"units": 5, "return_sequences": True, **options}, (3, 7, 2), **weights)
