"""Squeeze and excitation: weigh the channels by what the whole image shows."""

import keras

from dlcourse._require import known, positive_integer
from dlcourse._require import rank as axes
from dlcourse.layers import _options
from dlcourse.layers._windows import LAYOUTS
from dlcourse.layers.affine import Dense
from dlcourse.layers.global_pooling import GlobalAveragePooling2D


@keras.saving.register_keras_serializable(package="dlcourse")
class SqueezeExcitation(keras.layers.Layer):
    """A weight from 0 to 1 for each channel: ``z_c = mean_ij x_ijc``, ``s = σ(W2 f(W1 z))``, ``y_ijc = s_c x_ijc``.

    Weights, in order: W1 (C, units) and its bias, W2 (units, C) and its bias.

    Args:
        ratio: r, by which the hidden layer is narrower than the C channels: ``units = max(1, C // r)``.
        units: of the hidden layer, instead of a ratio.
        activation: f.

    Raises:
        ValueError: ratio or units below 1, or an input that is not (B, height, width, C).

    Source: Hu, Shen, Sun, "Squeeze-and-Excitation Networks", 2018, equations 2 to 4.

    Example:
        >>> import numpy as np
        >>> layer = SqueezeExcitation(ratio=4)
        >>> tuple(layer(np.ones((2, 5, 7, 8))).shape), layer.count_params()  # 8·2 + 2 + 2·8 + 8
        ((2, 5, 7, 8), 42)
    """

    def __init__(self, ratio=16, units=None, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.ratio = positive_integer("SqueezeExcitation", "ratio", ratio)
        self.units = units if units is None else positive_integer("SqueezeExcitation", "units", units)
        _options.keep(self, activation=activation)

    def build(self, input_shape):
        owner = "SqueezeExcitation"
        channels = known(owner, axes(owner, tuple(input_shape), LAYOUTS[2]))
        units = self.units or max(1, channels // self.ratio)
        self.squeeze = GlobalAveragePooling2D(keepdims=True, dtype=self.dtype_policy)
        self.reduce = Dense(units, self.activation, dtype=self.dtype_policy)
        self.expand = Dense(channels, "sigmoid", dtype=self.dtype_policy)
        self.reduce.build((None, channels))
        self.expand.build((None, units))
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: channels})

    def call(self, inputs):
        weights = self.expand(self.reduce(self.squeeze(inputs)))  # (B, 1, 1, C)
        return inputs * weights

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return {**super().get_config(), **_options.stored(self, "ratio", "units", "activation")}
