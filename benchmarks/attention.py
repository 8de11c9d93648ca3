"""Attention layers against Keras's: forward and backward in one compiled function.

    python benchmarks/attention.py

Prints ratios above 1 where ours is faster, and the peak memory of either as a share of Keras's.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

import pairs  # noqa: E402

SIZES = [(32, 64, 128, 4), (8, 256, 128, 4), (16, 128, 256, 8)]  # B, T, D, H


def prepare():
    """What the imports need is not the layers' memory."""
    import dlcourse  # noqa: F401, I001  (silences the next import)
    import keras  # noqa: F401

    step(_layers(4, 8)["keras"], (2, 3, 32), jit=False)()


def _layers(heads, key_dim, **options):
    import keras

    from dlcourse.layers.multi_head_attention import MultiHeadAttention

    made = {"keras": keras.layers.MultiHeadAttention, "dlcourse": MultiHeadAttention}
    return {name: make(heads, key_dim, **options) for name, make in made.items()}


def step(layer, shape, jit, call=None):
    """A function without arguments: outputs and all gradients of ``layer`` on itself, in one compiled function."""
    import tensorflow as tf

    call = call or (lambda layer, x: layer(x, x))
    x = tf.random.stateless_normal(shape, seed=(0, 1))
    call(layer, x)

    def both(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(tf.square(call(layer, x)))
        gradients = tape.gradient(total, [x, *[weight.value for weight in layer.trainable_weights]])
        return tf.add_n([tf.reduce_sum(each) for each in gradients])

    both = tf.function(both, jit_compile=jit, autograph=False)
    return lambda: both(x).numpy()


def memory_of(name):
    step(_layers(4, 32)[name], (16, 512, 128), jit=False, call=lambda layer, x: layer(x, x, use_causal_mask=True))()


def keras_memory():
    memory_of("keras")


def dlcourse_memory():
    memory_of("dlcourse")


def rows(rounds=9):
    """Every comparison, as plain data."""
    import keras
    import tensorflow as tf

    from dlcourse.layers.attention_layers import AdditiveAttention, Attention

    results = []
    calls = {"": lambda layer, x: layer(x, x), " causal": lambda layer, x: layer(x, x, use_causal_mask=True)}
    for B, T, D, H in SIZES:
        mask = tf.sequence_mask([T - T // 4] * B, T)
        calls[" padding"] = lambda layer, x, mask=mask: layer(x, x, value_mask=mask)
        for jit in (False, True):
            for name, call in calls.items():
                ways = {key: step(layer, (B, T, D), jit, call) for key, layer in _layers(H, D // H).items()}
                what = f"MultiHeadAttention{name} B{B} T{T} D{D} H{H}{' XLA' if jit else ''}"
                results.append(pairs.row(what, pairs.compare(ways, rounds=rounds)))
    single = {"Attention": Attention, "AdditiveAttention": AdditiveAttention}
    for name, ours in single.items():
        for jit in (False, True):
            layers = {"keras": getattr(keras.layers, name)(use_scale=True), "dlcourse": ours(use_scale=True)}
            ways = {
                key: step(layer, (16, 64, 64), jit, lambda layer, x: layer([x, x])) for key, layer in layers.items()
            }
            results.append(pairs.row(f"{name} B16 T64 D64{' XLA' if jit else ''}", pairs.compare(ways, rounds=rounds)))
    return results


def main():
    import dlcourse  # noqa: F401, I001  (silences the next import)

    print(pairs.table(rows()))
    used = {name: pairs.peak_memory("attention", f"{name}_memory") for name in ("keras", "dlcourse")}
    print(f"peak memory, causal, B16 T512 D128: {used['dlcourse'] / used['keras']:.2f} of Keras's")


if __name__ == "__main__":
    main()
