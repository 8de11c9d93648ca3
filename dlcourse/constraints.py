"""What weights must be after every step of an optimizer.

``axis`` names the axes along which a norm is taken: 0, the inputs, for a dense kernel ``(D, U)``, so that each unit
has its own; ``[0, 1, 2]`` for a convolution's kernel ``(height, width, C_in, C_out)``.
"""

import keras
from keras import ops

from dlcourse._require import number

__all__ = ["MaxNorm", "NonNeg", "UnitNorm", "max_norm", "non_neg", "unit_norm"]


def norm(w, axis):
    """``√Σ w²`` along the axes, which stay with size 1."""
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


def max_norm(w, max_value=2, axis=0):
    """Longer vectors are shortened to ``max_value``, the others stay: ``w · min(|w|, max_value) / |w|``.

    Directions don't change. A small ε is added to the divisor, as in Keras, so that a zero vector stays one; it makes
    the others shorter by about ε (1e-7).

    Args:
        w: weights.
        max_value: the longest norm allowed, 0 or more.
        axis: along which norms are taken.

    Raises:
        ValueError: a negative ``max_value``.

    Source: Srebro, Shraibman, "Rank, Trace-Norm and Max-Norm", 2005; Srivastava, Hinton, Krizhevsky, Sutskever,
    Salakhutdinov, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 5.1.

    Example:
        >>> [round(x, 3) for x in max_norm([3.0, 4.0], max_value=2).numpy().tolist()]
        [1.2, 1.6]
    """
    max_value = number("max_norm()", "max_value", max_value, low=0)
    w = ops.convert_to_tensor(w)
    length = norm(w, axis)
    return w * (ops.minimum(length, max_value) / (keras.config.epsilon() + length))


def unit_norm(w, axis=0):
    """Every vector gets the length 1, ``w / |w|``; with Keras's ε (1e-7) added to the divisor 0 stays 0.

    Args:
        w: weights.
        axis: along which norms are taken.

    Source: Salimans, Kingma, "Weight Normalization", 2016, section 2, has this with a learned length besides.

    Example:
        >>> [round(x, 3) for x in unit_norm([3.0, 4.0]).numpy().tolist()]
        [0.6, 0.8]
    """
    w = ops.convert_to_tensor(w)
    return w / (keras.config.epsilon() + norm(w, axis))


def non_neg(w):
    """Negative weights become 0: ``max(w, 0)``.

    Example:
        >>> non_neg([-1.0, 2.0]).numpy().tolist()
        [0.0, 2.0]
    """
    return ops.maximum(ops.convert_to_tensor(w), 0)


@keras.saving.register_keras_serializable(package="dlcourse")
class MaxNorm(keras.constraints.Constraint):
    """No vector is longer than ``max_value``; see ``max_norm``.

    Example:
        >>> round(float(MaxNorm(2)(ops.array([[3.0], [4.0]]))[0, 0]), 3)
        1.2
    """

    def __init__(self, max_value=2, axis=0):
        self.max_value = number("MaxNorm", "max_value", max_value, low=0)
        self.axis = axis

    def __call__(self, w):
        return max_norm(w, self.max_value, self.axis)

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


@keras.saving.register_keras_serializable(package="dlcourse")
class UnitNorm(keras.constraints.Constraint):
    """Every vector has the length 1; see ``unit_norm``.

    Example:
        >>> round(float(UnitNorm()(ops.array([[3.0], [4.0]]))[1, 0]), 3)
        0.8
    """

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        return unit_norm(w, self.axis)

    def get_config(self):
        return {"axis": self.axis}


@keras.saving.register_keras_serializable(package="dlcourse")
class NonNeg(keras.constraints.Constraint):
    """No weight is below 0; see ``non_neg``.

    Example:
        >>> NonNeg()(ops.array([-1.0, 2.0])).numpy().tolist()
        [0.0, 2.0]
    """

    def __call__(self, w):
        return non_neg(w)
