"""Group normalization: every example by itself, over groups of its channels."""

import keras
from keras import ops

from dlcourse._require import integers, known, number, positive_integer
from dlcourse.layers import _options
from dlcourse.layers._shapes import inside
from dlcourse.layers.normalization import wide


def group_norm(x, gamma, beta, groups, eps=1e-3, axis=-1):
    """Each group of channels of each example to mean 0 and variance about 1: ``y = γ (x - μ) / sqrt(σ² + ε) + β``.

    One group is layer normalization over everything but the batch; as many groups as channels is instance
    normalization.

    Args:
        x: (B, ..., C); half precision is computed in float32.
        gamma, beta: γ and β (C,), or None to leave them out.
        groups: G; neighbouring channels C/G at a time make a group.
        eps: ε, under the root.
        axis: of the channels, not the first.

    Returns:
        y, of x's shape.

    Source: Wu and He, "Group Normalization", 2018, section 3.

    Example:
        >>> import numpy as np
        >>> group_norm(np.array([[1.0, 3.0, 10.0, 20.0]]), None, None, groups=2, eps=0.0).numpy().tolist()
        [[-1.0, 1.0, -1.0, 1.0]]
    """
    x = wide(x)
    axis, shape = axis % len(x.shape), ops.shape(x)
    size = x.shape[axis] // groups
    grouped = ops.reshape(x, (*shape[:axis], groups, size, *shape[axis + 1 :]))  # (B, ..., G, C/G)
    others = [i for i in range(1, len(grouped.shape)) if i != axis]
    mean, variance = ops.moments(grouped, others, keepdims=True)
    channels = (groups, size, *(1,) * (len(x.shape) - axis - 1))
    gain = ops.rsqrt(variance + eps)
    if gamma is not None:
        gain = gain * ops.reshape(ops.cast(gamma, x.dtype), channels)
    offset = -mean * gain
    if beta is not None:
        offset = offset + ops.reshape(ops.cast(beta, x.dtype), channels)
    return ops.reshape(grouped * gain + offset, shape)


@keras.saving.register_keras_serializable(package="dlcourse")
class GroupNormalization(keras.layers.Layer):
    """Group normalization: ``y = γ (x - μ) / sqrt(σ² + ε) + β``, μ and σ² over a group of each example's channels.

    Args:
        groups: G, a divisor of the number of channels; -1 for as many as channels.
        axis: of the channels.
        epsilon: ε, under the root.
        center, scale: whether there are β and γ (C,).
        beta_..., gamma_...: initializers, regularizers, constraints of β and γ.

    Raises:
        ValueError: groups that are no whole number or don't divide the channels, a negative epsilon, or an axis that
            isn't there, is the batch's, or has no known size.

    Source: Wu and He, "Group Normalization", 2018, section 3.

    Example:
        >>> import numpy as np
        >>> GroupNormalization(2, epsilon=0.0)(np.array([[1.0, 3.0, 10.0, 20.0]])).numpy().tolist()
        [[-1.0, 1.0, -1.0, 1.0]]
    """

    def __init__(
        self,
        groups=32,
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
        self.groups = groups if groups == -1 else positive_integer("GroupNormalization", "groups", groups)
        (self.axis,) = integers("GroupNormalization", "axis", axis, 1, low=None)
        self.epsilon = number("GroupNormalization", "epsilon", epsilon, low=0)
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
        owner = "GroupNormalization"
        inside(owner, input_shape, self.axis)
        if self.axis % len(input_shape) == 0:
            raise ValueError(f"{owner} got axis={self.axis}, which is the batch's; give the axis of the channels.")
        channels = known(owner, input_shape, self.axis)
        self.count = channels if self.groups == -1 else self.groups
        if channels % self.count:
            raise ValueError(f"{owner} got {channels} channels for groups={self.groups}; give a divisor of them.")
        self.gamma = _options.weight(self, "gamma", (channels,), autocast=False) if self.scale else None
        self.beta = _options.weight(self, "beta", (channels,), autocast=False) if self.center else None
        self.input_spec = keras.layers.InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs):
        outputs = group_norm(inputs, self.gamma, self.beta, self.count, self.epsilon, self.axis)
        return ops.cast(outputs, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        names = ["groups", "axis", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer"]
        names += ["beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
