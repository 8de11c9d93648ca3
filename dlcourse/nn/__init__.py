"""Neural networks from nothing but NumPy: an engine that differentiates, and an MLP with its gradients written out.

All of training, on two moons that no straight line separates::

    >>> import numpy as np
    >>> rng, angle = np.random.default_rng(0), np.linspace(0, np.pi, 50)
    >>> upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    >>> X = np.concatenate([upper, [1.0, 0.5] - upper]) + rng.normal(scale=0.1, size=(100, 2))
    >>> y = np.repeat([0, 1], 50)
    >>> W1, b1 = Tensor(rng.normal(size=(2, 16))), Tensor(np.zeros(16))
    >>> W2, b2 = Tensor(rng.normal(scale=0.25, size=(16, 2))), Tensor(np.zeros(2))
    >>> for step in range(300):
    ...     logits = tanh(X @ W1 + b1) @ W2 + b2
    ...     loss = softmax_cross_entropy(logits, y).mean()
    ...     loss.backward()
    ...     for p in (W1, b1, W2, b2):
    ...         p.data -= 1.0 * p.grad
    ...         p.grad = None
    >>> bool(np.all(logits.data.argmax(axis=1) == y)), float(loss) < 0.05
    (True, True)
"""

from dlcourse.nn.affine_stack import collapse_linear
from dlcourse.nn.checks import numerical_gradient
from dlcourse.nn.crossentropy_losses import (
    bce_from_logits,
    kl_divergence,
    softmax_crossentropy_gradient,
    sparse_categorical_crossentropy,
)
from dlcourse.nn.dense import Dense, dense_backward, dense_forward
from dlcourse.nn.engine import Tensor
from dlcourse.nn.functions import concatenate, exp, log, relu, sigmoid, softmax, softmax_cross_entropy, tanh
from dlcourse.nn.mlp import MLP, backprop, backprop_two_layer, mlp_backward, mlp_forward, node_label
from dlcourse.nn.pointwise import (
    leaky_relu,
    relu_and_gradient,
    sigmoid_stable,
    softmax_stable,
    swish_and_gradient,
)
from dlcourse.nn.regression_losses import huber, mse_and_mae, reduce_loss
from dlcourse.nn.sawtooth_map import sawtooth

__all__ = [
    "Dense",
    "MLP",
    "Tensor",
    "backprop",
    "backprop_two_layer",
    "bce_from_logits",
    "collapse_linear",
    "concatenate",
    "dense_backward",
    "dense_forward",
    "exp",
    "huber",
    "kl_divergence",
    "leaky_relu",
    "log",
    "mlp_backward",
    "mlp_forward",
    "mse_and_mae",
    "node_label",
    "numerical_gradient",
    "reduce_loss",
    "relu",
    "relu_and_gradient",
    "sawtooth",
    "sigmoid",
    "sigmoid_stable",
    "softmax",
    "softmax_cross_entropy",
    "softmax_crossentropy_gradient",
    "softmax_stable",
    "sparse_categorical_crossentropy",
    "swish_and_gradient",
    "tanh",
]
