"""One token from a model's scores: the likeliest, or drawn at random from the likely ones.

Axis letters: B batch, V vocabulary.
"""

import math

import numpy as np
from keras import ops

from dlcourse import _require


def sample_with_temperature(logits, t, rng):
    """Draw a token from ``softmax(logits / t)``: a low temperature plays safe, a high one surprises.

    Args:
        logits: scores ``(V,)``.
        t: the temperature; 1 draws from the model's own probabilities, 0 takes the likeliest.
        rng: a NumPy ``Generator``.

    Returns:
        A whole number from 0 to ``V - 1``.

    Raises:
        ValueError: a temperature below 0; not one score for each token, or none above minus infinity.

    Source: Holtzman et al. 2020, "The curious case of neural text degeneration", section 3.3.

    Example:
        >>> sample_with_temperature([0.0, 50.0, 0.0], 1.0, np.random.default_rng(0))
        1
    """
    _require.number("sample_with_temperature()", "t", t, low=0, below=math.inf)
    logits = np.asarray(logits, dtype="float64")
    if logits.ndim != 1 or not np.isfinite(logits.max(initial=-np.inf)):
        raise ValueError(
            f"sample_with_temperature() got logits of shape {logits.shape}; give (V,), none NaN and one finite."
        )
    if t == 0:
        return int(np.argmax(logits))
    if not hasattr(rng, "choice"):
        raise ValueError(f"sample_with_temperature() got rng={rng!r}; give np.random.default_rng(0), made once.")
    scaled = np.exp((logits - logits.max()) / t)
    return int(rng.choice(len(logits), p=scaled / scaled.sum()))


def next_token(logits, u=None, temperature=0.0, top_k=math.inf, top_p=1.0):
    """A token for each row, the likeliest (``u`` is None) or drawn, as a function that compiles.

    Tokens are laid out on a line from 0 to 1, likeliest first, each as long as its probability
    ``softmax(logits / temperature)``. ``top_k`` and ``top_p`` cut the line short; the token at the share ``u`` of
    what is left is taken.

    Args:
        logits: ``(B, V)``.
        u: uniform random numbers from 0 to below 1, ``(B,)``; None takes the likeliest tokens.
        temperature: above 0.
        top_k: how many of the likeliest tokens stay.
        top_p: only the fewest tokens stay that reach this probability together (counted before ``top_k`` cuts).

    Returns:
        Whole numbers ``(B,)``.

    Raises:
        ValueError: other shapes.

    Source: Fan, Lewis, Dauphin 2018, "Hierarchical neural story generation", section 5.4 (top-k); Holtzman et al. 2020,
    "The curious case of neural text degeneration", section 3.1 (top-p).

    Example:
        >>> logits = np.log([[0.5, 0.1, 0.4]])
        >>> [next_token(logits, [u], 1.0).numpy().tolist() for u in (0.4, 0.6, 0.95)]
        [[0], [2], [1]]
        >>> next_token(logits, [0.95], 1.0, top_k=2).numpy().tolist()
        [2]
    """
    logits = ops.cast(logits, "float32")
    if u is None:
        return ops.cast(ops.argmax(logits, axis=-1), "int32")
    u = ops.cast(u, "float32")
    if len(logits.shape) != 2 or len(u.shape) != 1:
        shapes = f"logits of shape {tuple(logits.shape)} and u of shape {tuple(u.shape)}"
        raise ValueError(f"next_token() got {shapes}; give (B, V) and a number for each row, (B,).")
    order = ops.argsort(-logits, axis=-1)  # (B, V), likeliest first
    line = ops.softmax(ops.take_along_axis(logits, order, axis=-1) / temperature, axis=-1)
    before = ops.cumsum(line, axis=-1) - line
    stays = ops.logical_and(before < top_p, ops.arange(logits.shape[-1], dtype="float32") < top_k)
    ends = ops.cumsum(ops.where(stays, line, 0.0), axis=-1)
    aim = u[:, None] * ends[:, -1:]
    place = ops.sum(ops.cast(ends < aim, "int32"), axis=-1, keepdims=True)
    return ops.cast(ops.take_along_axis(order, place, axis=-1)[:, 0], "int32")
