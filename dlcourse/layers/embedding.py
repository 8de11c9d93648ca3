"""A table of vectors, looked up by number."""

import keras
import numpy as np
from keras import ops

from dlcourse._require import positive_integer
from dlcourse.layers import _options


@keras.saving.register_keras_serializable(package="dlcourse")
class Embedding(keras.layers.Layer):
    """A vector for each id: ``y[b,t] = E[x[b,t]]``, the same as a one-hot vector times E, without the product.

    Args:
        input_dim: V, how many ids there are: 0 to V - 1.
        output_dim: D, the length of a vector; E is (V, D).
        embeddings_initializer, embeddings_regularizer, embeddings_constraint: of E.
        mask_zero: whether id 0 is padding, to be masked in the layers after this one.

    Raises:
        ValueError: input_dim or output_dim below 1; ids outside 0 to V - 1, where their values are known (eagerly;
            in a compiled function TensorFlow's own rules hold, as in Keras's layer).

    Source: Bengio, Ducharme, Vincent, Jauvin, "A Neural Probabilistic Language Model", 2003, section 2.

    Example:
        >>> layer = Embedding(5, 3)
        >>> y = layer(np.array([[4, 0]]))
        >>> tuple(y.shape), bool(np.array_equal(y[0, 0], layer.embeddings[4]))
        ((1, 2, 3), True)
    """

    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.input_dim = positive_integer("Embedding", "input_dim", input_dim)
        self.output_dim = positive_integer("Embedding", "output_dim", output_dim)
        self.mask_zero = mask_zero
        _options.keep(
            self,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
        )
        self.supports_masking = mask_zero
        self.autocast = False  # ids that come as floats keep their digits

    def build(self, input_shape=None):
        self.embeddings = _options.weight(self, "embeddings", (self.input_dim, self.output_dim))

    def call(self, inputs):
        self._check(inputs)
        if keras.backend.standardize_dtype(inputs.dtype) not in ("int32", "int64"):
            inputs = ops.cast(inputs, "int32")
        return ops.cast(ops.take(self.embeddings, inputs, axis=0), self.compute_dtype)

    def _check(self, inputs):
        if not hasattr(inputs, "numpy"):
            return  # in a graph nothing is known yet
        values = np.asarray(inputs)
        if values.size and (values.min() < 0 or values.max() >= self.input_dim):
            raise ValueError(
                f"Embedding got ids from {values.min()} to {values.max()}; give ids from 0 to {self.input_dim - 1}, "
                "or a larger input_dim."
            )

    def compute_mask(self, inputs, mask=None):
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)

    def get_config(self):
        names = ["input_dim", "output_dim", "embeddings_initializer", "embeddings_regularizer"]
        names += ["embeddings_constraint", "activity_regularizer", "mask_zero"]
        return {**super().get_config(), **_options.stored(self, *names)}
