"""How little two masks overlap."""

import keras
from keras import ops

from dlcourse._require import number
from dlcourse.losses.base import Loss
from dlcourse.losses.inputs import aligned, must_lie


def dice(y_true, y_pred, axis=None, epsilon=1e-7):
    """``1 - (2 Σ y p + ε) / (Σ y + Σ p + ε)``: 0 for masks that agree, near 1 for masks without a common pixel.

    Unlike a mean over pixels it is not ruled by a large background. ε stands in numerator and denominator, so
    that two empty masks, which agree, have the loss 0; Keras has it in the denominator only and gives 1 for them.

    Args:
        y_true, y_pred: masks and probabilities of one shape.
        axis: that the sums run over; None for all, the batch too. For one value per image give its axes.
        epsilon: above 0.

    Returns:
        One number, or one for each position of the other axes.

    Raises:
        ValueError: shapes that differ, epsilon not above 0, or, in an eager call, values outside 0 to 1.

    Source: Milletari, Navab, Ahmadi, "V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image
    Segmentation", 2016, section 3, there with squares in the denominator.

    Example:
        >>> round(float(dice([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 4)  # 1 - 2/3
        0.3333
    """
    number("dice()", "epsilon", epsilon, above=0)
    y, p = aligned("dice()", y_true, y_pred)
    must_lie("dice()", "y_true", y, 0, 1, "give masks of 0 and 1")
    must_lie("dice()", "y_pred", p, 0, 1, "give probabilities from 0 to 1 (after the sigmoid, not logits)")
    both = 2.0 * ops.sum(y * p, axis=axis)
    return 1.0 - (both + epsilon) / (ops.sum(y, axis=axis) + ops.sum(p, axis=axis) + epsilon)


@keras.saving.register_keras_serializable(package="dlcourse")
class Dice(Loss):
    """How little masks overlap, over the whole batch or, with ``axis``, for each image by itself; see ``dice``.

    Example:
        >>> round(float(Dice()([[1.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])), 4)
        0.3333
    """

    def __init__(self, reduction="sum_over_batch_size", name="dice", axis=None, dtype=None):
        super().__init__(reduction, name, dtype)
        self.axis = axis

    def call(self, y_true, y_pred):
        return dice(y_true, y_pred, self.axis)

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}
