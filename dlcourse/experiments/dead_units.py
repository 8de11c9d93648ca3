"""Units that are silent for every example: how they die during training, and what brings them back."""

import numpy as np

from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import forget
from dlcourse.metrics import accuracy
from dlcourse.training.batches import batch_indices

WIDTH, LAYERS, BATCH = 64, 2, 32
SLOPE = 0.1  # below 0: of Leaky ReLU, and of PReLU at its start


def silent_units(weights, x, slope=0.0):
    """For each hidden layer, which units have a pre-activation of 0 or less for every row of x.

    With ReLU they are dead for these rows: their output is 0 and no gradient reaches their weights.

    Args:
        weights: ``[W1, b1, W2, b2, ..., W, b]`` of a dense network; the last pair is the output layer.
        x: ``(B, D)``.
        slope: of the activation below 0; 0 is ReLU.

    Returns:
        A list of boolean arrays ``(units,)``.

    Example:
        >>> W1, b1 = np.array([[1.0, -1.0]]), np.array([0.0, -1.0])
        >>> silent_units([W1, b1, np.ones((2, 1)), np.zeros(1)], np.array([[0.5], [2.0]]))[0].tolist()
        [False, True]
    """
    silent = []
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        z = x @ W + b
        silent.append(np.all(z <= 0, axis=0))
        x = np.where(z > 0, z, slope * z)
    return silent


class _Trainer:
    """One network, one optimizer, compiled once; started again from given weights."""

    def __init__(self, activation, optimizer):
        import keras

        from dlcourse.training.epoch import compiled_epoch

        self.model = _network(activation)
        self.dense = [layer for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]
        self.others = [layer for layer in self.model.layers if layer not in self.dense]
        self.born = [layer.get_weights() for layer in self.others]  # PReLU's slopes
        self.optimizer = optimizer
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.run = compiled_epoch(self.model, loss, optimizer)

    @property
    def weights(self):
        return [array for layer in self.dense for array in layer.get_weights()]

    def start(self, weights):
        for layer, W, b in zip(self.dense, weights[::2], weights[1::2], strict=True):
            layer.set_weights([W, b])
        for layer, own in zip(self.others, self.born, strict=True):
            layer.set_weights(own)
        forget(self.optimizer)


def _network(activation):
    import keras

    from dlcourse.layers import PReLU

    below = keras.initializers.Constant(SLOPE)
    make = {
        "ReLU": keras.layers.ReLU,
        "Leaky ReLU": lambda: keras.layers.LeakyReLU(negative_slope=SLOPE),
        "PReLU": lambda: PReLU(alpha_initializer=below),
    }[activation]
    hidden = []
    for _ in range(LAYERS):
        hidden += [keras.layers.Dense(WIDTH, kernel_initializer="he_normal"), make()]
    return keras.Sequential([keras.Input((64,)), *hidden, keras.layers.Dense(10)])


def _digits(seed):
    (x, y), test = split_digits(seed)
    return x.astype("float32"), y.astype("int32"), test


def watch_units_die(rate, activation="ReLU", seeds=range(5), steps=2500, every=125):
    """Train digits by plain gradient descent and count the silent units on the way.

    Two hidden layers of 64 units with He's initial weights, batches of 32.

    Args:
        rate: the learning rate.
        activation: ``"ReLU"``, ``"Leaky ReLU"`` or ``"PReLU"``.
        seeds: one network each.
        steps, every: how long, and how often the units are counted.

    Returns:
        ``{"step": (N,), "silent": (seeds, N, 2), "loss": (seeds,), "weights": [one list a seed]}``: the share of
        silent units in either hidden layer, the mean loss of the last 100 steps, the weights at the end.
    """
    import keras

    trainer = _Trainer(activation, keras.optimizers.SGD(rate))
    runs = [_watch(trainer, activation, seed, steps, every) for seed in seeds]
    shares, losses, weights = zip(*runs, strict=True)
    return {
        "step": np.arange(0, steps + 1, every),
        "silent": np.array(shares),
        "loss": np.array(losses),
        "weights": list(weights),
    }


def _watch(trainer, activation, seed, steps, every):
    import keras

    x, y, _ = _digits(seed)
    slope = 0.0 if activation == "ReLU" else SLOPE
    keras.utils.set_random_seed(seed)
    trainer.start(_network("ReLU").get_weights())
    rows = batch_indices(len(x), steps, BATCH, np.random.default_rng(seed))
    shares, losses = [], []
    for first in range(0, steps + 1, every):
        with np.errstate(over="ignore", invalid="ignore"):  # weights that explode have no sums
            shares.append([units.mean() for units in silent_units(trainer.weights, x, slope)])
        if first < steps:
            losses = trainer.run(x, y, rows[first : first + every]).numpy()
    return shares, losses[-100:].mean(), trainer.weights


def revive(dead_weights, activation, seeds=range(5), steps=400):
    """Go on from the weights of networks that died, with this activation, by Adam (rate 0.003) on the same digits.

    Args:
        dead_weights: one list of weights a seed, from ``watch_units_die``.
        activation: ``"ReLU"``, ``"Leaky ReLU"`` or ``"PReLU"``.

    Returns:
        ``{"moved": (seeds,), "before": (seeds,), "after": (seeds,)}``: of the first layer's silent units the share
        whose weights changed at all; test accuracy before and after.
    """
    import keras

    trainer = _Trainer(activation, keras.optimizers.Adam(3e-3))
    runs = [_revive(trainer, weights, seed, steps) for weights, seed in zip(dead_weights, seeds, strict=True)]
    return {key: np.array([run[key] for run in runs]) for key in runs[0]}


def _revive(trainer, weights, seed, steps):
    x, y, (x_test, y_test) = _digits(seed)
    trainer.start(weights)
    before = accuracy(y_test, trainer.model(x_test.astype("float32")).numpy())
    trainer.run(x, y, batch_indices(len(x), steps, BATCH, np.random.default_rng(seed + 100)))
    silent, changed = silent_units(weights, x)[0], np.any(trainer.weights[0] != weights[0], axis=0)
    after = accuracy(y_test, trainer.model(x_test.astype("float32")).numpy())
    return {"moved": changed[silent].mean(), "before": before, "after": after}
