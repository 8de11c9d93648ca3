"""Long short-term memory as a Keras layer, in today's form and in two older ones."""

import keras
from keras import ops

from . import cells
from .base import Recurrent
from .dropped import dropped_lstm_step
from .steps import lstm_1997_step, lstm_step, peephole_lstm_step


@keras.saving.register_keras_serializable(package="dlcourse")
class LSTM(Recurrent):
    """Long short-term memory, with Keras's arguments and weights (blocks in the order i, f, c, o).

    ``c_t = f · c_{t-1} + i · g``, ``h_t = o · tanh(c_t)``; the gates are written out at ``lstm_step``.

    Args:
        units: U, size of h, of c and of the output.
        activation, recurrent_activation: of the candidate and of c; of the gates.
        kernel_..., recurrent_..., bias_...: initializer, regularizer, constraint of W (D, 4 U), U (U, 4 U), b (4 U,).
        unit_forget_bias: begin with 1 as the forget gate's bias, so that it is open.
        dropout, recurrent_dropout: shares of x and of h that are dropped in training, the same at every step.
        return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask: as of ``SimpleRNN``;
            the states are h and c.
        peepholes: let the gates see c (``peephole_lstm_step``); a fourth weight, (3, U).
        forget_gate: False is the LSTM of 1997 (``lstm_1997_step``): blocks i, c, o only.

    Raises:
        ValueError: wrong arguments, an input that is not (B, T, D), another number of states than two.

    Source: Hochreiter, Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000; Jozefowicz, Zaremba, Sutskever 2015 (bias).

    Example:
        >>> import numpy as np
        >>> output, h, c = LSTM(3, return_state=True)(np.ones((2, 5, 4)))
        >>> output.shape, bool(np.all(output == h))
        (TensorShape([2, 3]), True)
    """

    state_count = 2

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, recurrent_constraint=None, bias_constraint=None,
        dropout=0.0, recurrent_dropout=0.0, seed=None, return_sequences=False, return_state=False, go_backwards=False,
        stateful=False, unroll=False, *, peepholes=False, forget_gate=True, **kwargs,
    ):  # fmt: skip
        super().__init__(
            units, use_bias, (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint), dropout, recurrent_dropout, seed,
            return_sequences, return_state, go_backwards, stateful, unroll,
            activity_regularizer=activity_regularizer, **kwargs,
        )  # fmt: skip
        self.activation = keras.activations.get(activation)
        self.recurrent_activation = keras.activations.get(recurrent_activation)
        self.unit_forget_bias, self.peepholes, self.forget_gate = unit_forget_bias, peepholes, forget_gate
        self.blocks = 4 if forget_gate else 3
        if (peepholes or recurrent_dropout) and not forget_gate:
            raise ValueError("LSTM got forget_gate=False with peepholes or recurrent_dropout; give it without them.")
        if peepholes and recurrent_dropout:
            raise ValueError("LSTM got peepholes=True with recurrent_dropout; give only one of them.")

    def build(self, sequences_shape, initial_state_shape=None):
        super().build(sequences_shape)
        if self.peepholes:
            self.peephole = self.add_weight(name="peephole", shape=(3, self.units), initializer="zeros")

    def bias_start(self, shape, dtype=None):
        start = super().bias_start(shape, dtype)
        if not (self.unit_forget_bias and self.forget_gate):
            return start
        i, f, g, o = ops.split(start, 4)
        return ops.concatenate([i, ops.ones_like(f), g, o])

    def step(self, x, states, params):
        step = lstm_step if self.forget_gate else lstm_1997_step
        if self.peepholes:
            step, params = peephole_lstm_step, (*params, ops.convert_to_tensor(self.peephole))
        return step(x, *states, params, self.activation, self.recurrent_activation)

    def dropped_step(self, x, states, params, masks):
        return dropped_lstm_step(x, *states, params, masks, self.activation, self.recurrent_activation)

    def cell(self):
        plain = self.forget_gate and not self.peepholes
        return cells.lstm_cell(self.activation, self.recurrent_activation) if plain else None

    def get_config(self):
        return {
            **super().get_config(),
            "activation": keras.activations.serialize(self.activation),
            "recurrent_activation": keras.activations.serialize(self.recurrent_activation),
            "unit_forget_bias": self.unit_forget_bias,
            "peepholes": self.peepholes,
            "forget_gate": self.forget_gate,
        }
