"""The mobile inverted bottleneck: wide inside, narrow at its ends."""

import keras

from dlcourse._require import known, number, positive_integer
from dlcourse._require import rank as axes
from dlcourse.layers import _options
from dlcourse.layers._chain import build_chain, run_chain
from dlcourse.layers._windows import LAYOUTS
from dlcourse.layers.batch_normalization import BatchNormalization
from dlcourse.layers.convolutions import Conv2D
from dlcourse.layers.depthwise import DepthwiseConv2D
from dlcourse.layers.squeeze_excitation import SqueezeExcitation


@keras.saving.register_keras_serializable(package="dlcourse")
class MBConvBlock(keras.layers.Layer):
    """An inverted residual block: 1 x 1 to more channels, depthwise, squeeze and excitation, 1 x 1 back to few.

    After the first two convolutions come batch normalization and the activation, after the last batch normalization
    alone. Where the shape stays, the input is added.

    Weights, in order: kernel of the first 1 x 1 and its normalization (none of both where expansion is 1), depthwise
    kernel and its normalization, SqueezeExcitation's four, kernel of the last 1 x 1 and its normalization.

    Args:
        filters: channels of the output.
        kernel_size, strides: of the depthwise convolution, whole numbers.
        expansion: how many times more channels inside than in the input.
        squeeze_ratio: width of the squeeze relative to the input's channels; 0 leaves squeeze and excitation out.
        activation: "silu" as in EfficientNet; MobileNetV2 has "relu6", and no squeeze and excitation.

    Raises:
        ValueError: numbers below 1, a squeeze_ratio outside 0 to 1, or an input that is not (B, height, width, C).

    Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, section 3.3; Tan and Le,
    "EfficientNet", 2019, section 4.

    Example:
        >>> import numpy as np
        >>> tuple(MBConvBlock(8, strides=2)(np.ones((1, 10, 14, 4))).shape)
        (1, 5, 7, 8)
    """

    OPTIONS = ("filters", "kernel_size", "strides", "expansion", "squeeze_ratio", "activation")

    def __init__(self, filters, kernel_size=3, strides=1, expansion=6, squeeze_ratio=0.25, activation="silu", **kwargs):
        super().__init__(**kwargs)
        given = {"filters": filters, "kernel_size": kernel_size, "strides": strides, "expansion": expansion}
        for name, value in given.items():
            setattr(self, name, positive_integer("MBConvBlock", name, value))
        self.squeeze_ratio = number("MBConvBlock", "squeeze_ratio", squeeze_ratio, low=0, high=1)
        _options.keep(self, activation=activation)

    def build(self, input_shape):
        owner = "MBConvBlock"
        channels = known(owner, axes(owner, tuple(input_shape), LAYOUTS[2]))
        options = {"padding": "same", "use_bias": False, "dtype": self.dtype_policy}
        self.chain = []
        if self.expansion > 1:
            self.chain += self._normalized(Conv2D(channels * self.expansion, 1, **options))
        self.chain += self._normalized(DepthwiseConv2D(self.kernel_size, self.strides, **options))
        if self.squeeze_ratio:
            units = max(1, int(channels * self.squeeze_ratio))
            self.chain.append(SqueezeExcitation(units=units, activation=self.activation, dtype=self.dtype_policy))
        self.chain += self._normalized(Conv2D(self.filters, 1, **options))[:2]
        build_chain(self.chain, input_shape)
        self.adds_input = self.strides == 1 and channels == self.filters
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: channels})

    def _normalized(self, convolution):
        policy = self.dtype_policy
        return [convolution, BatchNormalization(dtype=policy), keras.layers.Activation(self.activation, dtype=policy)]

    def call(self, inputs):
        outputs = run_chain(self.chain, inputs)
        return inputs + outputs if self.adds_input else outputs

    def compute_output_shape(self, input_shape):
        lengths = [None if n is None else -(-n // self.strides) for n in input_shape[1:3]]
        return (input_shape[0], *lengths, self.filters)

    def get_config(self):
        return {**super().get_config(), **_options.stored(self, *self.OPTIONS)}
