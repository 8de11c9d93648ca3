"""How many answers are right, and how right are they for each class?"""

import numpy as np

from dlcourse._require import one_of
from dlcourse.metrics.confusion import answer_pair, class_counts, comparable


def accuracy(labels, predictions):
    """The share of predictions that are right: ``mean(labels == predictions)``.

    Args:
        labels: ``(B,)``, what is true.
        predictions: ``(B,)`` predicted classes, or ``(B, K)`` scores, of which the largest counts.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: nothing to compare, different numbers of labels and predictions, or scores of one class.

    Example:
        >>> accuracy([3, 1, 4], [3, 1, 5])
        0.6666666666666666
        >>> accuracy([1, 0], [[0.2, 0.8], [0.4, 0.6]])
        0.5
    """
    labels, predictions = answer_pair("accuracy()", labels, predictions)
    comparable("accuracy()", labels, predictions)
    return float(np.mean(labels == predictions))


def majority_baseline(y_train, y_test):
    """The accuracy of a model that always answers the commonest training label.

    ``mean(y_test == mode(y_train))``; of several commonest labels the smallest is taken.

    Args:
        y_train: ``(B,)`` integer labels that the answer is chosen by.
        y_test: ``(C,)`` integer labels that it is judged by.

    Returns:
        A float from 0 to 1. A model that does not beat it has learned nothing of use.

    Raises:
        ValueError: one of the two is empty.

    Example:
        >>> majority_baseline([1, 1, 1, 0], [1, 0, 0, 0])
        0.25
    """
    if np.size(y_train) == 0 or np.size(y_test) == 0:
        raise ValueError(f"majority_baseline() got {np.size(y_train)} and {np.size(y_test)} labels; give some of both.")
    classes, counts = np.unique(y_train, return_counts=True)
    commonest = classes[counts.argmax()]
    return float(np.mean(np.asarray(y_test) == commonest))


def precision_recall_f1(labels, predictions, positive):
    """Precision, recall and their harmonic mean for one class against all others.

    ``precision = TP / predicted positive``, ``recall = TP / truly positive``, ``F1 = 2 TP / (both added up)``, where
    TP counts what is positive and predicted so. Where a denominator is 0 the value is 0.

    Args:
        labels: what is true, any shape; integers or strings.
        predictions: predicted classes of the same shape.
        positive: the class that is looked for.

    Returns:
        Three floats from 0 to 1.

    Raises:
        ValueError: nothing to compare, or different shapes.

    Source: van Rijsbergen, "Information Retrieval", second edition, 1979, chapter 7.

    Example:
        >>> precision_recall_f1(["spam", "spam", "ham", "ham"], ["spam", "ham", "ham", "ham"], "spam")
        (1.0, 0.5, 0.6666666666666666)
    """
    labels, predictions = answer_pair("precision_recall_f1()", labels, predictions)
    true, predicted = labels == positive, predictions == positive
    counts = np.sum(true & predicted), np.sum(predicted), np.sum(true)
    return float(_precision(*counts)), float(_recall(*counts)), float(_f1(*counts))


def precision(labels, predictions, average="binary", positive=1, classes=None):
    """Of what was predicted to be of a class, the share that is: ``TP / predicted``; 0 where nothing was predicted.

    Args:
        labels: what is true, any shape; integers or strings.
        predictions: predicted classes of the same shape, or scores with one more axis, of which the largest counts.
        average: "binary" for the class ``positive`` of two; "macro" for the mean over classes; "micro" for the
            counts of all classes added up; None for one value per class.
        positive: the class that "binary" looks at.
        classes: their number, or a list of them; by default those that occur, sorted. One in neither scores 0.

    Returns:
        A float from 0 to 1, or with ``average=None`` an array (K,).

    Raises:
        ValueError: as ``confusion_matrix``; "binary" with more than two classes, or without the positive one.

    Source: van Rijsbergen, "Information Retrieval", second edition, 1979, chapter 7.

    Example:
        >>> precision([1, 0, 1, 0], [1, 1, 1, 0])
        0.6666666666666666
        >>> precision([1, 0, 1, 0], [1, 1, 1, 0], average=None).round(2).tolist()
        [1.0, 0.67]
    """
    return _averaged("precision()", _precision, labels, predictions, average, positive, classes)


def recall(labels, predictions, average="binary", positive=1, classes=None):
    """Of what is of a class, the share that was found: ``TP / truly of it``; 0 where nothing is.

    Arguments, result and errors are those of ``precision``.

    Source: van Rijsbergen, "Information Retrieval", second edition, 1979, chapter 7.

    Example:
        >>> recall([1, 0, 1, 0], [1, 1, 0, 0])
        0.5
    """
    return _averaged("recall()", _recall, labels, predictions, average, positive, classes)


def f1_score(labels, predictions, average="binary", positive=1, classes=None):
    """The harmonic mean of precision and recall, ``2 TP / (predicted + truly of the class)``; 0 where both are 0.

    Arguments, result and errors are those of ``precision``. "macro" averages the F1 of the classes.

    Source: van Rijsbergen, "Information Retrieval", second edition, 1979, chapter 7.

    Example:
        >>> f1_score([1, 0, 1, 0], [1, 1, 1, 0])
        0.8
    """
    return _averaged("f1_score()", _f1, labels, predictions, average, positive, classes)


def _precision(right, predicted, true):
    return _divide(right, predicted)


def _recall(right, predicted, true):
    return _divide(right, true)


def _f1(right, predicted, true):
    return _divide(2 * right, predicted + true)


def _divide(part, whole):
    """``part / whole``, and 0 where the whole is 0."""
    return part / np.where(whole == 0, 1, whole)


def _averaged(owner, score, labels, predictions, average, positive, classes):
    one_of(owner, "average", average, ("binary", "micro", "macro", None))
    names, matrix = class_counts(owner, labels, predictions, classes)
    counts = np.stack([matrix.diagonal(), matrix.sum(axis=0), matrix.sum(axis=1)])  # (3, K): right, predicted, true
    if average == "binary":
        counts = counts[:, _position(owner, names, positive)]
    if average in ("binary", "micro"):
        counts = counts.sum(axis=1)
    scores = score(*counts)
    return scores if average is None else float(np.mean(scores))


def _position(owner, names, positive):
    """Which columns are of the positive class; a boolean array (K,)."""
    is_positive = names == positive
    if len(names) > 2:
        raise ValueError(f"{owner} got {len(names)} classes; with more than two say average='macro', 'micro' or None.")
    if len(names) == 2 and not is_positive.any():
        raise ValueError(f"{owner} got positive={positive!r}; give one of the classes, {names.tolist()}.")
    return is_positive
