"""Cross-entropy of one choice among K classes, labels as whole numbers: classes, or the tokens of a text. In nats."""

import keras
from keras import ops
from keras.src.backend import set_keras_mask  # the only way to tell Keras which values to leave out of a mean

from dlcourse._require import known, number
from dlcourse.losses.base import Loss
from dlcourse.losses.inputs import (
    clipped,
    floating,
    must_be_classes,
    must_lie,
    same_shape,
    scores,
    warn_of_probabilities,
)

SHAPES = "(...) labels beside (..., K) predictions"
PROBABILITIES = "give probabilities from 0 to 1, or say from_logits=True"


def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, ignore_class=None, axis=-1):
    """``-log p_y`` of the true class y; p probabilities, or the softmax of logits.

    From logits z it is ``log Σ_k e^z_k - z_y`` with the slope ``p - onehot(y)``. Probabilities are clipped to
    ``[1e-7, 1 - 1e-7]`` and divided by their sum, as in Keras: beyond, the slope is 0. No one-hot labels are needed.

    Args:
        y_true: ``(...)`` or ``(..., 1)`` whole numbers from 0 to K - 1.
        y_pred: ``(..., K)``.
        from_logits: whether y_pred are logits, any real numbers, instead of probabilities.
        ignore_class: a label whose examples have the loss 0 and are left out of a mean, for example of padding.
        axis: of the classes; only the last one.

    Returns:
        ``(...)``, in nats; NaN for a label that is no class, where that can't be refused.

    Raises:
        ValueError: shapes that don't fit, or, in an eager call, labels that are no classes or p outside 0 to 1.

    Warns where it can be seen that "logits" are probabilities: all in 0 to 1, each row with sum 1.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, equation 4.108.

    Example:
        >>> sparse_categorical_crossentropy([1, 0], [[1000.0, 0.0], [1000.0, 0.0]], from_logits=True).numpy().tolist()
        [1000.0, 0.0]
    """
    owner = "sparse_categorical_crossentropy()"
    labels, values, logits = _inputs(owner, y_true, y_pred, from_logits, ignore_class, axis)
    valid = None
    if ignore_class is not None:
        valid = labels != ignore_class
        labels = ops.where(valid, labels, 0)
        values = ops.where(valid[..., None], values, 0.5)  # whatever stands there, no NaN of it reaches the slopes
    losses = _from_logits(labels, values if logits else ops.log(clipped(values)))
    if valid is not None:
        losses = ops.where(valid, losses, 0.0)
        set_keras_mask(losses, valid)
    return losses


def masked_crossentropy(labels, logits, pad=0, mask=None):
    """Mean cross-entropy of the real tokens of a batch: ``Σ mask · (-log p_label) / Σ mask``, in nats.

    Each real token counts the same, whatever the length of its sentence; ``e`` to it is the perplexity.

    Args:
        labels: ``(B, T)`` tokens as whole numbers from 0 to V - 1.
        logits: ``(B, T, V)``.
        pad: the token that fills up short sentences; not looked at when there is a mask.
        mask: ``(B, T)``, True for real tokens.

    Returns:
        One number, in float32 at least; 0 when no token is real.

    Raises:
        ValueError: shapes that don't fit, or, in an eager call, labels of real tokens that are no classes.

    Source: Bahdanau, Cho, Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", 2015, trains
    on the log-probability of each sentence's words; the mean over tokens is today's habit.

    Example:
        >>> logits = [[[0.0, 0.0], [0.0, 9.0], [5.0, 5.0]]]
        >>> round(float(masked_crossentropy([[1, 0, 0]], logits, mask=[[True, False, True]])), 4)
        0.6931
    """
    labels, logits = ops.convert_to_tensor(labels), ops.convert_to_tensor(logits)
    owner, shapes = "masked_crossentropy()", (logits.shape[:-1], logits.shape)
    same_shape(owner, labels.shape, *shapes, "(B, T) and (B, T, V)", ("labels", "logits"))
    mask = labels != pad if mask is None else ops.cast(mask, "bool")
    same_shape(owner, mask.shape, *shapes, "(B, T) and (B, T, V)", ("a mask", "logits"))
    labels = ops.where(mask, labels, 0)
    losses = sparse_categorical_crossentropy(labels, ops.where(mask[..., None], logits, 0.0), from_logits=True)
    losses = ops.cast(losses, keras.backend.result_type(losses.dtype, "float32"))  # float16 can't count to 70,000
    real = ops.cast(mask, losses.dtype)
    return ops.sum(losses * real) / ops.maximum(ops.sum(real), 1.0)


def _inputs(owner, y_true, y_pred, from_logits, ignore_class, axis):
    """Labels as int32, predictions, and whether these are logits."""
    y_true, y_pred = ops.convert_to_tensor(y_true), floating(y_pred)
    if ignore_class is not None:
        number(owner, "ignore_class", ignore_class)
    if axis not in (-1, len(y_pred.shape) - 1):
        raise ValueError(f"{owner} got axis={axis!r}; give -1 and move the classes to the last axis.")
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    same_shape(owner, y_true.shape, y_pred.shape[:-1], y_pred.shape, SHAPES)
    must_be_classes(owner, y_true, known(owner, y_pred.shape), ignore_class)
    values, logits = scores(owner, y_pred, from_logits)
    if logits and values is y_pred:
        warn_of_probabilities(owner, values, -1)
    if not logits:
        must_lie(owner, "y_pred", values, 0, 1, PROBABILITIES)
    return ops.cast(y_true, "int32"), values, logits


def _from_logits(labels, z):
    """``-log p_y``, p the softmax of z."""
    log_p = ops.log_softmax(z)
    chosen = ops.equal(labels[..., None], ops.arange(z.shape[-1], dtype="int32"))  # (..., K), True at the label
    # `where`, because a product with 0 makes NaN of a class with p = 0; "0.0 -", because -0.0 is no loss to show
    losses = 0.0 - ops.sum(ops.where(chosen, log_p, 0.0), axis=-1)
    return ops.where(ops.any(chosen, axis=-1), losses, float("nan"))


@keras.saving.register_keras_serializable(package="dlcourse")
class SparseCategoricalCrossentropy(Loss):
    """Cross-entropy of labels as whole numbers, reduced over the examples; see the function of this name.

    Example:
        >>> round(float(SparseCategoricalCrossentropy()([1, 0], [[0.5, 0.5], [0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits=False,
        ignore_class=None,
        reduction="sum_over_batch_size",
        axis=-1,
        name="sparse_categorical_crossentropy",
        dtype=None,
    ):
        super().__init__(reduction, name, dtype)
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis

    def call(self, y_true, y_pred):
        return sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, self.ignore_class, self.axis)

    def get_config(self):
        options = {"from_logits": self.from_logits, "ignore_class": self.ignore_class, "axis": self.axis}
        return {**super().get_config(), **options}


@keras.saving.register_keras_serializable(package="dlcourse")
class MaskedCrossentropy(Loss):
    """Cross-entropy of tokens from logits ``(B, T, V)``, the mean over those that are not padding.

    A mask that the model passes along, and sample weights, count besides; see ``masked_crossentropy``.

    Example:
        >>> round(float(MaskedCrossentropy(pad=0)([[1, 0]], [[[0.0, 0.0], [9.0, 0.0]]])), 4)
        0.6931
    """

    def __init__(self, pad=0, reduction="sum_over_batch_size", name="masked_crossentropy", dtype=None):
        super().__init__(reduction, name, dtype)
        self.pad = pad

    def call(self, y_true, y_pred):
        return sparse_categorical_crossentropy(y_true, y_pred, from_logits=True, ignore_class=self.pad)

    def get_config(self):
        return {**super().get_config(), "pad": self.pad}
