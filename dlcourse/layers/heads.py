"""Several heads: the features of each position, shared out and put together again.

Axis letters: B batch, T queries, D features, H heads, K features of a head.
"""

from keras import ops

from dlcourse import _require
from dlcourse.layers.attention_functions import attention


def split_heads(x, heads):
    """``(B, T, H K)`` becomes ``(B, H, T, K)``: head ``h`` gets the features from ``h K`` to ``(h + 1) K``.

    Raises:
        ValueError: the features can't be shared out evenly.

    Example:
        >>> split_heads([[[1, 2, 3, 4]]], 2).numpy().tolist()
        [[[[1, 2]], [[3, 4]]]]
    """
    x = ops.convert_to_tensor(x)
    D = x.shape[-1]
    if D % _require.positive_integer("split_heads()", "heads", heads):
        raise ValueError(f"split_heads() got {D} features for {heads} heads; give a multiple of {heads}.")
    B, T = ops.shape(x)[:2]
    return ops.transpose(ops.reshape(x, (B, T, heads, D // heads)), (0, 2, 1, 3))


def merge_heads(x):
    """``(B, H, T, K)`` becomes ``(B, T, H K)``, the inverse of ``split_heads``.

    Example:
        >>> merge_heads([[[[1, 2]], [[3, 4]]]]).numpy().tolist()
        [[[1, 2, 3, 4]]]
    """
    x = ops.transpose(ops.convert_to_tensor(x), (0, 2, 1, 3))  # (B, T, H, K)
    B, T = ops.shape(x)[:2]
    return ops.reshape(x, (B, T, x.shape[2] * x.shape[3]))


def multi_head_attention(x, Wq, Wk, Wv, Wo, heads, mask=None):
    """Self-attention with several heads: project, split, attend, merge, project.

    ``head_h = attention(x Wq_h, x Wk_h, x Wv_h)``, ``y = concatenate(head_1, ..., head_H) Wo``.

    Args:
        x: ``(B, T, D)``.
        Wq, Wk, Wv, Wo: matrices ``(D, D)``; head ``h`` owns columns ``h D/H`` to ``(h + 1) D/H`` of the first three.
        heads: how many, a divisor of ``D``.
        mask: booleans that broadcast to ``(B, H, T, T)``, True where a query may see a key.

    Returns:
        ``(B, T, D)``.

    Raises:
        ValueError: ``D`` is not a multiple of ``heads``, or the mask doesn't fit.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.2.2.

    Example:
        >>> import numpy as np
        >>> eye = np.eye(2)
        >>> multi_head_attention(np.ones((1, 3, 2)), eye, eye, eye, eye, heads=2).numpy().tolist()
        [[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]]
    """
    q, k, v = (split_heads(ops.matmul(x, W), heads) for W in (Wq, Wk, Wv))  # (B, H, T, D/H)
    outputs, _ = attention(q, k, v, mask)
    return ops.matmul(merge_heads(outputs), Wo)
