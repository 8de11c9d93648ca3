"""Attention layers against Keras's: forward and backward in one compiled function.

    python benchmarks/run.py attention

Ratios above 1 are faster than Keras.
"""

import pairs

SIZES = [(32, 64, 128, 4), (8, 256, 128, 4), (16, 128, 256, 8)]  # B, T, D, H


def prepare():
    """What the imports need is not the layers' memory."""
    import dlcourse  # noqa: F401, I001  (silences the next import)
    import keras  # noqa: F401

    step(_layers(4, 8)["keras"], (2, 3, 32), jit=False)()


def _layers(heads, key_dim, **options):
    import keras

    from dlcourse.layers.multi_head import MultiHeadAttention

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


def memory_keras():
    memory_of("keras")


def memory_dlcourse():
    memory_of("dlcourse")


def rows(rounds=9):
    """Every comparison, as plain data."""
    import keras
    import tensorflow as tf

    from dlcourse.layers.attention_layers import AdditiveAttention, Attention

    calls = {"": lambda layer, x: layer(x, x), " causal": lambda layer, x: layer(x, x, use_causal_mask=True)}
    for B, T, D, H in SIZES:
        mask = tf.sequence_mask([T - T // 4] * B, T)
        calls[" padding"] = lambda layer, x, mask=mask: layer(x, x, value_mask=mask)
        for jit in (False, True):
            for name, call in calls.items():
                ways = {key: step(layer, (B, T, D), jit, call) for key, layer in _layers(H, D // H).items()}
                what = f"MultiHeadAttention{name} B{B} T{T} D{D} H{H}{' XLA' if jit else ''}"
                yield pairs.row(what, pairs.compare(ways, rounds=rounds), bar=0.95)
    for name, ours in {"Attention": Attention, "AdditiveAttention": AdditiveAttention}.items():
        for jit in (False, True):
            layers = {"keras": getattr(keras.layers, name)(use_scale=True), "dlcourse": ours(use_scale=True)}
            ways = {key: step(each, (16, 64, 64), jit, lambda layer, x: layer([x, x])) for key, each in layers.items()}
            result = pairs.compare(ways, rounds=rounds)
            yield pairs.row(f"{name} B16 T64 D64{' XLA' if jit else ''}", result, bar=0.95)
    yield pairs.memory_row("MultiHeadAttention causal B16 T512 D128", "attention")


if __name__ == "__main__":
    for each in rows():
        print(pairs.table([each]).splitlines()[-1], flush=True)
