"""Convolution along time and over images."""

import keras
from keras import ops

from dlcourse._require import positive_integer
from dlcourse.layers import _options
from dlcourse.layers._windows import WindowLayer


def convolution(x, kernel, strides=1, padding="valid", dilation_rate=1):
    """Slide filters over the axes between batch and channels: ``y[p] = Σ_m x[p s + m d] @ kernel[m]``.

    The kernel is not flipped (mathematics calls this cross-correlation). A kernel with C/G channels splits the input
    into G groups of channels, each with filters of its own.

    Args:
        x: (B, T, C) or (B, height, width, C).
        kernel: (k, C/G, F) or (kh, kw, C/G, F).
        strides: s, the step between windows; dilation_rate: d, the step between taps (entries) of the kernel.
        padding: "valid", "same", or along time "causal": zeros in front only, so that y[t] sees nothing after x[t].

    Returns:
        (B, t, F) or (B, h, w, F).

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equation 9.8; van den Oord et al., "WaveNet", 2016,
    section 2.1 (causal, dilated); Krizhevsky, Sutskever, Hinton, 2012, section 3.5 (groups).

    Example:
        >>> import numpy as np
        >>> x, kernel = np.arange(4.0).reshape(1, 4, 1), np.ones((2, 1, 1))
        >>> convolution(x, kernel, padding="causal").numpy()[0, :, 0].tolist()
        [0.0, 1.0, 3.0, 5.0]
    """
    if padding == "causal":
        (step,) = dilation_rate if isinstance(dilation_rate, (tuple, list)) else (dilation_rate,)
        x, padding = ops.pad(x, [(0, 0), (step * (kernel.shape[0] - 1), 0), (0, 0)]), "valid"
    groups = x.shape[-1] // kernel.shape[-2]
    options = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate, "data_format": "channels_last"}
    if groups == 1:
        return ops.conv(x, kernel, **options)
    # One by one: TensorFlow's grouped kernel is missing on CPUs, and the way round it many times slower.
    parts = zip(ops.split(x, groups, axis=-1), ops.split(kernel, groups, axis=-1), strict=True)
    return ops.concatenate([ops.conv(part, filters, **options) for part, filters in parts], axis=-1)


class _Convolution(WindowLayer):
    """What Conv1D and Conv2D share: everything but the number of axes."""

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
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
        owner = type(self).__name__
        self.filters = positive_integer(owner, "filters", filters)
        self.groups = positive_integer(owner, "groups", groups)
        self.use_bias = use_bias
        self.set_windows("kernel_size", kernel_size, strides, padding, data_format, dilation_rate)
        if self.filters % self.groups:
            raise ValueError(f"{owner} got filters={filters} and groups={groups}; give a multiple of the groups.")
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

    def build(self, input_shape):
        channels = self.check_input(input_shape)
        if channels % self.groups:
            raise ValueError(
                f"{type(self).__name__} got {channels} channels for groups={self.groups}; "
                "give a multiple of the groups."
            )
        self.windows(input_shape, self.kernel_size)  # names an input that is too small, before any weight is made
        self.kernel = _options.weight(self, "kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = _options.weight(self, "bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs):
        self.windows(inputs.shape, self.kernel_size)  # names a later input that is too small
        outputs = convolution(inputs, self.kernel, self.strides, self.padding, self.dilation_rate)
        return self.activation(outputs if self.bias is None else outputs + self.bias)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.windows(input_shape, self.kernel_size), self.filters)

    def get_config(self):
        names = ["filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups"]
        names += ["activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer"]
        names += ["bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint"]
        return {**super().get_config(), **_options.stored(self, *names)}


@keras.saving.register_keras_serializable(package="dlcourse")
class Conv1D(_Convolution):
    """Convolution along time: ``y[b,t] = f(Σ_m x[b, t s + m d] @ W[m] + b)``; x is (B, T, C), y (B, t, filters).

    Args:
        filters: channels of the output; kernel_size: k, so that W is (k, C / groups, filters).
        strides: s; dilation_rate: d; one of them has to be 1.
        padding: "valid", "same", or "causal" (y[t] sees nothing after x[t]).
        data_format: "channels_last" or None, which is the same.
        groups: into how many parts the channels are split; each has filters of its own.
        activation: f; use_bias: whether there is a b.
        kernel_..., bias_..., activity_regularizer: as in Dense.

    Raises:
        ValueError: numbers below 1, another padding or layout, strides and dilation both above 1, channels or filters
            not divisible by the groups, or an input shorter than a window.

    Source: van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016, section 2.1.

    Example:
        >>> import numpy as np
        >>> tuple(Conv1D(5, 3, padding="causal", dilation_rate=2)(np.ones((2, 11, 3))).shape)
        (2, 11, 5)
    """

    rank = 1
    paddings = ("valid", "same", "causal")


@keras.saving.register_keras_serializable(package="dlcourse")
class Conv2D(_Convolution):
    """Convolution of images: ``y[b,i,j] = f(Σ_mn x[b, i s + m d, j s + n d] @ W[m,n] + b)``.

    x is (B, height, width, C), y (B, h, w, filters).

    Args:
        filters: channels of the output; kernel_size: (kh, kw), so that W is (kh, kw, C / groups, filters).
        strides: s; dilation_rate: d; numbers or pairs, and one of them has to be 1.
        padding: "valid" or "same".
        data_format: "channels_last" or None, which is the same.
        groups: into how many parts the channels are split; each has filters of its own.
        activation: f; use_bias: whether there is a b.
        kernel_..., bias_..., activity_regularizer: as in Dense.

    Raises:
        ValueError: numbers below 1, another padding or layout, strides and dilation both above 1, channels or filters
            not divisible by the groups, or an input smaller than a window.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equations 9.7 and 9.8.

    Example:
        >>> import numpy as np
        >>> tuple(Conv2D(8, 3, strides=2, padding="same")(np.ones((2, 28, 28, 1))).shape)
        (2, 14, 14, 8)
    """
