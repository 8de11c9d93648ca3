"""Cross-entropy of one choice among K classes, with one-hot or soft labels. In nats."""

import keras
from keras import ops

from dlcourse._require import number
from dlcourse.activations import log_softmax
from dlcourse.losses.base import Crossentropy
from dlcourse.losses.inputs import aligned, clipped, must_lie, scores, warn_of_probabilities

SHAPES = "(..., K) both, one-hot (labels as whole numbers belong to sparse_categorical_crossentropy())"
PROBABILITIES = "give probabilities from 0 to 1, or say from_logits=True"


def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """``-Σ_k y_k log p_k`` over the classes; p probabilities, or the softmax of logits.

    From logits z, ``log p_k = z_k - log Σ_j e^z_j`` is never rounded to log 0, and the slope is ``p - y``.
    Probabilities are divided by their sum and clipped to ``[1e-7, 1 - 1e-7]``, as in Keras: beyond, the slope is 0.

    Args:
        y_true, y_pred: of one shape ``(..., K)``.
        from_logits: whether y_pred are logits, any real numbers, instead of probabilities.
        label_smoothing: s pulls labels towards 1/K: ``y (1 - s) + s/K``; from 0 to below 1.
        axis: of the classes.

    Returns:
        ``(...)``, in nats.

    Raises:
        ValueError: shapes that differ, a single class, or, in an eager call, labels or probabilities outside 0 to 1.

    Warns where it can be seen that "logits" are probabilities: all in 0 to 1, each row with sum 1.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.108; Szegedy, Vanhoucke, Ioffe,
    Shlens, Wojna, "Rethinking the Inception Architecture for Computer Vision", 2016, section 7, for smoothing.

    Example:
        >>> categorical_crossentropy([[0.0, 1.0]], [[1000.0, 0.0]], from_logits=True).numpy().tolist()
        [1000.0]
    """
    y, log_p = _inputs("categorical_crossentropy()", y_true, y_pred, from_logits, label_smoothing, axis)
    return -ops.sum(y * log_p, axis=axis)


def categorical_focal_crossentropy(
    y_true, y_pred, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    """Cross-entropy that gives easy examples little weight: ``-Σ_k alpha (1 - p_k)^gamma y_k log p_k``.

    From logits it keeps its slope where Keras's, which clips the softmax at 1e-7 there too, has none.

    Args:
        y_true, y_pred, from_logits, label_smoothing, axis: as in ``categorical_crossentropy``.
        alpha: a weight, or one for each class, 0 or more.
        gamma: the focusing parameter, how fast the weight of an easy example falls; 0 gives alpha times the plain
            cross-entropy.

    Returns:
        ``(...)``, in nats.

    Raises:
        ValueError: alpha or gamma out of range, and as in ``categorical_crossentropy``.

    Source: Lin, Goyal, Girshick, He, Dollár, "Focal Loss for Dense Object Detection", 2017, equation 5, there for
    two classes.

    Example:
        >>> round(float(categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 4)  # 0.25 · 0.5² · log 2
        0.0433
    """
    owner = "categorical_focal_crossentropy()"
    class_weights(owner, alpha)
    number(owner, "gamma", gamma, low=0)
    y, log_p = _inputs(owner, y_true, y_pred, from_logits, label_smoothing, axis)
    if isinstance(alpha, (list, tuple)) and len(alpha) != y.shape[-1]:
        raise ValueError(f"{owner} got {len(alpha)} alphas for {y.shape[-1]} classes; give one, or one for each.")
    alpha = ops.convert_to_tensor(alpha, dtype=y.dtype)
    missing = ops.maximum(1.0 - ops.exp(log_p), keras.config.epsilon())  # a power below 1 is steep at 0
    return -ops.sum(alpha * missing**gamma * y * log_p, axis=axis)


def class_weights(owner, alpha):
    """A number of 0 or more, or a list of them."""
    if isinstance(alpha, (list, tuple)):
        return [number(owner, f"alpha[{k}]", each, low=0) for k, each in enumerate(alpha)]
    return number(owner, "alpha", alpha, low=0)


def _inputs(owner, y_true, y_pred, from_logits, label_smoothing, axis):
    """Smoothed labels and log-probabilities."""
    number(owner, "label_smoothing", label_smoothing, low=0, below=1)
    y, y_pred = aligned(owner, y_true, y_pred, SHAPES)
    if y_pred.shape[axis] == 1:
        raise ValueError(f"{owner} got a single class; use binary_crossentropy() for a yes or no.")
    must_lie(owner, "y_true", y, 0, 1, "give one-hot labels or probabilities")
    values, logits = scores(owner, y_pred, from_logits)
    if logits and values is y_pred:
        warn_of_probabilities(owner, values, axis)
    if not logits:
        must_lie(owner, "y_pred", values, 0, 1, PROBABILITIES)
    if label_smoothing:
        y = y * (1.0 - label_smoothing) + label_smoothing / ops.cast(ops.shape(y)[axis], y.dtype)
    if logits:
        return y, log_softmax(values, axis)
    return y, ops.log(clipped(values / ops.sum(values, axis=axis, keepdims=True)))


@keras.saving.register_keras_serializable(package="dlcourse")
class CategoricalCrossentropy(Crossentropy):
    """Cross-entropy of one-hot or soft labels, reduced over the examples; see ``categorical_crossentropy``.

    Example:
        >>> round(float(CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_crossentropy",
        dtype=None,
    ):
        super().__init__(from_logits, label_smoothing, axis, reduction, name, dtype)

    def call(self, y_true, y_pred):
        return categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@keras.saving.register_keras_serializable(package="dlcourse")
class CategoricalFocalCrossentropy(Crossentropy):
    """Cross-entropy that gives easy examples little weight, reduced; see ``categorical_focal_crossentropy``.

    Example:
        >>> round(float(CategoricalFocalCrossentropy(alpha=1.0, gamma=0.0)([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(from_logits, label_smoothing, axis, reduction, name, dtype)
        self.alpha = class_weights("CategoricalFocalCrossentropy", alpha)
        self.gamma = number("CategoricalFocalCrossentropy", "gamma", gamma, low=0)

    def call(self, y_true, y_pred):
        options = self.alpha, self.gamma, self.from_logits, self.label_smoothing, self.axis
        return categorical_focal_crossentropy(y_true, y_pred, *options)

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha, "gamma": self.gamma}
