"""Initializers as Keras takes them: they hold options and a seed, and draw when a weight is made."""

import numbers
import random

import keras
from keras import ops

from dlcourse._require import number
from dlcourse.initializers.draws import fans, orthogonal, scaled_normal, scaled_uniform


@keras.saving.register_keras_serializable(package="dlcourse")
class Zeros(keras.initializers.Initializer):
    """All 0: right for biases; in a kernel all units would stay equal.

    Example:
        >>> Zeros()((2,)).numpy().tolist()
        [0.0, 0.0]
    """

    def __call__(self, shape, dtype=None):
        return ops.zeros(shape, dtype=dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class Constant(keras.initializers.Initializer):
    """All the same number, in float64 to its last digit (Keras's rounds it to float32 on the way).

    Example:
        >>> Constant(0.5)((2,)).numpy().tolist()
        [0.5, 0.5]
    """

    def __init__(self, value=0.0):
        self.value = number("Constant", "value", value)

    def __call__(self, shape, dtype=None):
        return ops.full(shape, self.value, dtype=dtype or keras.config.floatx())

    def get_config(self):
        return {"value": self.value}


class _Random(keras.initializers.Initializer):
    """Holds a seed: an int gives the same numbers at each call, a ``SeedGenerator`` new ones."""

    def __init__(self, seed=None):
        if isinstance(seed, dict):  # from a saved configuration
            seed = keras.saving.deserialize_keras_object(seed)
        if isinstance(seed, numbers.Integral):
            seed = int(seed)
        if seed is not None and not isinstance(seed, (int, keras.random.SeedGenerator)):
            raise ValueError(f"{type(self).__name__} got seed={seed!r}; give a whole number or a SeedGenerator.")
        self._given_seed = seed
        # As Keras does, from Python's generator: keras.utils.set_random_seed sets it.
        self.seed = random.randint(1, 10**9) if seed is None else seed

    def get_config(self):
        return {"seed": keras.saving.serialize_keras_object(self._given_seed)}


@keras.saving.register_keras_serializable(package="dlcourse")
class RandomNormal(_Random):
    """Normal numbers of a mean and a standard deviation that don't look at the layer's size.

    Example:
        >>> RandomNormal(stddev=0.01, seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        super().__init__(seed)
        self.mean = number("RandomNormal", "mean", mean)
        self.stddev = number("RandomNormal", "stddev", stddev, low=0)

    def __call__(self, shape, dtype=None):
        return keras.random.normal(shape, self.mean, self.stddev, dtype=dtype, seed=self.seed)

    def get_config(self):
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


@keras.saving.register_keras_serializable(package="dlcourse")
class Orthogonal(_Random):
    """Matrices that change no lengths; see ``orthogonal``. Used for recurrent kernels.

    Example:
        >>> Orthogonal(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __init__(self, gain=1.0, seed=None):
        super().__init__(seed)
        self.gain = number("Orthogonal", "gain", gain)

    def __call__(self, shape, dtype=None):
        return orthogonal(shape, self.seed, self.gain, dtype)

    def get_config(self):
        return {**super().get_config(), "gain": self.gain}


@keras.saving.register_keras_serializable(package="dlcourse")
class GlorotNormal(_Random):
    """Normal numbers of variance ``2 / (fan_in + fan_out)``: for tanh and linear layers.

    Source: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010,
    equation 12.

    Example:
        >>> GlorotNormal(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_normal(shape, 2.0 / sum(fans(shape)), self.seed, dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class GlorotUniform(_Random):
    """Uniform numbers of variance ``2 / (fan_in + fan_out)``: what Keras's layers start from.

    Source: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010,
    equation 16.

    Example:
        >>> GlorotUniform(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_uniform(shape, 2.0 / sum(fans(shape)), self.seed, dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class HeNormal(_Random):
    """Normal numbers of variance ``2 / fan_in``: for ReLU.

    Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, equation 10.

    Example:
        >>> HeNormal(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_normal(shape, 2.0 / fans(shape)[0], self.seed, dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class HeUniform(_Random):
    """Uniform numbers of variance ``2 / fan_in``: for ReLU.

    Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, equation 10, for the variance.

    Example:
        >>> HeUniform(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_uniform(shape, 2.0 / fans(shape)[0], self.seed, dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class LecunNormal(_Random):
    """Normal numbers of variance ``1 / fan_in``: for SELU.

    Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, equation 16.

    Example:
        >>> LecunNormal(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_normal(shape, 1.0 / fans(shape)[0], self.seed, dtype)


@keras.saving.register_keras_serializable(package="dlcourse")
class LecunUniform(_Random):
    """Uniform numbers of variance ``1 / fan_in``.

    Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, equation 16, for the variance.

    Example:
        >>> LecunUniform(seed=0)((5, 3)).shape.as_list()
        [5, 3]
    """

    def __call__(self, shape, dtype=None):
        return scaled_uniform(shape, 1.0 / fans(shape)[0], self.seed, dtype)
