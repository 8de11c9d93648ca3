"""Layers, forward and backward in a compiled function, beside Keras's layer with the same weights; and NumPy's."""

import keras
import numpy as np
import pairs
import tensorflow as tf

from dlcourse import conv, layers

IMAGES, ROWS, TOKENS = (32, 28, 28, 16), (128, 256), (32, 64, 128)
SAME = {"padding": "same"}
# name of the class in both packages, its arguments, the shape of its input
CASES = [
    ("Dense", {"units": 256, "activation": "relu"}, ROWS),
    ("Conv1D", {"filters": 64, "kernel_size": 3, "padding": "causal"}, TOKENS),
    ("Conv2D", {"filters": 32, "kernel_size": 3, **SAME}, IMAGES),
    ("DepthwiseConv2D", {"kernel_size": 3, **SAME}, IMAGES),
    ("SeparableConv2D", {"filters": 32, "kernel_size": 3, **SAME}, IMAGES),
    ("Conv2DTranspose", {"filters": 16, "kernel_size": 3, "strides": 2, **SAME}, IMAGES),
    ("MaxPooling2D", {"pool_size": 2}, IMAGES),
    ("AveragePooling2D", {"pool_size": 2}, IMAGES),
    ("GlobalAveragePooling2D", {}, IMAGES),
    ("BatchNormalization", {}, IMAGES),
    ("LayerNormalization", {}, TOKENS),
    ("GroupNormalization", {"groups": 4}, IMAGES),
    ("Dropout", {"rate": 0.5}, TOKENS),
]


def both_ways(layer, x, training=True):
    """A function that computes the layer and the gradients of its squared outputs, for input and weights."""
    layer(x)
    weights = [weight.value for weight in layer.trainable_weights]

    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(tf.square(layer(x, training=training)))
        return tape.gradient(loss, [x, *weights])

    return tf.function(step, autograph=False)


def beside_keras(name, options, shape, rounds):
    """Both layers at the same weights."""
    x = tf.constant(np.random.default_rng(0).normal(size=shape).astype("float32"))
    theirs, ours = getattr(keras.layers, name)(**options), getattr(layers, name)(**options)
    ways = {"keras": both_ways(theirs, x), "dlcourse": both_ways(ours, x)}
    if ours.weights:
        ours.set_weights(theirs.get_weights())
    return pairs.compare({way: lambda step=step: step(x)[0].numpy() for way, step in ways.items()}, rounds)


def rows(rounds=9):
    """The table's rows."""
    for name, options, shape in CASES:
        yield pairs.row(f"{name} {'x'.join(map(str, shape))}", beside_keras(name, options, shape, rounds), bar=0.95)
    yield pairs.row("convolution in NumPy, forward, 32x28x28x16, 3x3, 32", numpy_convolution(rounds), bar=0.5)


def numpy_convolution(rounds):
    """``conv.conv2d_windows`` beside ``keras.layers.Conv2D``, forward only."""
    x = np.random.default_rng(0).normal(size=IMAGES).astype("float32")
    layer = keras.layers.Conv2D(32, 3, use_bias=False)
    tensor = tf.constant(x)
    layer(tensor)
    kernel = layer.get_weights()[0]
    forward = tf.function(layer, autograph=False)
    ways = {"keras": lambda: forward(tensor).numpy(), "dlcourse": lambda: conv.conv2d_windows(x, kernel)}
    return pairs.compare(ways, rounds)
