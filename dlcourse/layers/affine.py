"""The fully connected layer: every output sees every input."""

import keras
from keras import ops

from dlcourse._require import known, positive_integer
from dlcourse.layers import _options


def dense(x, kernel, bias=None):
    """An affine map of the last axis: ``y = x W + b``.

    Args:
        x: (..., D).
        kernel: W, (D, U): a column for each unit.
        bias: b, (U,), or None.

    Returns:
        (..., U).

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.3.1 (there with an activation).

    Example:
        >>> import numpy as np
        >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0], [-4.0]]), np.array([1.0])).numpy().tolist()
        [[-4.0]]
    """
    y = ops.matmul(x, kernel)
    return y if bias is None else y + bias


@keras.saving.register_keras_serializable(package="dlcourse")
class Dense(keras.layers.Layer):
    """A dense layer: ``y = f(x W + b)``, on the last axis of inputs with any number of axes.

    Args:
        units: U, the number of outputs.
        activation: f, a name or a function; none unless given.
        use_bias: whether there is a b.
        kernel_initializer, bias_initializer: how W (D, U) and b (U,) start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties on W, b and y.
        kernel_constraint, bias_constraint: applied to W and b after each step.

    Raises:
        ValueError: units below 1, or an input without a batch axis or a known last one.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.3; Glorot and Bengio, 2010, equation 16,
    for the first W.

    Example:
        >>> import numpy as np
        >>> layer = Dense(2, activation="relu")
        >>> tuple(layer(np.ones((5, 3))).shape), layer.count_params()
        ((5, 2), 8)
    """

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = positive_integer("Dense", "units", units)
        self.use_bias = use_bias
        _options.keep(
            self,
            activation=activation,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.supports_masking = True

    def build(self, input_shape):
        if len(input_shape) < 2:
            raise ValueError(f"Dense got an input of shape {tuple(input_shape)}; give a batch axis too, (B, ..., D).")
        features = known("Dense", input_shape)
        self.kernel = _options.weight(self, "kernel", (features, self.units))
        self.bias = _options.weight(self, "bias", (self.units,)) if self.use_bias else None
        self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs):
        return self.activation(dense(inputs, self.kernel, self.bias))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        names = ["units", "activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer"]
        names += ["bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
