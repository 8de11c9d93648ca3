"""Activations of plain NumPy arrays, entry by entry, with their slopes; and softmax, which looks at a whole row.

Nothing in here overflows, whatever the size of the numbers. For tensors ``dlcourse.activations`` has the same
functions, for Tensors that remember their gradient ``dlcourse.nn.functions``.
"""

import numpy as np


def relu_and_gradient(z):
    """ReLU and its slope: ``a = max(z, 0)``, ``da/dz = 1`` for z > 0, else 0.

    At 0 there is a kink: the slope is 0 on its left and 1 on its right. The derivative there is 0 by convention, as in
    TensorFlow.

    Args:
        z: an array of any shape, the pre-activations.

    Returns:
        ``(a, da)``, floats in the shape of z.

    Source: Nair, Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010; Goodfellow, Bengio,
    Courville, "Deep Learning", 2016, section 6.3, on the kink.

    Example:
        >>> a, da = relu_and_gradient([-2.0, 0.0, 3.0])
        >>> a.tolist(), da.tolist()
        ([0.0, 0.0, 3.0], [0.0, 0.0, 1.0])
    """
    a = np.maximum(np.asarray(z), 0.0)
    da = (a > 0).astype(a.dtype)
    return a, da


def leaky_relu(z, slope):
    """ReLU that lets a part of the negative side through: ``z`` for z > 0, else ``slope · z``.

    With a slope above 0 no unit is without a gradient; slope 0 gives ReLU.

    Args:
        z: an array of any shape, the pre-activations.
        slope: the slope below 0, a number of [0, 1).

    Returns:
        An array in the shape of z.

    Source: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013, section 2.

    Example:
        >>> leaky_relu([-2.0, 0.0, 3.0], slope=0.1).tolist()
        [-0.2, 0.0, 3.0]
    """
    z = np.asarray(z)
    return np.where(z > 0, z, slope * z)


def sigmoid_stable(z):
    """The logistic function ``σ(z) = 1 / (1 + e^-z)`` without overflow, and exact far to the left too.

    With ``e = e^-|z|``, which is never above 1: ``σ(z) = 1 / (1 + e)`` for z >= 0, and ``e / (1 + e)`` for z < 0,
    because ``1 / (1 + e^-z) = e^z / (1 + e^z)``. Nothing is subtracted, so no digits are lost.

    Args:
        z: an array of any shape.

    Returns:
        Numbers from 0 to 1 in the shape of z. ``σ(-1000) = 5e-435`` is too small for a float and comes out as 0.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equation 3.30 and section 4.1 on overflow.

    Example:
        >>> sigmoid_stable([-1000.0, 0.0, 1000.0]).tolist()
        [0.0, 0.5, 1.0]
        >>> print(f"{sigmoid_stable(-50.0):.5e}")
        1.92875e-22
    """
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def softmax_stable(z, axis=-1):
    """Positive numbers with sum 1 along an axis: ``p_i = e^z_i / Σ_j e^z_j``, without overflow.

    The largest entry is taken off first: ``e^(z_i - m) / Σ_j e^(z_j - m)`` is the same fraction, cancelled by
    ``e^m``. The largest power is then 1, and so is the smallest possible sum.

    Args:
        z: an array of logits.
        axis: along which the results sum to 1; the last one unless given.

    Returns:
        An array in the shape of z.

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990; Goodfellow,
    Bengio, Courville, "Deep Learning", 2016, section 4.1, on the shift.

    Example:
        >>> softmax_stable([[1000.0, 1000.0], [0.0, -1000.0]]).tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """
    z = np.asarray(z)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def swish_and_gradient(z, beta):
    """Swish and its slope: ``a = z · σ(βz)``, ``da/dz = σ(βz) + βz · σ(βz) (1 - σ(βz))``.

    The slope is the product rule, with the factor β of the chain rule in its second term. β = 0 gives ``z / 2``, a
    large β comes near ReLU; at β = 1 the lowest value is -0.278, at z = -1.278.

    Args:
        z: an array of any shape, the pre-activations.
        beta: how sharply the gate opens, one number.

    Returns:
        ``(a, da)`` in the shape of z.

    Source: Ramachandran, Zoph, Le, "Searching for Activation Functions", 2017, section 4.

    Example:
        >>> a, da = swish_and_gradient([-1.278, 0.0, 1000.0], beta=1.0)
        >>> a.round(3).tolist(), (da.round(3) + 0.0).tolist()
        ([-0.278, 0.0, 1000.0], [0.0, 0.5, 1.0])
    """
    z = np.asarray(z)
    s = sigmoid_stable(beta * z)
    a = z * s
    da = s + beta * a * (1 - s)
    return a, da
