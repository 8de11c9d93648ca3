"""Metrics that gather batch after batch, for ``compile`` and ``fit``."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="dlcourse")
class Perplexity(keras.metrics.Metric):
    """Perplexity over all batches so far: ``exp(sum of w (-log p) / sum of w)`` over their tokens, w their weights.

    A token's weight is its sample weight (1 unless given), or 0 where it is masked: by a layer with
    ``mask_zero=True``, or because its label is ``mask_token_id``. Probabilities are kept away from 0 as in Keras's
    losses, so a token costs at most 16.1 nats. Before the first token the result is 0.

    Args:
        from_logits: whether ``y_pred`` (..., V) are logits; else probabilities.
        mask_token_id: a label that stands for padding, or None.
        name, dtype: of the metric.

    Source: Jelinek, Mercer, Bahl, Baker, "Perplexity, a measure of the difficulty of speech recognition tasks", 1977.

    Example:
        >>> metric = Perplexity(mask_token_id=0)
        >>> metric.update_state([[1, 2, 0]], [[[0.5, 0.5, 0.0], [0.875, 0.0, 0.125], [1.0, 0.0, 0.0]]])
        >>> round(float(metric.result()), 4)
        4.0
    """

    def __init__(self, from_logits=False, mask_token_id=None, name="perplexity", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.from_logits = from_logits
        self.mask_token_id = mask_token_id
        self.cost = self.add_variable(shape=(), initializer="zeros", dtype=self.dtype, name="cost")
        self.tokens = self.add_variable(shape=(), initializer="zeros", dtype=self.dtype, name="tokens")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Labels (...), predictions (..., V), and weights (...) or of fewer axes, such as one for each sequence."""
        weights = [sample_weight, getattr(y_pred, "_keras_mask", None)]
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.cast(y_pred, self.dtype)
        if len(y_true.shape) != len(y_pred.shape) - 1:
            raise ValueError(
                f"Perplexity got labels {tuple(y_true.shape)} and predictions {tuple(y_pred.shape)}; "
                "give predictions one axis more, (..., V)."
            )
        if self.mask_token_id is not None:
            real = ops.not_equal(y_true, self.mask_token_id)
            weights.append(real)
            y_true = ops.where(real, y_true, 0)  # an id that exists, whatever stands for padding
        nll = ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=self.from_logits)
        weight = self._product(weights, nll)
        self.cost.assign_add(ops.sum(ops.where(weight == 0, 0, weight * nll)))
        self.tokens.assign_add(ops.sum(weight))

    def _product(self, weights, nll):
        product = ops.ones_like(nll)
        for weight in weights:
            if weight is not None:
                weight = ops.cast(weight, self.dtype)
                missing_axes = len(nll.shape) - len(weight.shape)
                product *= ops.reshape(weight, [*ops.shape(weight), *[1] * missing_axes])
        return product

    def result(self):
        mean = ops.divide_no_nan(self.cost, self.tokens)
        return ops.where(self.tokens == 0, 0.0, ops.exp(mean))

    def get_config(self):
        return {**super().get_config(), "from_logits": self.from_logits, "mask_token_id": self.mask_token_id}
