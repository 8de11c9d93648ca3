"""The same digits under four kinds of feedback. One linear layer each time, so only the feedback differs."""

import numpy as np
from threadpoolctl import threadpool_limits

from dlcourse.data import one_hot
from dlcourse.experiments.introduction import split_digits
from dlcourse.metrics import accuracy

# Matrices this small gain nothing from more threads; beside TensorFlow's they only wait for each other.
single_threaded = threadpool_limits.wrap(limits=1)


def _softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@single_threaded
def supervised(seed, steps=2000, batch=32, rate=0.3):
    """Every image comes with its right answer. Returns test accuracy.

    Gradient steps on the cross-entropy of ``softmax(x W)``: ``W += rate * mean of x (y - p)``.
    """
    (x, labels), (x_test, labels_test) = split_digits(seed)
    rng, weights, y = np.random.default_rng(seed), np.zeros((64, 10)), one_hot(labels, 10)
    for _ in range(steps):
        rows = rng.integers(len(x), size=batch)
        weights += rate * x[rows].T @ (y[rows] - _softmax(x[rows] @ weights)) / batch
    return accuracy(labels_test, x_test @ weights)


@single_threaded
def reinforced(seed, steps=2000, batch=32, rate=0.3):
    """The model answers, and hears only whether it was right (reward 1) or not (reward 0). Returns test accuracy.

    Steps, batches and rate are those of ``supervised``.

    Its answer is drawn from ``p = softmax(x W)``; a rewarded answer becomes more likely:
    ``W += rate * mean of x (answer - p) (reward - mean reward)``. Williams, "Simple statistical gradient-following
    algorithms for connectionist reinforcement learning", 1992.
    """
    (x, labels), (x_test, labels_test) = split_digits(seed)
    rng, weights = np.random.default_rng(seed), np.zeros((64, 10))
    for _ in range(steps):
        rows = rng.integers(len(x), size=batch)
        p = _softmax(x[rows] @ weights)
        answers = (p.cumsum(axis=1) < rng.random((batch, 1))).sum(axis=1).clip(max=9)
        rewards = (answers == labels[rows]).astype(float)
        weights += rate * x[rows].T @ ((one_hot(answers, 10) - p) * (rewards - rewards.mean())[:, None]) / batch
    return accuracy(labels_test, x_test @ weights)


@single_threaded
def unsupervised(seed):
    """Only images: find ten groups that lie close together. Returns the share of images that carry their group's
    commonest label, on test images; the labels are looked at only for this judgement.

    Groups by k-means: MacQueen, "Some methods for classification and analysis of multivariate observations", 1967.
    """
    from sklearn.cluster import KMeans

    (x, _), (x_test, labels) = split_digits(seed)
    groups = KMeans(10, n_init=3, random_state=seed).fit(x).predict(x_test)
    return float(sum(np.bincount(labels[groups == group]).max() for group in np.unique(groups)) / len(labels))


@single_threaded
def self_supervised(seed):
    """Only images: the upper half is the question, the lower half of the same image is the right answer.

    Returns the share of the lower halves' variance that a linear layer explains on test images (1 would be perfect,
    0 is what the average lower half reaches).
    """
    predicted, true, mean = _lower_halves(seed)
    return float(1 - np.sum((predicted - true) ** 2) / np.sum((true - mean) ** 2))


def completed_digits(seed, count=8):
    """Test images, and the same images with the lower half predicted from the upper: two arrays ``(count, 8, 8)``."""
    predicted, true, _ = _lower_halves(seed)
    upper = split_digits(seed)[1][0][:count, :32]
    return tuple(np.hstack([upper, lower[:count]]).reshape(count, 8, 8).clip(0, 1) for lower in (true, predicted))


def _lower_halves(seed, penalty=1.0):
    """Predicted and true lower halves of the test images, and the mean lower half of the training images.

    Least squares with a small penalty: ``W = (Q'Q + penalty I)^-1 Q'A`` for centred questions Q and answers A.
    """
    (x, _), (x_test, _) = split_digits(seed)
    mean = x.mean(axis=0)
    question, answer = (x - mean)[:, :32], (x - mean)[:, 32:]
    weights = np.linalg.solve(question.T @ question + penalty * np.eye(32), question.T @ answer)
    return (x_test - mean)[:, :32] @ weights + mean[32:], x_test[:, 32:], mean[32:]
