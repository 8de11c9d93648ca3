"""Activation functions as their equations, each with the derivative that a backward pass multiplies by.

``keras.activations`` gives the same numbers from ready kernels; here every step can be read. No input up to ±1000
overflows, forwards or backwards, and a NaN that comes in is not hidden.
"""

from dlcourse.activations.derivatives import DERIVATIVES, derivative
from dlcourse.activations.gated import gelu, swish
from dlcourse.activations.probabilities import log_softmax, softmax
from dlcourse.activations.rectified import elu, leaky_relu, prelu, relu, selu
from dlcourse.activations.saturating import hard_tanh, sigmoid, softplus, tanh

__all__ = [
    "DERIVATIVES",
    "derivative",
    "elu",
    "gelu",
    "hard_tanh",
    "leaky_relu",
    "log_softmax",
    "prelu",
    "relu",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "swish",
    "tanh",
]
