"""A classifier that is trained on and on, and what becomes of its confidence."""

import numpy as np

from dlcourse.data import digits
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.models import dense_network


def long_training(steps=(200, 2000), wrong=0.2, seeds=range(3)):
    """Logits on new digits after a short and a long training; a share of all labels is wrong, old and new.

    The network has two hidden layers of 128 units; Adam sees 1,000 images in batches of 32.

    Returns:
        ``{steps: [(labels (797,), logits (797, 10)), one pair a seed]}``.
    """
    training = RepeatedTraining(lambda: dense_network([64, 128, 128, 10]))
    found = {count: [] for count in steps}
    for seed in seeds:
        x, y = _shuffled(wrong, seed)
        for count in steps:
            training.fit(x[:1000], y[:1000], seed=seed, steps=count)
            found[count].append((y[1000:], training.outputs(x[1000:])))
    return found


def _shuffled(wrong, seed):
    images, labels = digits(None, seed, wrong=wrong)
    order = np.random.default_rng(seed).permutation(len(labels))
    return images.reshape(len(labels), -1)[order], labels[order]
