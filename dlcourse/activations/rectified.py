"""Functions that let positive numbers through: ReLU and those that mend its dead half.

The conditions are turned so that NaN comes out as NaN: a comparison with NaN is false.
"""

from keras import ops

# The pair for which mean 0 and variance 1 reproduce themselves (Klambauer et al., 2017, section 2).
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def relu(x):
    """The rectified linear unit: ``max(x, 0)``.

    Its derivative is 1 above 0 and 0 below; at the kink it is 0 here, as in TensorFlow and Keras.

    Args:
        x: a float tensor or array of any shape.

    Source: Nair, Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010.

    Example:
        >>> relu([-2.0, 0.0, 3.0]).numpy().tolist()
        [0.0, 0.0, 3.0]
    """
    x = ops.convert_to_tensor(x)
    return ops.where(x <= 0, 0.0, x)


def leaky_relu(x, negative_slope=0.2):
    """ReLU with a slope below 0, so that no unit is without a gradient: ``x`` above 0, ``slope · x`` else.

    Args:
        x: a float tensor or array of any shape.
        negative_slope: the slope below 0 (and at 0); 0 gives ReLU.

    Source: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013, section 2.

    Example:
        >>> leaky_relu([-2.0, 3.0], negative_slope=0.5).numpy().tolist()
        [-1.0, 3.0]
    """
    x = ops.convert_to_tensor(x)
    return ops.where(x > 0, x, negative_slope * x)


def prelu(x, alpha):
    """Leaky ReLU whose slopes are learned: ``max(x, 0) + alpha · min(x, 0)``.

    Both halves have the slope 0 at 0, as in ``keras.layers.PReLU``.

    Args:
        x: a float tensor or array of any shape.
        alpha: slopes below 0, of a shape that broadcasts to that of x.

    Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, equation 1.

    Example:
        >>> prelu([-2.0, 3.0], alpha=[0.25, 0.5]).numpy().tolist()
        [-0.5, 3.0]
    """
    x = ops.convert_to_tensor(x)
    return ops.relu(x) - alpha * ops.relu(-x)  # Keras's kernel of relu


def elu(x, alpha=1.0):
    """The exponential linear unit: ``x`` above 0, ``alpha · (e^x - 1)`` else; it levels off at ``-alpha``.

    Args:
        x: a float tensor or array of any shape.
        alpha: the depth of the negative side.

    Source: Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units
    (ELUs)", 2016, section 3.

    Example:
        >>> elu([-1000.0, 3.0], alpha=2.0).numpy().tolist()
        [-2.0, 3.0]
    """
    x = ops.convert_to_tensor(x)
    negative = ops.where(x > 0, 0.0, x)  # e^x of the side that is not used must not overflow: inf · 0 is NaN
    return ops.where(x > 0, x, alpha * ops.expm1(negative))


def selu(x):
    """ELU scaled so that layer after layer keeps mean 0 and variance 1: ``scale · elu(x, alpha)``.

    ``alpha = 1.6733`` and ``scale = 1.0507`` are that fixed point; it needs LeCun's normal initializer. The slope at
    0 is that of the right side, ``scale``, as in TensorFlow.

    Args:
        x: a float tensor or array of any shape.

    Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017, equation 2.

    Example:
        >>> [round(float(selu(x)), 4) for x in (-1000.0, 0.0, 1.0)]
        [-1.7581, 0.0, 1.0507]
    """
    x = ops.convert_to_tensor(x)
    negative = ops.where(x < 0, x, 0.0)
    return SELU_SCALE * ops.where(x < 0, SELU_ALPHA * ops.expm1(negative), x)


def relu_derivative(x):
    """1 above 0, else 0."""
    x = ops.convert_to_tensor(x)
    return ops.cast(x > 0, x.dtype)


def leaky_relu_derivative(x, negative_slope=0.2):
    """1 above 0, else the slope."""
    return relu_derivative(x) + negative_slope * (1.0 - relu_derivative(x))


def prelu_derivative(x, alpha):
    """1 above 0, ``alpha`` below, 0 at 0."""
    x = ops.convert_to_tensor(x)
    return relu_derivative(x) + alpha * relu_derivative(-x)


def elu_derivative(x, alpha=1.0):
    """1 above 0, else ``alpha · e^x``."""
    x = ops.convert_to_tensor(x)
    return ops.where(x > 0, 1.0, alpha * ops.exp(ops.minimum(x, 0.0)))


def selu_derivative(x):
    """``scale`` from 0 on, ``scale · alpha · e^x`` below."""
    x = ops.convert_to_tensor(x)
    return SELU_SCALE * ops.where(x < 0, SELU_ALPHA * ops.exp(ops.minimum(x, 0.0)), 1.0)
