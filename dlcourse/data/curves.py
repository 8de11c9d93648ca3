"""Inputs and numbers to predict from them: a sine, a line with outliers, a cubic, a regression with idle inputs."""

import numpy as np

from dlcourse import _require


def sine_curve(count=200, seed=0, *, amplitude=1.0, frequency=1.0, noise=0.0, low=-np.pi, high=np.pi):
    """Points of ``y = amplitude sin(frequency x) + noise``, with ``x`` uniform between ``low`` and ``high``.

    Args:
        count: number of points.
        seed: decides ``x`` and the noise.
        amplitude, frequency: of the sine; frequency in radians per unit of ``x``.
        noise: standard deviation of what is added to ``y``.
        low, high: where ``x`` lies.

    Returns:
        ``x`` ``(count, 1)`` float64 in rising order and ``y`` ``(count,)`` float64.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, ``noise`` is negative, or ``low`` is not below
            ``high``.

    Example:
        >>> x, y = sine_curve(50, frequency=3)
        >>> bool(np.allclose(y, np.sin(3 * x[:, 0])))
        True
    """
    rng = _generator("sine_curve()", count, seed, noise)
    _require.number("sine_curve()", "low", low, below=high)
    x = np.sort(rng.uniform(low, high, count))
    return x[:, None], amplitude * np.sin(frequency * x) + rng.normal(0, noise, count)


def line_with_outliers(count=30, seed=0, *, outliers=3, noise=0.3):
    """Points near ``y = 2 x + 1`` for ``x`` evenly from -2 to 2; the last ones were written down 15 too high.

    Args:
        count: number of points.
        seed: decides the noise.
        outliers: how many of the last rows are 15 too high; 0 for a clean line.
        noise: standard deviation of what is added to every ``y``.

    Returns:
        ``x`` ``(count, 1)`` float64 in rising order and ``y`` ``(count,)`` float64.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, ``noise`` is negative, ``outliers`` is not from 0 to
            ``count``.

    Example:
        >>> x, y = line_with_outliers(5, outliers=1, noise=0.0)
        >>> y.tolist()
        [-3.0, -1.0, 1.0, 3.0, 20.0]
    """
    rng = _generator("line_with_outliers()", count, seed, noise)
    _require.number("line_with_outliers()", "outliers", outliers, low=0, high=count)
    x = np.linspace(-2, 2, count)
    return x[:, None], 2 * x + 1 + rng.normal(0, noise, count) + 15.0 * (np.arange(count) >= count - outliers)


def cubic_curve(count=20, seed=0, *, noise=0.2):
    """Points of ``y = 4 x^3 - 3 x + noise`` for ``x`` uniform in -1 to 1: what degree fits, and what overfits?

    Args:
        count: number of points.
        seed: decides ``x`` and the noise.
        noise: standard deviation of what is added to ``y``.

    Returns:
        ``x`` ``(count, 1)`` float64 in rising order and ``y`` ``(count,)`` float64.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> x, y = cubic_curve(9, noise=0.0)
        >>> np.polyfit(x[:, 0], y, 3).round(6).tolist()[0]
        4.0
    """
    rng = _generator("cubic_curve()", count, seed, noise)
    x = np.sort(rng.uniform(-1, 1, count))
    return x[:, None], 4 * x**3 - 3 * x + rng.normal(0, noise, count)


def sparse_regression(count=100, seed=0, *, features=40, informative=5, noise=0.1):
    """Normal inputs of which only the first few matter: ``y = x w + noise`` with ``w = sparse_weights(...)``.

    Args:
        count: number of rows.
        seed: decides inputs and noise; the weights are always the same.
        features: number of inputs.
        informative: how many of them have a weight other than 0.
        noise: standard deviation of what is added to ``y``.

    Returns:
        ``x`` ``(count, features)`` float64 and ``y`` ``(count,)`` float64.

    Raises:
        ValueError: a size is not a whole number of 1 or more, ``noise`` is negative, more inputs matter than there
            are.

    Example:
        >>> x, y = sparse_regression(50, noise=0.0)
        >>> bool(np.allclose(y, x @ sparse_weights()))
        True
    """
    rng = _generator("sparse_regression()", count, seed, noise)
    x = rng.normal(size=(count, len(sparse_weights(features, informative))))
    return x, x @ sparse_weights(features, informative) + rng.normal(0, noise, count)


def sparse_weights(features=40, informative=5):
    """The weights behind ``sparse_regression``: from 3 down to 1 with alternating signs, then zeros.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or more inputs matter than there are.

    Example:
        >>> sparse_weights(features=5, informative=3).tolist()
        [3.0, -2.0, 1.0, 0.0, 0.0]
    """
    _require.positive_integer("sparse_weights()", "features", features)
    _require.positive_integer("sparse_weights()", "informative", informative)
    _require.number("sparse_weights()", "informative", informative, high=features)
    weights = np.zeros(features)
    weights[:informative] = np.linspace(3, 1, informative) * (-1.0) ** np.arange(informative)
    return weights


def _generator(owner, count, seed, noise):
    _require.positive_integer(owner, "count", count)
    _require.number(owner, "noise", noise, low=0)
    return np.random.default_rng(seed)
