"""Is a gradient right? Move each weight a little and see."""

import numpy as np

from dlcourse._require import number


def numerical_gradient(f, w, h=1e-5):
    """The gradient of a function by central differences: ``df/dw_i = (f(w + h e_i) - f(w - h e_i)) / (2 h)``.

    e_i moves entry i alone. The error falls like h² until, below about 1e-5, rounding takes over. Two calls of f for
    each entry: a check for small arrays, not a way to train.

    Args:
        f: a function of w that returns one number. It may also read w from outside: w itself is moved.
        w: an array of float64, any shape; afterwards it is as it was, to the last bit, also if f raises.
        h: the step, above 0.

    Returns:
        An array of w's shape.

    Raises:
        TypeError: w is not an array of float64.
        ValueError: f returns more than one number, or h is not above 0.

    Source: Press et al., "Numerical Recipes", third edition, 2007, section 5.7.

    Example:
        >>> numerical_gradient(lambda w: (w**2).sum(), np.array([1.0, -3.0])).round(6).tolist()
        [2.0, -6.0]
    """
    number("numerical_gradient()", "h", h, above=0)
    if not isinstance(w, np.ndarray) or w.dtype != np.float64:
        given = f"an array of {w.dtype}" if isinstance(w, np.ndarray) else type(w).__name__
        raise TypeError(f"numerical_gradient() got w as {given}; give a NumPy array of float64, or rounding hides h.")
    return _central_differences(lambda w: _one_number(f(w)), w, h)


def _central_differences(f, w, h=1e-5):
    """``numerical_gradient`` without the questions about its arguments."""
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        before = w[index]
        try:
            w[index] = before + h
            above = f(w)
            w[index] = before - h
            below = f(w)
        finally:
            w[index] = before
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _one_number(value):
    try:
        return float(value.item() if isinstance(value, np.ndarray) else value)
    except (TypeError, ValueError):
        shape = getattr(value, "shape", None)
        given = type(value).__name__ if shape is None else f"shape {tuple(shape)}"
        raise ValueError(f"numerical_gradient() got {given} from f; f has to return one number.") from None
