"""One neuron, the perceptron that learns, and the biological neuron that fires: NumPy only."""

from typing import NamedTuple

import numpy as np

from dlcourse.nn.pointwise import sigmoid_stable


def heaviside(z):
    """The step of a threshold logic unit: 1 where ``z >= 0``, 0 elsewhere.

    ``H(z) = 1 if z >= 0 else 0``. The value at exactly 0 is a convention; this course fires there.

    Args:
        z: a number or an array of any shape, the weighted sums.

    Returns:
        Zeros and ones as floats, in the shape of ``z``.

    Source: McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity", 1943.

    Example:
        >>> heaviside([-2.0, 0.0, 0.5])
        array([0., 1., 1.])
    """
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


def neuron_output(x, w, b, activation):
    """What one artificial neuron answers: ``f(w·x + b)``.

    Args:
        x: one input (d,) or a batch of them (n, d).
        w: the weights, (d,): one per input.
        b: the bias, one number.
        activation: the function f; it takes and returns an array.

    Returns:
        One number for one input, an array (n,) for a batch.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.3.

    Example:
        >>> float(neuron_output(np.array([2.0, -1.0]), np.array([0.5, 1.5]), 1.0, np.tanh).round(3))
        0.462
    """
    return activation(np.asarray(x) @ np.asarray(w) + b)


ACTIVATIONS = {
    "linear": lambda z: np.asarray(z) * 1.0,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": sigmoid_stable,
    "tanh": np.tanh,
    "step": heaviside,
}


class Neuron:
    """One neuron with its weights: ``a = f(w·x + b)``, as ``keras.layers.Dense(1, activation=...)``.

    Args:
        weights: (d,), one per input.
        bias: one number, 0 unless given.
        activation: ``"linear"``, ``"relu"``, ``"sigmoid"``, ``"tanh"``, ``"step"``, or a function of arrays.

    Raises:
        ValueError: the activation has another name, or the input has not one number per weight.

    Example:
        >>> neuron = Neuron([1.0, 1.0], bias=-1.5, activation="step")
        >>> neuron([[0, 1], [1, 1]])
        array([0., 1.])
    """

    def __init__(self, weights, bias=0.0, activation="linear"):
        if isinstance(activation, str) and activation not in ACTIVATIONS:
            raise ValueError(f"Neuron() got activation {activation!r}; give a function or one of {list(ACTIVATIONS)}.")
        self.weights = np.asarray(weights, dtype=float)
        self.bias = float(bias)
        self.activation = ACTIVATIONS[activation] if isinstance(activation, str) else activation

    def __call__(self, x):
        x = np.asarray(x, dtype=float)
        if x.ndim not in (1, 2) or x.shape[-1] != self.weights.size:
            raise ValueError(
                f"This neuron has {self.weights.size} weights but got an input of shape {x.shape}; "
                f"give ({self.weights.size},) or (n, {self.weights.size})."
            )
        return neuron_output(x, self.weights, self.bias, self.activation)


def perceptron_step(w, b, x, y, lr):
    """One update of the perceptron: nothing if it is right, else a step that makes this mistake smaller.

    ``w + lr (y - H(w·x + b)) x`` and ``b + lr (y - H(w·x + b))``: the bias is a weight whose input is always 1.

    Args:
        w, b: weights (d,) and bias before the update; they are not changed.
        x: one input (d,).
        y: its class, 0 or 1.
        lr: the learning rate, a positive number.

    Returns:
        The new ``(w, b)``.

    Source: Rosenblatt, "Principles of Neurodynamics", 1962; Bishop, PRML, 2006, section 4.1.7.

    Example:
        >>> w, b = perceptron_step(np.zeros(2), 0.0, np.array([3.0, 1.0]), y=0, lr=1.0)
        >>> w.tolist(), float(b)
        ([-3.0, -1.0], -1.0)
    """
    error = y - heaviside(w @ x + b)
    return w + lr * error * x, b + lr * error


def train_perceptron(X, y, lr, max_epochs):
    """Rosenblatt's rule, row after row from zero weights, until an epoch passes without a mistake.

    Args:
        X: inputs (n, d), visited in this order in every epoch.
        y: classes (n,), 0 or 1.
        lr: the learning rate.
        max_epochs: when to give up; data that no line separates never pass an epoch without a mistake.

    Returns:
        ``(w, b, mistakes_per_epoch)``; the list ends with 0 exactly when the data were separated.

    Source: Rosenblatt 1962; Novikoff, "On convergence proofs on perceptrons", 1962.

    Example:
        >>> w, b, mistakes = train_perceptron(np.array([[0.0], [1.0]]), np.array([0, 1]), lr=1.0, max_epochs=9)
        >>> mistakes
        [2, 1, 0]
    """
    w, b, mistakes_per_epoch = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            mistakes += int(heaviside(w @ x + b) != target)
            w, b = perceptron_step(w, b, x, target, lr)
        mistakes_per_epoch.append(mistakes)
        if mistakes == 0:
            break
    return w, b, mistakes_per_epoch


class Update(NamedTuple):
    """One mistake of a perceptron: when and where it happened, and the weights after it."""

    epoch: int
    row: int
    w: np.ndarray
    b: float


class Perceptron:
    """A perceptron with a memory: it learns as ``train_perceptron`` does and keeps every mistake.

    After ``fit``: ``w`` (d,), ``b``, ``mistakes_per_epoch`` and ``updates``, a list of ``Update``, one per mistake.
    It makes the mistakes of ``sklearn.linear_model.Perceptron(shuffle=False, tol=None)`` when the first row is of
    class 0. (At z = 0 scikit-learn counts a mistake for either class; here the neuron fires.)

    Args:
        lr: the learning rate. From zero weights it only scales ``w`` and ``b``.
        max_epochs: when to give up.
        use_bias: False keeps ``b`` at 0, which pins the line to the origin.

    Raises:
        ValueError: inputs are not (n, d), or classes are not 0 and 1, one per row.

    Example:
        >>> model = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
        >>> model.predict([[1, 1], [1, 0]]), model.mistakes_per_epoch[-1]
        (array([1., 0.]), 0)
    """

    def __init__(self, lr=1.0, max_epochs=1000, use_bias=True):
        self.lr, self.max_epochs, self.use_bias = lr, max_epochs, use_bias

    def fit(self, X, y):
        X, y = _checked(X, y)
        self.w, self.b, self.updates, self.mistakes_per_epoch = np.zeros(X.shape[1]), 0.0, [], []
        for epoch in range(self.max_epochs):
            before = len(self.updates)
            for row in range(len(X)):
                self._learn(epoch, row, X[row], y[row])
            self.mistakes_per_epoch.append(len(self.updates) - before)
            if self.mistakes_per_epoch[-1] == 0:
                break
        return self

    def _learn(self, epoch, row, x, target):
        if heaviside(self.w @ x + self.b) == target:
            return
        self.w, b = perceptron_step(self.w, self.b, x, target, self.lr)
        self.b = float(b) if self.use_bias else 0.0
        self.updates.append(Update(epoch, row, self.w, self.b))

    def predict(self, X):
        return heaviside(np.asarray(X, dtype=float) @ self.w + self.b)


def _checked(X, y):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"Inputs of shape {X.shape} and classes of shape {y.shape} don't fit; give (n, d) and (n,).")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"The perceptron got the classes {np.unique(y).tolist()}; name them 0 and 1.")
    return X, y


def mistake_bound(X, y, w_star):
    """How many mistakes a perceptron that starts at zero can make at most: ``(R / γ)²``.

    ``R`` is the length of the longest row and ``γ = min_i s_i (w*·x_i) / ‖w*‖`` the smallest margin, ``s = ±1``.

    Args:
        X: inputs (n, d) that hold the column of ones which belongs to the bias.
        y: classes (n,), 0 or 1.
        w_star: any weights (d,) that separate the classes; their length doesn't matter.

    Raises:
        ValueError: ``w_star`` does not separate the classes.

    Source: Novikoff, "On convergence proofs on perceptrons", 1962.

    Example:
        >>> round(mistake_bound(np.array([[3.0, 1.0], [-2.0, 1.0]]), np.array([1, 0]), np.array([1.0, 0.25])), 2)
        3.47
    """
    signs = 2 * np.asarray(y) - 1
    smallest = (signs * (X @ w_star)).min()
    if smallest <= 0:
        raise ValueError(f"w_star does not separate the classes: the smallest s (w*·x) is {smallest:.3g}.")
    margin = smallest / np.linalg.norm(w_star)
    longest = np.linalg.norm(X, axis=1).max()
    return float((longest / margin) ** 2)


def xor_by_hand():
    """Weights of two hidden step units and one output that together compute XOR.

    ``hidden = H(X @ W1 + b1)``: "at least one" (OR) and "not both" (NAND); ``out = H(hidden @ w2 + b2)``: both (AND).

    Returns:
        ``(W1, b1, w2, b2)`` of shapes (2, 2), (2,), (2,) and a number; a unit is a column of ``W1``.

    Source: McCulloch and Pitts 1943 (networks of threshold units compute any logical expression).

    Example:
        >>> W1, b1, w2, b2 = xor_by_hand()
        >>> heaviside(heaviside(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) @ W1 + b1) @ w2 + b2)
        array([0., 1., 1., 0.])
    """
    W1 = np.array([[1.0, -1.0], [1.0, -1.0]])
    b1 = np.array([-0.5, 1.5])
    w2 = np.array([1.0, 1.0])
    b2 = -1.5
    return W1, b1, w2, b2


class LeakyIntegrateFire:
    """A leaky integrate-and-fire neuron: a textbook sketch of how a biological neuron turns current into spikes.

    ``tau dv/dt = -v + I`` (voltage measured from rest, input resistance 1); at ``v = threshold`` it spikes, returns
    to 0 and is silent for ``refractory`` seconds. A constant current I gives the rate
    ``1 / (refractory + tau ln(I / (I - threshold)))`` above the threshold, and 0 below.

    Args:
        tau: time constant of the leak, in seconds.
        threshold: voltage of a spike, in millivolts above rest.
        refractory: silence after a spike, in seconds.

    Source: Dayan and Abbott, "Theoretical Neuroscience", 2001, section 5.4.

    Example:
        >>> cell = LeakyIntegrateFire()
        >>> cell.rate([10.0, 15.0, 30.0]).round(1).tolist()
        [0.0, 0.0, 63.0]
    """

    def __init__(self, tau=0.02, threshold=15.0, refractory=0.002):
        if min(tau, threshold) <= 0 or refractory < 0:
            raise ValueError("LeakyIntegrateFire() needs tau > 0, threshold > 0 and refractory >= 0.")
        self.tau, self.threshold, self.refractory = tau, threshold, refractory

    def rate(self, current):
        """Spikes per second at each constant current (in millivolts: current times resistance)."""
        current = np.asarray(current, dtype=float)
        above = np.where(current > self.threshold, current, np.inf)
        interval = self.refractory - self.tau * np.log1p(-self.threshold / above)
        return np.where(current > self.threshold, 1 / np.maximum(interval, 1e-12), 0.0)

    def simulate(self, current, duration=1.0, dt=1e-4):
        """The voltage (steps,) at every ``dt`` seconds under a constant current, and the times of the spikes."""
        voltage, spikes, v, silent_until = [], [], 0.0, 0.0
        for time in dt * np.arange(1, round(duration / dt) + 1):
            v = current + (v - current) * np.exp(-dt / self.tau) if time > silent_until else 0.0
            if v >= self.threshold:
                spikes.append(float(time))
                v, silent_until = 0.0, time + self.refractory
            voltage.append(v)
        return np.array(voltage), np.array(spikes)
