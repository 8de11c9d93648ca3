"""The same digits and the same number of steps for six activations: does the choice matter, and at which depth?"""

from functools import partial

import numpy as np

from dlcourse.data import load_digits, train_val_test_split
from dlcourse.experiments.side_by_side import SideBySide
from dlcourse.metrics import accuracy
from dlcourse.models import dense_network
from dlcourse.training.batches import batch_indices

RATES = (3e-3, 1e-2)  # every activation may choose, so that none is judged by another's best rate
STEPS, BATCH, EVERY = 300, 32, 30


def six_activations():
    """The package's activations that are compared, by the name that figures give them."""
    from dlcourse import activations

    return {
        "sigmoid": activations.sigmoid,
        "tanh": activations.tanh,
        "ReLU": activations.relu,
        "Leaky ReLU 0.1": partial(activations.leaky_relu, negative_slope=0.1),
        "Swish": activations.swish,
        "GELU": activations.gelu,
    }


def digits_in_three(seed):
    """The digits as flat rows from 0 to 1: parts to train, to choose the rate, and to test on."""
    images, labels = load_digits()
    return train_val_test_split(images.reshape(len(images), -1) / 16, labels, val=0.15, test=0.25, seed=seed)


def compare_activations(hidden_layers, seeds=range(3), names=None, rates=RATES):
    """Train digits once with each activation, rate and seed; keep each activation's best rate.

    The network has ``hidden_layers`` layers of 64 units; every run is 300 steps of Adam on batches of 32, from the
    same weights and the same rows in the same order. The rate with the best mean validation accuracy is kept; the
    test part is seen once.

    Args:
        hidden_layers: how many.
        seeds: one run each; a seed decides the split, the weights and the order of the rows.
        names: which of ``six_activations()``; None for all.
        rates: learning rates to choose from.

    Returns:
        ``{name: {"rate": float, "test": (len(seeds),), "loss": (len(seeds), 11)}}``, the training loss at step
        0, 30, ..., 300.
    """
    functions = six_activations()
    starts = [(rate, seed) for rate in rates for seed in seeds]
    inputs = _inputs(hidden_layers, [seed for _, seed in starts])
    result = {}
    for name in functions if names is None else names:
        losses, validation, test = _train(functions[name], [rate for rate, _ in starts], *inputs)
        shape = (len(rates), len(seeds))
        best = validation.reshape(shape).mean(axis=1).argmax()
        kept = {"test": test.reshape(shape)[best], "loss": losses.reshape(*shape, -1)[best]}
        result[name] = {"rate": rates[best], **kept}
    return result


def _inputs(hidden_layers, seeds):
    """For each run its first weights, its three parts of the digits and its batches."""
    import keras

    weights = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        weights.append(dense_network([64, *[64] * hidden_layers, 10]).get_weights())
    splits = [digits_in_three(seed) for seed in seeds]
    count = len(splits[0][0][0])
    rows = [batch_indices(count, STEPS, BATCH, np.random.default_rng(seed)) for seed in seeds]
    return weights, splits, np.array(rows)


def _train(activation, rates, weights, splits, rows):
    """Losses on the way (R, 11), and the accuracies on validation and test part (R,)."""
    train, val, test = ([np.array(each) for each in zip(*part, strict=True)] for part in zip(*splits, strict=True))
    runs = SideBySide(weights, activation, *train, rates)
    losses = [runs.losses()]
    for first in range(0, STEPS, EVERY):
        runs.run(rows[:, first : first + EVERY])
        losses.append(runs.losses())
    scores = [np.array([accuracy(*pair) for pair in zip(y, runs.logits(x), strict=True)]) for x, y in (val, test)]
    return np.array(losses).T, *scores
