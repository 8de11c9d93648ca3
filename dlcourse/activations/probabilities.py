"""From scores to probabilities, along an axis."""

from keras import ops


def _shifted(x, axis):
    """x less its largest entry, which changes no ratio of exponentials but keeps them at 1 or less."""
    return x - ops.stop_gradient(ops.max(x, axis=axis, keepdims=True))


def softmax(x, axis=-1):
    """Positive numbers with sum 1 along an axis: ``p_i = e^x_i / Σ_j e^x_j``.

    Adding the same number to all x changes nothing; ratios are ``p_i / p_j = e^(x_i - x_j)``.

    Args:
        x: a float tensor or array, logits along ``axis``.
        axis: the classes.

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.

    Example:
        >>> softmax([[1000.0, 1000.0], [0.0, -1000.0]]).numpy().tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """
    e = ops.exp(_shifted(ops.convert_to_tensor(x), axis))
    return e / ops.sum(e, axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    """The logarithm of softmax, in nats: ``x_i - log Σ_j e^x_j``; also where softmax itself would round to 0.

    Args:
        x: a float tensor or array, logits along ``axis``.
        axis: the classes.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, equation 6.30.

    Example:
        >>> log_softmax([0.0, -1000.0]).numpy().tolist()
        [0.0, -1000.0]
    """
    s = _shifted(ops.convert_to_tensor(x), axis)
    return s - ops.log(ops.sum(ops.exp(s), axis=axis, keepdims=True))


def softmax_derivative(x):
    """The Jacobian along the last axis, ``dp_i / dx_j = p_i (δ_ij - p_j)``: (..., K) to (..., K, K)."""
    p = softmax(x)
    return p[..., :, None] * log_softmax_derivative(x)


def log_softmax_derivative(x):
    """The Jacobian along the last axis, ``d log p_i / dx_j = δ_ij - p_j``: (..., K) to (..., K, K)."""
    p = softmax(x)
    return ops.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :]
