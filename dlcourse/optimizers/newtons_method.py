"""Newton's method: one step knows the curvature. For problems of some hundred weights at most."""

import numpy as np

from dlcourse import _require


def newton_step(w, grad, H):
    """One step of Newton's method: ``w - H⁻¹ grad``, by solving ``H d = grad``.

    It lands on the one point where the quadratic through ``w`` with this gradient and Hessian is flat: a minimum, a
    maximum or a saddle.

    Args:
        w, grad: arrays ``(D,)``.
        H: the Hessian, second derivatives ``(D, D)``.

    Raises:
        ValueError: shapes that don't fit.
        numpy.linalg.LinAlgError: H is singular.

    Source: Nocedal and Wright, "Numerical Optimization", 2nd ed., 2006, section 2.2.

    Example:
        >>> newton_step(np.array([1.0, 0.001]), grad=np.array([2.0, -0.002]), H=np.diag([2.0, -2.0]))
        array([0., 0.])
    """
    w, grad, H = (np.asarray(each, dtype=float) for each in (w, grad, H))
    if w.ndim != 1 or grad.shape != w.shape or H.shape != (w.size, w.size):
        raise ValueError(
            f"newton_step() got w {w.shape}, grad {grad.shape} and H {H.shape}; give (D,), (D,) and (D, D)."
        )
    return w - np.linalg.solve(H, grad)


def newton(loss, w, steps=10, damping=0.0):
    """The path of Newton's method from ``w``; gradients and Hessians are taken by TensorFlow.

    ``w ← w - (H + damping I)⁻¹ grad``, with ``H`` the Hessian of the loss at ``w``.

    Args:
        loss: a function of a float64 tensor ``(D,)`` that returns a number, written with TensorFlow or keras.ops.
        w: where to start, ``(D,)``.
        steps: how many.
        damping: added to the diagonal, 0 or more; above the size of the most negative curvature every step points
            downhill (Levenberg 1944).

    Returns:
        ``(steps + 1, D)``, the start included.

    Raises:
        ValueError: ``w`` is not ``(D,)``, ``steps`` is not 1 or more, or ``damping`` is negative.
        numpy.linalg.LinAlgError: the Hessian is singular.

    Example:
        >>> path = newton(lambda w: (w[0] - 3) ** 2 + 5 * (w[1] + 1) ** 2, [0.0, 0.0], steps=1)
        >>> path[-1].round(9).tolist()
        [3.0, -1.0]
    """
    import tensorflow as tf

    _require.positive_integer("newton()", "steps", steps)
    _require.number("newton()", "damping", damping, low=0)
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        here = tf.constant(path[-1])
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(here)
            with tf.GradientTape() as inner:
                inner.watch(here)
                value = loss(here)
            grad = inner.gradient(value, here, unconnected_gradients="zero")
        H = outer.jacobian(grad, here, unconnected_gradients="zero", experimental_use_pfor=False)
        path.append(newton_step(path[-1], grad.numpy(), H.numpy() + damping * np.eye(path[-1].size)))
    return np.array(path)
