"""Activations that are layers because they have numbers of their own to learn."""

import keras

from dlcourse._require import integers, known, number
from dlcourse.activations import prelu, swish
from dlcourse.initializers import Constant


@keras.saving.register_keras_serializable(package="dlcourse")
class PReLU(keras.layers.Layer):
    """ReLU with a learned slope below 0: ``max(x, 0) + alpha · min(x, 0)``, as ``keras.layers.PReLU``.

    Each entry of an example has its own ``alpha``, unless it is shared along an axis: for images
    ``shared_axes=[1, 2]`` leaves one for each channel.

    Args:
        alpha_initializer, alpha_regularizer, alpha_constraint: of the slopes; 0 at the start, which is ReLU.
        shared_axes: axes, counted from 1 (0 is the batch), along which the slope is the same.

    Raises:
        ValueError: a shared axis that the input does not have, or an unknown size along one that is not shared.

    Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, equation 1.

    Example:
        >>> layer = PReLU(alpha_initializer=keras.initializers.Constant(0.5))
        >>> layer(keras.ops.array([[-2.0, 3.0]])).numpy().tolist()
        [[-1.0, 3.0]]
    """

    def __init__(
        self, alpha_initializer="Zeros", alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.alpha_initializer = keras.initializers.get(alpha_initializer)
        self.alpha_regularizer = keras.regularizers.get(alpha_regularizer)
        self.alpha_constraint = keras.constraints.get(alpha_constraint)
        if shared_axes is not None:
            count = len(shared_axes) if isinstance(shared_axes, (list, tuple)) else 1
            shared_axes = list(integers("PReLU", "shared_axes", shared_axes, count))
        self.shared_axes = shared_axes

    def build(self, input_shape):
        shared = self.shared_axes or []
        if shared and max(shared) >= len(input_shape):
            raise ValueError(
                f"PReLU got shared_axes={shared} and an input of shape {tuple(input_shape)}; "
                f"give axes from 1 to {len(input_shape) - 1}."
            )
        own = {axis: known("PReLU", input_shape, axis) for axis in range(1, len(input_shape)) if axis not in shared}
        self.alpha = self.add_weight(
            shape=[own.get(axis, 1) for axis in range(1, len(input_shape))],
            name="alpha",
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = keras.InputSpec(ndim=len(input_shape), axes=own)

    def call(self, inputs):
        return prelu(inputs, self.alpha)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "alpha_initializer": keras.initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": keras.regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": keras.constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }


@keras.saving.register_keras_serializable(package="dlcourse")
class Swish(keras.layers.Layer):
    """x behind a sigmoid gate: ``x · σ(beta x)``, with a beta that can be learned; at beta 1 Keras's ``silu``.

    Args:
        beta: how sharply the gate opens, at the start.
        trainable: whether beta is learned; as with every layer, ``layer.trainable`` changes it later.

    Raises:
        ValueError: beta is no number.

    Source: Ramachandran, Zoph, Le, "Searching for Activation Functions", 2017.

    Example:
        >>> Swish(beta=0.0)(keras.ops.array([-2.0, 4.0])).numpy().tolist()
        [-1.0, 2.0]
        >>> [weight.name for weight in keras.Sequential([keras.Input((3,)), Swish(trainable=True)]).trainable_weights]
        ['beta']
    """

    def __init__(self, beta=1.0, trainable=False, **kwargs):
        super().__init__(trainable=trainable, **kwargs)
        self.supports_masking = True
        self.initial_beta = number("Swish", "beta", beta)

    def build(self, input_shape):
        self.beta = self.add_weight(shape=(), name="beta", initializer=Constant(self.initial_beta))

    def call(self, inputs):
        return swish(inputs, self.beta)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "beta": self.initial_beta}
