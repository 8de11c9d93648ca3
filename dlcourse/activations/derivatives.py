"""Every activation's derivative by its name."""

from dlcourse._require import one_of
from dlcourse.activations import gated, probabilities, rectified, saturating

DERIVATIVES = {
    "elu": rectified.elu_derivative,
    "gelu": gated.gelu_derivative,
    "hard_tanh": saturating.hard_tanh_derivative,
    "leaky_relu": rectified.leaky_relu_derivative,
    "log_softmax": probabilities.log_softmax_derivative,
    "prelu": rectified.prelu_derivative,
    "relu": rectified.relu_derivative,
    "selu": rectified.selu_derivative,
    "sigmoid": saturating.sigmoid_derivative,
    "softmax": probabilities.softmax_derivative,
    "softplus": saturating.softplus_derivative,
    "swish": gated.swish_derivative,
    "tanh": saturating.tanh_derivative,
}


def derivative(name):
    """The derivative of an activation as a function of the pre-activation x, with the activation's own options.

    Entry by entry, ``f'(x)`` in the shape of x; of softmax and log_softmax the Jacobian, ``(..., K)`` to
    ``(..., K, K)``, because each output depends on all inputs.

    Args:
        name: an activation of this package, as a string.

    Returns:
        A function, for example ``derivative("elu")(x, alpha=1.0)``.

    Raises:
        ValueError: no activation has this name.

    Example:
        >>> slope = derivative("tanh")
        >>> round(float(slope(0.0)), 3), round(float(slope(1.0)), 3)
        (1.0, 0.42)
    """
    return DERIVATIVES[one_of("derivative()", "name", name, DERIVATIVES)]
