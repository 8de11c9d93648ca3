"""Functions that multiply x by a soft gate of x itself."""

import math

from keras import ops

from dlcourse.activations.saturating import sigmoid_derivative, tanh_derivative

CUBIC = 0.044715  # Hendrycks and Gimpel's constant in the tanh form of GELU


def swish(x, beta=1.0):
    """x behind a sigmoid gate: ``x · σ(beta x)``; with beta 1 also called SiLU.

    beta 0 gives ``x / 2``, a large one comes near ReLU. At beta 1 it falls to -0.278 near x = -1.278.

    Args:
        x: a float tensor or array of any shape.
        beta: how sharply the gate opens; a number, or a shape that broadcasts to that of x.

    Source: Ramachandran, Zoph, Le, "Searching for Activation Functions", 2017.

    Example:
        >>> swish([-1000.0, 0.0, 1000.0]).numpy().tolist()
        [-0.0, 0.0, 1000.0]
    """
    x = ops.convert_to_tensor(x)
    return x * ops.sigmoid(beta * x)


def gelu(x, approximate=False):
    """x behind the Gaussian's distribution function: ``x · Φ(x) = x/2 · (1 + erf(x / √2))``.

    The approximate form is ``x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))``; the two differ by less than 0.0005.

    Args:
        x: a float tensor or array of any shape.
        approximate: whether to take the tanh form.

    Source: Hendrycks, Gimpel, "Gaussian Error Linear Units (GELUs)", 2016, section 2.

    Example:
        >>> round(float(gelu(1.0)), 4), round(float(gelu(1.0, approximate=True)), 4)
        (0.8413, 0.8412)
    """
    x = ops.convert_to_tensor(x)
    inner = _tanh_argument(x) if approximate else x / math.sqrt(2.0)
    return 0.5 * x * (1.0 + (ops.tanh(inner) if approximate else ops.erf(inner)))


def _tanh_argument(x):
    return math.sqrt(2.0 / math.pi) * x * (1.0 + CUBIC * x * x)


def swish_derivative(x, beta=1.0):
    """``σ(beta x) + beta x σ'(beta x)``: the product rule."""
    x = ops.convert_to_tensor(x)
    return ops.sigmoid(beta * x) + beta * x * sigmoid_derivative(beta * x)


def gelu_derivative(x, approximate=False):
    """``Φ(x) + x φ(x)``, φ the Gaussian's density; of the tanh form, ``(1 + tanh u)/2 + x/2 · tanh'(u) u'``."""
    x = ops.convert_to_tensor(x)
    if approximate:
        u = _tanh_argument(x)
        slope = math.sqrt(2.0 / math.pi) * (1.0 + 3.0 * CUBIC * x * x)
        return 0.5 * (1.0 + ops.tanh(u)) + 0.5 * x * tanh_derivative(u) * slope
    density = ops.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    return 0.5 * (1.0 + ops.erf(x / math.sqrt(2.0))) + x * density
