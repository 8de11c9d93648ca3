"""Dropout: switch off units at random, and scale up those that stay."""

import keras
import numpy as np
from keras import ops

from dlcourse._require import integers, number


def inverted_dropout(x, rate, training, rng):
    """Dropout in NumPy: each entry becomes 0 with probability ``rate``, and ``x / (1 - rate)`` otherwise.

    Scaling up in training keeps the mean, so that inference is the identity.

    Args:
        x: an array of any shape.
        rate: the probability to drop, from 0 up to, not including, 1.
        training: whether to drop at all.
        rng: a ``numpy.random.Generator``.

    Returns:
        An array of x's shape.

    Raises:
        ValueError: a rate below 0, or of 1 or more.

    Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 4;
    section 10 for the scaling in training (their p is the probability to keep).

    Example:
        >>> y = inverted_dropout(np.ones(1000), 0.2, True, np.random.default_rng(0))
        >>> np.unique(y).tolist(), bool(abs(y.mean() - 1) < 0.05)
        ([0.0, 1.25], True)
    """
    number("inverted_dropout()", "rate", rate, low=0, below=1)
    x = np.asarray(x)
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0)


def dropout(x, rate, noise_shape=None, seed=None):
    """The same for tensors: ``y = x / (1 - rate)`` where a uniform number is at least ``rate``, else 0.

    Args:
        x: (B, ...), floats.
        rate: the probability to drop, from 0 up to, not including, 1.
        noise_shape: of the random numbers; along an axis of 1 all entries share their fate. None, or None for an
            axis, stands for x's size.
        seed: a number, or a ``keras.random.SeedGenerator``. On TensorFlow the drawn bits are Keras's.

    Returns:
        A tensor of x's shape and dtype.

    Raises:
        ValueError: a noise_shape with more or fewer axes than x.

    Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 4;
    section 10 for the scaling in training (their p is the probability to keep).

    Example:
        >>> np.unique(dropout(np.ones((9, 9)), 0.2, noise_shape=(1, 9), seed=1).numpy()).tolist()
        [0.0, 1.25]
    """
    x = ops.convert_to_tensor(x)
    shape = ops.shape(x)
    if noise_shape is not None:
        if len(noise_shape) != len(shape):
            raise ValueError(
                f"Dropout got noise_shape={noise_shape} for {len(shape)} axes; give a number or None for each."
            )
        shape = [noise_shape[i] or size for i, size in enumerate(shape)]
    keep = keras.random.uniform(shape, dtype=x.dtype, seed=seed) >= rate
    return ops.where(keep, x * (1 / (1 - rate)), ops.zeros_like(x))


@keras.saving.register_keras_serializable(package="dlcourse")
class Dropout(keras.layers.Layer):
    """Dropout: in training, ``y = x / (1 - rate)`` or 0, with probability ``rate`` for 0; in inference, ``y = x``.

    Args:
        rate: the probability to drop, from 0 up to, not including, 1.
        noise_shape: of the random numbers, with None for the input's own size: ``(None, 1, None)`` drops a feature
            at all time steps or at none. All entries by themselves unless given.
        seed: of the random numbers; the same seed drops the same entries as Keras's layer.

    ``call(inputs, training=False)``.

    Raises:
        ValueError: a rate below 0, or of 1 or more, or a noise_shape that isn't whole numbers and None.

    Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 4.

    Example:
        >>> layer = Dropout(0.2, seed=1)
        >>> np.unique(layer(np.ones((9, 9)), training=True).numpy()).tolist()
        [0.0, 1.25]
    """

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = number("Dropout", "rate", rate, low=0, below=1)
        self.noise_shape = _checked(noise_shape)
        self.seed = seed
        if rate > 0:
            self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        return dropout(inputs, self.rate, self.noise_shape, self.seed_generator)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}


def _checked(noise_shape):
    if noise_shape is None:
        return None
    if not isinstance(noise_shape, (tuple, list)):
        raise ValueError(f"Dropout got noise_shape={noise_shape!r}; give a tuple with a number or None for each axis.")
    return tuple(size if size is None else integers("Dropout", "noise_shape", size, 1)[0] for size in noise_shape)
