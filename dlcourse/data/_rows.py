"""What every set does with ``count``: make that many rows, or draw them from those there are."""

import numpy as np

from dlcourse import _require


def drawn(owner, x, y, count, seed):
    """All rows in their order where ``count`` is None, else ``count`` rows drawn without replacement."""
    if count is None:
        return x, y
    if _require.positive_integer(owner, "count", count) > len(y):
        raise ValueError(f"{owner} got count={count}; the set has {len(y)} rows: give at most that, or None for all.")
    rows = np.random.default_rng(seed).choice(len(y), count, replace=False)
    return x[rows], y[rows]


def balanced_labels(rng, count, classes):
    """``(count,)`` labels in random order, each class as often as the others to within one."""
    return rng.permutation(np.arange(count, dtype="int64") % classes)
