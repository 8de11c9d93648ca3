"""What the layers of a network make of the same images."""

import numpy as np

from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.models import dense_network

SIZES = (64, 64, 32, 10)
NAMES = ("pixels", "hidden layer 1", "hidden layer 2", "scores")


def layer_outputs(seed, steps=600):
    """The test images as each layer of a trained dense network represents them.

    Args:
        seed: of split, weights and batches.
        steps: how long it trains; 0 leaves it as it was born.

    Returns:
        ``{layer: (B, units)}`` from the pixels to the scores, and the labels ``(B,)``.
    """
    train, (x, labels) = split_digits(seed)
    training = RepeatedTraining(lambda: dense_network(SIZES)).fit(*train, seed=seed, steps=steps)
    outputs = [x]
    for layer in training.model.layers:
        outputs.append(np.asarray(layer(outputs[-1])))
    return dict(zip(NAMES, outputs, strict=True)), labels


def project(rows):
    """The two directions in which the rows spread most (principal components), ``(B, 2)``.

    With the rows centred, ``X = U S V'``; the projection is ``X V[:, :2]``. Pearson, "On lines and planes of closest
    fit to systems of points in space", 1901.

    Example:
        >>> project(np.array([[0.0, 0, 1], [0, 3, 1], [0, 6, 1]])).shape
        (3, 2)
    """
    centred = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T


def separation(rows, labels):
    """How much of the rows' spread lies between the classes: 0 when all classes share a centre, 1 when each is a point.

    ``sum_c n_c |mean_c - mean|^2 / sum_i |x_i - mean|^2``

    Example:
        >>> separation(np.array([[0.0], [0.0], [2.0], [2.0]]), np.array([0, 0, 1, 1]))
        1.0
    """
    mean = rows.mean(axis=0)
    classes = [rows[labels == label] for label in np.unique(labels)]
    between = sum(len(each) * np.sum((each.mean(axis=0) - mean) ** 2) for each in classes)
    return float(between / np.sum((rows - mean) ** 2))
