"""What losses are given: brought to one shape, and looked at where the numbers can be seen.

Shapes are compared once, while a step is traced. Values are looked at in eager calls only: a compiled step holds no
trace of these checks and is not slower for them.
"""

import warnings

import keras
import numpy as np
from keras import ops

# Probabilities that were averaged or held in half precision may leave [0, 1] by this much.
SLACK = 1e-3


def aligned(owner, y_true, y_pred, hint="a smaller one would be compared with every entry of the other"):
    """Both as float tensors of the same shape; a last axis of size 1 that only one of them has is added or removed.

    Raises:
        ValueError: shapes that differ, also those that would broadcast, or no axis at all.
    """
    y_pred = floating(y_pred)
    y_true, y_pred = _same_rank(ops.cast(y_true, y_pred.dtype), y_pred)
    same_shape(owner, y_true.shape, y_pred.shape, y_pred.shape, hint)
    return y_true, y_pred


def floating(tensor):
    """A float tensor; whole numbers become Keras's float type."""
    tensor = ops.convert_to_tensor(tensor)
    kind = keras.backend.standardize_dtype(tensor.dtype)
    return tensor if "float" in kind else ops.cast(tensor, keras.config.floatx())


def _same_rank(a, b):
    """As Keras's losses do: (B, 1) and (B,) become (B, 1) both; (B, T, 1) and (B, T) become (B, T)."""
    if len(a.shape) < len(b.shape):
        return _same_rank(b, a)[::-1]
    if len(a.shape) == len(b.shape) + 1 and a.shape[-1] == 1:
        return (a, ops.expand_dims(b, -1)) if len(b.shape) == 1 else (ops.squeeze(a, -1), b)
    return a, b


def same_shape(owner, true, expected, pred, hint, names=("y_true", "y_pred")):
    """Nothing, when the labels' shape is the expected one, sizes that aren't known aside."""
    fits = len(true) == len(expected) and len(pred) > 0
    if not fits or any(None not in (a, b) and a != b for a, b in zip(true, expected, strict=True)):
        given = f"{names[0]} of shape {tuple(true)} and {names[1]} of shape {tuple(pred)}"
        raise ValueError(f"{owner} got {given}; give shapes that fit: {hint}.")


def scores(owner, y_pred, from_logits):
    """``(scores, whether they are logits)``: Keras's softmax and sigmoid leave their logits on their output.

    As in Keras, these are taken, because the logarithm of a probability that was rounded to 0 has no gradient.
    """
    logits = getattr(y_pred, "_keras_logits", None)
    if logits is None:
        return y_pred, from_logits
    if from_logits:
        warnings.warn(
            f"{owner} got from_logits=True and the output of a softmax or sigmoid; say from_logits=False, or leave "
            "out that activation (its logits are used now).",
            stacklevel=2,
        )
    return logits, True


def visible(tensor):
    """The values as a NumPy array in an eager call; None while a function is traced, or when there are none."""
    if keras.backend.backend() != "tensorflow" or isinstance(tensor, keras.KerasTensor):
        return None
    import tensorflow as tf

    values = ops.convert_to_numpy(tensor) if tf.executing_eagerly() else None
    return None if values is None or values.size == 0 else values


def must_lie(owner, name, tensor, low, high, advice):
    """Raise where values can be seen outside ``low`` to ``high``; NaN is let through, the loss will show it."""
    values = visible(tensor)
    if values is not None and (values.min() < low - SLACK or values.max() > high + SLACK):
        span = f"{float(values.min()):.4g} to {float(values.max()):.4g}"
        raise ValueError(f"{owner} got {name} with values from {span}; {advice}.")


def must_be_classes(owner, labels, classes, ignore_class):
    """Raise where labels can be seen that are no whole numbers from 0 to ``classes - 1``."""
    values = visible(labels)
    if values is None:
        return
    wrong = (values < 0) | (values >= classes) | (values != np.floor(values))
    if ignore_class is not None:
        wrong &= values != ignore_class
    if wrong.any():
        span = f"whole numbers from 0 to {classes - 1}" + (f" or {ignore_class}" if ignore_class is not None else "")
        raise ValueError(f"{owner} got the label {values[wrong][0]:g}; for {classes} classes give {span}.")


def warn_of_probabilities(owner, logits, axis):
    """Warn where all rows can be seen to be probabilities: in [0, 1], with sum 1, more than 1 row, over 2 classes.

    It only warns: nothing forbids logits like these.
    """
    values = visible(logits)
    if values is None or values.shape[axis] < 3 or values.size == values.shape[axis]:
        return
    rows = np.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])
    if _are_probabilities(rows[:1]) and _are_probabilities(rows):  # the first row settles nearly every case
        warnings.warn(
            f"{owner} got from_logits=True and y_pred whose rows are probabilities with sum 1; give the logits before "
            "the softmax, or say from_logits=False.",
            stacklevel=2,
        )


def _are_probabilities(rows):
    return rows.min() >= 0 and np.abs(rows.sum(axis=-1, dtype="float64") - 1).max() <= 1e-6


def clipped(p):
    """Probabilities kept ε = 1e-7 away from 0 and 1, where a logarithm would be infinite."""
    epsilon = keras.config.epsilon()
    return ops.clip(p, epsilon, 1.0 - epsilon)
