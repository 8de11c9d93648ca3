"""Do probabilities mean what they say? Confidence against accuracy, and the gap between the two."""

from typing import NamedTuple

import numpy as np

from dlcourse._require import positive_integer


class Reliability(NamedTuple):
    """What a reliability diagram shows; a bin without examples has NaN for confidence and accuracy.

    Example:
        >>> found = reliability([1, 0, 1, 1], [0.9, 0.1, 0.8, 0.4], bins=2)
        >>> found.counts.tolist(), round(found.error, 3)
        ([2, 2], 0.2)
    """

    edges: np.ndarray  # (bins + 1,), from 0 to 1
    confidence: np.ndarray  # (bins,), mean probability of the examples in a bin
    accuracy: np.ndarray  # (bins,), share of them that are right
    counts: np.ndarray  # (bins,), how many they are
    error: float  # expected calibration error, from 0 to 1


def reliability(labels, probabilities, bins=10):
    """Examples sorted by confidence into equal bins: how sure the model is in each, and how often it is right.

    ``error = Σ_m |B_m| / n · |acc(B_m) - conf(B_m)|``; bin m holds confidences in ``((m-1)/bins, m/bins]``, the first
    one 0 too; ``acc`` is the share of right answers in it, ``conf`` the mean confidence, ``n`` all examples.

    Args:
        labels: ``(B,)`` classes as whole numbers.
        probabilities: ``(B, K)``, a probability for each class: the largest is the confidence, its class the answer.
            Or ``(B,)`` or ``(B, 1)``, the probability of class 1: it is itself held against the share of class 1.
        bins: how many.

    Returns:
        A Reliability: edges, confidence, accuracy, counts, error.

    Raises:
        ValueError: shapes that don't fit, labels that are no classes, or numbers that are no probabilities.

    Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, equation 3 (there for the
    confidence of the answer); Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning", 2015, for the probability of class 1.

    Example:
        >>> result = reliability([0, 1, 1, 1], [[0.9, 0.1], [0.1, 0.9], [0.9, 0.1], [0.3, 0.7]], bins=5)
        >>> result.counts.tolist()
        [0, 0, 0, 1, 3]
        >>> round(result.error, 3)  # 3/4 · |2/3 - 0.9| + 1/4 · |1 - 0.7|
        0.25
    """
    bins = positive_integer("reliability()", "bins", bins)
    confidence, right = _confidence(*_checked(labels, probabilities))
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], confidence)  # an edge belongs to the bin on its left
    counts = np.bincount(place, minlength=bins)
    sums = np.bincount(place, confidence, bins), np.bincount(place, right, bins)
    filled = np.where(counts, counts, np.nan)
    mean_confidence, accuracy = sums[0] / filled, sums[1] / filled
    error = float(np.abs(sums[1] - sums[0]).sum() / len(confidence))
    return Reliability(edges, mean_confidence, accuracy, counts, error)


def _confidence(labels, probabilities):
    if probabilities.ndim == 1:
        return probabilities, labels
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels


def _checked(labels, probabilities):
    owner = "reliability()"
    labels, probabilities = np.asarray(labels), np.asarray(probabilities, dtype=float)
    if probabilities.ndim == 2 and probabilities.shape[1] == 1:
        probabilities = probabilities[:, 0]
    if labels.ndim != 1 or labels.size == 0 or probabilities.ndim not in (1, 2) or len(probabilities) != len(labels):
        given = f"labels of shape {labels.shape} and probabilities of shape {probabilities.shape}"
        raise ValueError(f"{owner} got {given}; give (B,) labels and (B,) or (B, K) probabilities, B at least 1.")
    slack = 1e-3  # the sum of a row in half precision
    sums = probabilities.sum(axis=1) if probabilities.ndim == 2 else np.ones(1)
    # Written so that NaN fails.
    if not (np.all((probabilities >= 0) & (probabilities <= 1 + slack)) and np.all(np.abs(sums - 1) <= slack)):
        wanted = "numbers from 0 to 1, each row with a sum of 1"
        raise ValueError(f"{owner} got probabilities that are none; give {wanted} (after the softmax, not logits).")
    classes = 2 if probabilities.ndim == 1 else probabilities.shape[1]
    if not np.all(np.isin(labels, np.arange(classes))):
        raise ValueError(f"{owner} got labels that are not all among 0 to {classes - 1}; give the numbers of classes.")
    return labels, np.minimum(probabilities, 1.0)
