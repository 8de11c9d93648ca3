import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import gradients_match_differences
from support.recurrent import MASK, U, Wrapped, X, same

from dlcourse.layers.recurrent import GRU, LSTM, SimpleRNN, cells


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
def test_simple_rnn_as_keras(activation):
    options = {"activation": activation, "return_sequences": True}
    same(
        lambda **k: SimpleRNN(U, **options, **k),
        lambda **k: keras.layers.SimpleRNN(U, **options, **k),
        mask=MASK,
        compiled=True,
    )


@pytest.mark.parametrize("functions", [("tanh", "sigmoid"), ("sigmoid", "tanh")])
@pytest.mark.parametrize("use_bias", [True, False])
def test_lstm_as_keras(functions, use_bias):
    options = {"activation": functions[0], "recurrent_activation": functions[1], "use_bias": use_bias}
    options = {**options, "return_sequences": True, "return_state": True}
    same(lambda **k: LSTM(U, **options, **k), lambda **k: keras.layers.LSTM(U, **options, **k), compiled=True)


@pytest.mark.parametrize("functions", [("tanh", "sigmoid"), ("sigmoid", "tanh")])
@pytest.mark.parametrize("reset_after", [True, False])
def test_gru_as_keras(functions, reset_after):
    options = {"activation": functions[0], "recurrent_activation": functions[1], "reset_after": reset_after}
    options["return_sequences"] = True
    same(lambda **k: GRU(U, **options, **k), lambda **k: keras.layers.GRU(U, **options, **k), compiled=True)


@pytest.mark.parametrize(
    "layer", [SimpleRNN, LSTM, GRU, lambda units, **k: GRU(units, reset_after=False, **k)], ids=lambda each: ""
)
def test_gradients_are_central_differences(layer):
    gradients_match_differences(Wrapped(layer(2, dtype="float64"), compiled=True), (2, 3, 1))


def test_an_activation_whose_slope_is_not_known_has_no_cell():
    known, unknown = keras.activations.tanh, keras.activations.softplus
    assert cells.simple_rnn_cell(unknown) is None and cells.simple_rnn_cell(known)
    for make in (cells.lstm_cell, cells.gru_cell, cells.gru_before_cell):
        assert make(known, unknown) is None and make(unknown, known) is None and make(known, known)


def test_without_a_cell_the_plain_scan_computes():
    options = {"activation": "softplus"}
    same(lambda **k: GRU(U, **options, **k), lambda **k: keras.layers.GRU(U, **options, **k), compiled=True)


def test_what_is_kept_is_little():
    """Six numbers a unit and step for an LSTM, h and c among them."""
    rng = np.random.default_rng(0)
    cell = cells.lstm_cell(keras.activations.tanh, keras.activations.sigmoid)
    h = tf.constant(rng.normal(size=(X[0], U)))
    _, kept = cell.forward(tf.zeros((X[0], 4 * U), h.dtype), [h, h], tf.zeros((U, 4 * U), h.dtype), None)
    assert kept.shape[-1] == 4 * U
