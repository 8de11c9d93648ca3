"""What SimpleRNN, LSTM and GRU have in common: weights, states, masks and dropout around a step."""

import keras
import numpy as np
from keras import ops

from dlcourse._require import known, number, positive_integer, rank

from . import fast
from .scan import scan, shown

WEIGHTS = ("kernel", "recurrent", "bias")


def fits(value, wanted):
    """Whether an array or a tensor has this shape, as far as the sizes are known."""
    shape = np.shape(value)
    return len(shape) == len(wanted) and all(None in (a, b) or a == b for a, b in zip(shape, wanted, strict=True))


class Recurrent(keras.layers.Layer):
    """Base of the recurrent layers; each adds ``step``, ``dropped_step`` and ``cell``.

    Inside a compiled function on TensorFlow the fast path computes, otherwise the plain ``scan`` of the layer's step:
    the numbers are the same. Arguments as in Keras, with each kind for kernel, recurrent kernel and bias in one tuple.
    """

    blocks = 1  # of columns in the weights: one for each gate and one for the candidate
    state_count = 1

    def __init__(
        self, units, use_bias, initializers, regularizers, constraints, dropout, recurrent_dropout, seed,
        return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask=False, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)
        self.owner = type(self).__name__
        self.units = positive_integer(self.owner, "units", units)
        self.use_bias = use_bias
        for kind, values in (("initializer", initializers), ("regularizer", regularizers), ("constraint", constraints)):
            for weight, value in zip(WEIGHTS, values, strict=True):
                setattr(self, f"{weight}_{kind}", getattr(keras, f"{kind}s").get(value))
        self.dropout = number(self.owner, "dropout", dropout, low=0, below=1)
        self.recurrent_dropout = number(self.owner, "recurrent_dropout", recurrent_dropout, low=0, below=1)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.return_sequences, self.return_state, self.go_backwards = return_sequences, return_state, go_backwards
        self.stateful, self.unroll, self.zero_output_for_mask = stateful, unroll, zero_output_for_mask
        self.states = None
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(ndim=3)

    def build(self, sequences_shape, initial_state_shape=None):
        features = known(self.owner, rank(self.owner, sequences_shape, "(B, T, D)"))
        self.input_spec = keras.layers.InputSpec(ndim=3, axes={-1: features})
        self.kernel = self._weight("kernel", "kernel", (features, self.blocks * self.units))
        self.recurrent_kernel = self._weight("recurrent_kernel", "recurrent", (self.units, self.blocks * self.units))
        self.bias = self._weight("bias", "bias", self.bias_shape()) if self.use_bias else None
        if self.stateful:
            self._remember(known(self.owner, sequences_shape, 0))

    def _weight(self, name, kind, shape):
        start = self.bias_start if name == "bias" else getattr(self, f"{kind}_initializer")
        rest = {each: getattr(self, f"{kind}_{each}") for each in ("regularizer", "constraint")}
        return self.add_weight(name=name, shape=shape, initializer=start, **rest)

    def bias_shape(self):
        return (self.blocks * self.units,)

    def bias_start(self, shape, dtype=None):
        return self.bias_initializer(shape, dtype=dtype)

    def params(self):
        """``(W, U, b)`` in the precision of the computation; no bias is a bias of 0."""
        W, U = ops.convert_to_tensor(self.kernel), ops.convert_to_tensor(self.recurrent_kernel)
        return W, U, ops.convert_to_tensor(self.bias) if self.use_bias else ops.zeros(self.bias_shape(), W.dtype)

    def call(self, sequences, initial_state=None, mask=None, training=False):
        if sequences.shape[1] == 0:
            raise ValueError(f"{self.owner} got sequences of 0 steps, {tuple(sequences.shape)}; give at least one.")
        if not keras.backend.is_float_dtype(sequences.dtype):
            sequences = ops.cast(sequences, self.compute_dtype)
        states = self._start(sequences, initial_state)
        mask = None if mask is None else self._mask(sequences, mask)
        if self.go_backwards:
            sequences = ops.flip(sequences, axis=1)
            mask = None if mask is None else ops.flip(mask, axis=1)
        input_masks, state_masks = self._dropout_masks(sequences, states[0]) if training else (None, None)
        if input_masks and not state_masks:
            sequences = sequences * input_masks[0][:, None, :]
        output, states = self._run(sequences, states, mask, input_masks, state_masks)
        if mask is not None:
            visible = shown(mask, self.zero_output_for_mask)
            output = ops.where(visible[:, :, None] if self.return_sequences else visible[:, -1:], output, 0)
        if self.stateful:
            for variable, state in zip(self.states, states, strict=True):
                variable.assign(state)
        return (output, *states) if self.return_state else output

    def _mask(self, sequences, mask):
        """The mask as booleans (B, T); one row stands for all."""
        wanted = tuple(sequences.shape[:2])
        if not (fits(mask, wanted) or fits(mask, (1, wanted[1]))):
            raise ValueError(
                f"{self.owner} got a mask of shape {tuple(np.shape(mask))} for sequences of shape "
                f"{tuple(sequences.shape)}; give one number for each step, {wanted}."
            )
        mask = ops.cast(mask, "bool")
        return ops.broadcast_to(mask, ops.shape(sequences)[:2]) if mask.shape[:1] == (1,) else mask

    def _run(self, sequences, states, mask, input_masks, state_masks):
        """The output, of all steps or of the last, and the states after the last."""
        if self.unroll:
            known(self.owner, sequences.shape, 1)

        def plain(sequences, states, params):
            def step(x, states):
                if state_masks:
                    return self.dropped_step(x, states, params, (input_masks, state_masks))
                return self.step(x, states, params)

            history = scan(step, sequences, states, mask, self.unroll)
            return [history[0]] * self.return_sequences + [each[:, -1] for each in history]

        cell = self.cell() if fast.available() and not self.unroll and not state_masks else None
        if cell:
            results = fast.run(cell, plain, sequences, states, self.params(), mask, self.return_sequences)
        else:
            results = plain(sequences, states, self.params())
        return results[0], results[-self.state_count :]

    def _start(self, sequences, given):
        """The states before the first step: those given, those remembered, or zeros."""
        if given is None and self.stateful:
            given = self.states
        if given is None:
            return self.get_initial_state(ops.shape(sequences)[0])
        given = list(given) if isinstance(given, (list, tuple)) else [given]
        wanted = f"{self.state_count} tensor{'s' * (self.state_count > 1)} of shape (B, {self.units})"
        if len(given) != self.state_count:
            raise ValueError(f"{self.owner} got {len(given)} tensors as its initial_state; give {wanted}.")
        if self.stateful and sequences.shape[0] not in (None, self.states[0].shape[0]):
            raise ValueError(
                f"{self.owner} got a batch of {sequences.shape[0]} and remembers the states of "
                f"{self.states[0].shape[0]} sequences; give batches of that size, or stateful=False."
            )
        wrong = [state for state in given if not fits(state, (sequences.shape[0], self.units))]
        if wrong:
            found = f"of shape {tuple(np.shape(wrong[0]))} for sequences of shape {tuple(sequences.shape)}"
            raise ValueError(f"{self.owner} got an initial_state {found}; give {wanted}.")
        return [ops.cast(state, self.compute_dtype) for state in given]

    def get_initial_state(self, batch_size):
        return [ops.zeros((batch_size, self.units), self.compute_dtype) for _ in range(self.state_count)]

    def _remember(self, batch_size):
        states = self.get_initial_state(batch_size)
        variables = [keras.Variable(state, dtype=self.variable_dtype, trainable=False) for state in states]
        object.__setattr__(self, "states", variables)  # past Keras's tracking: states are no weights

    def reset_state(self):
        """Forget what a stateful layer remembers."""
        for state in self.states or ():
            state.assign(ops.zeros_like(state))

    reset_states = reset_state

    def _dropout_masks(self, sequences, h):
        """For the input and for the state: None, or masks for all steps; one for each block if the state is thinned."""
        count = self.blocks if self.recurrent_dropout else 1

        def draw(like, rate):
            ones = ops.ones_like(like)
            return [keras.random.dropout(ones, rate, seed=self.seed_generator) for _ in range(count)] if rate else None

        return draw(sequences[:, 0], self.dropout), draw(h, self.recurrent_dropout)

    def compute_mask(self, _, mask=None):
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        mask = mask if self.return_sequences else None
        return [mask, *[None] * self.state_count] if self.return_state else mask

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, time = sequences_shape[:2]
        output = (batch, time, self.units) if self.return_sequences else (batch, self.units)
        return (output, *[(batch, self.units)] * self.state_count) if self.return_state else output

    def get_config(self):
        plain = (
            "units", "use_bias", "dropout", "recurrent_dropout", "seed", "return_sequences", "return_state",
            "go_backwards", "stateful", "unroll", "zero_output_for_mask",
        )  # fmt: skip
        config = {**super().get_config(), **{name: getattr(self, name) for name in plain}}
        for kind in ("initializer", "regularizer", "constraint"):
            for weight in WEIGHTS:
                value = getattr(self, f"{weight}_{kind}")
                config[f"{weight}_{kind}"] = getattr(keras, f"{kind}s").serialize(value)
        config["activity_regularizer"] = keras.regularizers.serialize(self.activity_regularizer)
        return config
