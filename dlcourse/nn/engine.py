"""Reverse-mode automatic differentiation of arrays: a Tensor remembers how it was made, ``backward`` walks back.

Read it from top to bottom: ``record`` holds the whole idea. An operation computes its value and says, for each of its
inputs, how a gradient of the result becomes a gradient of that input. Everything else is bookkeeping.
"""

import numbers

import numpy as np


def record(value, *inputs):
    """A Tensor of this value that remembers its inputs: pairs of a Tensor and its function from dL/dvalue to dL/dinput.

    Inputs that need no gradient are forgotten; a value made of such alone needs none either.
    """
    inputs = [(tensor, pull_back) for tensor, pull_back in inputs if tensor.requires_grad]
    out = Tensor(value, requires_grad=False)
    out.requires_grad, out._inputs = bool(inputs), inputs
    return out


def constant(value, like=None):
    """``value`` if it is a Tensor, else a Tensor without gradient; a plain number takes the dtype of ``like``."""
    if isinstance(value, Tensor):
        return value
    dtype = np.result_type(like.data, value) if like is not None and isinstance(value, numbers.Real) else None
    return Tensor(np.asarray(value, dtype=dtype), requires_grad=False)


class Tensor:
    """An array that remembers the operations on it: ``L.backward()`` fills ``x.grad = dL/dx`` for every x behind L.

    The chain rule, from the result back: ``dL/dx = sum over the uses y of x of (dL/dy) (dy/dx)``. Operators are
    ``+ - * / ** @`` and ``[...]`` with NumPy's broadcasting; a broadcast input gets the sum over its copies. Plain
    arrays and numbers among them are constants. ``data`` is the array, ``grad`` None before the first ``backward``;
    a further ``backward`` adds to it until you set it to None. To train, write ``w.data -= lr * w.grad`` and
    compute the loss anew.

    Args:
        data: an array of floats, a list of them or a number, any shape; it is copied.
        requires_grad: False makes a constant, which may also hold integers.

    Raises:
        TypeError: integers that need a gradient, ``w -= ...`` or ``w[...] = ...`` on the Tensor itself.
        ValueError: shapes that don't fit an operation.

    Source: Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3 (the reverse mode).

    Example:
        >>> w = Tensor([1.0, 2.0])
        >>> loss = (w * w + 3 * w).sum()
        >>> loss.backward()
        >>> float(loss), w.grad.tolist()
        (14.0, [5.0, 7.0])
    """

    __array_ufunc__ = None  # NumPy then leaves ``array + tensor`` to the Tensor

    def __init__(self, data, requires_grad=True):
        self.data = np.array(data)
        if requires_grad and self.data.dtype.kind != "f":
            raise TypeError(
                f"Tensor() got {self.data.dtype} values; a gradient needs floats: give [1.0, 2.0] instead of [1, 2], "
                "or a constant with requires_grad=False."
            )
        self.requires_grad, self.grad, self._inputs = requires_grad, None, []

    shape = property(lambda self: self.data.shape)
    ndim = property(lambda self: self.data.ndim)
    T = property(lambda self: self.transpose())

    def __repr__(self):
        return f"Tensor({np.array2string(self.data, separator=', ')}, requires_grad={self.requires_grad})"

    def __float__(self):
        return float(self.data.item())

    def backward(self, gradient=None):
        """Add dL/dx to the ``grad`` of every Tensor x behind this one; ``gradient`` is dL/d(self), 1 unless given."""
        gradients = {id(self): self._first_gradient(gradient)}
        for tensor in reversed(topological_order(self)):  # a tensor comes after everything that was made of it
            g = gradients.pop(id(tensor))
            tensor.grad = np.array(g) if tensor.grad is None else tensor.grad + g
            for source, pull_back in tensor._inputs:
                part = _fit(pull_back(g), source.data)
                gradients[id(source)] = gradients[id(source)] + part if id(source) in gradients else part

    def _first_gradient(self, gradient):
        if not self.requires_grad:
            raise ValueError("backward() got a Tensor made of constants only; give the parameters as Tensor(array).")
        if gradient is None and self.data.size != 1:
            raise ValueError(
                f"backward() got a Tensor of shape {self.shape}; a gradient starts at one number: take .sum() or "
                ".mean() first, or give backward(gradient) an array of that shape."
            )
        gradient = np.ones_like(self.data) if gradient is None else np.asarray(gradient, dtype=self.data.dtype)
        if gradient.shape != self.shape:
            raise ValueError(f"backward() got a gradient of shape {gradient.shape}; give this Tensor's {self.shape}.")
        return gradient

    # Each operation: its value, and for each input the step back. There, g is dL/d(result), of the result's shape.

    def __add__(self, other):
        a, b = _operands("+", self, other)
        return record(a.data + b.data, (a, lambda g: g), (b, lambda g: g))

    def __mul__(self, other):
        a, b = _operands("*", self, other)
        return record(a.data * b.data, (a, lambda g: g * b.data), (b, lambda g: g * a.data))

    def __sub__(self, other):
        a, b = _operands("-", self, other)
        return record(a.data - b.data, (a, lambda g: g), (b, lambda g: -g))

    def __truediv__(self, other):
        a, b = _operands("/", self, other)
        value = a.data / b.data
        return record(value, (a, lambda g: g / b.data), (b, lambda g: -g * value / b.data))

    def __pow__(self, p):
        if not isinstance(p, numbers.Real):
            raise TypeError(f"Tensor ** got an exponent of type {type(p).__name__}; give a number, or exp(p * log(x)).")
        slope = (lambda x: p * x ** (p - 1)) if p else np.zeros_like
        return record(self.data**p, (self, lambda g: g * slope(self.data)))

    def __matmul__(self, other):
        a, b = self, constant(other)
        if min(a.ndim, b.ndim) < 2 or a.shape[-1] != b.shape[-2]:
            raise ValueError(f"Tensor @ got shapes {a.shape} and {b.shape}; give (..., n, k) and (..., k, m).")
        _broadcast("@", a.shape[:-2], b.shape[:-2])
        grad_a, grad_b = lambda g: g @ np.swapaxes(b.data, -1, -2), lambda g: np.swapaxes(a.data, -1, -2) @ g
        return record(a.data @ b.data, (a, grad_a), (b, grad_b))

    def __getitem__(self, index):
        return record(self.data[index], (self, lambda g: _scatter(g, index, self.shape)))

    def sum(self, axis=None, keepdims=False):
        kept = self.data.sum(axis=axis, keepdims=True)
        value = kept if keepdims else self.data.sum(axis=axis)
        return record(value, (self, lambda g: np.broadcast_to(g.reshape(kept.shape), self.shape)))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total / (self.data.size / total.data.size)

    def max(self, axis=None, keepdims=False):
        """The largest along ``axis``; where several are equally large they share the gradient, as in TensorFlow."""
        kept = self.data.max(axis=axis, keepdims=True)
        largest = self.data == kept
        share = largest / largest.sum(axis=axis, keepdims=True)
        value = kept if keepdims else self.data.max(axis=axis)
        return record(value, (self, lambda g: g.reshape(kept.shape) * share))

    def reshape(self, *shape):
        return record(self.data.reshape(*shape), (self, lambda g: g.reshape(self.shape)))

    def transpose(self, *axes):
        order = [axis % self.ndim for axis in axes] or list(reversed(range(self.ndim)))
        return record(self.data.transpose(order), (self, lambda g: g.transpose(np.argsort(order))))

    def __neg__(self):
        return self * -1

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return constant(other, self) - self

    def __rtruediv__(self, other):
        return constant(other, self) / self

    def __rmatmul__(self, other):
        return constant(other) @ self

    def _refuse(self, *given):
        raise TypeError(
            "A Tensor can't be changed in place: its graph would be wrong. To train, change w.data between two passes."
        )

    __iadd__ = __isub__ = __imul__ = __itruediv__ = __ipow__ = __imatmul__ = __setitem__ = _refuse

    def __array__(self, *given, **options):
        raise TypeError("NumPy got a Tensor, of which it knows no gradient; use dlcourse.nn's functions, or its .data.")


def topological_order(last):
    """All Tensors with a gradient behind ``last``, each after those that it was made of (a stack, no recursion)."""
    order, seen, stack = [], set(), [(last, False)]
    while stack:
        tensor, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((source, False) for source, _ in tensor._inputs)
    return order


def _fit(g, data):
    """A gradient as its input wants it: summed over the axes along which the input was broadcast, in its dtype."""
    g = g.sum(axis=tuple(range(g.ndim - data.ndim)))
    stretched = tuple(axis for axis, size in enumerate(data.shape) if size == 1 and g.shape[axis] != 1)
    return g.sum(axis=stretched, keepdims=True).astype(data.dtype, copy=False)


def _operands(symbol, a, b):
    b = constant(b, like=a)
    _broadcast(symbol, a.shape, b.shape)
    return a, b


def _broadcast(symbol, a, b):
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        raise ValueError(
            f"Tensor {symbol} got shapes {a} and {b}, which don't broadcast; counted from the right, two sizes have to "
            "be equal, or one of them 1."
        ) from None


def _scatter(g, index, shape):
    """Zeros of this shape with ``g`` added at ``index``; an entry that was taken twice gets both parts."""
    whole = np.zeros(shape, g.dtype)
    np.add.at(whole, index, g)
    return whole
