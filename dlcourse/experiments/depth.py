"""Lesson 03's measurements of depth: linear pieces of ReLU networks on a line, and how well training finds them."""

import numpy as np

from dlcourse.experiments.multilayer import root_mean_square, trained
from dlcourse.nn import mlp_forward, sawtooth


def linear_pieces(values, tolerance=1e-6):
    """How many straight pieces a curve has that is given at evenly spaced points.

    Neighbouring differences are compared: within a piece they are equal. A bend between two points makes one
    difference of its own, which counts for no piece, so every piece has to span at least two intervals.

    Args:
        values: (m,).
        tolerance: how far equal differences may lie apart, as a share of the largest. Rounding of the values
            themselves is allowed for.

    Returns:
        A whole number: the runs of two or more equal differences.

    Raises:
        ValueError: not one row of at least 3 values.

    Example:
        >>> linear_pieces([0, 1, 2, 3, 2, 1, 0]), linear_pieces([0, 0, 0.5, 1.5, 2.5])
        (2, 1)
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or len(values) < 3:
        raise ValueError(f"linear_pieces() got values of shape {values.shape}; give a row of at least 3.")
    slopes = np.diff(values)
    rounding = 8 * np.finfo(float).eps * np.abs(values).max()  # else a level stretch would be torn to pieces
    equal = np.abs(np.diff(slopes)) <= tolerance * np.abs(slopes).max() + rounding
    starts = equal & ~np.concatenate([[False], equal[:-1]])
    return int(starts.sum())


def random_pieces(depth, width, count=100, seed=0, points=20001):
    """Pieces on [0, 1] of networks with normal weights and biases, whose sizes are those of ``sawtooth``.

    Weights have standard deviation ``sqrt(2 / inputs)`` (lesson 08 says why), so that values neither grow nor fade.

    Args:
        depth, width: hidden layers, and ReLU units in each.
        count: how many networks.
        seed: decides their weights.
        points: where each is evaluated, evenly spaced.

    Returns:
        (count,) whole numbers.
    """
    rng, x = np.random.default_rng(seed), np.linspace(0, 1, points)[:, None]
    sizes = [1, *[width] * depth, 1]
    pieces = []
    for _ in range(count):
        layers = [
            (rng.normal(0, np.sqrt(2 / d), (d, u)), rng.normal(size=u))
            for d, u in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        pieces.append(linear_pieces(mlp_forward(x, layers)[-1][:, 0]))
    return np.array(pieces)


def sawtooth_errors(sizes, activation, seeds, folds=3, steps=2000):
    """How well trained networks fit a sawtooth of ``2^folds`` pieces: root mean square errors, one for each seed.

    Args:
        sizes: 1, the units of each hidden layer, 1.
        activation: of the hidden layers.
        seeds: of the first weights.
        folds: how often the line is folded.
        steps: of training, on 257 points evenly spaced over [0, 1], which is stretched to [-2, 2] beforehand.

    Returns:
        (len(seeds),) numbers.
    """
    x = np.linspace(0, 1, 257)
    inputs, y = (4 * x - 2)[:, None], sawtooth(x, folds)
    models = [trained(sizes, inputs, y, activation=activation, seed=seed, steps=steps) for seed in seeds]
    return np.array([root_mean_square(model(inputs)[:, 0] - y) for model in models])
