"""Functions that level off: sigmoid, tanh, their straight copy, and softplus, whose slope is a sigmoid.

All are written with ``e^-|x|``, which is never above 1: nothing overflows, and no digits are lost on either side.
"""

from keras import ops


def _magnitude(x):
    """``|x|`` with the slope 1 at 0; that of ``ops.abs`` is 0 there, and the gradients below would be wrong."""
    return ops.where(x < 0, -x, x)


def sigmoid(x):
    """The logistic function ``σ(x) = 1 / (1 + e^-x)``, from 0 to 1; for negative x the same as ``e^x / (1 + e^x)``.

    Args:
        x: a float tensor or array of any shape.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equation 3.30.

    Example:
        >>> sigmoid([-1000.0, 0.0, 1000.0]).numpy().tolist()
        [0.0, 0.5, 1.0]
    """
    x = ops.convert_to_tensor(x)
    e = ops.exp(-_magnitude(x))
    return ops.where(x < 0, e, 1.0) / (1.0 + e)


def tanh(x):
    """The hyperbolic tangent ``(e^x - e^-x) / (e^x + e^-x) = 2σ(2x) - 1``, from -1 to 1.

    With ``u = e^(-2|x|) - 1`` it is ``-u / (2 + u)``, and its sign is that of x.

    Args:
        x: a float tensor or array of any shape.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.3.2.

    Example:
        >>> tanh([-1000.0, 0.0, 1000.0]).numpy().tolist()
        [-1.0, 0.0, 1.0]
    """
    x = ops.convert_to_tensor(x)
    u = ops.expm1(-2.0 * _magnitude(x))
    return ops.where(x < 0, u, -u) / (2.0 + u)


def hard_tanh(x):
    """tanh in three straight pieces: -1 below -1, x between, 1 above 1; the slope at ±1 is 1, as in TensorFlow.

    Args:
        x: a float tensor or array of any shape.

    Source: Collobert, "Large Scale Machine Learning", thesis, 2004.

    Example:
        >>> hard_tanh([-3.0, 0.5, 3.0]).numpy().tolist()
        [-1.0, 0.5, 1.0]
    """
    x = ops.convert_to_tensor(x)
    return ops.where(x < -1, -1.0, ops.where(x > 1, 1.0, x))


def softplus(x):
    """A smooth ReLU ``log(1 + e^x)``, always positive; written as ``max(x, 0) + log(1 + e^-|x|)``.

    Args:
        x: a float tensor or array of any shape.

    Source: Dugas, Bengio, Bélisle, Nadeau, Garcia, "Incorporating Second-Order Functional Knowledge for Better
    Option Pricing", 2000.

    Example:
        >>> softplus([-1000.0, 1000.0]).numpy().tolist()
        [0.0, 1000.0]
        >>> round(float(softplus(0.0)), 4)
        0.6931
    """
    x = ops.convert_to_tensor(x)
    return ops.where(x < 0, 0.0, x) + ops.log1p(ops.exp(-_magnitude(x)))


def sigmoid_derivative(x):
    """``σ(x) σ(-x)``, at most 1/4: as exact in the tails as σ itself, which ``σ (1 - σ)`` is not."""
    x = ops.convert_to_tensor(x)
    return sigmoid(x) * sigmoid(-x)


def tanh_derivative(x):
    """``1 - tanh²(x)``, at most 1; written as ``4 σ(2x) σ(-2x)``, which keeps its digits in the tails."""
    x = ops.convert_to_tensor(x)
    return 4.0 * sigmoid_derivative(2.0 * x)


def hard_tanh_derivative(x):
    """1 from -1 to 1, else 0."""
    x = ops.convert_to_tensor(x)
    return ops.cast(ops.abs(x) <= 1, x.dtype)


def softplus_derivative(x):
    """``σ(x)``."""
    return sigmoid(x)
