"""Cross-entropy of yes-or-no questions, each answered by itself: binary and multi-label classification. In nats."""

import keras
from keras import ops

from dlcourse._require import number
from dlcourse.losses.base import Crossentropy
from dlcourse.losses.inputs import aligned, clipped, must_lie, scores

LABELS = "give labels from 0 to 1 (for -1 and 1 there is the hinge loss)"
PROBABILITIES = "give probabilities from 0 to 1, or say from_logits=True"


def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """``mean(-y log p - (1 - y) log(1 - p))`` over an axis; p probabilities, or ``σ(z)`` of logits z.

    From logits it is ``max(z, 0) - y z + log(1 + e^-|z|)``, which neither overflows nor rounds p to 0 or 1; its
    slope is ``σ(z) - y``. Probabilities are clipped to ``[1e-7, 1 - 1e-7]``, as in Keras: beyond, the slope is 0.

    Args:
        y_true, y_pred: of one shape ``(..., D)``; ``(B,)`` beside ``(B, 1)`` is taken as ``(B, 1)``.
        from_logits: whether y_pred are logits, any real numbers, instead of probabilities.
        label_smoothing: s pulls labels towards 1/2: ``y (1 - s) + s/2``; from 0 to below 1.
        axis: that is averaged over.

    Returns:
        ``(...)``, in nats.

    Raises:
        ValueError: shapes that differ, or, in an eager call, labels or probabilities outside 0 to 1.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.90.

    Example:
        >>> binary_crossentropy([[1.0], [0.0]], [[1000.0], [1000.0]], from_logits=True).numpy().tolist()
        [0.0, 1000.0]
    """
    owner = "binary_crossentropy()"
    y, values, from_logits = _inputs(owner, y_true, y_pred, from_logits, label_smoothing)
    return ops.mean(_entries(y, values, from_logits), axis=axis)


def binary_focal_crossentropy(
    y_true,
    y_pred,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """Binary cross-entropy that gives easy examples little weight: ``mean((1 - p_t)^gamma · crossentropy)``.

    ``p_t = y p + (1 - y)(1 - p)`` is the probability given to the truth. Balanced, each entry is also multiplied by
    ``alpha_t = y alpha + (1 - y)(1 - alpha)``.

    Args:
        y_true, y_pred, from_logits, label_smoothing, axis: as in ``binary_crossentropy``.
        apply_class_balancing: whether to multiply by ``alpha_t``.
        alpha: the weight of class 1, from 0 to 1.
        gamma: the focusing parameter, how fast the weight of an easy example falls; 0 gives the plain cross-entropy.

    Returns:
        ``(...)``, in nats.

    Raises:
        ValueError: alpha or gamma out of range, and as in ``binary_crossentropy``.

    Source: Lin, Goyal, Girshick, He, Dollár, "Focal Loss for Dense Object Detection", 2017, equations 4 and 5.

    Example:
        >>> round(float(binary_focal_crossentropy([1.0], [0.5])), 4)  # (1 - 0.5)² · log 2
        0.1733
    """
    owner = "binary_focal_crossentropy()"
    number(owner, "alpha", alpha, low=0, high=1)
    number(owner, "gamma", gamma, low=0)
    y, values, from_logits = _inputs(owner, y_true, y_pred, from_logits, label_smoothing)
    p, q = (ops.sigmoid(values), ops.sigmoid(-values)) if from_logits else (values, 1.0 - values)  # q = 1 - p
    missing = ops.maximum(y * q + (1.0 - y) * p, keras.config.epsilon())  # 1 - p_t; a power below 1 is steep at 0
    entries = missing**gamma * _entries(y, values, from_logits)
    if apply_class_balancing:
        entries = (y * alpha + (1.0 - y) * (1.0 - alpha)) * entries
    return ops.mean(entries, axis=axis)


def _inputs(owner, y_true, y_pred, from_logits, label_smoothing):
    number(owner, "label_smoothing", label_smoothing, low=0, below=1)
    y, y_pred = aligned(owner, y_true, y_pred)
    must_lie(owner, "y_true", y, 0, 1, LABELS)
    values, from_logits = scores(owner, y_pred, from_logits)
    if not from_logits:
        must_lie(owner, "y_pred", values, 0, 1, PROBABILITIES)
    if label_smoothing:
        y = y * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return y, values, from_logits


def _entries(y, values, from_logits):
    if not from_logits:
        p = clipped(values)
        return -(y * ops.log(p) + (1.0 - y) * ops.log(1.0 - p))
    z = values
    positive, magnitude = ops.where(z < 0, 0.0, z), ops.where(z < 0, -z, z)  # both with the slope 1 at 0
    return positive - y * z + ops.log1p(ops.exp(-magnitude))


@keras.saving.register_keras_serializable(package="dlcourse")
class BinaryCrossentropy(Crossentropy):
    """Cross-entropy of yes-or-no questions, reduced over the examples; see ``binary_crossentropy``.

    Example:
        >>> round(float(BinaryCrossentropy()([[1.0], [0.0]], [[0.5], [0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_crossentropy",
        dtype=None,
    ):
        super().__init__(from_logits, label_smoothing, axis, reduction, name, dtype)

    def call(self, y_true, y_pred):
        return binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@keras.saving.register_keras_serializable(package="dlcourse")
class BinaryFocalCrossentropy(Crossentropy):
    """Cross-entropy that gives easy examples little weight, reduced over all; see ``binary_focal_crossentropy``.

    Example:
        >>> round(float(BinaryFocalCrossentropy(gamma=0.0)([[1.0], [0.0]], [[0.5], [0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        apply_class_balancing=False,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(from_logits, label_smoothing, axis, reduction, name, dtype)
        self.apply_class_balancing = apply_class_balancing
        self.alpha = number("BinaryFocalCrossentropy", "alpha", alpha, low=0, high=1)
        self.gamma = number("BinaryFocalCrossentropy", "gamma", gamma, low=0)

    def call(self, y_true, y_pred):
        focus = self.apply_class_balancing, self.alpha, self.gamma
        return binary_focal_crossentropy(y_true, y_pred, *focus, self.from_logits, self.label_smoothing, self.axis)

    def get_config(self):
        focus = {"apply_class_balancing": self.apply_class_balancing, "alpha": self.alpha, "gamma": self.gamma}
        return {**super().get_config(), **focus}
