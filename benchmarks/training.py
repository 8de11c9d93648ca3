"""``dlcourse.training.fit`` against ``model.fit``: time of an epoch after the first, and memory.

    python benchmarks/training.py             the table
    python benchmarks/training.py lstm mlp    only what has these words in its name

Same model, data, optimizer, loss and one metric; epochs of both are timed in turns by ``pairs.compare``.
"""

import sys
import time

import keras
import numpy as np
import pairs

from dlcourse.training import fit

L = keras.layers
BARS = {"linear": 20, "tiny": 20, "mlp, batch 32": 6, "mlp, batch 128": 4, "cnn": 1.9, "lstm": 2, "transformer": 2}


def sequential(shape, *layers):
    return keras.Sequential([keras.Input(shape), *layers])


def transformer(time=32, width=32):
    tokens = keras.Input((time, width))
    h = L.LayerNormalization()(tokens + L.MultiHeadAttention(4, width // 4)(tokens, tokens))
    h = L.LayerNormalization()(h + L.Dense(width)(L.Dense(2 * width, "relu")(h)))
    return keras.Model(tokens, L.Dense(10)(L.GlobalAveragePooling1D()(h)))


def cnn():
    conv = [L.Conv2D(16, 3, activation="relu"), L.MaxPooling2D(), L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D()]
    return sequential((28, 28, 1), *conv, L.Flatten(), L.Dense(10))


def recurrent():
    return sequential((64, 16), L.LSTM(32), L.Dense(10))


# name -> (model, rows, shape of a row, classes or None for a regression, batch size, optimizer)
WORK = {
    "linear": (lambda: sequential((10,), L.Dense(1)), 4096, (10,), None, 32, "sgd"),
    "tiny": (lambda: sequential((4,), L.Dense(8, "tanh"), L.Dense(3)), 4096, (4,), 3, 32, "adam"),
    "mlp, batch 32": (lambda: sequential((784,), L.Dense(256, "relu"), L.Dense(10)), 8192, (784,), 10, 32, "adam"),
    "mlp, batch 128": (lambda: sequential((784,), L.Dense(256, "relu"), L.Dense(10)), 8192, (784,), 10, 128, "adam"),
    "cnn": (cnn, 2048, (28, 28, 1), 10, 128, "adam"),
    "lstm": (recurrent, 1024, (64, 16), 10, 32, "adam"),
    "transformer": (transformer, 1024, (32, 32), 10, 32, "adam"),
}


def prepared(name):
    """``(model, x, y, batch size)``, compiled."""
    build, rows, shape, classes, batch, optimizer = WORK[name]
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, *shape)).astype("float32")
    y = rng.normal(size=(rows, 1)).astype("float32") if classes is None else rng.integers(0, classes, rows)
    model = build()
    loss = "mse" if classes is None else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["mae" if classes is None else "accuracy"])
    return model, x, y, batch


class Stamps(keras.callbacks.Callback):
    """When each epoch ended."""

    def on_train_begin(self, logs=None):
        self.times = []

    def on_epoch_end(self, epoch, logs=None):
        self.times.append(time.perf_counter())


def epoch_seconds(way, model, x, y, batch, epochs):
    """The time of an epoch after the first."""
    stamps = Stamps()
    options = {"batch_size": batch, "epochs": 1 + epochs, "verbose": 0, "callbacks": [stamps]}
    if way == "keras":
        model.fit(x, y, **options)
    else:
        fit(model, x, y, jit=way == "dlcourse" and "auto", **options)
    return (stamps.times[-1] - stamps.times[0]) / epochs


def compare(name, rounds, epochs=3):
    """Medians of an epoch's time, and the paired ratios, as ``pairs.compare`` has them."""
    ways = {way: prepared(name) for way in ("keras", "dlcourse", "without XLA")}
    times = {way: [] for way in ways}
    for turn in range(rounds):
        for way in list(ways)[:: 1 if turn % 2 else -1]:
            times[way].append(epoch_seconds(way, *ways[way], epochs))
    base = np.array(times["keras"])
    return {
        "seconds": {way: float(np.median(each)) for way, each in times.items()},
        "ratio": {way: float(np.median(base / np.array(each))) for way, each in times.items()},
    }


def prepare():
    """For ``pairs.peak_memory``: nothing but the imports."""


def _large(way):
    """300 MB of data, drawn in the type that it is used in."""
    x = np.random.default_rng(0).standard_normal((300_000, 250), "float32")
    model = sequential((250,), L.Dense(8, "tanh"), L.Dense(3))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    epoch_seconds(way, model, x, np.zeros(len(x), int), 512, 1)


def memory_keras():
    _large("keras")


def memory_dlcourse():
    _large("dlcourse")


def rows(rounds=9, words=()):
    """The rows of the table, as plain data."""
    for name in WORK:
        if not words or any(word in name for word in words):
            yield pairs.row(f"fit, {name}", compare(name, rounds), bar=BARS[name])
    if not words or "memory" in words:
        yield pairs.memory_row("fit, MLP, batch 128", "training")


if __name__ == "__main__":
    for each in rows(words=sys.argv[1:]):
        print(pairs.table([each]).splitlines()[-1], each.get("mib", ""), flush=True)
