"""One step of each optimizer, line for line as its paper or Keras has it; NumPy arrays and tensors alike.

In all of them ``w`` are weights, ``grad`` is the gradient of the loss there, and ``lr`` the learning rate. Nothing is
changed in place: what comes back are the new weights, and the new memory behind them in the order it was given.
"""

from keras import ops


def sgd_step(w, grad, lr):
    """One step of gradient descent: ``w - lr grad``.

    Args:
        w, grad: arrays of one shape.
        lr: the learning rate.

    Source: Robbins and Monro, "A stochastic approximation method", 1951.

    Example:
        >>> sgd_step(3.0, grad=2.0, lr=0.5)
        2.0
    """
    return w - lr * grad


def momentum_step(w, v, grad, lr, beta):
    """One step of the heavy ball: ``v ← βv - lr grad``, ``w ← w + v``.

    Under a constant gradient the velocity tends to ``-lr grad / (1 - β)``; there is no factor 1 - β before grad.

    Args:
        w, grad: arrays of one shape.
        v: the velocity so far, of that shape; zeros at the start.
        lr: the learning rate.
        beta: share of the velocity that is kept, in [0, 1).

    Returns:
        ``(w, v)``.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

    Example:
        >>> momentum_step(3.0, v=-1.0, grad=2.0, lr=0.5, beta=0.5)
        (1.5, -1.5)
    """
    v = beta * v - lr * grad
    return w + v, v


def nesterov_step(w, v, grad, lr, beta):
    """One step of Nesterov's momentum: ``v ← βv - lr grad``, ``w ← w + βv - lr grad``.

    ``w`` here is the point looked ahead to, where the gradient is taken; that is the form Keras uses.

    Args and returns: as for ``momentum_step``.

    Source: Nesterov 1983; Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in
    deep learning", 2013, equations 3 and 4; in this form Bengio, Boulanger-Lewandowski, Pascanu, "Advances in
    optimizing recurrent networks", 2013, on simplified Nesterov momentum.

    Example:
        >>> nesterov_step(3.0, v=-1.0, grad=2.0, lr=0.5, beta=0.5)
        (1.25, -1.5)
    """
    v = beta * v - lr * grad
    return w + beta * v - lr * grad, v


def adagrad_step(w, s, grad, lr, eps):
    """One step of AdaGrad: ``s ← s + grad²``, ``w ← w - lr grad / √(s + ε)``.

    The sum only grows, so the steps die out. Keras starts it at 0.1 and has ε inside the root.

    Args:
        w, grad: arrays of one shape.
        s: sum of squared gradients so far, of that shape.
        lr: the learning rate.
        eps: keeps the root away from 0.

    Returns:
        ``(w, s)``.

    Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
    2011, with diagonal matrices.

    Example:
        >>> adagrad_step(3.0, s=5.0, grad=2.0, lr=0.6, eps=0.0)
        (2.6, 9.0)
    """
    s = s + grad * grad
    return w - lr * grad / (s + eps) ** 0.5, s


def rmsprop_step(w, s, grad, lr, rho, eps):
    """One step of RMSprop: ``s ← ρs + (1 - ρ) grad²``, ``w ← w - lr grad / √(s + ε)``.

    A moving average in the place of AdaGrad's sum: old gradients are forgotten. ε is inside the root, as in Keras.

    Args:
        w, grad: arrays of one shape.
        s: moving average of squared gradients, of that shape; zeros at the start.
        lr: the learning rate.
        rho: share of the average that is kept, in [0, 1).
        eps: keeps the root away from 0.

    Returns:
        ``(w, s)``.

    Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012.

    Example:
        >>> rmsprop_step(3.0, s=14.0, grad=2.0, lr=0.6, rho=0.5, eps=0.0)
        (2.6, 9.0)
    """
    s = rho * s + (1 - rho) * grad * grad
    return w - lr * grad / (s + eps) ** 0.5, s


def adam_step(w, m, v, t, grad, lr, beta1, beta2, eps):
    """One step of Adam: momentum over the root of a moving average of squares, both corrected for starting at 0.

    ``m ← β1 m + (1 - β1) grad``, ``v ← β2 v + (1 - β2) grad²``,
    ``w ← w - lr √(1 - β2ᵗ) / (1 - β1ᵗ) · m / (√v + ε)``.

    Args:
        w, grad: arrays of one shape.
        m, v: moving averages of the gradient and of its square, uncorrected; zeros at the start.
        t: number of this step, from 1.
        lr: the learning rate.
        beta1, beta2: shares of the averages that are kept, in [0, 1).
        eps: stands beside the uncorrected √v (the paper's "epsilon hat"), as in Keras.

    Returns:
        ``(w, m, v)``.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1, in the order of
    computation given just before section 2.1.

    Example:
        >>> w, m, v = adam_step(3.0, m=0.0, v=0.0, t=1, grad=2.0, lr=0.5, beta1=0.9, beta2=0.999, eps=0.0)
        >>> round(w, 6)  # the first step has the length lr, whatever the gradient
        2.5
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    corrected_lr = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)  # both averages start at 0, which is too small
    return w - corrected_lr * m / (v**0.5 + eps), m, v


def amsgrad_step(w, m, v, v_max, t, grad, lr, beta1, beta2, eps):
    """One step of AMSGrad: Adam, dividing by the largest ``v`` that there ever was: what it divides by never shrinks.

    ``v_max ← max(v_max, v)``, ``w ← w - lr √(1 - β2ᵗ) / (1 - β1ᵗ) · m / (√v_max + ε)``, with ``m`` and ``v`` as in
    ``adam_step``.

    Args:
        v_max: the largest ``v`` so far, entry by entry; zeros at the start. The others as for ``adam_step``.

    Returns:
        ``(w, m, v, v_max)``.

    Source: Reddi, Kale, Kumar, "On the convergence of Adam and beyond", 2018, algorithm 2; with Adam's correction of
    the rate, as in Keras.

    Example:
        >>> w, m, v, v_max = amsgrad_step(3.0, 0.0, 0.0, 4.0, t=1, grad=2.0, lr=0.5, beta1=0.9, beta2=0.999, eps=0.0)
        >>> round(float(w), 4), float(v_max)
        (2.9842, 4.0)
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    v_max = ops.maximum(v_max, v)
    corrected_lr = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return w - corrected_lr * m / (v_max**0.5 + eps), m, v, v_max


def adamw_step(w, m, v, t, grad, lr, beta1, beta2, eps, decay):
    """One step of AdamW: first ``w ← w (1 - lr · decay)``, then Adam's step with the plain gradient.

    The decay never enters the averages: that is the difference from adding an L2 penalty to the loss.

    Args:
        decay: the weight decay λ. The others as for ``adam_step``.

    Returns:
        ``(w, m, v)``.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2; Keras multiplies the
    decay by the learning rate.

    Example:
        >>> adamw_step(3.0, 0.0, 0.0, t=1, grad=0.0, lr=0.5, beta1=0.9, beta2=0.999, eps=1e-7, decay=0.1)[0]
        2.8499999999999996
    """
    return adam_step(w * (1 - lr * decay), m, v, t, grad, lr, beta1, beta2, eps)
