"""Where in the sequence? Positions, which attention alone can't see: sines, a learned table, or rotations.

Axis letters: B batch, T time, D features. ``positions`` are whole numbers from 0, ``(T,)`` or ``(B, T)``.
"""

import keras
import numpy as np
from keras import ops

from dlcourse import _require

BASE = 10000.0  # wavelengths run from 2π to 2π times this


def angles(positions, D, base=BASE):
    """The angle of each pair of features: ``positions / base^(2i / D)``, ``(..., T, D/2)``, in float64 if possible.

    In float32 an angle near 1000 can be off by 6e-5.
    """
    wide = "float32" if keras.backend.backend() == "jax" else "float64"
    frequencies = base ** (-np.arange(0, D, 2) / D)  # (D/2,)
    return ops.cast(positions, wide)[..., None] * ops.convert_to_tensor(frequencies, dtype=wide)


def sinusoidal_positions(T, D):
    """The fixed position vectors of the transformer.

    ``P[t, 2i] = sin(t / 10000^(2i/D))`` and ``P[t, 2i+1] = cos(t / 10000^(2i/D))``.

    Args:
        T: how many positions, from 0.
        D: features of each, an even number.

    Returns:
        ``(T, D)``, between -1 and 1. Row ``t + k`` is row ``t`` with each pair turned by an angle that depends on ``k``
        only.

    Raises:
        ValueError: ``T`` below 1, or ``D`` odd or below 2.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.5.

    Example:
        >>> sinusoidal_positions(2, 4).numpy().round(3).tolist()
        [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]
    """
    if not hasattr(T, "dtype"):
        _require.positive_integer("sinusoidal_positions()", "T", T)
    return sinusoidal(ops.arange(T), _even("sinusoidal_positions()", D))


def sinusoidal(positions, D):
    """``sinusoidal_positions`` at any positions: ``(..., T)`` gives ``(..., T, D)``."""
    turns = angles(positions, D)  # (..., T, D/2)
    pairs = ops.stack([ops.sin(turns), ops.cos(turns)], axis=-1)  # (..., T, D/2, 2)
    return ops.reshape(pairs, (*ops.shape(turns)[:-1], D))


def rotary(x, positions, base=BASE):
    """Rotary positions: each pair of features is turned by an angle that grows with the position.

    ``(x_2i, x_2i+1) -> (x_2i cos a - x_2i+1 sin a, x_2i sin a + x_2i+1 cos a)`` with ``a = position / base^(2i/D)``.
    The dot product of a turned query and a turned key depends on their distance only.

    Args:
        x: queries or keys, ``(..., T, D)`` with ``D`` even.
        positions: numbers that broadcast to ``(..., T)``.
        base: about the ratio of the longest to the shortest wavelength.

    Returns:
        As ``x``.

    Raises:
        ValueError: ``D`` is odd, or the positions don't broadcast.

    Source: Su et al. 2021, "RoFormer: enhanced transformer with rotary position embedding", equation 34.

    Example:
        >>> rotary(np.array([[0.0, 1.0]]), [np.pi]).numpy().round(6).tolist()
        [[0.0, -1.0]]
    """
    x = ops.convert_to_tensor(x)
    D = _even("rotary()", x.shape[-1])
    turns = angles(positions, D, base)
    _require.broadcast("rotary()", "positions", turns.shape[:-1], x.shape[:-1])
    cos, sin = ops.cast(ops.cos(turns), x.dtype), ops.cast(ops.sin(turns), x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]  # (..., T, D/2)
    turned = ops.stack([a * cos - b * sin, a * sin + b * cos], axis=-1)
    return ops.reshape(turned, ops.shape(x))


def _even(owner, D):
    if _require.positive_integer(owner, "D", D) % 2:
        raise ValueError(f"{owner} got {D} features; give an even number: positions turn pairs of features.")
    return D


class _Positions(keras.layers.Layer):
    """What the three layers share: the shape stays, masks pass, and positions count from 0 unless given."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        if len(input_shape) < 2:
            raise ValueError(f"{self.name} got inputs of shape {tuple(input_shape)}; give (..., T, D).")
        self._features(_require.known(self.name, input_shape))

    def _features(self, D):
        _even(self.name, D)

    def call(self, inputs, positions=None):
        if positions is None:
            return self._place(inputs, ops.arange(ops.shape(inputs)[-2]))
        _require.broadcast(self.name, "positions", positions.shape, inputs.shape[:-1])
        return self._place(inputs, positions)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@keras.saving.register_keras_serializable(package="dlcourse")
class SinusoidalPositions(_Positions):
    """Adds the fixed vectors of ``sinusoidal_positions`` to its inputs; any length, nothing to learn.

    ``call(inputs, positions=None)``: inputs ``(..., T, D)``, ``D`` even; positions ``(T,)`` or ``(B, T)`` count from
    0 unless given (as they must be where a sequence is continued, or padded on the left).

    Raises:
        ValueError: ``D`` is odd, or not one position for each step.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.5.

    Example:
        >>> SinusoidalPositions()(np.zeros((1, 1, 4))).numpy().tolist()
        [[[0.0, 1.0, 0.0, 1.0]]]
    """

    def _place(self, inputs, positions):
        return inputs + ops.cast(sinusoidal(positions, inputs.shape[-1]), inputs.dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class LearnedPositions(_Positions):
    """Adds a learned vector for each position: ``x_t + table[t]``. Sequences can't be longer than the table.

    Args:
        sequence_length: rows of the table.
        initializer: of the table.

    ``call(inputs, positions=None)``: inputs ``(..., T, D)``; positions ``(T,)`` or ``(B, T)`` count from 0
    unless given.

    Raises:
        ValueError: a sequence is longer than the table, or not one position for each step.

    Source: Gehring et al. 2017, "Convolutional sequence to sequence learning", section 3.1.

    Example:
        >>> LearnedPositions(5, initializer="ones")(np.zeros((1, 2, 1))).numpy().tolist()
        [[[1.0], [1.0]]]
    """

    def __init__(self, sequence_length, initializer="uniform", **kwargs):
        super().__init__(**kwargs)
        self.sequence_length = _require.positive_integer(type(self).__name__, "sequence_length", sequence_length)
        self.initializer = keras.initializers.get(initializer)

    def call(self, inputs, positions=None):
        T = inputs.shape[-2]
        if positions is None and T is not None and T > self.sequence_length:
            raise ValueError(
                f"{self.name} got a sequence of {T} steps, and its table has {self.sequence_length} positions; "
                "give shorter sequences or build it with a larger sequence_length."
            )
        return super().call(inputs, positions)

    def _features(self, D):
        shape = (self.sequence_length, D)
        self.table = self.add_weight(name="embeddings", shape=shape, initializer=self.initializer)

    def _place(self, inputs, positions):
        return inputs + ops.take(self.table, positions, axis=0)

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return {**super().get_config(), "sequence_length": self.sequence_length, "initializer": initializer}


@keras.saving.register_keras_serializable(package="dlcourse")
class RotaryPositions(_Positions):
    """Turns each pair of features by an angle that grows with the position; for queries and keys, not for values.

    Args:
        base: about the ratio of the longest to the shortest wavelength.

    ``call(inputs, positions=None)``: inputs ``(..., T, D)``, ``D`` even; positions ``(T,)`` or ``(B, T)`` count from
    0 unless given.

    Raises:
        ValueError: ``D`` is odd, or not one position for each step.

    Source: Su et al. 2021, "RoFormer: enhanced transformer with rotary position embedding", equation 34.

    Example:
        >>> RotaryPositions()(np.array([[[1.0, 0.0]]])).numpy().tolist()
        [[[1.0, 0.0]]]
    """

    def __init__(self, base=BASE, **kwargs):
        super().__init__(**kwargs)
        self.base = _require.number(type(self).__name__, "base", base, above=1)

    def _place(self, inputs, positions):
        return rotary(inputs, positions, self.base)

    def get_config(self):
        return {**super().get_config(), "base": self.base}
