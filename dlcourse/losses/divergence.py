"""How far one distribution is from another."""

import keras
from keras import ops

from dlcourse.losses.base import Loss
from dlcourse.losses.inputs import aligned, must_lie

ADVICE = "give probabilities from 0 to 1 (after the softmax, not logits)"


def kl_divergence(y_true, y_pred):
    """The Kullback-Leibler divergence ``Σ_k y_k log(y_k / p_k)`` over the last axis, in nats.

    It is what cross-entropy adds to the entropy of the labels: 0 or more, 0 only when p is y, and not symmetric. As in
    Keras both are clipped to ``[1e-7, 1]``: ``0 log 0`` becomes nearly 0, and p = 0 costs ``y log(y / 1e-7)``, at most
    16.1, instead of infinity.

    Args:
        y_true, y_pred: probabilities of one shape ``(..., K)``.

    Returns:
        ``(...)``, in nats.

    Raises:
        ValueError: shapes that differ, or, in an eager call, values outside 0 to 1.

    Source: Kullback, Leibler, "On Information and Sufficiency", 1951; Bishop, "Pattern Recognition and Machine
    Learning", 2006, equation 1.113.

    Example:
        >>> round(float(kl_divergence([[0.5, 0.5]], [[0.25, 0.75]])[0]), 4)
        0.1438
    """
    owner = "kl_divergence()"
    y, p = aligned(owner, y_true, y_pred)
    must_lie(owner, "y_true", y, 0, 1, ADVICE)
    must_lie(owner, "y_pred", p, 0, 1, ADVICE)
    y, p = (ops.clip(each, keras.config.epsilon(), 1.0) for each in (y, p))
    return ops.sum(y * ops.log(y / p), axis=-1)


@keras.saving.register_keras_serializable(package="dlcourse")
class KLDivergence(Loss):
    """The Kullback-Leibler divergence from y_pred to y_true, reduced over the examples; see ``kl_divergence``.

    Example:
        >>> round(float(KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])), 4)
        0.1438
    """

    def __init__(self, reduction="sum_over_batch_size", name="kl_divergence", dtype=None):
        super().__init__(reduction, name, dtype)

    def call(self, y_true, y_pred):
        return kl_divergence(y_true, y_pred)
