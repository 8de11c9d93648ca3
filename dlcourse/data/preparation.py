"""What is done to numbers before a network sees them: scaling of inputs, coding of labels."""

import numpy as np


def standardize(train, other):
    """Scale both arrays by the mean and the standard deviation of ``train``, column by column.

    ``x_scaled = (x - mean) / std``; a column that never changes in ``train`` is only centred.

    Args:
        train: ``(B, D)``, the rows that the statistics come from.
        other: ``(C, D)``, validation or test rows. Their own statistics are never looked at.

    Returns:
        ``(train_scaled, other_scaled)``.

    Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd ed., 2009, section 11.5.3.

    Example:
        >>> standardize(np.array([[1.0, 7.0], [3.0, 7.0]]), np.array([[5.0, 8.0]]))
        (array([[-1.,  0.],
               [ 1.,  0.]]), array([[3., 1.]]))
    """
    mean, std = train.mean(axis=0), train.std(axis=0)
    constant = train.max(axis=0) == train.min(axis=0)
    scale = np.where(constant, 1.0, std)
    return (train - mean) / scale, (other - mean) / scale


class Standardizer:
    """Remembers the columns' means and deviations of the training rows, and scales any rows by them.

    Args:
        train: ``(B, ...)``; statistics are taken over the first axis.

    Attributes:
        mean, scale: one number per column; ``scale`` is 1 where the column never changes.

    Raises:
        ValueError: there are no rows, or (when called) the columns don't fit.

    Example:
        >>> scaler = Standardizer(np.array([[1.0], [3.0]]))
        >>> scaler(np.array([[5.0], [2.0]])).ravel()
        array([3., 0.])
    """

    def __init__(self, train):
        train = np.asarray(train, dtype="float64")
        if train.ndim < 2 or len(train) == 0:
            raise ValueError(f"Standardizer() got shape {train.shape}; give (rows, columns) with one row or more.")
        self.mean = train.mean(axis=0)
        # A constant column may have a deviation of 1e-17 by rounding; dividing by that would blow the rounding up.
        self.scale = np.where(train.max(axis=0) == train.min(axis=0), 1.0, train.std(axis=0))

    def __call__(self, rows):
        if np.shape(rows)[1:] != self.mean.shape:
            raise ValueError(f"This Standardizer was made for rows {self.mean.shape}; got {np.shape(rows)[1:]}.")
        return (np.asarray(rows) - self.mean) / self.scale


def one_hot(labels, num_classes):
    """A row for each label: zeros, and a single one in the label's column.

    Args:
        labels: ``(B,)`` integers from 0 to ``num_classes - 1``.
        num_classes: number of columns, whether or not every class occurs.

    Returns:
        ``(B, num_classes)`` floats.

    Raises:
        ValueError: labels that are not one row of whole numbers, or a label outside 0 to ``num_classes - 1``.

    Example:
        >>> one_hot([2, 0], num_classes=3)
        array([[0., 0., 1.],
               [1., 0., 0.]])
    """
    labels = np.asarray(labels)
    whole = labels.dtype.kind in "iub" or (labels.dtype.kind == "f" and (labels % 1 == 0).all())
    if labels.ndim != 1 or not whole:
        raise ValueError(f"one_hot() got {labels.dtype} labels of shape {labels.shape}; give whole numbers (B,).")
    labels = labels.astype(int)
    if labels.size and not 0 <= labels.min() <= labels.max() < num_classes:
        raise ValueError(
            f"one_hot() got labels {labels.min()} to {labels.max()}; "
            f"num_classes={num_classes} allows 0 to {num_classes - 1}."
        )
    rows = np.zeros((len(labels), num_classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows
