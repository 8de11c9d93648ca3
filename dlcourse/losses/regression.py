"""Losses of real numbers, by how they weigh large residuals ``r = y_pred - y_true``.

All take y_true and y_pred of the same shape, average over the last axis, and leave one value per example.
"""

import math

import keras
from keras import ops

from dlcourse._require import number
from dlcourse.losses.base import Loss
from dlcourse.losses.inputs import aligned


def residual(owner, y_true, y_pred):
    """``r = y_pred - y_true``, of labels and predictions brought to one shape."""
    y_true, y_pred = aligned(owner, y_true, y_pred)
    return y_pred - y_true


def mean_squared_error(y_true, y_pred):
    """``mean(r²)`` over the last axis: least for the mean of the targets, and ruled by the largest residuals.

    Args:
        y_true, y_pred: of one shape ``(..., D)``; ``(B,)`` beside ``(B, 1)`` is taken as ``(B, 1)``.

    Returns:
        ``(...)``, in the square of the targets' unit.

    Raises:
        ValueError: shapes that differ, also those that would broadcast.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 1.2.5: the negative log-likelihood of
    normal noise, up to constants.

    Example:
        >>> mean_squared_error([[1.0, 2.0]], [[1.0, 5.0]]).numpy().tolist()
        [4.5]
    """
    return ops.mean(ops.square(residual("mean_squared_error()", y_true, y_pred)), axis=-1)


def mean_absolute_error(y_true, y_pred):
    """``mean(|r|)`` over the last axis: least for the median of the targets, so that outliers count little.

    Args:
        y_true, y_pred: of one shape ``(..., D)``; ``(B,)`` beside ``(B, 1)`` is taken as ``(B, 1)``.

    Returns:
        ``(...)``, in the targets' unit. The slope at r = 0 is 0.

    Raises:
        ValueError: shapes that differ, also those that would broadcast.

    Example:
        >>> mean_absolute_error([[1.0, 2.0]], [[1.0, 5.0]]).numpy().tolist()
        [1.5]
    """
    return ops.mean(ops.abs(residual("mean_absolute_error()", y_true, y_pred)), axis=-1)


def huber(y_true, y_pred, delta=1.0):
    """Squared near 0, straight beyond: ``r²/2`` for ``|r| <= delta``, else ``delta |r| - delta²/2``; their mean.

    Value and slope fit together at ``|r| = delta``, and no slope is above delta.

    Args:
        y_true, y_pred: of one shape ``(..., D)``; ``(B,)`` beside ``(B, 1)`` is taken as ``(B, 1)``.
        delta: where the straight part begins, above 0.

    Returns:
        ``(...)``.

    Raises:
        ValueError: delta is not above 0, or shapes that differ.

    Source: Huber, "Robust Estimation of a Location Parameter", 1964.

    Example:
        >>> huber([[0.0], [0.0]], [[1.0], [5.0]], delta=2.0).numpy().tolist()
        [0.5, 8.0]
    """
    number("huber()", "delta", delta, above=0)
    r = residual("huber()", y_true, y_pred)
    size = ops.abs(r)
    entries = ops.where(size <= delta, 0.5 * ops.square(r), delta * size - 0.5 * delta**2)
    return ops.mean(entries, axis=-1)


def log_cosh(y_true, y_pred):
    """``mean(log cosh r)``, a Huber loss without a corner: about ``r²/2`` near 0 and ``|r| - log 2`` far out.

    Written as ``r + log(1 + e^-2r) - log 2``, which doesn't overflow as cosh does; its slope is ``tanh r``.

    Args:
        y_true, y_pred: of one shape ``(..., D)``; ``(B,)`` beside ``(B, 1)`` is taken as ``(B, 1)``.

    Returns:
        ``(...)``.

    Raises:
        ValueError: shapes that differ, also those that would broadcast.

    Example:
        >>> round(float(log_cosh([[0.0]], [[1000.0]])[0]), 3)
        999.307
    """
    r = residual("log_cosh()", y_true, y_pred)
    return ops.mean(r + ops.softplus(-2.0 * r) - math.log(2.0), axis=-1)


@keras.saving.register_keras_serializable(package="dlcourse")
class MeanSquaredError(Loss):
    """``mean(r²)``, reduced over the examples; see ``mean_squared_error``.

    Example:
        >>> float(MeanSquaredError()([[1.0], [2.0]], [[1.0], [5.0]]))
        4.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="mean_squared_error", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return mean_squared_error(y_true, y_pred)


@keras.saving.register_keras_serializable(package="dlcourse")
class MeanAbsoluteError(Loss):
    """``mean(|r|)``, reduced over the examples; see ``mean_absolute_error``.

    Example:
        >>> float(MeanAbsoluteError()([[1.0], [2.0]], [[1.0], [5.0]]))
        1.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="mean_absolute_error", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return mean_absolute_error(y_true, y_pred)


@keras.saving.register_keras_serializable(package="dlcourse")
class Huber(Loss):
    """Squared near 0 and straight beyond delta, reduced over the examples; see ``huber``.

    Example:
        >>> float(Huber(delta=2.0)([[0.0], [0.0]], [[1.0], [5.0]]))
        4.25
    """

    def __init__(self, delta=1.0, reduction="sum_over_batch_size", name="huber_loss", dtype=None):
        super().__init__(reduction, name, dtype)
        self.delta = number("Huber", "delta", delta, above=0)

    def call(self, y_true, y_pred):
        return huber(y_true, y_pred, self.delta)

    def get_config(self):
        return {**super().get_config(), "delta": self.delta}


@keras.saving.register_keras_serializable(package="dlcourse")
class LogCosh(Loss):
    """``mean(log cosh r)``, reduced over the examples; see ``log_cosh``.

    Example:
        >>> round(float(LogCosh()([[0.0], [0.0]], [[1.0], [-1.0]])), 4)
        0.4338
    """

    def __init__(self, reduction="sum_over_batch_size", name="log_cosh", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return log_cosh(y_true, y_pred)
