"""A multilayer perceptron, forward and backward, written out: NumPy only, no engine."""

from itertools import pairwise

import numpy as np

from dlcourse.nn.dense import Dense, dense_backward, dense_forward


def node_label(kind, k, node, hidden):
    """The name of a unit, ``a_i^[l]``: unit i of layer l, where the input is layer 0 and i counts from 1.

    Args:
        kind: "input", "hidden" or "output".
        k: which hidden layer, from 1; of no meaning for the input and the output.
        node: i, which unit of its layer, from 1.
        hidden: the number of hidden layers, so the output is layer ``hidden + 1``.

    Raises:
        ValueError: another kind, a unit below 1, or a hidden layer that the network doesn't have.

    Example:
        >>> node_label("input", 0, 1, 3), node_label("hidden", 3, 2, 3), node_label("output", 0, 1, 3)
        ('a_1^[0]', 'a_2^[3]', 'a_1^[4]')
    """
    if kind not in ("input", "hidden", "output"):
        raise ValueError(f"node_label() got kind={kind!r}; give one of 'input', 'hidden', 'output'.")
    if node < 1 or node % 1:
        raise ValueError(f"node_label() got node={node!r}; give a whole number of 1 or more.")
    if kind == "hidden" and not 1 <= k <= hidden:
        raise ValueError(f"node_label() got hidden layer k={k} of {hidden}; give a number from 1 to {hidden}.")
    layer = {"input": 0, "hidden": k, "output": hidden + 1}[kind]
    return f"a_{node}^[{layer}]"


def mlp_forward(X, params):
    """All activations of a network with ReLU in its hidden layers and a linear output.

    ``A0 = X``, ``Al = relu(A(l-1) Wl + bl)``, and the last one without relu.

    Args:
        X: inputs (B, D).
        params: a list of ``(W, b)``, one pair a layer, of shapes (D, U1), (U1,), (U1, U2), (U2,) and so on.

    Returns:
        ``[A0, A1, ..., AL]``: the input first, the output last.

    Raises:
        ValueError: no layers, or shapes that don't fit.

    Example:
        >>> activations = mlp_forward(np.array([[1.0]]), [(np.array([[-2.0]]), np.zeros(1)), (np.eye(1), np.ones(1))])
        >>> [A.tolist() for A in activations]
        [[[1.0]], [[0.0]], [[1.0]]]
    """
    if not params:
        raise ValueError("mlp_forward() got no layers; give a list of (W, b), one pair for each layer.")
    activations = [np.asarray(X)]
    for number, (W, b) in enumerate(params, 1):
        name = "linear" if number == len(params) else "relu"
        A, _ = dense_forward(activations[-1], W, b, name)
        activations.append(A)
    return activations


def mlp_backward(X, params, d_output):
    """Backpropagation: from the gradient of the output to those of all weights, one layer after the other.

    The chain rule from the last layer to the first; each layer needs only what the next one hands back.

    Args:
        X: inputs (B, D).
        params: as for ``mlp_forward``.
        d_output: (B, K), dL/d(output).

    Returns:
        ``(dX, gradients)``: dL/dX, and a list of ``(dW, db)`` in the order and shapes of ``params``.

    Raises:
        ValueError: shapes that don't fit.

    Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986,
    equations 4 to 7.

    Example:
        >>> dX, gradients = mlp_backward(np.array([[3.0]]), [(np.array([[2.0]]), np.zeros(1))], np.array([[1.0]]))
        >>> dX.tolist(), gradients[0][0].tolist(), gradients[0][1].tolist()
        ([[2.0]], [[3.0]], [1.0])
    """
    return _backward(mlp_forward(X, params), params, d_output)


def _backward(activations, params, dA):
    """The way back, from the activations of the forward pass."""
    gradients, name = [], "linear"
    for (W, _), A_in, A_out in reversed(list(zip(params, activations[:-1], activations[1:], strict=True))):
        dA, dW, db = dense_backward(dA, A_out, A_in, W, name)  # A_out for Z: relu is positive where Z is
        gradients.insert(0, (dW, db))
        name = "relu"
    return dA, gradients


def backprop(X, y, params):
    """The mean squared error and its gradients: ``L = mean over all n entries of (output - y)²``.

    It starts from ``dL/d(output) = 2 (output - y) / n``; the rest is ``mlp_backward``.

    Args:
        X: inputs (B, D).
        y: targets (B, K).
        params: as for ``mlp_forward``.

    Returns:
        ``(loss, gradients)``: a float, and a list of ``(dW, db)`` in the order of ``params``.

    Raises:
        ValueError: the targets have not the output's shape.

    Example:
        >>> backprop(np.array([[3.0]]), np.array([[5.0]]), [(np.array([[2.0]]), np.zeros(1))])[0]
        1.0
    """
    activations, y = mlp_forward(X, params), np.asarray(y)
    output = activations[-1]
    if y.shape != output.shape:
        raise ValueError(f"backprop() got y of shape {y.shape}; give the output's shape, {output.shape}.")
    _, gradients = _backward(activations, params, 2 * (output - y) / y.size)
    return float(np.mean((output - y) ** 2)), gradients


def backprop_two_layer(X, y, params):
    """The gradients of a network with one tanh layer, each line one step of the chain rule.

    ``H = tanh(X W1 + b1)``, ``Y = H W2 + b2``, ``L = mean over all entries of (Y - y)²``.

    Args:
        X: inputs (n, d).
        y: targets (n, k).
        params: a dict with "W1" (d, u), "b1" (u,), "W2" (u, k) and "b2" (k,).

    Returns:
        A dict with the same keys: dL/dW1 and so on, each of its parameter's shape.

    Raises:
        ValueError: shapes that don't fit.

    Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 5.3.2.

    Example:
        >>> params = {"W1": np.zeros((1, 1)), "b1": np.zeros(1), "W2": np.ones((1, 1)), "b2": np.ones(1)}
        >>> gradients = backprop_two_layer(np.array([[3.0]]), np.array([[0.5]]), params)
        >>> [gradients[name].tolist() for name in ("W1", "b1", "W2", "b2")]
        [[[3.0]], [1.0], [[0.0]], [1.0]]
    """
    X, y = np.asarray(X), np.asarray(y)
    H, _ = dense_forward(X, params["W1"], params["b1"], "tanh")  # (n, u)
    Y, _ = dense_forward(H, params["W2"], params["b2"], "linear")  # (n, k)
    if y.shape != Y.shape:
        raise ValueError(f"backprop_two_layer() got y of shape {y.shape}; give the output's shape, {Y.shape}.")
    dY = 2 * (Y - y) / Y.size
    dH = dY @ params["W2"].T
    dZ = dH * (1 - H**2)  # tanh'(Z) = 1 - tanh(Z)²
    return {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dY, "b2": dY.sum(axis=0)}


class MLP:
    """Dense layers in a row, as ``keras.Sequential`` of them; the last layer is linear.

    Args:
        sizes: the number of inputs, then the units of each layer, the output's last.
        activation: of the hidden layers: "relu", "tanh", "sigmoid" or "linear".
        seed: decides the first weights.

    Raises:
        ValueError: fewer than two sizes; ``set_weights`` with other shapes.

    Example: learn XOR (backpropagation finds the gradients, and gradient descent, a line of its own, uses them).
        >>> X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
        >>> model = MLP([2, 8, 1], "tanh")
        >>> for _ in range(500):
        ...     _ = model.backward(2 * (model(X) - y) / y.size)
        ...     for layer in model.layers:
        ...         layer.W -= 0.3 * layer.dW
        ...         layer.b -= 0.3 * layer.db
        >>> (model(X) > 0.5).astype(int).ravel().tolist()
        [0, 1, 1, 0]
    """

    def __init__(self, sizes, activation="relu", seed=0):
        if len(sizes) < 2:
            raise ValueError(f"MLP() got sizes={sizes!r}; give the number of inputs and of each layer's units.")
        rng = np.random.default_rng(seed)
        activations = [activation] * (len(sizes) - 2) + ["linear"]
        self.layers = [Dense(d, u, f, rng) for (d, u), f in zip(pairwise(sizes), activations, strict=True)]

    def __call__(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def backward(self, d_output):
        """From dL/d(output) of the last call to dL/dX; each layer keeps its ``dW`` and ``db``."""
        for layer in reversed(self.layers):
            d_output = layer.backward(d_output)
        return d_output

    def get_weights(self):
        """Copies of ``[W1, b1, W2, b2, ...]``, as ``keras.Sequential.get_weights`` gives."""
        return [array.copy() for layer in self.layers for array in (layer.W, layer.b)]

    def set_weights(self, weights):
        """Take copies of ``[W1, b1, W2, b2, ...]``, in the shapes that ``get_weights`` has."""
        given, wanted = [np.shape(array) for array in weights], [array.shape for array in self.get_weights()]
        if given != wanted:
            raise ValueError(f"MLP.set_weights() got the shapes {given}; give {wanted}.")
        arrays = iter([np.array(array, dtype=float) for array in weights])
        for layer in self.layers:
            layer.W, layer.b = next(arrays), next(arrays)
