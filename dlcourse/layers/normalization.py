"""Batch normalization as functions: training, inference, the way back, and folding it into the layer before."""

import keras
from keras import ops


def normalize_batch(x, eps=1e-3):
    """Each feature to mean 0 and variance about 1 over the batch: ``x̂ = (x - μ) / sqrt(σ² + ε)``.

    The variance is the biased one, ``mean (x - μ)²``; ε stands under the root, so the variance of x̂ is ``σ²/(σ² + ε)``.

    Args:
        x: (B, ..., D); the mean and variance are taken over all axes but the last; half precision is computed in
            float32.
        eps: ε.

    Returns:
        x̂, of x's shape.

    Source: Ioffe and Szegedy, "Batch Normalization", 2015, algorithm 1.

    Example:
        >>> import numpy as np
        >>> normalize_batch(np.array([[1.0], [3.0]]), eps=0.0).numpy().tolist()
        [[-1.0], [1.0]]
    """
    x = wide(x)
    mean, variance = _moments(x, -1, None)
    return ops.batch_normalization(x, mean, variance, -1, epsilon=eps)


def batch_norm_train(x, gamma, beta, moving, momentum=0.99, eps=1e-3, axis=-1, mask=None):
    """Normalize with the batch's own statistics, and let the moving ones follow.

    ``y = γ (x - μ) / sqrt(σ² + ε) + β`` and ``moving ← m · moving + (1 - m) · (μ, σ²)``, with the biased variance σ².

    Args:
        x: (B, ..., D); half precision is computed in float32.
        gamma, beta: γ and β (D,), or None to leave them out.
        moving: a pair (mean, variance), each (D,).
        momentum: m; with 0.99 each batch moves them a hundredth of the way to its own.
        eps: ε.
        axis: of the features D.
        mask: x's shape without its last axis, true for what counts into μ and σ²; or None.

    Returns:
        ``(y, moving)``: y of x's shape, and the pair after this batch.

    Source: Ioffe and Szegedy, "Batch Normalization", 2015, algorithm 1 (their moving variance is unbiased; Keras's and
    this one is not).

    Example:
        >>> import numpy as np
        >>> y, (mean, variance) = batch_norm_train(np.array([[1.0], [3.0]]), [2.0], [5.0], ([0.0], [1.0]), 0.9, 0.0)
        >>> y.numpy().tolist(), round(float(mean[0]), 3), round(float(variance[0]), 3)
        ([[3.0], [7.0]], 0.2, 1.0)
    """
    x = wide(x)
    mean, variance = _moments(x, axis, mask)
    moving_mean = momentum * ops.cast(moving[0], x.dtype) + (1 - momentum) * mean
    moving_variance = momentum * ops.cast(moving[1], x.dtype) + (1 - momentum) * variance
    return _scaled(x, gamma, beta, mean, variance, eps, axis), (moving_mean, moving_variance)


def batch_norm_infer(x, gamma, beta, moving, eps=1e-3, axis=-1):
    """Normalize with the moving statistics: an affine map, the same whatever else is in the batch.

    ``y = γ (x - μ) / sqrt(σ² + ε) + β`` with ``(μ, σ²) = moving``.

    Args:
        x: (B, ..., D); half precision is computed in float32.
        gamma, beta: γ and β (D,), or None to leave them out.
        moving: a pair (mean, variance), each (D,).
        eps: ε.
        axis: of the features D.

    Returns:
        y, of x's shape.

    Source: Ioffe and Szegedy, "Batch Normalization", 2015, algorithm 2.

    Example:
        >>> import numpy as np
        >>> batch_norm_infer(np.array([[5.0]]), [2.0], [1.0], ([3.0], [4.0]), eps=0.0).numpy().tolist()
        [[3.0]]
    """
    x = wide(x)
    mean, variance = (ops.cast(each, x.dtype) for each in moving)
    return _scaled(x, gamma, beta, mean, variance, eps, axis)


def batch_norm_backward(dy, cache):
    """Back through batch normalization in training: μ and σ² depend on x too.

    ``dx = γ / (n sqrt(σ² + ε)) · (n dy - Σ dy - x̂ Σ dy x̂)``, ``dγ = Σ dy x̂``, ``dβ = Σ dy``; sums over the n rows.

    Args:
        dy: dL/dy (n, D).
        cache: (x, γ, ε) of the forward pass, x (n, D).

    Returns:
        ``(dx, dγ, dβ)`` of shapes (n, D), (D,), (D,); dx sums to 0 over the batch.

    Raises:
        ValueError: x is not (n, D), or dy has another shape.

    Source: Ioffe and Szegedy, "Batch Normalization", 2015, section 3, the gradients below algorithm 1, put together.

    Example:
        >>> import numpy as np
        >>> x, dy = np.array([[1.0], [3.0]]), np.array([[0.0], [1.0]])
        >>> [gradient.numpy().tolist() for gradient in batch_norm_backward(dy, (x, np.array([2.0]), 0.0))]
        [[[0.0], [0.0]], [1.0], [1.0]]
    """
    x, gamma, eps = cache
    if len(x.shape) != 2 or tuple(dy.shape) != tuple(x.shape):
        raise ValueError(
            f"batch_norm_backward() got dy {tuple(dy.shape)} and x {tuple(x.shape)}; give (n, D) for both: "
            "of images, reshape(-1, channels)."
        )
    mean, variance = _moments(x, -1, None)
    inverse = 1 / ops.sqrt(variance + eps)
    normalized = (x - mean) * inverse
    dgamma, dbeta = ops.sum(dy * normalized, axis=0), ops.sum(dy, axis=0)
    dx = gamma * inverse * (dy - (dbeta + normalized * dgamma) / x.shape[0])
    return dx, dgamma, dbeta


def fold_batchnorm(W, b, bn):
    """A linear layer followed by batch normalization, as one linear layer for inference.

    ``W' = W · s`` and ``b' = (b - μ) · s + β`` with ``s = γ / sqrt(σ² + ε)``, one factor for each output.

    Args:
        W: (D, U) of a dense layer, or (kh, kw, C, F) of a convolution.
        b: (U,) or (F,); zeros for a layer without bias.
        bn: (γ, β, moving mean μ, moving variance σ², ε).

    Returns:
        ``(W', b')``, of the same shapes.

    Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
    Inference", 2018, section 3.2, equation 14.

    Example:
        >>> import numpy as np
        >>> bn = np.array([2.0]), np.array([1.0]), np.array([3.0]), np.array([4.0]), 0.0
        >>> [each.numpy().tolist() for each in fold_batchnorm(np.array([[10.0]]), np.array([5.0]), bn)]
        [[[10.0]], [3.0]]
    """
    gamma, beta, mean, variance, eps = bn
    scale = gamma / ops.sqrt(variance + eps)
    return W * scale, (b - mean) * scale + beta


def wide(x):
    """x as a tensor of at least float32: float16 overflows above 65,504, and a sum of squares gets there soon."""
    x = ops.convert_to_tensor(x)
    return ops.cast(x, keras.backend.result_type(x.dtype, "float32"))


def _moments(x, axis, mask):
    """Mean and biased variance (D,) over all axes but one, of the entries that the mask lets count."""
    others = [i for i in range(len(x.shape)) if i != axis % len(x.shape)]
    if mask is None:
        return ops.moments(x, others)
    counts = ops.expand_dims(ops.cast(mask, "bool"), -1)
    weights = ops.cast(ops.broadcast_to(counts, ops.shape(x)), x.dtype)
    total = ops.sum(weights, others, keepdims=True) + keras.config.epsilon()  # a batch without any: 0, not NaN
    mean = ops.sum(ops.where(counts, x, 0), others, keepdims=True) / total
    variance = ops.sum(ops.where(counts, ops.square(x - mean), 0), others, keepdims=True) / total
    return ops.squeeze(mean, others), ops.squeeze(variance, others)


def _scaled(x, gamma, beta, mean, variance, eps, axis):
    gamma, beta = (each if each is None else ops.cast(each, x.dtype) for each in (gamma, beta))
    return ops.batch_normalization(x, mean, variance, axis, offset=beta, scale=gamma, epsilon=eps)
