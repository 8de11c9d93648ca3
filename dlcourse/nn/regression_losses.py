"""Losses of real numbers, and how examples' losses become one number: NumPy only.

``dlcourse.losses`` holds the same losses for training, with gradients and Keras's options.
"""

import numpy as np

from dlcourse._require import number, one_of
from dlcourse.nn._inputs import floats, paired


def mse_and_mae(y, p):
    """The mean squared and the mean absolute error: ``mean(r²)`` and ``mean(|r|)`` of the residuals ``r = p - y``.

    The best constant prediction is the mean of the targets for the first, and their median for the second.

    Args:
        y: targets, any shape.
        p: predictions of the same shape; axes of size 1 don't count, so (n, 1) fits (n,).

    Returns:
        Two numbers, the means over all entries: in the square of the targets' unit, and in their unit.

    Raises:
        ValueError: shapes that would broadcast or don't fit, or no entries.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 1.5.5.

    Example:
        >>> mse_and_mae(np.array([1.0, 2.0]), np.array([[2.0], [5.0]]))
        (5.0, 2.0)
    """
    y, p = paired("mse_and_mae()", y=np.squeeze(y), p=np.squeeze(p))  # both (n,), where one was (n, 1)
    if y.size == 0:
        raise ValueError("mse_and_mae() got no entries; give at least one.")
    r = p - y
    return float(np.mean(r**2)), float(np.mean(np.abs(r)))


def reduce_loss(per_example, reduction, penalty=0.0):
    """The examples' losses as they are, or as one number: ``sum_i l_i + penalty`` or ``mean_i l_i + penalty``.

    The penalty (of the weights, say) belongs to the model, not to an example: it is added once, whatever n is.

    Args:
        per_example: (n,), a loss for each example.
        reduction: "none", "sum" or "mean".
        penalty: one number, added to the sum or to the mean.

    Returns:
        (n,) losses without the penalty for "none", else one number.

    Raises:
        ValueError: another reduction, losses that are not (n,), or a mean of none.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equation 7.1.

    Example:
        >>> [float(reduce_loss([1.0, 2.0, 6.0], how, penalty=0.5)) for how in ("sum", "mean")]
        [9.5, 3.5]
    """
    one_of("reduce_loss()", "reduction", reduction, ("none", "sum", "mean"))
    losses = floats(per_example)
    if losses.ndim != 1 or (reduction == "mean" and losses.size == 0):
        raise ValueError(f"reduce_loss() got losses of shape {losses.shape}; give (n,), n at least 1 for a mean.")
    if reduction == "none":
        return losses
    return (losses.sum() if reduction == "sum" else losses.mean()) + penalty


def huber(y, p, delta):
    """Squared near 0, straight beyond: ``r²/2`` where ``|r| <= delta``, else ``delta |r| - delta²/2``; ``r = p - y``.

    Value and slope fit together at ``|r| = delta``, and no slope is steeper than delta.

    Args:
        y, p: targets and predictions of one shape.
        delta: where the straight part begins, above 0.

    Returns:
        An array of that shape: a loss for each entry, no mean.

    Raises:
        ValueError: delta is not above 0, or shapes that differ.

    Source: Huber, "Robust Estimation of a Location Parameter", 1964.

    Example:
        >>> huber(np.array([0.0, 0.0]), np.array([1.0, -5.0]), delta=2.0).tolist()
        [0.5, 8.0]
    """
    number("huber()", "delta", delta, above=0)
    y, p = paired("huber()", y=y, p=p)
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * size - delta**2 / 2)
