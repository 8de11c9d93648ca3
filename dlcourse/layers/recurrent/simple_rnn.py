"""The simple recurrent network as a Keras layer."""

import keras

from . import cells
from .base import Recurrent
from .dropped import thinned
from .steps import simple_rnn_step


@keras.saving.register_keras_serializable(package="dlcourse")
class SimpleRNN(Recurrent):
    """Simple recurrent network: ``h_t = tanh(x_t W + h_{t-1} U + b)``, with Keras's arguments and weights.

    Args:
        units: U, size of the state and of the output.
        activation, use_bias: tanh, and whether there is a bias.
        kernel_..., recurrent_..., bias_...: initializer, regularizer, constraint of W (D, U), U (U, U), b (U,).
        dropout, recurrent_dropout: shares of x and of h that are dropped in training, the same at every step.
        return_sequences: give the outputs of all steps, (B, T, U), instead of the last one, (B, U).
        return_state: give the state after the last step, (B, U), too.
        go_backwards: run from the last step to the first; the outputs come in that order.
        stateful: begin each batch with the states that the one before ended with, until ``reset_state()``.
        unroll: write all steps out instead of making a loop; for short sequences.
        zero_output_for_mask: a masked step gives 0 instead of the output before it.

    Call with ``mask`` (B, T), False where a step is to be skipped, and ``initial_state`` (B, U).

    Raises:
        ValueError: wrong arguments, an input that is not (B, T, D), another number of states than one.

    Source: Elman 1990, "Finding structure in time".

    Example:
        >>> import numpy as np
        >>> layer = SimpleRNN(3, return_sequences=True)
        >>> layer(np.ones((2, 5, 4))).shape, [tuple(weight.shape) for weight in layer.weights]
        (TensorShape([2, 5, 3]), [(4, 3), (3, 3), (3,)])
    """

    def __init__(
        self, units, activation="tanh", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, recurrent_constraint=None, bias_constraint=None,
        dropout=0.0, recurrent_dropout=0.0, return_sequences=False, return_state=False, go_backwards=False,
        stateful=False, unroll=False, seed=None, **kwargs,
    ):  # fmt: skip
        super().__init__(
            units, use_bias, (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint), dropout, recurrent_dropout, seed,
            return_sequences, return_state, go_backwards, stateful, unroll,
            activity_regularizer=activity_regularizer, **kwargs,
        )  # fmt: skip
        self.activation = keras.activations.get(activation)

    def step(self, x, states, params):
        return [simple_rnn_step(x, states[0], *params, self.activation)]

    def dropped_step(self, x, states, params, masks):
        W, U, b = params
        return [self.activation(thinned(x, W, masks[0]) + thinned(states[0], U, masks[1]) + b)]

    def cell(self):
        return cells.simple_rnn_cell(self.activation)

    def get_config(self):
        return {**super().get_config(), "activation": keras.activations.serialize(self.activation)}
