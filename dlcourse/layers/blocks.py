"""The blocks of VGG and Inception, made of this course's layers."""

import keras
from keras import ops

from dlcourse._require import known, positive_integer
from dlcourse._require import rank as axes
from dlcourse.layers._chain import build_chain, run_chain
from dlcourse.layers._windows import LAYOUTS
from dlcourse.layers.convolutions import Conv2D
from dlcourse.layers.pooling import MaxPooling2D


@keras.saving.register_keras_serializable(package="dlcourse")
class VGGBlock(keras.layers.Layer):
    """Some 3 x 3 convolutions with ReLU, then a 2 x 2 maximum: two of them see 5 x 5 pixels, three 7 x 7.

    Weights, in order: kernel and bias of each convolution.

    Args:
        filters: of each convolution.
        convolutions: how many there are.

    Raises:
        ValueError: numbers below 1, or an input that is not (B, height, width, C), height and width at least 2.

    Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015,
    section 2.

    Example:
        >>> import numpy as np
        >>> tuple(VGGBlock(8)(np.ones((1, 10, 14, 3))).shape)
        (1, 5, 7, 8)
    """

    def __init__(self, filters, convolutions=2, **kwargs):
        super().__init__(**kwargs)
        self.filters = positive_integer("VGGBlock", "filters", filters)
        self.convolutions = positive_integer("VGGBlock", "convolutions", convolutions)
        options = {"padding": "same", "activation": "relu", "dtype": self.dtype_policy}
        self.chain = [Conv2D(filters, 3, **options) for _ in range(convolutions)]
        self.chain.append(MaxPooling2D(dtype=self.dtype_policy))

    def build(self, input_shape):
        build_chain(self.chain, axes("VGGBlock", tuple(input_shape), LAYOUTS[2]))

    def call(self, inputs):
        return run_chain(self.chain, inputs)

    def compute_output_shape(self, input_shape):
        return self.chain[-1].compute_output_shape((*input_shape[:-1], self.filters))

    def get_config(self):
        return {**super().get_config(), "filters": self.filters, "convolutions": self.convolutions}


@keras.saving.register_keras_serializable(package="dlcourse")
class InceptionBlock(keras.layers.Layer):
    """Four views of the same image side by side, their channels concatenated; ReLU after each convolution.

    1 x 1; 1 x 1 then 3 x 3; 1 x 1 then 5 x 5; a 3 x 3 maximum of stride 1 then 1 x 1. The 1 x 1 convolutions before
    the large ones reduce the channels, and so the weights. Height and width stay.

    Weights, in order: kernel and bias of the convolutions as just named.

    Args:
        filters_1x1: of the first branch.
        reduce_3x3, filters_3x3: of the second one's two convolutions.
        reduce_5x5, filters_5x5: of the third one's.
        filters_pool: after the maximum.

    Raises:
        ValueError: numbers below 1, or an input that is not (B, height, width, C).

    Source: Szegedy et al., "Going Deeper with Convolutions", 2015, figure 2(b).

    Example:
        >>> import numpy as np
        >>> tuple(InceptionBlock(4, 2, 3, 1, 2, 5)(np.ones((1, 5, 7, 8))).shape)  # 4 + 3 + 2 + 5
        (1, 5, 7, 14)
    """

    OPTIONS = ("filters_1x1", "reduce_3x3", "filters_3x3", "reduce_5x5", "filters_5x5", "filters_pool")

    def __init__(self, filters_1x1, reduce_3x3, filters_3x3, reduce_5x5, filters_5x5, filters_pool, **kwargs):
        super().__init__(**kwargs)
        given = {"filters_1x1": filters_1x1, "reduce_3x3": reduce_3x3, "filters_3x3": filters_3x3}
        given |= {"reduce_5x5": reduce_5x5, "filters_5x5": filters_5x5, "filters_pool": filters_pool}
        for name, value in given.items():
            setattr(self, name, positive_integer("InceptionBlock", name, value))
        self.branch_1x1 = [self._convolution(filters_1x1, 1)]
        self.branch_3x3 = [self._convolution(reduce_3x3, 1), self._convolution(filters_3x3, 3)]
        self.branch_5x5 = [self._convolution(reduce_5x5, 1), self._convolution(filters_5x5, 5)]
        pool = MaxPooling2D(3, strides=1, padding="same", dtype=self.dtype_policy)
        self.branch_pool = [pool, self._convolution(filters_pool, 1)]

    def _convolution(self, filters, size):
        return Conv2D(filters, size, padding="same", activation="relu", dtype=self.dtype_policy)

    def _branches(self):
        return self.branch_1x1, self.branch_3x3, self.branch_5x5, self.branch_pool

    def build(self, input_shape):
        known("InceptionBlock", axes("InceptionBlock", tuple(input_shape), LAYOUTS[2]))
        for branch in self._branches():
            build_chain(branch, input_shape)

    def call(self, inputs):
        return ops.concatenate([run_chain(branch, inputs) for branch in self._branches()], axis=-1)

    def compute_output_shape(self, input_shape):
        filters = self.filters_1x1 + self.filters_3x3 + self.filters_5x5 + self.filters_pool
        return (*input_shape[:-1], filters)

    def get_config(self):
        return {**super().get_config(), **{name: getattr(self, name) for name in self.OPTIONS}}
