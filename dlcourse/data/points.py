"""Points in the plane that no straight line separates."""

import numpy as np

from dlcourse import _require
from dlcourse.data._rows import balanced_labels


def two_moons(count=200, seed=0, *, noise=0.1):
    """Two half circles, each reaching into the other: scikit-learn's ``make_moons``.

    Class 0 is ``(cos a, sin a)``, class 1 ``(1 - cos a, 1/2 - sin a)``, with angles ``a`` evenly spaced over
    0 to pi, plus normal noise in both coordinates.

    Args:
        count: number of points; class 0 has ``count // 2`` of them.
        seed: decides the order and the noise.
        noise: standard deviation in each coordinate.

    Returns:
        points ``(count, 2)`` float64 and labels ``(count,)`` int64, in random order.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> points, labels = two_moons(7)
        >>> points.shape, int(labels.sum())
        ((7, 2), 4)
    """
    rng = _generator("two_moons()", count, seed, noise)
    angle = [np.linspace(0, np.pi, n) for n in (count // 2, count - count // 2)]
    moons = [np.stack([np.cos(angle[0]), np.sin(angle[0])]), np.stack([1 - np.cos(angle[1]), 0.5 - np.sin(angle[1])])]
    return _shuffled(rng, [moon.T for moon in moons], noise)


def two_spirals(count=200, seed=0, *, turns=1.5, noise=0.02):
    """Two spirals wound around each other: a hard task for a small network.

    A point of class 0 is ``r (cos a, sin a)`` with ``a = 2 pi turns r``; class 1 is the same turned by half a circle.
    ``r`` rises from 0.1 to 1 so that points lie about equally close all along.

    Args:
        count: number of points; class 0 has ``count // 2`` of them.
        seed: decides the order and the noise.
        turns: how often each spiral goes round.
        noise: standard deviation in each coordinate.

    Returns:
        points ``(count, 2)`` float64 and labels ``(count,)`` int64, in random order.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, ``turns`` is not positive, ``noise`` is negative.

    Source: Lang and Witbrock, "Learning to tell two spirals apart", 1988.

    Example:
        >>> points, labels = two_spirals(100, noise=0.0)
        >>> float(np.hypot(*points.T).max())
        1.0
    """
    rng = _generator("two_spirals()", count, seed, noise)
    _require.number("two_spirals()", "turns", turns, above=0)
    arms = []
    for label, n in enumerate((count // 2, count - count // 2)):
        radius = np.sqrt(np.linspace(0.01, 1, n))
        angle = 2 * np.pi * turns * radius + np.pi * label
        arms.append(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))
    return _shuffled(rng, arms, noise)


def gaussian_ring(count=400, seed=0, *, modes=8, noise=0.05):
    """Small Gaussian clouds, evenly spaced on the unit circle: does a generator find them all?

    Args:
        count: number of points.
        seed: decides order and places.
        modes: number of clouds; cloud ``k`` has its centre at angle ``2 pi k / modes``.
        noise: standard deviation of a cloud in each coordinate.

    Returns:
        points ``(count, 2)`` float64 and the number of each point's cloud ``(count,)`` int64.

    Raises:
        ValueError: ``count`` or ``modes`` is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> points, modes = gaussian_ring(16)
        >>> np.bincount(modes).tolist()
        [2, 2, 2, 2, 2, 2, 2, 2]
    """
    rng = _generator("gaussian_ring()", count, seed, noise)
    _require.positive_integer("gaussian_ring()", "modes", modes)
    labels = balanced_labels(rng, count, modes)
    angle = 2 * np.pi * labels / modes
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) + rng.normal(0, noise, (count, 2)), labels


def _generator(owner, count, seed, noise):
    _require.positive_integer(owner, "count", count)
    _require.number(owner, "noise", noise, low=0)
    return np.random.default_rng(seed)


def _shuffled(rng, classes, noise):
    """The rows of both classes in random order, moved by noise, with their labels."""
    labels = np.repeat(np.array([0, 1], "int64"), [len(rows) for rows in classes])
    points, order = np.concatenate(classes), rng.permutation(len(labels))
    return points[order] + rng.normal(0, noise, points.shape), labels[order]
