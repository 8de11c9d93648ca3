"""Attention as functions: who looks at whom, how much, and what comes back.

Axis letters: B batch, T queries, S keys, D features, U units of the score. Leading axes may be any (batch, heads).
Masks are boolean, and True means "may be seen".
"""

import math

from keras import ops

from dlcourse import _require
from dlcourse.layers.normalization import wide

HIDDEN = -1e9  # a score that no softmax sees: its exponential is exactly 0 beside any real score


def attention(q, k, v, mask=None):
    """Scaled dot-product attention: each query takes a weighted mean of the values.

    ``weights = softmax(q kᵀ / √D)`` over the keys, ``outputs = weights v``.

    Args:
        q: queries, ``(..., T, D)``.
        k: keys, ``(..., S, D)``.
        v: values, ``(..., S, V)``.
        mask: booleans that broadcast to ``(..., T, S)``, True where a query may see a key.

    Returns:
        ``(outputs, weights)`` of shapes ``(..., T, V)`` and ``(..., T, S)``. Every row of weights sums to 1, and hidden
        keys weigh 0; a row that may see nothing at all takes the plain mean, as ``keras.ops.dot_product_attention``.

    Raises:
        ValueError: sizes of queries, keys, values or mask don't fit together.

    Source: Vaswani et al. 2017, "Attention is all you need", equation 1.

    Example:
        >>> import numpy as np
        >>> outputs, weights = attention(np.zeros((1, 2)), np.ones((2, 2)), np.array([[1.0], [3.0]]))
        >>> weights.numpy().tolist(), outputs.numpy().tolist()
        ([[0.5, 0.5]], [[2.0]])
    """
    q, k, v = ops.convert_to_tensor(q), ops.convert_to_tensor(k), ops.convert_to_tensor(v)
    _fits("attention()", q, k, v)
    if q.shape[-1] != k.shape[-1]:
        shapes = f"queries of shape {tuple(q.shape)} and keys of shape {tuple(k.shape)}"
        raise ValueError(f"attention() got {shapes}; their last axes, the features, must be equal.")
    weights = attention_weights(q, k, mask)  # (..., T, S)
    return ops.matmul(ops.cast(weights, v.dtype), v), weights


def attention_weights(q, k, mask=None):
    """The weights of ``attention``: ``softmax(q kᵀ / √D)``, ``(..., T, S)``, in float32 at least."""
    scores = wide(ops.matmul(q, ops.swapaxes(k, -1, -2))) / math.sqrt(q.shape[-1])
    return masked_softmax(scores, mask)


def additive_attention(q, k, v, Wq, Wk, w, mask=None):
    """Additive attention: a small network with one hidden layer scores each pair of a query and a key.

    ``score(t, s) = w · tanh(q_t Wq + k_s Wk)``, ``weights = softmax(scores)`` over the keys, ``outputs = weights v``.

    Args:
        q: queries, ``(..., T, D)``.
        k: keys, ``(..., S, E)``.
        v: values, ``(..., S, V)``.
        Wq, Wk: matrices ``(D, U)`` and ``(E, U)``.
        w: a vector ``(U,)``.
        mask: booleans that broadcast to ``(..., T, S)``, True where a query may see a key.

    Returns:
        ``(outputs, weights)`` as ``attention`` does. Needs memory for ``T S U`` numbers.

    Raises:
        ValueError: sizes of keys, values or mask don't fit together.

    Source: Bahdanau, Cho, Bengio 2015, "Neural machine translation by jointly learning to align and translate", A.1.2.

    Example:
        >>> import numpy as np
        >>> eye = np.eye(2)
        >>> outputs, weights = additive_attention(np.zeros((1, 2)), np.ones((4, 2)), np.ones((4, 3)), eye, eye, eye[0])
        >>> weights.numpy().tolist(), tuple(outputs.shape)
        ([[0.25, 0.25, 0.25, 0.25]], (1, 3))
    """
    q, k, v = ops.convert_to_tensor(q), ops.convert_to_tensor(k), ops.convert_to_tensor(v)
    _fits("additive_attention()", q, k, v)
    scores = wide(additive_scores(ops.matmul(q, Wq), ops.matmul(k, Wk), w))
    weights = masked_softmax(scores, mask)  # (..., T, S)
    return ops.matmul(ops.cast(weights, v.dtype), v), weights


def additive_scores(q, k, w):
    """``w · tanh(q_t + k_s)`` of all pairs: ``(..., T, U)`` and ``(..., S, U)`` give ``(..., T, S)``."""
    pairs = ops.tanh(ops.expand_dims(q, -2) + ops.expand_dims(k, -3))  # (..., T, S, U)
    return ops.sum(w * pairs, axis=-1)


def masked_softmax(scores, mask=None):
    """Softmax over the last axis in which entries whose mask is False get weight 0 (a row of them: equal weights).

    The scores must be float32 or float64: ``HIDDEN`` is infinite in float16.
    """
    if mask is not None:
        mask = ops.convert_to_tensor(mask)
        _require.broadcast("attention", "a mask", mask.shape, scores.shape)
        scores = ops.where(mask, scores, HIDDEN)
    return softmax(scores)


def softmax(scores):
    """``keras.ops.softmax`` over the last axis, which warns of a single entry: here that is a sequence of length 1."""
    return ops.softmax(scores) if scores.shape[-1] != 1 else 0 * scores + 1


def _fits(owner, q, k, v):
    if min(len(q.shape), len(k.shape), len(v.shape)) < 2:
        shapes = ", ".join(str(tuple(each.shape)) for each in (q, k, v))
        raise ValueError(f"{owner} got shapes {shapes}; queries, keys and values each need two axes or more.")
    if k.shape[-2] != v.shape[-2]:
        shapes = f"keys of shape {tuple(k.shape)} and values of shape {tuple(v.shape)}"
        raise ValueError(f"{owner} got {shapes}; each key needs one value: make axis -2 equal.")
