"""Two rings, one inside the other: no straight line separates them."""

import numpy as np


def two_rings(count, seed=0, radii=(0.4, 1.0), noise=0.08):
    """Points on an inner ring (class 0) and an outer ring (class 1) around the origin.

    A point is ``r (cos a, sin a)`` with a uniform angle ``a`` and a radius ``r`` normal around its class's radius.

    Args:
        count: number of points; the classes take turns.
        seed: decides angles and radii.
        radii: the mean radius of each class.
        noise: standard deviation of the radius.

    Returns:
        points ``(count, 2)`` and labels ``(count,)``.

    Example:
        >>> points, labels = two_rings(4)
        >>> points.shape, labels
        ((4, 2), array([0, 1, 0, 1]))
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    radius = rng.normal(np.asarray(radii)[labels], noise)
    angle = rng.uniform(0, 2 * np.pi, count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), labels
