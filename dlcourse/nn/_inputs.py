"""What the NumPy losses are given: arrays whose shapes fit, or one clear sentence."""

import numpy as np


def paired(owner, **arrays):
    """Two arrays as floats, when they are of one shape; a smaller one would be compared with every entry."""
    (first, one), (second, other) = ((name, floats(array)) for name, array in arrays.items())
    if one.shape != other.shape:
        raise ValueError(
            f"{owner} got {first} of shape {one.shape} and {second} of shape {other.shape}; give two of one shape."
        )
    return one, other


def classified(owner, labels, logits):
    """Labels (n,) and logits (n, K) as arrays, when there is a label from 0 to K - 1 for each row."""
    labels, logits = np.asarray(labels), floats(logits)
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        given = f"labels of shape {labels.shape} and logits of shape {logits.shape}"
        raise ValueError(f"{owner} got {given}; give (n,) and (n, K).")
    last = logits.shape[1] - 1
    if labels.dtype.kind not in "iu" or not ((labels >= 0) & (labels <= last)).all():
        raise ValueError(f"{owner} got the labels {np.unique(labels)}; give integers from 0 to {last}.")
    return labels, logits


def distributions(owner, **arrays):
    """Two arrays of one shape (..., K) as floats, when each row is a distribution: 0 or more, with the sum 1."""
    pair = paired(owner, **arrays)
    for name, rows in zip(arrays, pair, strict=True):
        slack = 1e-3  # the sum of a row in half precision; written so that NaN fails
        if rows.ndim == 0 or not (np.all(rows >= 0) and np.all(np.abs(rows.sum(axis=-1) - 1) <= slack)):
            raise ValueError(
                f"{owner} got {name} that holds no probabilities; give rows of numbers from 0 to 1 with the sum 1 "
                "(after the softmax, not logits)."
            )
    return pair


def floats(values):
    """An array of floats; float32 stays float32."""
    values = np.asarray(values)
    return values if values.dtype.kind == "f" else values.astype(float)
