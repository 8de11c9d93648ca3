"""Penalties on weights: added to the loss, they pull weights to 0, or rows apart from each other.

They sum over all entries, as Keras's do: no mean, and no 1/2 before the square.
"""

import keras
from keras import ops

from dlcourse._require import number, one_of, rank

__all__ = ["L1", "L2", "L1L2", "OrthogonalRegularizer", "l1_l2_penalty", "orthogonal_penalty", "soft_threshold"]


def l1_l2_penalty(w, l1=0.0, l2=0.0):
    """``l1 · Σ |w| + l2 · Σ w²`` over all entries of one tensor.

    Its gradient is ``l1 · sign(w) + 2 · l2 · w``: the first pulls all weights equally hard and the second in
    proportion to their size. At 0 the slope of ``|w|`` is 0.

    Args:
        w: weights of any shape.
        l1, l2: factors, 0 or more.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 7.1 (with 1/2 before the square); Zou,
    Hastie, "Regularization and Variable Selection via the Elastic Net", 2005, for both together.

    Example:
        >>> float(l1_l2_penalty([[3.0, -4.0]], l1=1.0, l2=0.5))
        19.5
    """
    w = ops.convert_to_tensor(w)
    return l1 * ops.sum(ops.abs(w)) + l2 * ops.sum(ops.square(w))


def soft_threshold(w, t):
    """Every weight t nearer to 0, and those within t exactly 0: ``sign(w) · max(|w| - t, 0)``.

    This is the proximal step of L1, ``argmin_u (u - w)²/2 + t |u|``: after a step of gradient descent with rate η on
    the loss alone, ``soft_threshold(w, η · l1)`` gives the exact zeros that the gradient of ``|w|`` never does.

    Args:
        w: weights of any shape.
        t: the threshold, 0 or more.

    Raises:
        ValueError: a negative threshold.

    Source: Donoho, "De-noising by Soft-Thresholding", 1995; Beck, Teboulle, "A Fast Iterative Shrinkage-Thresholding
    Algorithm for Linear Inverse Problems", 2009, section 1.

    Example:
        >>> soft_threshold([-3.0, 0.5, 2.0], 1.0).numpy().tolist()
        [-2.0, 0.0, 1.0]
    """
    t = number("soft_threshold()", "t", t, low=0)
    w = ops.convert_to_tensor(w)
    return ops.sign(w) * ops.maximum(ops.abs(w) - t, 0.0)


def orthogonal_penalty(w, mode="rows"):
    """The mean ``|cos|`` of the angle between two rows (or columns) of a matrix: 0 when all are perpendicular.

    ``Σ_{i<j} |u_i · u_j| / (n (n - 1) / 2)`` with ``u_i = w_i / |w_i|`` and n rows; a single row costs 0.

    Args:
        w: a matrix ``(D, U)``.
        mode: "rows" or "columns".

    Raises:
        ValueError: another mode, or not two axes.

    Source: Brock, Lim, Ritchie, Weston, "Neural Photo Editing with Introspective Adversarial Networks", 2017, for
    the idea of penalizing ``W Wᵀ - I``; this form is that of ``keras.regularizers.OrthogonalRegularizer``.

    Example:
        >>> round(float(orthogonal_penalty([[1.0, 0.0], [3.0, 4.0]])), 3)
        0.6
    """
    one_of("orthogonal_penalty()", "mode", mode, ("rows", "columns"))
    w = ops.convert_to_tensor(w)
    rank("orthogonal_penalty()", w.shape, "(D, U)")
    rows = w if mode == "rows" else ops.transpose(w)
    n = rows.shape[0]
    unit = ops.normalize(rows, axis=1)
    cosines = ops.matmul(unit, ops.transpose(unit)) * (1.0 - ops.eye(n, dtype=w.dtype))  # (n, n), each pair twice
    return ops.sum(ops.abs(cosines)) / max(n * (n - 1), 1)


@keras.saving.register_keras_serializable(package="dlcourse")
class L1L2(keras.regularizers.Regularizer):
    """``l1 · Σ |w| + l2 · Σ w²``; see ``l1_l2_penalty``.

    Example:
        >>> float(L1L2(l1=1.0, l2=0.5)(ops.array([3.0, -4.0])))
        19.5
    """

    def __init__(self, l1=0.0, l2=0.0):
        self.l1 = float(number("L1L2", "l1", l1, low=0, below=float("inf")))
        self.l2 = float(number("L1L2", "l2", l2, low=0, below=float("inf")))

    def __call__(self, x):
        return l1_l2_penalty(x, self.l1, self.l2)

    def get_config(self):
        return {"l1": self.l1, "l2": self.l2}


@keras.saving.register_keras_serializable(package="dlcourse")
class L1(keras.regularizers.Regularizer):
    """``l1 · Σ |w|``: pulls all weights equally hard (Tibshirani, "Regression Shrinkage ... via the Lasso", 1996).

    Example:
        >>> float(L1(0.5)(ops.array([3.0, -4.0])))
        3.5
    """

    def __init__(self, l1=0.01):
        self.l1 = float(number("L1", "l1", l1, low=0, below=float("inf")))

    def __call__(self, x):
        return self.l1 * ops.sum(ops.abs(x))

    def get_config(self):
        return {"l1": self.l1}


@keras.saving.register_keras_serializable(package="dlcourse")
class L2(keras.regularizers.Regularizer):
    """``l2 · Σ w²``: pulls weights in proportion to their size; with plain gradient descent it is weight decay.

    Example:
        >>> float(L2(0.5)(ops.array([3.0, -4.0])))
        12.5
    """

    def __init__(self, l2=0.01):
        self.l2 = float(number("L2", "l2", l2, low=0, below=float("inf")))

    def __call__(self, x):
        return self.l2 * ops.sum(ops.square(x))

    def get_config(self):
        return {"l2": self.l2}


@keras.saving.register_keras_serializable(package="dlcourse")
class OrthogonalRegularizer(keras.regularizers.Regularizer):
    """``factor`` times the mean ``|cos|`` between rows or columns; see ``orthogonal_penalty``.

    Example:
        >>> round(float(OrthogonalRegularizer(0.5, mode="rows")(ops.array([[1.0, 0.0], [3.0, 4.0]]))), 3)
        0.3
    """

    def __init__(self, factor=0.01, mode="rows"):
        self.factor = float(number("OrthogonalRegularizer", "factor", factor, low=0, below=float("inf")))
        self.mode = one_of("OrthogonalRegularizer", "mode", mode, ("rows", "columns"))

    def __call__(self, x):
        return self.factor * orthogonal_penalty(x, self.mode)

    def get_config(self):
        return {"factor": self.factor, "mode": self.mode}
