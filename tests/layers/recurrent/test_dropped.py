import keras
import numpy as np
import pytest
from support.parity import close

from dlcourse.layers.recurrent.dropped import dropped_gru_step, dropped_lstm_step, thinned

B, D, U = 5, 3, 2
FUNCTIONS = keras.ops.softsign, keras.ops.hard_sigmoid


def numbers(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes]


def masks(count):
    """Any numbers do as masks; those of x, and of h."""
    rng = np.random.default_rng(1)
    return [[rng.normal(size=(B, size)) for _ in range(count)] for size in (D, U)]


def keras_cell(cell, x, states, weights, drawn):
    """Keras's cell with these masks as the ones it has drawn."""
    cell.build(x.shape)
    cell.set_weights(weights)
    cell.get_dropout_mask = lambda step_input: drawn[0]
    cell.get_recurrent_dropout_mask = lambda step_input: drawn[1]
    return cell(x, states, training=True)[1]


def test_thinned_has_a_mask_for_each_block_of_columns():
    x, W = numbers((B, D), (D, 3 * U))
    drawn = masks(3)[0]
    expected = np.concatenate([(x * m) @ W[:, k * U : (k + 1) * U] for k, m in enumerate(drawn)], axis=1)
    close(thinned(x, W, drawn), expected, 1e-12)
    close(thinned(x, W, None), x @ W, 1e-12)


NAMES = {"dtype": "float64", "activation": "softsign", "recurrent_activation": "hard_sigmoid"}


def test_dropped_lstm_step_is_keras_cell():
    x, h, c, *params = numbers((B, D), (B, U), (B, U), (D, 4 * U), (U, 4 * U), (4 * U,))
    cell = keras.layers.LSTMCell(U, dropout=0.5, recurrent_dropout=0.5, **NAMES)
    expected = keras_cell(cell, x, [h, c], params, masks(4))
    for ours, theirs in zip(dropped_lstm_step(x, h, c, params, masks(4), *FUNCTIONS), expected, strict=True):
        close(ours, theirs, 1e-12)


@pytest.mark.parametrize("reset_after", [True, False])
def test_dropped_gru_step_is_keras_cell(reset_after):
    bias = (2, 3 * U) if reset_after else (3 * U,)
    x, h, *params = numbers((B, D), (B, U), (D, 3 * U), (U, 3 * U), bias)
    cell = keras.layers.GRUCell(U, dropout=0.5, recurrent_dropout=0.5, reset_after=reset_after, **NAMES)
    (expected,) = keras_cell(cell, x, [h], params, masks(3))
    close(dropped_gru_step(x, h, params, masks(3), reset_after, *FUNCTIONS), expected, 1e-12)
