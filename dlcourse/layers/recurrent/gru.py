"""The gated recurrent unit as a Keras layer."""

import keras

from . import cells
from .base import Recurrent
from .dropped import dropped_gru_step
from .steps import gru_step


@keras.saving.register_keras_serializable(package="dlcourse")
class GRU(Recurrent):
    """Gated recurrent unit, with Keras's arguments and weights (blocks in the order z, r, h).

    ``h_t = z · h_{t-1} + (1 - z) · g``; the gates and the two forms of the candidate g are written out at ``gru_step``.

    Args:
        units: U, size of the state and of the output.
        activation, recurrent_activation: of the candidate; of the gates.
        kernel_..., recurrent_..., bias_...: initializer, regularizer, constraint of W (D, 3 U), U (U, 3 U) and
            b (3 U,), or (2, 3 U) with ``reset_after``.
        dropout, recurrent_dropout: shares of x and of h that are dropped in training, the same at every step.
        return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask: as of ``SimpleRNN``.
        reset_after: whether the reset gate acts after the product with U (cuDNN's form) or before it (the paper's).

    Raises:
        ValueError: wrong arguments, an input that is not (B, T, D), another number of states than one.

    Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", equations 5 to 8.

    Example:
        >>> import numpy as np
        >>> layer = GRU(64)
        >>> layer(np.ones((2, 5, 32))).shape, layer.count_params()
        (TensorShape([2, 64]), 18816)
    """

    blocks = 3

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, recurrent_constraint=None, bias_constraint=None,
        dropout=0.0, recurrent_dropout=0.0, seed=None, return_sequences=False, return_state=False, go_backwards=False,
        stateful=False, unroll=False, reset_after=True, **kwargs,
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
        self.reset_after = reset_after

    def bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def step(self, x, states, params):
        return [gru_step(x, states[0], params, self.reset_after, self.activation, self.recurrent_activation)]

    def dropped_step(self, x, states, params, masks):
        options = self.reset_after, self.activation, self.recurrent_activation
        return [dropped_gru_step(x, states[0], params, masks, *options)]

    def cell(self):
        make = cells.gru_cell if self.reset_after else cells.gru_before_cell
        return make(self.activation, self.recurrent_activation)

    def get_config(self):
        return {
            **super().get_config(),
            "activation": keras.activations.serialize(self.activation),
            "recurrent_activation": keras.activations.serialize(self.recurrent_activation),
            "reset_after": self.reset_after,
        }
