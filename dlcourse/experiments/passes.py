"""One forward and one backward pass of a tiny network, with every product written out: lesson 03's table and widget."""

from typing import NamedTuple

import numpy as np

from dlcourse import _require

FORWARD, BACKWARD = "forward", "backward"


class Step(NamedTuple):
    """A step of a pass: its direction, what it computes, and each number with its sum."""

    direction: str
    what: str
    lines: tuple


class Passes(NamedTuple):
    """All numbers of both passes of a network with one hidden ReLU layer and one linear output, for one example.

    ``dz1`` is short for dL/dz1, the derivative of the loss by ``z1``, and so on; units are counted from 1.
    """

    x: np.ndarray  # (D,)
    y: float
    W1: np.ndarray  # (D, U)
    b1: np.ndarray  # (U,)
    W2: np.ndarray  # (U, 1)
    b2: np.ndarray  # (1,)
    z: np.ndarray  # (U,)
    a: np.ndarray  # (U,)
    output: float
    loss: float
    d_output: float
    dW2: np.ndarray
    db2: np.ndarray
    da: np.ndarray
    dz: np.ndarray
    dW1: np.ndarray
    db1: np.ndarray
    dx: np.ndarray

    @property
    def steps(self):
        """The nine steps, four forward and five backward."""
        return _steps(self)


def both_passes(x, y, W1, b1, W2, b2):
    """Forward ``z = x W1 + b1``, ``a = relu(z)``, ``ŷ = a W2 + b2``, ``L = (ŷ - y)²``; then back by the chain rule.

    Args:
        x: one input (D,).
        y: its target, a number.
        W1, b1: the hidden layer, (D, U) and (U,).
        W2, b2: the output, (U, 1) and (1,).

    Returns:
        A ``Passes``.

    Raises:
        ValueError: shapes that don't fit.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, algorithms 6.3 and 6.4.

    Example:
        >>> passes = both_passes([2.0], 10.0, [[3.0]], [0.0], [[1.0]], [1.0])
        >>> passes.loss, passes.dW1.tolist()
        (9.0, [[-12.0]])
        >>> passes.steps[0].lines
        ('z1 = 3·2 + 0 = 6',)
    """
    x, W1, b1, W2, b2 = (np.asarray(each, dtype=float) for each in (x, W1, b1, W2, b2))
    y = float(_require.number("both_passes()", "y", y))
    if x.ndim != 1 or W1.shape != (len(x), b1.size) or b1.ndim != 1 or W2.shape != (b1.size, 1) or b2.shape != (1,):
        shapes = ", ".join(f"{each.shape}" for each in (x, W1, b1, W2, b2))
        raise ValueError(f"both_passes() got x, W1, b1, W2, b2 of {shapes}; give (D,), (D, U), (U,), (U, 1), (1,).")
    z = x @ W1 + b1
    a = np.maximum(z, 0)
    output = (a @ W2 + b2).item()
    d_output = 2 * (output - y)
    da = d_output * W2[:, 0]
    dz = da * (z > 0)
    return Passes(
        x, y, W1, b1, W2, b2, z, a, output, (output - y) ** 2, d_output,
        dW2=d_output * a[:, None], db2=np.array([d_output]), da=da, dz=dz, dW1=np.outer(x, dz), db1=dz, dx=W1 @ dz,
    )  # fmt: skip


def _steps(p):
    D, U = p.W1.shape
    units, inputs = range(1, U + 1), range(1, D + 1)
    sums = [f"z{j} = {_sum(p.W1[:, j - 1], p.x, p.b1[j - 1])} = {_n(p.z[j - 1])}" for j in units]
    gates = [f"dz{j} = {_n(p.da[j - 1])}·{int(p.z[j - 1] > 0)} = {_n(p.dz[j - 1])}" for j in units]
    kernel = [
        f"dw{i}{j} = {_n(p.dz[j - 1])}·{_in(p.x[i - 1])} = {_n(p.dW1[i - 1, j - 1])}" for j in units for i in inputs
    ]
    outgoing = [f"dv{j} = {_n(p.d_output)}·{_in(p.a[j - 1])} = {_n(p.dW2[j - 1, 0])}" for j in units]
    return (
        Step(FORWARD, "hidden sums", tuple(sums)),
        Step(FORWARD, "hidden activations", tuple(f"a{j} = relu({_n(p.z[j - 1])}) = {_n(p.a[j - 1])}" for j in units)),
        Step(FORWARD, "output", (f"ŷ = {_sum(p.W2[:, 0], p.a, p.b2[0])} = {_n(p.output)}",)),
        Step(FORWARD, "loss", (f"L = ({_n(p.output)} - {_in(p.y)})² = {_n(p.loss)}",)),
        Step(BACKWARD, "from the loss", (f"dŷ = 2·({_n(p.output)} - {_in(p.y)}) = {_n(p.d_output)}",)),
        Step(BACKWARD, "output's weights and bias", (*outgoing, f"dc = dŷ = {_n(p.d_output)}")),
        Step(
            BACKWARD,
            "hidden activations",
            tuple(f"da{j} = {_n(p.d_output)}·{_in(p.W2[j - 1, 0])} = {_n(p.da[j - 1])}" for j in units),
        ),
        Step(BACKWARD, "hidden sums (relu' is 1 or 0)", tuple(gates)),
        Step(
            BACKWARD,
            "hidden weights and biases",
            (*kernel, *(f"db{j} = dz{j} = {_n(p.db1[j - 1])}" for j in units)),
        ),
    )


def _sum(weights, inputs, bias):
    products = [f"{_n(w) if not k else _in(w)}·{_in(x)}" for k, (w, x) in enumerate(zip(weights, inputs, strict=True))]
    return " + ".join([*products, _in(bias)])


def _n(value):
    return f"{value + 0.0:.4g}"


def _in(value):
    """A number inside a product or a sum: negative ones in parentheses."""
    return f"({_n(value)})" if value < 0 else _n(value)
