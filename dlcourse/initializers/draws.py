"""The random numbers themselves, and the fans that set their spread."""

import math

import keras
from keras import ops

from dlcourse._require import positive_integer

# A normal distribution cut off at two standard deviations has this standard deviation left.
CUT_OFF = 0.87962566103423978


def fans(shape):
    """How many numbers one output of a kernel reads, and how many outputs read one input: ``(fan_in, fan_out)``.

    A dense kernel ``(D, U)`` has the fans D and U; a convolution's ``(height, width, C_in, C_out)`` has
    ``height · width · C_in`` and ``height · width · C_out``. A vector counts as both.

    Args:
        shape: of the kernel, in Keras's order.

    Raises:
        ValueError: a size that is no whole number of 1 or more.

    Source: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010,
    section 4.2.1; He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.2, for convolutions.

    Example:
        >>> fans((64, 10)), fans((3, 3, 16, 32))
        ((64, 10), (144, 288))
    """
    shape = [positive_integer("fans()", f"shape[{axis}]", size) for axis, size in enumerate(shape)]
    if len(shape) < 2:
        shape = [*shape, *shape] or [1, 1]
    field = math.prod(shape[:-2])
    return field * shape[-2], field * shape[-1]


def he_and_glorot_std(fan_in, fan_out):
    """Two standard deviations: He's ``√(2 / fan_in)`` and Glorot's ``√(2 / (fan_in + fan_out))``.

    He's keeps the size of signals behind ReLU, which halves their mean square; Glorot's is a compromise between
    signals, which ask for ``1 / fan_in``, and gradients, which ask for ``1 / fan_out``.

    Args:
        fan_in, fan_out: inputs and outputs of a unit, 1 or more.

    Raises:
        ValueError: a fan that is not a whole number of 1 or more.

    Source: He et al., 2015, equation 10; Glorot, Bengio, 2010, equation 12.

    Example:
        >>> he_and_glorot_std(200, 600)
        (0.1, 0.05)
    """
    fan_in = positive_integer("he_and_glorot_std()", "fan_in", fan_in)
    fan_out = positive_integer("he_and_glorot_std()", "fan_out", fan_out)
    return math.sqrt(2.0 / fan_in), math.sqrt(2.0 / (fan_in + fan_out))


def scaled_normal(shape, variance, seed=None, dtype=None):
    """Normal numbers of mean 0, none further out than two standard deviations, with this variance after the cut.

    Example:
        >>> float(keras.ops.max(abs(scaled_normal((1000,), 1.0, seed=0)))) < 2 / CUT_OFF
        True
    """
    stddev = math.sqrt(variance) / CUT_OFF
    return keras.random.truncated_normal(shape, stddev=stddev, dtype=dtype, seed=seed)


def scaled_uniform(shape, variance, seed=None, dtype=None):
    """Equally likely numbers from ``-√(3 variance)`` to ``√(3 variance)``: an interval 2a wide has variance a²/3.

    Example:
        >>> float(keras.ops.max(abs(scaled_uniform((1000,), 1.0, seed=0)))) < 3**0.5
        True
    """
    limit = math.sqrt(3.0 * variance)
    return keras.random.uniform(shape, -limit, limit, dtype=dtype, seed=seed)


def orthogonal(shape, seed=None, gain=1.0, dtype=None):
    """A random matrix that changes no lengths: ``WᵀW = I`` (tall) or ``WWᵀ = I`` (wide), times ``gain``.

    The Q of a normal matrix's QR decomposition, each column times the sign of R's diagonal: without the signs the
    draw would depend on how QR is computed, and not every orthogonal matrix would be equally likely.

    Args:
        shape: two axes or more; all but the last together are the rows.
        seed: an int or a ``keras.random.SeedGenerator``.
        gain: the common length of the columns (tall) or rows (wide).
        dtype: of the result, Keras's float type unless given.

    Raises:
        ValueError: fewer than two axes.

    Source: Saxe, McClelland, Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
    Networks", 2014; Mezzadri, "How to Generate Random Matrices from the Classical Compact Groups", 2007, section 5,
    for the signs.

    Example:
        >>> W = orthogonal((5, 3), seed=0).numpy()
        >>> abs(W.T @ W).round(5).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if len(shape) < 2:
        raise ValueError(f"orthogonal() got the shape {tuple(shape)}; give one with two axes or more.")
    rows, columns = math.prod(shape[:-1]), shape[-1]
    tall = (max(rows, columns), min(rows, columns))
    q, r = ops.qr(keras.random.normal(tall, dtype=dtype, seed=seed))
    q = q * ops.sign(ops.diag(r))
    return gain * ops.reshape(q if rows >= columns else ops.transpose(q), shape)
