"""Layer normalization: every example by itself, over its features."""

import keras
from keras import ops

from dlcourse._require import integers, known, number
from dlcourse.layers import _options
from dlcourse.layers._shapes import inside
from dlcourse.layers.normalization import wide


def layer_norm(x, gamma, beta, eps=1e-3, axis=-1):
    """Each example to mean 0 and variance about 1 over its features: ``y = γ (x - μ) / sqrt(σ² + ε) + β``.

    Args:
        x: (B, ..., D); half precision is computed in float32.
        gamma, beta: γ and β, of the shape of the normalized axes, in rising order; or None to leave them out.
        eps: ε, under the root.
        axis: or several, over which the mean μ and the biased variance σ² are taken.

    Returns:
        y, of x's shape.

    Source: Ba, Kiros, Hinton, "Layer Normalization", 2016, equation 3, with the gain and bias of equation 4.

    Example:
        >>> import numpy as np
        >>> layer_norm(np.array([[1.0, 3.0], [10.0, 20.0]]), None, None, eps=0.0).numpy().tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]
    """
    x = wide(x)
    axes = _rising(axis, len(x.shape))
    mean, variance = ops.moments(x, axes, keepdims=True)
    gain = ops.rsqrt(variance + eps)
    if gamma is not None:
        gain = gain * _along(gamma, axes, x)
    offset = -mean * gain
    if beta is not None:
        offset = offset + _along(beta, axes, x)
    return x * gain + offset


def _rising(axis, rank):
    return sorted(each % rank for each in (axis if isinstance(axis, (tuple, list)) else [axis]))


def _along(weights, axes, x):
    """γ or β of the normalized axes, with an axis of 1 for each of the others."""
    weights = ops.cast(weights, x.dtype)
    sizes = dict(zip(axes, weights.shape, strict=True))
    return ops.reshape(weights, [sizes.get(i, 1) for i in range(axes[0], len(x.shape))])


@keras.saving.register_keras_serializable(package="dlcourse")
class LayerNormalization(keras.layers.Layer):
    """Layer normalization: ``y = γ (x - μ) / sqrt(σ² + ε) + β``, μ and σ² over the features of each example.

    Args:
        axis: of the features, or several.
        epsilon: ε, under the root.
        center, scale: whether there are β and γ, of the shape of the axes in rising order.
        beta_..., gamma_...: initializers, regularizers, constraints of β and γ.

    Raises:
        ValueError: a negative epsilon, an axis that isn't there, is given twice or has no known size.

    Source: Ba, Kiros, Hinton, "Layer Normalization", 2016, equation 3, with the gain and bias of equation 4.

    Example:
        >>> import numpy as np
        >>> LayerNormalization(epsilon=0.0)(np.array([[1.0, 3.0], [10.0, 20.0]])).numpy().tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(
        self,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        several = isinstance(axis, (tuple, list))
        axes = integers("LayerNormalization", "axis", axis, len(axis) if several else 1, low=None)
        self.axis = list(axes) if several else axes[0]
        self.epsilon = number("LayerNormalization", "epsilon", epsilon, low=0)
        self.center, self.scale = center, scale
        _options.keep(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )
        self.supports_masking = True
        self.autocast = False  # a float32 input stays one until it is normalized

    def build(self, input_shape):
        owner = "LayerNormalization"
        inside(owner, input_shape, self.axis)
        axes = _rising(self.axis, len(input_shape))
        if len(set(axes)) < len(axes) or not axes:
            raise ValueError(f"{owner} got axis={self.axis}; give each axis once, and at least one.")
        shape = tuple(known(owner, input_shape, each) for each in axes)
        given = self.axis if isinstance(self.axis, list) else [self.axis]
        sizes = {each: int(input_shape[each]) for each in given}
        self.input_spec = keras.layers.InputSpec(axes=sizes)  # a later input of size 1 would be broadcast
        self.gamma = _options.weight(self, "gamma", shape, autocast=False) if self.scale else None
        self.beta = _options.weight(self, "beta", shape, autocast=False) if self.center else None

    def call(self, inputs):
        return ops.cast(layer_norm(inputs, self.gamma, self.beta, self.epsilon, self.axis), self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        names = ["axis", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer", "beta_regularizer"]
        names += ["gamma_regularizer", "beta_constraint", "gamma_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
