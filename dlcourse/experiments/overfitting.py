"""What makes a network fit its training images and miss new ones? Wrong labels and few images, at equal passes."""

import numpy as np

from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.models import dense_network


def wrong_labels(labels, share, seed):
    """The labels, with this share of them redrawn at random (some of those are right by luck)."""
    rng = np.random.default_rng(seed)
    redrawn = rng.random(len(labels)) < share
    return np.where(redrawn, rng.integers(0, 10, len(labels)), labels)


def losses_by_epoch(count, share, seeds=range(3), epochs=60):
    """Cross-entropy after each pass over ``count`` images of which a share carries random labels.

    The network has two hidden layers of 256 units and is trained by Adam at rate 0.01 on batches of 30.

    Returns:
        ``{"training": (len(seeds), epochs), "new images": (len(seeds), epochs)}``; the labels of the new images
        are right.
    """
    training = RepeatedTraining(lambda: dense_network([64, 256, 256, 10]), rate=1e-2)
    runs = [_run(training, count, share, seed, epochs) for seed in seeds]
    return {"training": np.array([run[0] for run in runs]), "new images": np.array([run[1] for run in runs])}


def _run(training, count, share, seed, epochs):
    (x, y), (x_new, y_new) = split_digits(seed)
    x, y = x[:count], wrong_labels(y[:count], share, seed)
    rng = np.random.default_rng(seed)
    losses = []
    training.start(seed)
    for _ in range(epochs):
        rows = rng.permutation(count)[: count // 30 * 30].reshape(-1, 30)
        training.run(x, y, rows)
        losses.append([training.loss_on(x, y), training.loss_on(x_new, y_new)])
    return np.transpose(losses)
