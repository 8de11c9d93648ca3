"""Convolutions that treat channels one by one: depthwise, and separable with a mixing step."""

import keras
from keras import ops

from dlcourse._require import positive_integer
from dlcourse.layers import _options
from dlcourse.layers._windows import WindowLayer


@keras.saving.register_keras_serializable(package="dlcourse")
class DepthwiseConv2D(WindowLayer):
    """Every channel c has M filters of its own: ``y[b,i,j,c M + q] = f(Σ_mn x[b, i s + m d, ...,c] W[m,n,c,q] + b)``.

    Args:
        kernel_size: (kh, kw), so that W is (kh, kw, C, M).
        strides: s; dilation_rate: d; numbers or pairs, and one of them has to be 1. TensorFlow may refuse
            strides that differ between rows and columns (on a CPU it does in float64).
        padding: "valid" or "same".
        depth_multiplier: M.
        data_format: "channels_last" or None, which is the same.
        activation: f; use_bias: whether there is a b (C M,).
        depthwise_..., bias_..., activity_regularizer: initializers, regularizers, constraints of W, b and y.

    Raises:
        ValueError: numbers below 1, another padding or layout, strides and dilation both above 1, or an input smaller
            than a window.

    Source: Howard et al., "MobileNets", 2017, equation 3.

    Example:
        >>> import numpy as np
        >>> tuple(DepthwiseConv2D(3, depth_multiplier=2)(np.ones((1, 5, 7, 3))).shape)
        (1, 3, 5, 6)
    """

    def __init__(
        self,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        depth_multiplier=1,
        data_format=None,
        dilation_rate=(1, 1),
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.depth_multiplier = positive_integer("DepthwiseConv2D", "depth_multiplier", depth_multiplier)
        self.use_bias = use_bias
        self.set_windows("kernel_size", kernel_size, strides, padding, data_format, dilation_rate)
        _options.keep(
            self,
            activation=activation,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
        )

    def build(self, input_shape):
        channels = self.check_input(input_shape)
        outputs = self.compute_output_shape(input_shape)
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.kernel = _options.weight(self, "kernel", shape, role="depthwise")
        self.bias = _options.weight(self, "bias", outputs[-1:]) if self.use_bias else None

    def call(self, inputs):
        self.windows(inputs.shape, self.kernel_size)  # names a later input that is too small
        outputs = ops.depthwise_conv(
            inputs, self.kernel, self.strides, self.padding, "channels_last", dilation_rate=self.dilation_rate
        )
        return self.activation(outputs if self.bias is None else outputs + self.bias)

    def compute_output_shape(self, input_shape):
        channels = self.depth_multiplier * input_shape[-1]
        return (input_shape[0], *self.windows(input_shape, self.kernel_size), channels)

    def get_config(self):
        names = ["kernel_size", "strides", "padding", "depth_multiplier", "data_format", "dilation_rate"]
        names += ["activation", "use_bias", "depthwise_initializer", "bias_initializer", "depthwise_regularizer"]
        names += ["bias_regularizer", "activity_regularizer", "depthwise_constraint", "bias_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}


@keras.saving.register_keras_serializable(package="dlcourse")
class SeparableConv2D(WindowLayer):
    """A depthwise convolution, then a 1 x 1 convolution that mixes its channels: ``y = f(depthwise(x, V) @ W + b)``.

    Args:
        filters: F, channels of the output; W is (1, 1, C M, F).
        kernel_size: (kh, kw), so that V is (kh, kw, C, M).
        strides: s; dilation_rate: d; numbers or pairs, and one of them has to be 1.
        padding: "valid" or "same".
        data_format: "channels_last" or None, which is the same.
        depth_multiplier: M.
        activation: f; use_bias: whether there is a b (F,).
        depthwise_..., pointwise_..., bias_..., activity_regularizer: of V, W, b and y.

    Raises:
        ValueError: numbers below 1, another padding or layout, strides and dilation both above 1, or an input smaller
            than a window.

    Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017, section 1.

    Example:
        >>> import numpy as np
        >>> layer = SeparableConv2D(8, 3, use_bias=False)
        >>> tuple(layer(np.ones((1, 5, 7, 4))).shape), layer.count_params()  # 3·3·4 + 4·8
        ((1, 3, 5, 8), 68)
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        data_format=None,
        dilation_rate=(1, 1),
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.filters = positive_integer("SeparableConv2D", "filters", filters)
        self.depth_multiplier = positive_integer("SeparableConv2D", "depth_multiplier", depth_multiplier)
        self.use_bias = use_bias
        self.set_windows("kernel_size", kernel_size, strides, padding, data_format, dilation_rate)
        _options.keep(
            self,
            activation=activation,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
        )

    def build(self, input_shape):
        channels = self.check_input(input_shape)
        self.windows(input_shape, self.kernel_size)  # names an input that is too small, before any weight is made
        depthwise = (*self.kernel_size, channels, self.depth_multiplier)
        pointwise = (1, 1, channels * self.depth_multiplier, self.filters)
        self.depthwise_kernel = _options.weight(self, "depthwise_kernel", depthwise, role="depthwise")
        self.pointwise_kernel = _options.weight(self, "pointwise_kernel", pointwise, role="pointwise")
        self.bias = _options.weight(self, "bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs):
        self.windows(inputs.shape, self.kernel_size)  # names a later input that is too small
        depthwise = ops.depthwise_conv(
            inputs, self.depthwise_kernel, self.strides, self.padding, "channels_last", dilation_rate=self.dilation_rate
        )
        outputs = ops.conv(depthwise, self.pointwise_kernel, data_format="channels_last")
        return self.activation(outputs if self.bias is None else outputs + self.bias)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.windows(input_shape, self.kernel_size), self.filters)

    def get_config(self):
        names = ["filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "depth_multiplier"]
        names += ["activation", "use_bias", "depthwise_initializer", "pointwise_initializer", "bias_initializer"]
        names += ["depthwise_regularizer", "pointwise_regularizer", "bias_regularizer", "activity_regularizer"]
        names += ["depthwise_constraint", "pointwise_constraint", "bias_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
