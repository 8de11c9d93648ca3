"""Which keys may be seen: boolean masks, True where a query may look."""

from keras import ops

from dlcourse import _require


def causal_mask(T, S=None, start=0):
    """No query sees the future: query ``t`` stands at position ``start + t`` and may see keys up to there.

    Args:
        T: the number of queries, a whole number or a scalar tensor.
        S: the number of keys; by default as many as queries.
        start: the position of the first query among the keys (keys in a cache come before the queries).

    Returns:
        Booleans ``(T, S)``: with the defaults the lower triangle, diagonal included.

    Raises:
        ValueError: ``T`` or ``S`` below 1.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.2.3.

    Example:
        >>> causal_mask(3).numpy().astype(int).tolist()
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
        >>> causal_mask(1, 4, start=2).numpy().astype(int).tolist()
        [[1, 1, 1, 0]]
    """
    S = T if S is None else S
    for name, size in (("T", T), ("S", S)):
        if not hasattr(size, "dtype"):
            _require.positive_integer("causal_mask()", name, size)
    positions = ops.arange(T)[:, None] + start  # (T, 1)
    return ops.arange(S) <= positions


def padding_mask(tokens, padding=0):
    """True for real tokens, False for those that only fill up a shorter sequence: ``(B, S)``.

    Args:
        tokens: token numbers, ``(B, S)``.
        padding: the number that fills up.

    Example:
        >>> padding_mask([[5, 2, 0]]).numpy().tolist()
        [[True, True, False]]
    """
    return ops.convert_to_tensor(tokens) != padding


def combine_masks(padding, causal):
    """Both must allow: a key is seen when it is real and not in the future.

    Args:
        padding: ``(B, S)``, True for real tokens (keys).
        causal: ``(T, S)``, True where a query may see a key.

    Returns:
        Booleans ``(B, 1, T, S)``: the second axis stands for all heads.

    Raises:
        ValueError: the masks don't have two axes each, or not the same number of keys.

    Example:
        >>> combine_masks([[True, False]], causal_mask(2)).numpy().astype(int).tolist()
        [[[[1, 0], [1, 0]]]]
    """
    padding, causal = ops.cast(padding, "bool"), ops.cast(causal, "bool")
    if len(padding.shape) != 2 or len(causal.shape) != 2 or padding.shape[-1] != causal.shape[-1]:
        shapes = f"{tuple(padding.shape)} and {tuple(causal.shape)}"
        raise ValueError(f"combine_masks() got masks of shapes {shapes}; give (B, S) and (T, S) with the same keys S.")
    return padding[:, None, None, :] & causal
