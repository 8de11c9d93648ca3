"""Layers without an activation, one after the other: they are one layer."""

import numpy as np


def collapse_linear(weights, biases):
    """One affine map that equals a stack of them: ``x W + b = ((x W1 + b1) W2 + b2) ...``; rows are examples.

    ``W = W1 W2 ... WL``. A bias passes through all later matrices: ``b = b1 W2 ... WL + ... + b(L-1) WL + bL``.

    Args:
        weights: a list of matrices of shapes (D, U1), (U1, U2) and so on, first layer first.
        biases: a list of as many vectors, (U1,), (U2,) and so on.

    Returns:
        ``(W, b)`` of shapes (D, UL) and (UL,).

    Raises:
        ValueError: no layers, not one bias for each matrix, or shapes that don't follow on each other.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.1 (a composition of linear functions is
    linear).

    Example:
        >>> W, b = collapse_linear([np.array([[2.0]]), np.array([[3.0]])], [np.array([1.0]), np.array([5.0])])
        >>> W.tolist(), b.tolist()  # 3 (2x + 1) + 5
        ([[6.0]], [8.0])
    """
    require_chain(weights, biases)
    W, b = np.asarray(weights[0]), np.asarray(biases[0])
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def require_chain(weights, biases):
    """Raise ValueError unless each matrix takes what the one before gives, and has a bias of its own."""
    shapes, sizes = [np.shape(W) for W in weights], [np.shape(b) for b in biases]
    fits = len(shapes) == len(sizes) > 0 and all(len(shape) == 2 for shape in shapes)
    fits = fits and all(one[1] == other[0] for one, other in zip(shapes, shapes[1:], strict=False))
    if not fits or sizes != [shape[1:] for shape in shapes]:
        raise ValueError(
            f"collapse_linear() got weights {shapes} and biases {sizes}; give one bias (U,) for each matrix (D, U), "
            "and matrices of which each takes what the one before gives."
        )
