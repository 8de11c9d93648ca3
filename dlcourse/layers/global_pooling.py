"""Global pooling: one number for each channel, from all of time or of an image."""

import keras
from keras import ops

from dlcourse._require import rank as axes
from dlcourse.layers._shapes import fits
from dlcourse.layers._windows import LAYOUTS, channels_last


def masked_mean(x, mask, keepdims=False):
    """The mean over the time steps that count: ``y[b] = Σ_t m[b,t] x[b,t] / Σ_t m[b,t]``.

    Args:
        x: (B, T, D).
        mask: m, (B, T), true where a step counts. A row without any gives NaN (0/0), as in Keras.
        keepdims: whether the axis stays, with length 1.

    Returns:
        (B, D), or (B, 1, D).

    Raises:
        ValueError: a mask that is not (B, T).

    Source: Lin, Chen, Yan, "Network In Network", 2014, section 3.2 (the mean); its mask is Keras's.

    Example:
        >>> import numpy as np
        >>> masked_mean(np.array([[[1.0], [3.0], [99.0]]]), np.array([[True, True, False]])).numpy().tolist()
        [[2.0]]
    """
    if not fits(mask.shape, x.shape[:2]):
        raise ValueError(
            f"masked_mean() got a mask of shape {tuple(mask.shape)} for an input of shape {tuple(x.shape)}; "
            "give (B, T), an entry for each time step."
        )
    counts = ops.expand_dims(ops.cast(mask, "bool"), 2)  # (B, T, 1)
    total = ops.sum(ops.where(counts, x, 0), axis=1, keepdims=keepdims)
    return total / ops.sum(ops.cast(counts, total.dtype), axis=1, keepdims=keepdims)


class _GlobalPooling(keras.layers.Layer):
    """What the four global pooling layers share; ``reduce`` is max or mean."""

    rank = 2
    reduce = None

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = channels_last(type(self).__name__, data_format)
        self.keepdims = keepdims

    def build(self, input_shape):
        axes(type(self).__name__, tuple(input_shape), LAYOUTS[self.rank])
        self.input_spec = keras.layers.InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        return type(self).reduce(inputs, axis=list(range(1, self.rank + 1)), keepdims=self.keepdims)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(1,) * (self.rank if self.keepdims else 0), input_shape[-1])

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format, "keepdims": self.keepdims}


@keras.saving.register_keras_serializable(package="dlcourse")
class GlobalAveragePooling1D(_GlobalPooling):
    """The mean over time, of the steps that the mask lets count: ``y[b,c] = mean_t x[b,t,c]``; x is (B, T, C).

    Args:
        data_format: "channels_last" or None, which is the same.
        keepdims: whether the time axis stays, with length 1.

    ``call(inputs, mask=None)``: the mask is (B, T); a row that is masked altogether gives NaN, as in Keras.

    Raises:
        ValueError: another layout, an input that is not (B, T, C), or a mask that is not (B, T).

    Source: Lin, Chen, Yan, "Network In Network", 2014, section 3.2.

    Example:
        >>> import numpy as np
        >>> GlobalAveragePooling1D()(np.array([[[1.0, 4.0], [3.0, 0.0]]])).numpy().tolist()
        [[2.0, 2.0]]
    """

    rank = 1
    reduce = staticmethod(ops.mean)

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs, mask=None):
        return super().call(inputs) if mask is None else masked_mean(inputs, mask, self.keepdims)

    def compute_mask(self, inputs, mask=None):
        return None  # time is gone


@keras.saving.register_keras_serializable(package="dlcourse")
class GlobalAveragePooling2D(_GlobalPooling):
    """The mean of each channel's whole map: ``y[b,c] = mean_ij x[b,i,j,c]``; x is (B, height, width, C).

    Args:
        data_format: "channels_last" or None, which is the same.
        keepdims: whether height and width stay, with length 1.

    Raises:
        ValueError: another layout, or an input that is not (B, height, width, C).

    Source: Lin, Chen, Yan, "Network In Network", 2014, section 3.2.

    Example:
        >>> import numpy as np
        >>> GlobalAveragePooling2D()(np.arange(8.0).reshape(1, 2, 2, 2)).numpy().tolist()
        [[3.0, 4.0]]
    """

    reduce = staticmethod(ops.mean)


@keras.saving.register_keras_serializable(package="dlcourse")
class GlobalMaxPooling1D(_GlobalPooling):
    """The largest value over time: ``y[b,c] = max_t x[b,t,c]``; x is (B, T, C). A mask is not looked at, as in Keras.

    Args:
        data_format: "channels_last" or None, which is the same.
        keepdims: whether the time axis stays, with length 1.

    Raises:
        ValueError: another layout, or an input that is not (B, T, C).

    Source: Collobert et al., "Natural Language Processing (Almost) from Scratch", 2011, section 3.3.2.

    Example:
        >>> import numpy as np
        >>> GlobalMaxPooling1D()(np.array([[[1.0, 4.0], [3.0, 0.0]]])).numpy().tolist()
        [[3.0, 4.0]]
    """

    rank = 1
    reduce = staticmethod(ops.max)


@keras.saving.register_keras_serializable(package="dlcourse")
class GlobalMaxPooling2D(_GlobalPooling):
    """The largest value of each channel's map: ``y[b,c] = max_ij x[b,i,j,c]``; x is (B, height, width, C).

    Args:
        data_format: "channels_last" or None, which is the same.
        keepdims: whether height and width stay, with length 1.

    Raises:
        ValueError: another layout, or an input that is not (B, height, width, C).

    Source: Oquab, Bottou, Laptev, Sivic, "Is object localization for free?", 2015, section 3.

    Example:
        >>> import numpy as np
        >>> GlobalMaxPooling2D()(np.arange(8.0).reshape(1, 2, 2, 2)).numpy().tolist()
        [[6.0, 7.0]]
    """

    reduce = staticmethod(ops.max)
