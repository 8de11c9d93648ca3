import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close

from dlcourse.layers.recurrent import gru_step, lstm_1997_step, lstm_step, peephole_lstm_step, simple_rnn_step

B, D, U = 5, 3, 2


def numbers(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes]


def keras_cell(cell, x, states, weights):
    """What Keras's own cell makes of the same numbers."""
    cell.build(x.shape)
    cell.set_weights(weights)
    return cell(tf.constant(x), [tf.constant(state) for state in states])[1]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_simple_rnn_step_is_keras_cell():
    x, h, W, u, b = numbers((B, D), (B, U), (D, U), (U, U), (U,))
    (expected,) = keras_cell(keras.layers.SimpleRNNCell(U, dtype="float64"), x, [h], [W, u, b])
    close(simple_rnn_step(x, h, W, u, b), expected, 1e-12)
    close(simple_rnn_step(x, h, W, u, b, activation=np.sin), np.sin(x @ W + h @ u + b), 1e-12)


def test_lstm_step_is_keras_cell():
    x, h, c, *params = numbers((B, D), (B, U), (B, U), (D, 4 * U), (U, 4 * U), (4 * U,))
    for options in ({}, {"activation": "softsign", "recurrent_activation": "hard_sigmoid"}):
        expected = keras_cell(keras.layers.LSTMCell(U, dtype="float64", **options), x, [h, c], params)
        functions = {name: keras.activations.get(value) for name, value in options.items()}
        for ours, theirs in zip(lstm_step(x, h, c, params, **functions), expected, strict=True):
            close(ours, theirs, 1e-12)


def test_lstm_of_1997_is_one_whose_forget_gate_is_stuck_at_one():
    x, h, c, W, u, b = numbers((B, D), (B, U), (B, U), (D, 3 * U), (U, 3 * U), (3 * U,))
    stuck = [np.insert(W, [U] * U, 0, axis=1), np.insert(u, [U] * U, 0, axis=1), np.insert(b, [U] * U, 1e3)]
    for options in ({}, {"activation": "softsign"}):
        expected = keras_cell(keras.layers.LSTMCell(U, dtype="float64", **options), x, [h, c], stuck)
        functions = {name: keras.activations.get(value) for name, value in options.items()}
        for ours, theirs in zip(lstm_1997_step(x, h, c, (W, u, b), **functions), expected, strict=True):
            close(ours, theirs, 1e-12)


def test_peephole_lstm_step_is_tensorflows_own():
    x, h, c, W, u, b, p = [
        each.astype("float32")
        for each in numbers((B, D), (B, U), (B, U), (D, 4 * U), (U, 4 * U), (4 * U,), (3, U))
    ]  # fmt: skip
    results = tf.raw_ops.BlockLSTMV2(
        seq_len_max=1, x=x[None], cs_prev=c, h_prev=h, w=np.concatenate([W, u]), b=b,
        wci=p[0], wcf=p[1], wco=p[2], use_peephole=True,
    )  # fmt: skip
    ours = peephole_lstm_step(x, h, c, (W, u, b, p))
    close(ours[0], results.h[0], 1e-5)
    close(ours[1], results.cs[0], 1e-5)


def test_peephole_lstm_step_uses_the_activations_given():
    x, h, c, W, u, b, p = numbers((B, D), (B, U), (B, U), (D, 4 * U), (U, 4 * U), (4 * U,), (3, U))
    i, f, g, o = np.split(x @ W + h @ u + b, 4, axis=1)
    new_c = np.cos(f + p[1] * c) * c + np.cos(i + p[0] * c) * np.sin(g)
    expected = np.cos(o + p[2] * new_c) * np.sin(new_c), new_c
    for ours, theirs in zip(peephole_lstm_step(x, h, c, (W, u, b, p), np.sin, np.cos), expected, strict=True):
        close(ours, theirs, 1e-12)


@pytest.mark.parametrize("reset_after", [True, False])
def test_gru_step_is_keras_cell(reset_after):
    bias = (2, 3 * U) if reset_after else (3 * U,)
    x, h, *params = numbers((B, D), (B, U), (D, 3 * U), (U, 3 * U), bias)
    for options in ({}, {"activation": "softsign", "recurrent_activation": "hard_sigmoid"}):
        cell = keras.layers.GRUCell(U, dtype="float64", reset_after=reset_after, **options)
        (expected,) = keras_cell(cell, x, [h], params)
        functions = {name: keras.activations.get(value) for name, value in options.items()}
        close(gru_step(x, h, params, reset_after, **functions), expected, 1e-12)
    if reset_after:
        close(gru_step(x, h, params, **functions), expected, 1e-12)


def test_a_gru_whose_update_gate_is_one_keeps_its_state():
    x, h, W, u, b = numbers((B, D), (B, U), (D, 3 * U), (U, 3 * U), (2, 3 * U))
    b[0, :U] = 1e3
    close(gru_step(x, h, (W, u, b)), h, 1e-12)
