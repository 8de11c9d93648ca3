"""The Kullback-Leibler divergence in both directions, and what the two-player game of a GAN has to do with it."""

import numpy as np


def two_bumps(x, distance, width=0.6):
    """The density at x of two equal normal bumps at -distance and +distance, each with this standard deviation."""
    return (_normal(x, -distance, width) + _normal(x, distance, width)) / 2


def _normal(x, mean, deviation):
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


MEANS, DEVIATIONS = np.linspace(-4, 4, 81), np.linspace(0.2, 4, 77)


def closest_normals(x, density):
    """The normal q nearest to a density p, once by KL(p, q) and once by KL(q, p), found on a grid of normals.

    Args:
        x: ``(n,)``, evenly spaced, wide enough to hold nearly all of the density.
        density: ``(n,)``, above 0.

    Returns:
        ``{"KL(p, q)": (mean, deviation, divergence in nats), "KL(q, p)": ...}``; of two equally good means the larger.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 10.1.2.

    Example:
        >>> x = np.linspace(-12, 12, 601)
        >>> found = closest_normals(x, two_bumps(x, distance=2.0))
        >>> [[round(float(number), 2) for number in found[way][:2]] for way in found]
        [[0.0, 2.1], [2.0, 0.6]]
    """
    step = x[1] - x[0]
    q = _normal(x, MEANS[:, None, None], DEVIATIONS[:, None])
    log_q = -(((x - MEANS[:, None, None]) / DEVIATIONS[:, None]) ** 2) / 2  # written out: q itself underflows to 0
    log_q = log_q - np.log(DEVIATIONS[:, None] * np.sqrt(2 * np.pi))
    gap = np.log(density) - log_q
    divergences = {"KL(p, q)": (density * gap).sum(-1) * step, "KL(q, p)": -(q * gap).sum(-1) * step}
    return {way: _lowest(values) for way, values in divergences.items()}


def _lowest(values):
    ties = np.argwhere(values <= values.min() + 1e-9)
    mean, deviation = ties[-1]
    return MEANS[mean], DEVIATIONS[deviation], values[mean, deviation]


def discriminator_value(p, q, d):
    """What a discriminator earns: ``V(d) = Σ p log d + Σ q log(1 - d)``, d(x) its probability that x is real.

    Args:
        p: ``(K,)``, the distribution of real data.
        q: ``(K,)``, the generator's.
        d: ``(..., K)``, strictly between 0 and 1.

    Returns:
        ``(...)``, in nats. It is highest for ``d = p / (p + q)``, and then ``2 JSD(p, q) - log 4``.

    Source: Goodfellow et al., "Generative Adversarial Nets", 2014, section 4.1.

    Example:
        >>> p = np.array([0.25, 0.75])
        >>> round(float(discriminator_value(p, p, 0.5 * np.ones(2))), 4)  # -log 4
        -1.3863
    """
    return (p * np.log(d)).sum(-1) + (q * np.log1p(-np.asarray(d))).sum(-1)
