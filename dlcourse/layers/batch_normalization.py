"""The batch normalization layer: batch statistics in training, moving ones in inference."""

import keras
from keras import ops

from dlcourse._require import integers, known, number
from dlcourse.layers import _options
from dlcourse.layers._shapes import fits, inside
from dlcourse.layers.normalization import batch_norm_infer, batch_norm_train


@keras.saving.register_keras_serializable(package="dlcourse")
class BatchNormalization(keras.layers.Layer):
    """Batch normalization: ``y = γ (x - μ) / sqrt(σ² + ε) + β`` for each feature, μ and σ² over the rest of the batch.

    In training μ and σ² are the batch's and ``moving ← m · moving + (1 - m) · batch``; in inference they are the
    moving ones. A layer with ``trainable = False`` works as in inference, also while the model trains.

    Args:
        axis: of the features.
        momentum: m, from 0 to 1.
        epsilon: ε, under the root.
        center, scale: whether there are β and γ.
        beta_..., gamma_...: initializers, regularizers, constraints of β and γ.
        moving_mean_initializer, moving_variance_initializer: how the moving statistics start.

    ``call(inputs, training=None, mask=None)``: the mask has the input's shape without its last axis; in training,
    what it hides doesn't count into μ and σ².

    Raises:
        ValueError: a momentum outside 0 to 1, a negative epsilon, an axis that isn't there or has no known size, or a
            mask of another shape.

    Source: Ioffe and Szegedy, "Batch Normalization", 2015, algorithms 1 and 2.

    Example:
        >>> import numpy as np
        >>> layer = BatchNormalization(epsilon=0.0)
        >>> layer(np.array([[1.0], [3.0]]), training=True).numpy().tolist()
        [[-1.0], [1.0]]
    """

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        (self.axis,) = integers("BatchNormalization", "axis", axis, 1, low=None)
        self.momentum = float(number("BatchNormalization", "momentum", momentum, low=0, high=1))
        self.epsilon = float(number("BatchNormalization", "epsilon", epsilon, low=0))
        self.center, self.scale = center, scale
        _options.keep(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            moving_mean_initializer=moving_mean_initializer,
            moving_variance_initializer=moving_variance_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )
        self.supports_masking = True

    def build(self, input_shape):
        inside("BatchNormalization", input_shape, self.axis)
        shape = (known("BatchNormalization", input_shape, self.axis),)
        full = {"autocast": False}  # statistics in half precision would be none
        self.gamma = _options.weight(self, "gamma", shape, **full) if self.scale else None
        self.beta = _options.weight(self, "beta", shape, **full) if self.center else None
        self.moving_mean = _options.weight(self, "moving_mean", shape, trainable=False, **full)
        self.moving_variance = _options.weight(self, "moving_variance", shape, trainable=False, **full)
        self.input_spec = keras.layers.InputSpec(ndim=len(input_shape), axes={self.axis: shape[0]})

    def call(self, inputs, training=None, mask=None):
        self._check(mask, inputs.shape)
        weights = self.gamma, self.beta, (self.moving_mean, self.moving_variance)
        if not (training and self.trainable):
            outputs = batch_norm_infer(inputs, *weights, self.epsilon, self.axis)
            return ops.cast(outputs, self.compute_dtype)
        outputs, moving = batch_norm_train(inputs, *weights, self.momentum, self.epsilon, self.axis, mask)
        self.moving_mean.assign(moving[0])
        self.moving_variance.assign(moving[1])
        return ops.cast(outputs, self.compute_dtype)

    def _check(self, mask, shape):
        if mask is not None and not fits(mask.shape, shape[:-1]):
            raise ValueError(
                f"BatchNormalization got a mask of shape {tuple(mask.shape)} for an input of shape {tuple(shape)}; "
                "give the input's shape without its last axis."
            )

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        names = ["axis", "momentum", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer"]
        names += ["moving_mean_initializer", "moving_variance_initializer", "beta_regularizer", "gamma_regularizer"]
        names += ["beta_constraint", "gamma_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
