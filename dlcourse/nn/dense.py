"""One dense layer, forward and backward, written out: NumPy only, no engine."""

import numpy as np

from dlcourse._require import one_of, positive_integer

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")


def dense_forward(X, W, b, activation):
    """A dense layer on a batch: ``Z = X W + b``, ``A = f(Z)``; rows are examples.

    Args:
        X: inputs (B, D).
        W: weights (D, U): a column is a unit.
        b: biases (U,).
        activation: f, one of "linear", "relu", "tanh", "sigmoid".

    Returns:
        ``(A, Z)``, both (B, U); the way back needs the pre-activation Z.

    Raises:
        ValueError: shapes that don't fit, or another activation.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, algorithm 6.3.

    Example:
        >>> A, Z = dense_forward(np.array([[1.0, 2.0]]), np.array([[3.0], [-4.0]]), np.array([1.0]), "relu")
        >>> A.tolist(), Z.tolist()
        ([[0.0]], [[-4.0]])
    """
    functions = {
        "linear": lambda Z: Z,
        "relu": lambda Z: np.maximum(Z, 0),
        "tanh": np.tanh,
        "sigmoid": lambda Z: np.exp(-np.logaddexp(0, -Z)),  # 1 / (1 + e^-Z) without overflow
    }
    if activation not in functions:
        names = ", ".join(map(repr, functions))
        raise ValueError(f"dense_forward() got activation={activation!r}; give one of {names}.")
    X, W, b = (np.asarray(array) * 1.0 for array in (X, W, b))  # whole numbers become floats
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(
            f"dense_forward() got X {X.shape}, W {W.shape} and b {b.shape}; give (B, D), (D, U) and (U,): "
            "rows are examples."
        )
    Z = X @ W + b  # (B, U)
    return functions[activation](Z), Z


def dense_backward(dA, Z, X, W, activation):
    """The gradients of a dense layer: ``dZ = dA f'(Z)``, then ``dX = dZ Wᵀ``, ``dW = Xᵀ dZ``, ``db = sum_i dZ_i``.

    dX means dL/dX, the derivative of the whole batch's loss; a 1/B of that loss is inside dA already.

    Args:
        dA: (B, U), what came back from the next layer.
        Z: (B, U), the pre-activations of the forward pass.
        X: (B, D), the layer's inputs of the forward pass.
        W: (D, U), its weights.
        activation: "linear", "relu", "tanh" or "sigmoid"; relu's derivative at 0 is 0.

    Returns:
        ``(dX, dW, db)`` of shapes (B, D), (D, U) and (U,).

    Raises:
        ValueError: shapes that don't fit, or another activation.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, algorithm 6.4.

    Example:
        >>> dA, Z, X, W = np.array([[1.0]]), np.array([[5.0]]), np.array([[2.0, 3.0]]), np.array([[4.0], [6.0]])
        >>> [gradient.tolist() for gradient in dense_backward(dA, Z, X, W, "linear")]
        [[[4.0, 6.0]], [[2.0], [3.0]], [1.0]]
    """
    slopes = {
        "linear": lambda Z: 1.0,
        "relu": lambda Z: Z > 0,
        "tanh": lambda Z: 1 - np.tanh(Z) ** 2,
        "sigmoid": lambda Z: np.exp(-np.logaddexp(0, -Z) - np.logaddexp(0, Z)),  # s(Z) s(-Z) = s(Z) (1 - s(Z))
    }
    if activation not in slopes:
        names = ", ".join(map(repr, slopes))
        raise ValueError(f"dense_backward() got activation={activation!r}; give one of {names}.")
    dA, Z, X, W = (np.asarray(array) * 1.0 for array in (dA, Z, X, W))  # whole numbers become floats
    if X.ndim != 2 or W.ndim != 2 or not dA.shape == Z.shape == (len(X), W.shape[1]) or X.shape[1] != len(W):
        raise ValueError(
            f"dense_backward() got dA {dA.shape}, Z {Z.shape}, X {X.shape} and W {W.shape}; "
            "give (B, U), (B, U), (B, D) and (D, U)."
        )
    dZ = dA * slopes[activation](Z)  # (B, U)
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


class Dense:
    """A dense layer with its weights, as ``keras.layers.Dense``: call it, then ``backward``.

    The weights start as Keras's do: W uniform within ``sqrt(6 / (D + U))`` of 0, b zero. ``W`` and ``b`` are plain
    arrays to read and change; ``dW`` and ``db`` hold the last gradients.

    Args:
        inputs: D, the number of inputs.
        units: U, the number of outputs.
        activation: "linear", "relu", "tanh" or "sigmoid".
        seed: decides the first weights; a number or a ``numpy.random.Generator``.

    Raises:
        ValueError: another activation, a size below 1, or ``backward`` before a call.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward networks", 2010,
    equation 16.

    Example:
        >>> layer = Dense(3, 2, "tanh")
        >>> layer(np.ones((5, 3))).shape, layer.backward(np.ones((5, 2))).shape, layer.dW.shape
        ((5, 2), (5, 3), (3, 2))
    """

    def __init__(self, inputs, units, activation="linear", seed=0):
        self.activation = one_of("Dense()", "activation", activation, ACTIVATIONS)
        inputs, units = (positive_integer("Dense()", *each) for each in (("inputs", inputs), ("units", units)))
        limit = np.sqrt(6 / (inputs + units))
        self.W = np.random.default_rng(seed).uniform(-limit, limit, (inputs, units))
        self.b = np.zeros(units)
        self.X = None

    def __call__(self, X):
        A, self.Z = dense_forward(X, self.W, self.b, self.activation)
        self.X = X
        return A

    def backward(self, dA):
        """From dL/dA of the last call to dL/dX; keeps ``dW`` and ``db``."""
        if self.X is None:
            raise ValueError("Dense.backward() has no forward pass to go back through; call layer(X) first.")
        dX, self.dW, self.db = dense_backward(dA, self.Z, self.X, self.W, self.activation)
        return dX
