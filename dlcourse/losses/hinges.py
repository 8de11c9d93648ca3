"""Losses of margins: right is not enough, right by 1 is."""

import keras
from keras import ops

from dlcourse.losses.base import Loss
from dlcourse.losses.inputs import aligned, must_lie

LABELS = "give labels -1 and 1 (or 0 and 1)"


def hinge(y_true, y_pred):
    """``mean(max(1 - y s, 0))`` over the last axis: 0 for scores s on the right side and at least 1 from 0.

    Args:
        y_true: -1 and 1, of one shape ``(..., D)`` with y_pred; if all labels are 0 or 1, 0 is taken as -1.
        y_pred: scores, any real numbers.

    Returns:
        ``(...)``.

    Raises:
        ValueError: shapes that differ, or, in an eager call, labels outside -1 to 1.

    Source: Cortes, Vapnik, "Support-Vector Networks", 1995, section 3, where these are the slack variables.

    Example:
        >>> hinge([[1.0], [-1.0], [1.0]], [[2.0], [0.5], [0.25]]).numpy().tolist()
        [0.0, 1.5, 0.75]
    """
    return ops.mean(_lacking("hinge()", y_true, y_pred), axis=-1)


def squared_hinge(y_true, y_pred):
    """``mean(max(1 - y s, 0)²)`` over the last axis: as ``hinge``, without its corner.

    Args:
        y_true, y_pred: as in ``hinge``.

    Returns:
        ``(...)``.

    Raises:
        ValueError: as in ``hinge``.

    Example:
        >>> squared_hinge([[1.0], [-1.0]], [[2.0], [0.5]]).numpy().tolist()
        [0.0, 2.25]
    """
    return ops.mean(ops.square(_lacking("squared_hinge()", y_true, y_pred)), axis=-1)


def categorical_hinge(y_true, y_pred):
    """``max(1 + max_{k wrong} s_k - s_right, 0)``: the right class has to lead by 1.

    As in Keras the score of the right class counts as 0 among the wrong ones: if all those are below 0, it has to
    reach 1 by itself.

    Args:
        y_true: one-hot labels ``(..., K)``.
        y_pred: scores ``(..., K)``, any real numbers.

    Returns:
        ``(...)``.

    Raises:
        ValueError: shapes that differ, or, in an eager call, labels outside 0 to 1.

    Source: Crammer, Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines", 2001.

    Example:
        >>> categorical_hinge([[0.0, 1.0]], [[2.0, 2.5]]).numpy().tolist()
        [0.5]
    """
    y, s = aligned("categorical_hinge()", y_true, y_pred)
    must_lie("categorical_hinge()", "y_true", y, 0, 1, "give one-hot labels")
    right = ops.sum(y * s, axis=-1)
    wrong = ops.max((1.0 - y) * s, axis=-1)
    return ops.maximum(1.0 + wrong - right, 0.0)


def _lacking(owner, y_true, y_pred):
    """What is lacking to a margin of 1."""
    y, s = aligned(owner, y_true, y_pred)
    must_lie(owner, "y_true", y, -1, 1, LABELS)
    zero_one = ops.all(ops.logical_or(ops.equal(y, 0.0), ops.equal(y, 1.0)))
    y = ops.where(zero_one, 2.0 * y - 1.0, y)
    return ops.maximum(1.0 - y * s, 0.0)


@keras.saving.register_keras_serializable(package="dlcourse")
class Hinge(Loss):
    """``mean(max(1 - y s, 0))``, reduced over the examples; see ``hinge``.

    Example:
        >>> float(Hinge()([[1.0], [-1.0]], [[2.0], [0.5]]))
        0.75
    """

    def __init__(self, reduction="sum_over_batch_size", name="hinge", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return hinge(y_true, y_pred)


@keras.saving.register_keras_serializable(package="dlcourse")
class SquaredHinge(Loss):
    """``mean(max(1 - y s, 0)²)``, reduced over the examples; see ``squared_hinge``.

    Example:
        >>> float(SquaredHinge()([[1.0], [-1.0]], [[2.0], [0.5]]))
        1.125
    """

    def __init__(self, reduction="sum_over_batch_size", name="squared_hinge", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return squared_hinge(y_true, y_pred)


@keras.saving.register_keras_serializable(package="dlcourse")
class CategoricalHinge(Loss):
    """The lead that the right class lacks to 1, reduced over the examples; see ``categorical_hinge``.

    Example:
        >>> float(CategoricalHinge()([[0.0, 1.0]], [[2.0, 2.5]]))
        0.5
    """

    def __init__(self, reduction="sum_over_batch_size", name="categorical_hinge", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return categorical_hinge(y_true, y_pred)
