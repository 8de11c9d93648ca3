"""Which examples train, which choose, and which are kept for the last judgement."""

import numpy as np


def split_indices(n, val, test, seed):
    """Three disjoint, shuffled arrays of row numbers that together hold ``0 ... n-1``.

    Args:
        n: number of examples.
        val, test: fractions of ``n``; the parts have ``round(n * fraction)`` rows, the rest trains.
        seed: the same seed gives the same split.

    Returns:
        ``(train, val, test)``, three arrays of integers.

    Raises:
        ValueError: a fraction outside [0, 1], or nothing left to train on.

    Example:
        >>> [len(part) for part in split_indices(10, val=0.2, test=0.3, seed=0)]
        [5, 2, 3]
    """
    n_val, n_test = round(n * val), round(n * test)
    if min(val, test) < 0 or n_val + n_test >= n:
        raise ValueError(
            f"split_indices() got val={val} and test={test} of {n} examples; "
            "give fractions of at least 0 that leave examples to train on."
        )
    order = np.random.default_rng(seed).permutation(n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def train_val_test_split(*arrays, val=0.15, test=0.15, seed=0):
    """Split arrays with the same number of rows into train, validation and test, row by row alike.

    Args:
        *arrays: one or more arrays; row ``i`` of each belongs to example ``i``.
        val, test: fractions of the rows.
        seed: the same seed gives the same split.

    Returns:
        ``(train, val, test)``, each a tuple with one part of every array (the part itself for a single array).

    Raises:
        ValueError: no arrays, arrays of different length, or fractions that leave nothing to train on.

    Example:
        >>> x, y = np.arange(20).reshape(10, 2), np.arange(10)
        >>> (x_train, y_train), (x_val, y_val), (x_test, y_test) = train_val_test_split(x, y, val=0.2, test=0.3)
        >>> x_train.shape, y_val.shape, bool(np.all(x_test[:, 0] == 2 * y_test))
        ((5, 2), (2,), True)
    """
    lengths = {len(array) for array in arrays}
    if len(lengths) != 1:
        given = [len(array) for array in arrays]
        raise ValueError(f"train_val_test_split() got arrays of {given} rows; give arrays with one row an example.")
    parts = split_indices(lengths.pop(), val, test, seed)
    if len(arrays) == 1:
        return tuple(np.asarray(arrays[0])[part] for part in parts)
    return tuple(tuple(np.asarray(array)[part] for array in arrays) for part in parts)
