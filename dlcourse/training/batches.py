"""Which rows make up which batch: matrices of row numbers, one row a batch."""

import numpy as np

from dlcourse import _require


def steps_per_epoch(n, batch_size, drop_remainder=False):
    """How many steps it takes to see ``n`` examples once: ``ceil(n / batch_size)``.

    Args:
        n: examples.
        batch_size: examples a step.
        drop_remainder: leave out the last batch where it is smaller than the others.

    Example:
        >>> steps_per_epoch(5000, 64), steps_per_epoch(5000, 64, drop_remainder=True)
        (79, 78)
    """
    n = _require.positive_integer("steps_per_epoch()", "n", n)
    batch_size = _require.positive_integer("steps_per_epoch()", "batch_size", batch_size)
    return n // batch_size if drop_remainder else -(-n // batch_size)


def batch_indices(n, steps, batch, rng):
    """Row numbers for ``steps`` batches: pass after pass over ``n`` rows, each in a new order, ``(steps, batch)``.

    Example:
        >>> batch_indices(4, steps=2, batch=2, rng=np.random.default_rng(0)).tolist()
        [[2, 0], [1, 3]]
    """
    passes = max(1, -(-steps * batch // n))
    order = np.concatenate([rng.permutation(n) for _ in range(passes)])
    return order[: steps * batch].reshape(steps, batch)


def epoch_batches(n, batch_size, rng=None):
    """Every row once: the full batches ``(S, B)``, and the row numbers that are left over, fewer than B.

    Args:
        n: rows.
        batch_size: B.
        rng: a NumPy generator that draws the order; None keeps the rows as they stand.

    Example:
        >>> full, rest = epoch_batches(5, 2)
        >>> full.tolist(), rest.tolist()
        ([[0, 1], [2, 3]], [4])
    """
    order = np.arange(n) if rng is None else rng.permutation(n)
    cut = n // batch_size * batch_size
    return order[:cut].reshape(-1, batch_size), order[cut:]
