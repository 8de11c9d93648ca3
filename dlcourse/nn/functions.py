"""Functions of Tensors: each holds its value and its derivative, as the operators of ``engine`` do.

All take a Tensor, an array or a number and return a Tensor. ``g`` is the gradient of the result.
"""

import numpy as np

from dlcourse.nn.engine import constant, record
from dlcourse.nn.pointwise import sigmoid_stable, softmax_stable


def exp(x):
    """``e^x``, whose derivative is itself.

    Example:
        >>> float(exp(0.0))
        1.0
    """
    x = constant(x)
    value = np.exp(x.data)
    return record(value, (x, lambda g: g * value))


def log(x):
    """The natural logarithm; its derivative is ``1/x``.

    Example:
        >>> float(log(1.0))
        0.0
    """
    x = constant(x)
    return record(np.log(x.data), (x, lambda g: g / x.data))


def tanh(x):
    """The hyperbolic tangent a, from -1 to 1; ``a' = 1 - a²``.

    Example:
        >>> float(tanh(0.0))
        0.0
    """
    x = constant(x)
    value = np.tanh(x.data)
    return record(value, (x, lambda g: g * (1 - value**2)))


def sigmoid(x):
    """``a = 1 / (1 + e^-x)``, from 0 to 1; ``a' = a (1 - a)``. Large ``|x|`` don't overflow.

    Example:
        >>> sigmoid([-1000.0, 0.0]).data.tolist()
        [0.0, 0.5]
    """
    x = constant(x)
    value = sigmoid_stable(x.data)
    return record(value, (x, lambda g: g * value * (1 - value)))


def relu(x):
    """``max(x, 0)``; its derivative is 1 above 0, else 0, at 0 too (TensorFlow's convention).

    Example:
        >>> relu([-2.0, 3.0]).data.tolist()
        [0.0, 3.0]
    """
    x = constant(x)
    return record(np.maximum(x.data, 0), (x, lambda g: g * (x.data > 0)))


def concatenate(tensors, axis=0):
    """Tensors one after the other along an axis; each gets its own part of the gradient back.

    Args:
        tensors: a list of Tensors or arrays whose sizes agree along every other axis.
        axis: where they are joined.

    Raises:
        ValueError: the list is empty, or the other sizes differ.

    Example:
        >>> concatenate([[1.0], [2.0, 3.0]]).data.tolist()
        [1.0, 2.0, 3.0]
    """
    tensors = [constant(tensor) for tensor in tensors]
    shapes = [tensor.shape for tensor in tensors]
    try:
        value = np.concatenate([tensor.data for tensor in tensors], axis)
    except ValueError:
        raise ValueError(
            f"concatenate() got the shapes {shapes} and axis {axis}; give one or more Tensors that have this axis and "
            "the same sizes along all others."
        ) from None
    ends = np.cumsum([shape[axis] for shape in shapes])
    return record(
        value,
        *[
            (tensor, lambda g, start=end - tensor.shape[axis], end=end: g.take(range(start, end), axis))
            for tensor, end in zip(tensors, ends, strict=True)
        ],
    )


def softmax(x, axis=-1):
    """Positive numbers with sum 1 along an axis: ``p_i = e^x_i / sum_j e^x_j``.

    Backwards ``dL/dx = p (g - sum_j g_j p_j)``. The largest x is taken off first, which changes nothing but overflow.

    Example:
        >>> softmax([1000.0, 1000.0]).data.tolist()
        [0.5, 0.5]
    """
    x = constant(x)
    p = softmax_stable(x.data, axis)
    return record(p, (x, lambda g: p * (g - (g * p).sum(axis=axis, keepdims=True))))


def softmax_cross_entropy(logits, labels):
    """What each row costs: ``-log p_y`` in nats, for ``p = softmax(logits)`` and its label y.

    Softmax and logarithm in one step: ``-x_y + log sum_j e^x_j``, and backwards ``g (p - onehot(y))``.

    Args:
        logits: (B, K), a score for each class, any real numbers.
        labels: (B,) integers from 0 to K - 1.

    Returns:
        A Tensor (B,); its ``.mean()`` is the usual loss.

    Raises:
        ValueError: shapes other than these, or a label outside 0 to K - 1.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.2.2.3.

    Example:
        >>> softmax_cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [1, 0]).data.round(4).tolist()
        [0.6931, 0.0]
    """
    x, labels = constant(logits), np.asarray(labels)
    if x.ndim != 2 or labels.shape != x.shape[:1]:
        raise ValueError(
            f"softmax_cross_entropy() got logits of shape {x.shape} and labels of shape {labels.shape}; "
            "give (B, K) and (B,)."
        )
    B, K = x.shape
    if labels.dtype.kind not in "iu" or not ((labels >= 0) & (labels < K)).all():
        raise ValueError(
            f"softmax_cross_entropy() got the labels {np.unique(labels)}; give integers from 0 to {K - 1}."
        )
    shifted = x.data - x.data.max(axis=1, keepdims=True)
    costs = np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted  # (B, K), -log p of every class
    onehot = np.arange(K) == labels[:, None]
    return record(costs[np.arange(B), labels], (x, lambda g: g[:, None] * (np.exp(-costs) - onehot)))
