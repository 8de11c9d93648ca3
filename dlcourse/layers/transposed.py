"""Transposed convolution: from small images to larger ones."""

import operator

import keras
from keras import ops

from dlcourse._require import integers, positive_integer
from dlcourse.layers import _options
from dlcourse.layers._windows import WindowLayer


@keras.saving.register_keras_serializable(package="dlcourse")
class Conv2DTranspose(WindowLayer):
    """The adjoint of a convolution: ``x[b, i s + m d, j s + n d] += W[m,n] @ y[b,i,j]``, then bias and activation.

    Every input pixel y (C channels) lays its weighted filter over the output; overlaps add. With k = d (kernel - 1) + 1
    an axis of n pixels becomes ``n s + max(k - s, 0)`` for "valid" and ``n s`` for "same"; with an output_padding p it
    becomes ``(n - 1) s + k + p``, less ``2 (k // 2)`` for "same".

    Args:
        filters: F, channels of the output; kernel_size: (kh, kw), so that W is (kh, kw, F, C).
        strides: s; dilation_rate: d; numbers or pairs, and one of them has to be 1.
        padding: "valid" or "same".
        output_padding: p, a number or a pair, each below its stride; None for the sizes above.
        data_format: "channels_last" or None, which is the same.
        activation, use_bias, kernel_..., bias_..., activity_regularizer: as in Dense.

    Raises:
        ValueError: numbers below 1, another padding or layout, strides and dilation both above 1, or an output_padding
            that is not below the strides.

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

    Example:
        >>> import numpy as np
        >>> tuple(Conv2DTranspose(2, 3, strides=2, padding="same")(np.ones((1, 5, 7, 4))).shape)
        (1, 10, 14, 2)
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=(1, 1),
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
        self.filters = positive_integer("Conv2DTranspose", "filters", filters)
        self.use_bias = use_bias
        self.set_windows("kernel_size", kernel_size, strides, padding, data_format, dilation_rate)
        self.output_padding = self._checked(output_padding)
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

    def _checked(self, output_padding):
        if output_padding is None:
            return None
        padding = integers("Conv2DTranspose", "output_padding", output_padding, 2, low=0)
        if any(map(operator.ge, padding, self.strides)):
            raise ValueError(
                f"Conv2DTranspose got output_padding={output_padding} and strides={self.strides}; "
                "give numbers below the strides."
            )
        return padding

    def build(self, input_shape):
        channels = self.check_input(input_shape)
        self.kernel = _options.weight(self, "kernel", (*self.kernel_size, self.filters, channels))
        self.bias = _options.weight(self, "bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs):
        outputs = ops.conv_transpose(
            inputs,
            self.kernel,
            self.strides,
            self.padding,
            output_padding=self.output_padding,
            data_format="channels_last",
            dilation_rate=self.dilation_rate,
        )
        return self.activation(outputs if self.bias is None else outputs + self.bias)

    def compute_output_shape(self, input_shape):
        more = self.output_padding or (None, None)
        lengths = map(self._length, input_shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, more)
        return (input_shape[0], *lengths, self.filters)

    def _length(self, n, k, s, d, p):
        if n is None:
            return None
        same, span = self.padding == "same", d * (k - 1) + 1
        if p is None:
            return n * s + (0 if same else max(span - s, 0))
        return (n - 1) * s + span + p - (2 * (span // 2) if same else 0)

    def get_config(self):
        names = ["filters", "kernel_size", "strides", "padding", "output_padding", "data_format", "dilation_rate"]
        names += ["activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer"]
        names += ["bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}
