"""Series in time. Their rows are in order: split them by time, never at random."""

import numpy as np

from dlcourse import _require


def seasonal_series(count=240, seed=0, *, period=12, noise=0.5):
    """Monthly values with a slow trend and a yearly rhythm.

    ``y_t = t / 100 + 1.6 sin(2 pi t / period) + 0.5 cos(4 pi t / period) + noise``

    Args:
        count: number of months.
        seed: decides the noise.
        period: months in a year.
        noise: standard deviation of what is added to each month, independent of the others.

    Returns:
        the month ``(count, 1)`` float64, from 0, and the value ``(count,)`` float64, in the order of time.

    Raises:
        ValueError: ``count`` or ``period`` is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> month, value = seasonal_series(24, noise=0.0)
        >>> bool(np.allclose(value[12:] - value[:12], 0.12))
        True
    """
    _require.positive_integer("seasonal_series()", "count", count)
    _require.positive_integer("seasonal_series()", "period", period)
    _require.number("seasonal_series()", "noise", noise, low=0)
    month = np.arange(count, dtype="float64")
    angle = 2 * np.pi * month / period
    rhythm = 1.6 * np.sin(angle) + 0.5 * np.cos(2 * angle)
    return month[:, None], month / 100 + rhythm + np.random.default_rng(seed).normal(0, noise, count)


def random_walk(count=240, seed=0):
    """Each value is the one before plus a normal step: the past says nothing about the next step.

    Args:
        count: number of values.
        seed: decides the steps, of standard deviation 1.

    Returns:
        the time ``(count, 1)`` float64, from 0, and the value ``(count,)`` float64, in the order of time.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more.

    Example:
        >>> time, value = random_walk(500)
        >>> value.shape
        (500,)
    """
    _require.positive_integer("random_walk()", "count", count)
    steps = np.random.default_rng(seed).normal(size=count)
    return np.arange(count, dtype="float64")[:, None], np.cumsum(steps)


def noisy_sine(count=500, seed=0, *, length=30, noise=0.1):
    """Windows of sines with a phase and a period of their own, and the value that comes next in each.

    Args:
        count: number of windows.
        seed: decides phases, periods (10 to 30 steps) and noise.
        length: steps of a window.
        noise: standard deviation of what is added to every step of the window. The target has none.

    Returns:
        windows ``(count, length, 1)`` float64 and next values ``(count,)`` float64.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> windows, following = noisy_sine(7, length=11)
        >>> windows.shape, following.shape
        ((7, 11, 1), (7,))
    """
    _require.positive_integer("noisy_sine()", "count", count)
    _require.positive_integer("noisy_sine()", "length", length)
    _require.number("noisy_sine()", "noise", noise, low=0)
    rng = np.random.default_rng(seed)
    phase, period = rng.uniform(0, 2 * np.pi, (count, 1)), rng.uniform(10, 30, (count, 1))
    wave = np.sin(phase + 2 * np.pi * np.arange(length + 1) / period)  # (B, T + 1)
    return (wave[:, :-1] + rng.normal(0, noise, (count, length)))[:, :, None], wave[:, -1]
