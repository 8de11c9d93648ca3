"""What layers with sliding windows share: the shapes of their inputs and outputs, and what they refuse."""

import keras

from dlcourse._require import integers, known, one_of
from dlcourse._require import rank as axes
from dlcourse.conv import output_size

LAYOUTS = {1: "(B, T, channels)", 2: "(B, height, width, channels)"}


class WindowLayer(keras.layers.Layer):
    """A layer that slides windows over ``rank`` axes of an input with channels last."""

    rank = 2
    paddings = ("valid", "same")

    def set_windows(self, size_name, size, strides, padding, data_format, dilation_rate=1):
        """Check and keep the options that say where the windows are."""
        owner = type(self).__name__
        setattr(self, size_name, integers(owner, size_name, size, self.rank))
        self.strides = integers(owner, "strides", strides, self.rank)
        self.dilation_rate = integers(owner, "dilation_rate", dilation_rate, self.rank)
        self.padding = one_of(owner, "padding", str(padding).lower(), self.paddings)
        self.data_format = channels_last(owner, data_format)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner} got strides={self.strides} and dilation_rate={self.dilation_rate}; leave one of them at 1."
            )

    def check_input(self, shape):
        """The number of channels of an input that this layer can take; from now on only that number is taken."""
        owner = type(self).__name__
        channels = known(owner, axes(owner, tuple(shape), LAYOUTS[self.rank]))
        self.input_spec = keras.layers.InputSpec(ndim=self.rank + 2, axes={-1: channels})
        return channels

    def windows(self, shape, size):
        """How many windows of ``size`` there are along each axis; None where the input's size is open."""
        return tuple(map(self._count, shape[1:-1], size, self.strides, self.dilation_rate))

    def _count(self, n, k, s, d):
        if n is None or self.padding != "valid":
            return None if n is None else -(-n // s)
        span = d * (k - 1) + 1
        if span > n:
            raise ValueError(
                f"{type(self).__name__} got an input of {n} along an axis, smaller than its windows of {span}; "
                "give a larger input, a smaller window or padding='same'."
            )
        return output_size(n, k, s, 0, d)


def channels_last(owner, data_format):
    """The only layout there is here; None stands for it."""
    if data_format not in (None, "channels_last"):
        raise ValueError(
            f"{owner} got data_format={data_format!r}; this course's layers know 'channels_last' only: "
            "move the channels to the last axis."
        )
    return "channels_last"
