"""Lesson 03's trained networks: NumPy throughout, gradients from ``dlcourse.nn``'s own backpropagation."""

import numpy as np

from dlcourse.data import sine_curve, two_moons
from dlcourse.nn import MLP, sigmoid_stable

MOONS_NOISE = 0.15


def trained(sizes, X, y, *, activation="tanh", classify=False, seed=0, steps=500, rate=0.03):
    """A network after ``steps`` steps of Adam, each on all rows at once.

    Backpropagation starts from dL/d(output): ``2 (output - y) / n`` for the mean squared error, and ``(p - y) / n``
    for the cross-entropy between a class y and the probability ``p = σ(output)``. The rate falls to 0 along a
    quarter of a cosine, so that runs end quietly.

    Args:
        sizes: the number of inputs, then each layer's units.
        X, y: inputs (n, d); targets (n, k), or numbers or classes (n,) for one output.
        activation: of the hidden layers.
        classify: whether y are classes, 0 or 1.
        seed: decides the first weights.
        steps, rate: how many steps, and Adam's learning rate at the start.

    Returns:
        A ``dlcourse.nn.MLP``.

    Example:
        >>> x = np.linspace(-1, 1, 31)[:, None]
        >>> model = trained([1, 1], x, 3 * x[:, 0] + 2, rate=0.3)
        >>> [array.round(3).tolist() for array in model.get_weights()]
        [[[3.0]], [2.0]]
    """
    y = np.asarray(y, dtype=float).reshape(len(X), -1)
    model = MLP(sizes, activation, seed)
    weights = model.get_weights()
    memory = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    for t in range(1, steps + 1):
        outputs = model(X)
        model.backward((sigmoid_stable(outputs) - y if classify else 2 * (outputs - y)) / y.size)
        now = rate * np.cos(np.pi / 2 * (t - 1) / steps)
        weights, memory = _adam(weights, memory, _gradients(model), t, now)
        model.set_weights(weights)
    return model


def _gradients(model):
    return [gradient for layer in model.layers for gradient in (layer.dW, layer.db)]


def _adam(weights, memory, gradients, t, rate):
    from dlcourse.optimizers import adam_step  # with it comes Keras

    moved = [
        adam_step(w, *old, t, gradient, rate, beta1=0.9, beta2=0.999, eps=1e-8)
        for w, old, gradient in zip(weights, memory, gradients, strict=True)
    ]
    return [w for w, *_ in moved], [old for _, *old in moved]


def classifier(model):
    """The model's probability of class 1, for ``plots.decision_regions``."""
    return lambda points: sigmoid_stable(model(points))


def moons_accuracy(hidden, seeds=range(5), steps=400):
    """Accuracy on 1000 new points of two moons, for each way to choose the hidden layers.

    Args:
        hidden: ``{name: units of each hidden layer}``.
        seeds: of the 200 training points, the new points and the first weights.
        steps: of training.

    Returns:
        ``{name: (len(seeds),)}``.
    """
    result = {name: [] for name in hidden}
    for seed in seeds:
        X, y = two_moons(200, seed, noise=MOONS_NOISE)
        X_new, y_new = two_moons(1000, 1000 + seed, noise=MOONS_NOISE)
        for name, units in hidden.items():
            model = trained([2, *units, 1], X, y, classify=True, seed=seed, steps=steps)
            result[name].append(np.mean((model(X_new)[:, 0] > 0) == y_new))
    return {name: np.array(values) for name, values in result.items()}


def sine_fits(x, units, seeds=range(3), steps=3000):
    """Networks with one hidden layer of tanh units, trained on sin(3x) for 200 points between -2 and 2.

    Args:
        x: where they are evaluated, (m,); also outside of the training range.
        units: sizes of the hidden layer.
        seeds: of the training points and of the first weights.
        steps: of training.

    Returns:
        ``{units: outputs (len(seeds), m)}``.
    """
    result = {n: [] for n in units}
    for seed in seeds:
        points, y = sine_curve(200, seed, frequency=3, low=-2, high=2)
        for n in units:
            model = trained([1, n, 1], points, y, seed=seed, steps=steps)
            result[n].append(model(np.asarray(x)[:, None])[:, 0])
    return {n: np.array(values) for n, values in result.items()}


def root_mean_square(errors):
    """``sqrt(mean(e²))`` over the last axis."""
    return np.sqrt(np.mean(np.square(errors), axis=-1))


def checkerboard(count, seed=0):
    """Points in a square of side 3 whose unit fields are black (class 1) and white in turn, the corners white.

    Example:
        >>> X, y = checkerboard(200)
        >>> X.shape, bool(np.all(y[np.abs(X).max(axis=1) < 0.5] == 0))  # the field in the middle is white
        ((200, 2), True)
    """
    X = np.random.default_rng(seed).uniform(-1.5, 1.5, size=(count, 2))
    return X, np.floor(X + 1.5).astype(int).sum(axis=1) % 2


def checkerboard_nets(units, seed=0, steps=1500):
    """Networks with one hidden layer, trained on 600 points of the checkerboard: ``{units: MLP}``."""
    X, y = checkerboard(600, seed)
    return {n: trained([2, n, 1], X, y, classify=True, seed=seed, steps=steps, rate=0.05) for n in units}
