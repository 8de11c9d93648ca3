"""Losses of probabilities, from logits and without overflow: NumPy only. All logarithms are natural (nats).

``dlcourse.losses`` holds the same losses for training, with gradients and Keras's options.
"""

import numpy as np

from dlcourse.nn._inputs import classified, distributions, paired


def bce_from_logits(y, z):
    """Binary cross-entropy ``-y log σ(z) - (1 - y) log(1 - σ(z))``, written so that nothing overflows.

    It equals ``max(z, 0) - y z + log(1 + e^-|z|)``: the exponential is at most 1, whatever z is.

    Args:
        y: labels, 0 or 1, or between for soft labels.
        z: logits of the same shape, any real numbers.

    Returns:
        An array of that shape, in nats: a loss for each entry, no mean.

    Raises:
        ValueError: shapes that differ, or labels outside 0 to 1.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.90; Goodfellow, Bengio, Courville,
    "Deep Learning", 2016, section 6.2.2.2.

    Example:
        >>> bce_from_logits(np.array([1.0, 0.0]), np.array([1000.0, 1000.0])).tolist()
        [0.0, 1000.0]
    """
    y, z = paired("bce_from_logits()", y=y, z=z)
    if not np.all((y >= 0) & (y <= 1)):
        raise ValueError(f"bce_from_logits() got labels from {y.min():.4g} to {y.max():.4g}; give labels from 0 to 1.")
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


def sparse_categorical_crossentropy(labels, logits):
    """``-log p_y`` of the true class y, p the softmax of logits z: ``log sum_k e^z_k - z_y``.

    Taking the row's largest logit off every z of the row changes nothing, and no exponential is above 1.

    Args:
        labels: (n,) integers from 0 to K - 1.
        logits: (n, K), a score for each class, any real numbers.

    Returns:
        (n,), in nats: a loss for each example, no mean.

    Raises:
        ValueError: shapes other than these, or a label that is no class.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.108; Goodfellow, Bengio, Courville,
    "Deep Learning", 2016, section 6.2.2.3.

    Example:
        >>> sparse_categorical_crossentropy([1, 0], [[1000.0, 0.0], [1000.0, 0.0]]).tolist()
        [1000.0, 0.0]
    """
    labels, logits = classified("sparse_categorical_crossentropy()", labels, logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))  # (n,)
    return log_sum - shifted[np.arange(len(labels)), labels]


def softmax_crossentropy_gradient(labels, logits):
    """The gradient of the mean cross-entropy with respect to the logits: ``(p - onehot(y)) / n``, p the softmax.

    Each row sums to 0: what the true class gains, the others lose.

    Args:
        labels: (n,) integers from 0 to K - 1.
        logits: (n, K), a score for each class, any real numbers.

    Returns:
        (n, K), above 0 for wrong classes and below 0 for the true one.

    Raises:
        ValueError: shapes other than these, or a label that is no class.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.109.

    Example:
        >>> softmax_crossentropy_gradient([1, 0], [[0.0, 0.0], [1000.0, 0.0]]).tolist()
        [[0.25, -0.25], [0.0, 0.0]]
    """
    labels, logits = classified("softmax_crossentropy_gradient()", labels, logits)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)  # p, (n, K)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


def kl_divergence(p, q):
    """The Kullback-Leibler divergence ``KL(p, q) = sum_k p_k log(p_k / q_k)`` over the last axis, in nats.

    ``0 log 0`` counts as 0; a class with ``q = 0 < p`` makes it infinite. (Keras clips both at 1e-7 instead.)

    Args:
        p: (..., K), distributions.
        q: (..., K), the distributions they are compared with.

    Returns:
        (...): 0 or more, and 0 only where p equals q. Not symmetric.

    Raises:
        ValueError: shapes that differ, or rows that are no distributions.

    Source: Kullback and Leibler, "On Information and Sufficiency", 1951; Cover and Thomas, "Elements of Information
    Theory", second edition, 2006, section 2.3.

    Example:
        >>> kl_divergence([[1.0, 0.0], [0.5, 0.5]], [[0.5, 0.5], [1.0, 0.0]]).round(4).tolist()
        [0.6931, inf]
    """
    p, q = distributions("kl_divergence()", p=p, q=q)
    with np.errstate(divide="ignore", invalid="ignore"):  # the logarithms of 0 are meant
        terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)
    return terms.sum(axis=-1)
