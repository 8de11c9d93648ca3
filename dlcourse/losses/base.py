"""What all losses of this package share: Keras's reduction, and options that are saved."""

import keras

from dlcourse._require import number, one_of

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


class Loss(keras.losses.Loss):
    """Keras's loss: it takes ``call``'s value for each example, weights and masks it, and reduces.

    "sum_over_batch_size" (and "mean", the same) divides by the number of values, weights or not;
    "mean_with_sample_weight" by the sum of the weights; "sum" by nothing; "none" and None keep the values.

    Args:
        reduction: one of these names.
        name: of the loss.
        dtype: that the loss is computed in; Keras's float type, unless given.

    Raises:
        ValueError: a reduction that Keras doesn't have.
    """

    def __init__(self, reduction="sum_over_batch_size", name=None, dtype=None):
        one_of(type(self).__name__, "reduction", reduction, REDUCTIONS)
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self._own_dtype = None if dtype is None else self.dtype

    def get_config(self):
        return {**super().get_config(), "dtype": self._own_dtype}  # Keras forgets the dtype


class Crossentropy(Loss):
    """A loss on probabilities or logits, with labels that may be smoothed."""

    def __init__(self, from_logits, label_smoothing, axis, reduction, name, dtype):
        super().__init__(reduction, name, dtype)
        self.from_logits = from_logits
        self.label_smoothing = number(type(self).__name__, "label_smoothing", label_smoothing, low=0, below=1)
        self.axis = axis

    def get_config(self):
        options = {"from_logits": self.from_logits, "label_smoothing": self.label_smoothing, "axis": self.axis}
        return {**super().get_config(), **options}
