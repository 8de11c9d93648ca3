"""Pooling: the largest or the mean value of each window, along time or over images."""

import keras
from keras import ops

from dlcourse._require import rank as axes
from dlcourse.layers._windows import LAYOUTS, WindowLayer


class _Pooling(WindowLayer):
    """What the four pooling layers share; ``pool`` is max or average."""

    pool = None

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.set_windows("pool_size", pool_size, pool_size if strides is None else strides, padding, data_format)

    def build(self, input_shape):
        axes(type(self).__name__, tuple(input_shape), LAYOUTS[self.rank])
        self.input_spec = keras.layers.InputSpec(ndim=self.rank + 2)
        self.windows(input_shape, self.pool_size)  # names an input that is too small

    def call(self, inputs):
        self.windows(inputs.shape, self.pool_size)  # a later one too
        return type(self).pool(inputs, self.pool_size, self.strides, self.padding, "channels_last")

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.windows(input_shape, self.pool_size), input_shape[-1])

    def get_config(self):
        options = {name: getattr(self, name) for name in ("pool_size", "strides", "padding", "data_format")}
        return {**super().get_config(), **options}


@keras.saving.register_keras_serializable(package="dlcourse")
class MaxPooling1D(_Pooling):
    """The largest value of each window along time: ``y[b,t,c] = max_m x[b, t s + m, c]``; x is (B, T, C).

    Args:
        pool_size: steps of a window.
        strides: s, from window to window; the pool_size unless given.
        padding: "valid" (what is left over is dropped) or "same" (windows may reach beyond the ends).
        data_format: "channels_last" or None, which is the same.

    Raises:
        ValueError: numbers below 1, another padding or layout, or an input shorter than a window.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.3.

    Example:
        >>> import numpy as np
        >>> MaxPooling1D(2)(np.array([[[1.0], [3.0], [-5.0], [-4.0], [9.0]]])).numpy()[0, :, 0].tolist()
        [3.0, -4.0]
    """

    rank = 1
    pool = staticmethod(ops.max_pool)


@keras.saving.register_keras_serializable(package="dlcourse")
class MaxPooling2D(_Pooling):
    """The largest value of each window of an image: ``y[b,i,j,c] = max_mn x[b, i s + m, j s + n, c]``.

    Args:
        pool_size: rows and columns of a window, a number or a pair.
        strides: s, from window to window; the pool_size unless given.
        padding: "valid" (what is left over is dropped) or "same" (windows may reach beyond the edges).
        data_format: "channels_last" or None, which is the same.

    Raises:
        ValueError: numbers below 1, another padding or layout, or an input smaller than a window.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 9.3.

    Example:
        >>> import numpy as np
        >>> MaxPooling2D()(np.arange(16.0).reshape(1, 4, 4, 1)).numpy()[0, :, :, 0].tolist()
        [[5.0, 7.0], [13.0, 15.0]]
    """

    pool = staticmethod(ops.max_pool)


@keras.saving.register_keras_serializable(package="dlcourse")
class AveragePooling1D(_Pooling):
    """The mean of each window along time: ``y[b,t,c] = mean_m x[b, t s + m, c]``; x is (B, T, C).

    Args:
        pool_size: steps of a window.
        strides: s, from window to window; the pool_size unless given.
        padding: "valid", or "same": what is beyond the ends doesn't count into the mean.
        data_format: "channels_last" or None, which is the same.

    Raises:
        ValueError: numbers below 1, another padding or layout, or an input shorter than a window.

    Source: LeCun, Bottou, Bengio, Haffner, 1998, section II.A (there with a weight and a bias).

    Example:
        >>> import numpy as np
        >>> AveragePooling1D(2)(np.array([[[1.0], [3.0], [-5.0], [-4.0], [9.0]]])).numpy()[0, :, 0].tolist()
        [2.0, -4.5]
    """

    rank = 1
    pool = staticmethod(ops.average_pool)


@keras.saving.register_keras_serializable(package="dlcourse")
class AveragePooling2D(_Pooling):
    """The mean of each window of an image: ``y[b,i,j,c] = mean_mn x[b, i s + m, j s + n, c]``.

    Args:
        pool_size: rows and columns of a window, a number or a pair.
        strides: s, from window to window; the pool_size unless given.
        padding: "valid", or "same": what is beyond the edges doesn't count into the mean.
        data_format: "channels_last" or None, which is the same.

    Raises:
        ValueError: numbers below 1, another padding or layout, or an input smaller than a window.

    Source: LeCun, Bottou, Bengio, Haffner, 1998, section II.A (there with a weight and a bias).

    Example:
        >>> import numpy as np
        >>> AveragePooling2D()(np.arange(16.0).reshape(1, 4, 4, 1)).numpy()[0, :, :, 0].tolist()
        [[2.5, 4.5], [10.5, 12.5]]
    """

    pool = staticmethod(ops.average_pool)
