"""Recurrent layers, forward and backward in a compiled function, beside Keras's layer with the same weights."""

import itertools

import keras
import numpy as np
import pairs
import tensorflow as tf

from dlcourse.layers import recurrent

LAYERS = ("SimpleRNN", "LSTM", "GRU")
SIZES = list(itertools.product((32, 128), (64, 256), (64, 256)))  # batch, steps, units
LARGEST = "LSTM", 128, 256, 256


def features(units):
    """Width of the input."""
    return 32 if units < 256 else 64


def both_ways(layer, x):
    """A function that computes the layer and the gradients of its squared outputs, for input and weights."""
    layer(x[:, :1])
    weights = [weight.value for weight in layer.trainable_weights]

    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(tf.square(layer(x, training=True)))
        return tape.gradient(loss, [x, *weights])

    return tf.function(step, autograph=False)


def ways(name, batch, steps, units, **options):
    """Both layers' steps at the same weights."""
    x = tf.constant(np.random.default_rng(0).normal(size=(batch, steps, features(units))).astype("float32"))
    theirs, ours = (getattr(module, name)(units, **options) for module in (keras.layers, recurrent))
    compiled = {"keras": both_ways(theirs, x), "dlcourse": both_ways(ours, x)}
    ours.set_weights(theirs.get_weights())
    return {way: lambda step=step: step(x)[0].numpy() for way, step in compiled.items()}


def rows(rounds=9):
    """The table's rows: every size with all outputs, and the last output alone at one size."""
    for name in LAYERS:
        for size in SIZES:
            bar = 1.4 if size[0] == 32 and size[2] == 64 else 1.0
            result = pairs.compare(ways(name, *size, return_sequences=True), rounds)
            yield pairs.row(f"{name} {'x'.join(map(str, size))}", result, bar=bar)
        yield pairs.row(f"{name} 32x64x64, last output only", pairs.compare(ways(name, 32, 64, 64), rounds), bar=1.4)
    result = pairs.compare(ways("GRU", 32, 64, 64, return_sequences=True, reset_after=False), rounds)
    yield pairs.row("GRU 32x64x64, reset before", result, bar=1.4)
    yield pairs.memory_row(f"{LARGEST[0]} {'x'.join(map(str, LARGEST[1:]))}", "recurrent")


def prepare():
    """What is loaded before memory is counted."""
    tf.function(lambda x: tf.matmul(x, x), jit_compile=True)(tf.ones((2, 2)))


def _work(way):
    name, *size = LARGEST
    work = ways(name, *size, return_sequences=True)[way]
    for _ in range(3):
        work()


def memory_keras():
    _work("keras")


def memory_dlcourse():
    _work("dlcourse")


if __name__ == "__main__":
    for each in rows():
        print(pairs.table([each]).splitlines()[-1], flush=True)
