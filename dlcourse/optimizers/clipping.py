"""Shorter gradients: three ways to keep a step from being too long."""

import keras
from keras import ops

from dlcourse import _require


def clip_by_value(grads, limit):
    """Every entry is held between ``-limit`` and ``limit``. That can turn the gradient's direction.

    Args:
        grads: a list of tensors; None (a weight without a gradient) stays None.
        limit: above 0.

    Returns:
        A list of tensors of the same shapes.

    Raises:
        ValueError: ``limit`` is not above 0.

    Source: what Keras's optimizers do with ``clipvalue``.

    Example:
        >>> [g.numpy().tolist() for g in clip_by_value([ops.array([30.0, -40.0])], limit=35.0)]
        [[30.0, -35.0]]
    """
    _require.number("clip_by_value()", "limit", limit, above=0)
    return [None if g is None else ops.clip(dense_gradient(g), -limit, limit) for g in grads]


def clip_by_norm(grads, limit):
    """Each tensor is shortened by itself to the length ``limit`` when it is longer: ``g · min(1, limit / ‖g‖)``.

    The direction of each tensor stays; the proportions between the tensors may change.

    Args and returns: as for ``clip_by_value``.

    Source: what Keras's optimizers do with ``clipnorm``.

    Example:
        >>> [g.numpy().round(4).tolist() for g in clip_by_norm([ops.array([30.0, -40.0])], limit=5.0)]
        [[3.0, -4.0]]
    """
    _require.number("clip_by_norm()", "limit", limit, above=0)
    grads = [None if g is None else dense_gradient(g) for g in grads]
    return [None if g is None else g * _shrink(_norm([g]), limit) for g in grads]


def clip_by_global_norm(grads, limit):
    """All tensors are shortened by one factor, so that together they are no longer than ``limit``.

    ``g · min(1, limit / ‖all‖)`` with ``‖all‖ = √(Σ ‖g‖²)``: the direction of the whole step stays.

    Args:
        grads, limit: as for ``clip_by_value``.

    Returns:
        ``(grads, norm)``, with the norm before clipping.

    Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1;
    what Keras's optimizers do with ``global_clipnorm``.

    Example:
        >>> grads, norm = clip_by_global_norm([ops.array([30.0]), None, ops.array([-40.0])], limit=5.0)
        >>> [None if g is None else g.numpy().round(4).tolist() for g in grads], float(norm)
        ([[3.0], None, [-4.0]], 50.0)
    """
    _require.number("clip_by_global_norm()", "limit", limit, above=0)
    grads = [None if g is None else dense_gradient(g) for g in grads]
    norm = _norm([g for g in grads if g is not None])
    return [None if g is None else g * _shrink(norm, limit) for g in grads], norm


def dense_gradient(gradient):
    """The gradient as a plain tensor; TensorFlow's of a looked-up table holds only the rows that were looked up."""
    if keras.backend.backend() != "tensorflow":
        return gradient
    import tensorflow as tf

    return tf.convert_to_tensor(gradient)  # adds up a row's parts if it was looked up twice


def _norm(tensors):
    return ops.sqrt(sum(ops.sum(ops.square(g)) for g in tensors))


def _shrink(norm, limit):
    """``min(1, limit / norm)``, which is 1 for a gradient of zeros."""
    return limit / ops.maximum(norm, limit)
