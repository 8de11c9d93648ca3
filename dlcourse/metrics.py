"""How good are the answers?"""

import numpy as np


def accuracy(labels, predictions):
    """The share of predictions that are right: ``mean(labels == predictions)``.

    Args:
        labels: ``(B,)``, what is true.
        predictions: ``(B,)`` predicted classes, or ``(B, K)`` scores, of which the largest counts.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: nothing to compare, or different numbers of labels and predictions.

    Example:
        >>> accuracy([3, 1, 4], [3, 1, 5])
        0.6666666666666666
        >>> accuracy([1, 0], [[0.2, 0.8], [0.4, 0.6]])
        0.5
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if predictions.ndim == labels.ndim + 1:
        predictions = predictions.argmax(axis=-1)
    if labels.shape != predictions.shape or labels.size == 0:
        raise ValueError(f"accuracy() got {labels.shape} labels, {predictions.shape} predictions; give equally many.")
    return float(np.mean(labels == predictions))


def majority_baseline(y_train, y_test):
    """The accuracy of a model that always answers the commonest training label.

    ``mean(y_test == mode(y_train))``; of several commonest labels the smallest is taken.

    Args:
        y_train: ``(B,)`` integer labels that the answer is chosen by.
        y_test: ``(C,)`` integer labels that it is judged by.

    Returns:
        A float from 0 to 1. A model that does not beat it has learned nothing of use.

    Example:
        >>> majority_baseline([1, 1, 1, 0], [1, 0, 0, 0])
        0.25
    """
    classes, counts = np.unique(y_train, return_counts=True)
    commonest = classes[counts.argmax()]
    return float(np.mean(np.asarray(y_test) == commonest))
