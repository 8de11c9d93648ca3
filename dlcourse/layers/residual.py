"""The residual block: what the convolutions learn is added to their input."""

import keras
from keras import ops

from dlcourse._require import known, positive_integer
from dlcourse._require import rank as axes
from dlcourse.layers._chain import build_chain, run_chain
from dlcourse.layers._windows import LAYOUTS
from dlcourse.layers.batch_normalization import BatchNormalization
from dlcourse.layers.convolutions import Conv2D


@keras.saving.register_keras_serializable(package="dlcourse")
class ResidualBlock(keras.layers.Layer):
    """A residual block: ``y = relu(F(x) + shortcut(x))``; with pre-activation ``y = F(relu(norm(x))) + shortcut``.

    F is 3 x 3, 3 x 3 convolutions (basic), or 1 x 1, 3 x 3, 1 x 1 with four times the filters at the end (bottleneck),
    with batch normalization and ReLU between. The shortcut is x itself; where the shape changes, a 1 x 1 convolution
    of x (with pre-activation: of relu(norm(x))). The stride is that of the first 3 x 3 convolution.

    Weights, in the order of computation: of each convolution (without a bias if ``normalize``) and of each batch
    normalization; then of the shortcut's convolution and, except with pre-activation, of its normalization.

    Args:
        filters: of the 3 x 3 convolutions; strides: of the first of them, a whole number.
        bottleneck: whether F has three convolutions; the output then has ``4 · filters`` channels.
        preactivation: whether normalization and ReLU come before the convolutions and not after them.
        normalize: whether there is batch normalization; without it convolutions have biases.

    Raises:
        ValueError: numbers below 1, or an input that is not (B, height, width, C).

    Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2016, equations 1 and 2, figure 5
    (with the bottleneck's stride on its 3 x 3); "Identity Mappings in Deep Residual Networks", 2016, figure 4(e).

    Example:
        >>> import numpy as np
        >>> tuple(ResidualBlock(8, strides=2)(np.ones((1, 10, 14, 4))).shape)
        (1, 5, 7, 8)
    """

    OPTIONS = ("filters", "strides", "bottleneck", "preactivation", "normalize")

    def __init__(self, filters, strides=1, bottleneck=False, preactivation=False, normalize=True, **kwargs):
        super().__init__(**kwargs)
        self.filters = positive_integer("ResidualBlock", "filters", filters)
        self.strides = positive_integer("ResidualBlock", "strides", strides)
        self.bottleneck, self.preactivation, self.normalize = bottleneck, preactivation, normalize

    def build(self, input_shape):
        owner = "ResidualBlock"
        channels = known(owner, axes(owner, tuple(input_shape), LAYOUTS[2]))
        outputs = self._outputs()
        if self.bottleneck:
            sizes = [(self.filters, 1, 1), (self.filters, 3, self.strides), (outputs, 1, 1)]
        else:
            sizes = [(self.filters, 3, self.strides), (outputs, 3, 1)]
        chain = [layer for size in sizes for layer in self._unit(*size)]
        start = 1 + bool(self.normalize) if self.preactivation else 0
        self.head, self.main = chain[:start], chain[start:] if self.preactivation else chain[:-1]
        self.shortcut = []
        if self.strides > 1 or channels != outputs:
            norm = [] if self.preactivation else self._norm()
            self.shortcut = [self._convolution(outputs, 1, self.strides), *norm]
        build_chain([*self.head, *self.main], input_shape)
        build_chain(self.shortcut, input_shape)
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: channels})

    def _unit(self, *size):
        """A convolution, with normalization and ReLU after it, or before it."""
        activation = [*self._norm(), keras.layers.ReLU(dtype=self.dtype_policy)]
        convolution = [self._convolution(*size)]
        return activation + convolution if self.preactivation else convolution + activation

    def _convolution(self, filters, size, strides):
        bias = not self.normalize  # a normalization has a bias of its own
        return Conv2D(filters, size, strides, "same", use_bias=bias, dtype=self.dtype_policy)

    def _norm(self):
        return [BatchNormalization(dtype=self.dtype_policy)] if self.normalize else []

    def _outputs(self):
        return self.filters * (4 if self.bottleneck else 1)

    def call(self, inputs):
        start = run_chain(self.head, inputs)
        shortcut = run_chain(self.shortcut, start) if self.shortcut else inputs
        outputs = run_chain(self.main, start) + shortcut
        return outputs if self.preactivation else ops.relu(outputs)

    def compute_output_shape(self, input_shape):
        lengths = [None if n is None else -(-n // self.strides) for n in input_shape[1:3]]
        return (input_shape[0], *lengths, self._outputs())

    def get_config(self):
        return {**super().get_config(), **{name: getattr(self, name) for name in self.OPTIONS}}
