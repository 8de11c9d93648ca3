"""Which layers run on Keras's other backends, with the same outputs and gradients as Keras's own layer there?

    KERAS_BACKEND=jax python benchmarks/backends.py       (or torch, numpy, tensorflow; the library has to be installed)

Prints one line a layer and, at the end, the counts. On NumPy, which has no gradients, only outputs are compared.
"""

import json
import sys

import keras
import numpy as np
from keras import ops

from dlcourse import layers

IMAGE, SEQUENCE = (2, 11, 13, 6), (2, 7, 5)
SAME = {"padding": "same"}
# class, its arguments, the shapes of its inputs
CASES = [
    ("Dense", {"units": 3, "activation": "relu"}, [SEQUENCE]),
    ("Conv1D", {"filters": 3, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, [SEQUENCE]),
    ("Conv2D", {"filters": 5, "kernel_size": 3, **SAME}, [IMAGE]),
    ("DepthwiseConv2D", {"kernel_size": 3, **SAME}, [IMAGE]),
    ("SeparableConv2D", {"filters": 5, "kernel_size": 3, **SAME}, [IMAGE]),
    ("Conv2DTranspose", {"filters": 5, "kernel_size": 3, "strides": 2, **SAME}, [IMAGE]),
    ("MaxPooling1D", {"pool_size": 2}, [SEQUENCE]),
    ("MaxPooling2D", {}, [IMAGE]),
    ("AveragePooling1D", {"pool_size": 2}, [SEQUENCE]),
    ("AveragePooling2D", {"pool_size": 2}, [IMAGE]),
    ("GlobalAveragePooling1D", {}, [SEQUENCE]),
    ("GlobalAveragePooling2D", {}, [IMAGE]),
    ("GlobalMaxPooling1D", {}, [SEQUENCE]),
    ("GlobalMaxPooling2D", {}, [IMAGE]),
    ("BatchNormalization", {}, [IMAGE]),
    ("LayerNormalization", {}, [SEQUENCE]),
    ("GroupNormalization", {"groups": 3}, [IMAGE]),
    ("Dropout", {"rate": 0.5}, [SEQUENCE]),
    ("Embedding", {"input_dim": 11, "output_dim": 3}, [(2, 7)]),
    ("PReLU", {}, [SEQUENCE]),
    ("SimpleRNN", {"units": 3}, [SEQUENCE]),
    ("LSTM", {"units": 3, "return_sequences": True}, [SEQUENCE]),
    ("GRU", {"units": 3}, [SEQUENCE]),
    ("Attention", {}, [SEQUENCE, (2, 3, 5)]),
    ("AdditiveAttention", {}, [SEQUENCE, (2, 3, 5)]),
    ("MultiHeadAttention", {"num_heads": 3, "key_dim": 2}, [SEQUENCE, (2, 3, 5)]),
]
# without a twin in Keras: they have to build, run and train
OWN = [
    ("Swish", {}, [SEQUENCE]),
    ("LSTM", {"units": 3, "peepholes": True}, [SEQUENCE]),
    ("ResidualBlock", {"filters": 6}, [IMAGE]),
    ("VGGBlock", {"filters": 5}, [IMAGE]),
    ("SqueezeExcitation", {}, [IMAGE]),
    ("MBConvBlock", {"filters": 6}, [IMAGE]),
    ("SinusoidalPositions", {}, [(2, 7, 6)]),
    ("LearnedPositions", {"sequence_length": 9}, [(2, 7, 6)]),
    ("RotaryPositions", {}, [(2, 7, 6)]),
    ("TransformerEncoderBlock", {"num_heads": 2, "intermediate_dim": 11}, [(2, 7, 6)]),
    ("TransformerDecoderBlock", {"num_heads": 2, "intermediate_dim": 11}, [(2, 7, 6)]),
]


def arrays(name, shapes):
    """Random inputs; whole numbers for an embedding."""
    rng = np.random.default_rng(0)
    if name == "Embedding":
        return [rng.integers(11, size=shape).astype("int32") for shape in shapes]
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


def called(layer, inputs):
    """The layer's first output; attention takes a list of query and value."""
    together = type(layer).__name__ in ("Attention", "AdditiveAttention")
    outputs = layer(list(inputs)) if together else layer(*inputs)
    return outputs[0] if isinstance(outputs, (list, tuple)) else outputs


def trained(layer, inputs):
    """The layer's weights after one step of gradient descent on the mean of its squared outputs."""
    symbols = [keras.Input(each.shape[1:], dtype=str(each.dtype)) for each in inputs]
    outputs = called(layer, symbols)
    model = keras.Model(symbols, outputs)
    model.compile(keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    target = np.zeros([len(inputs[0]), *outputs.shape[1:]], "float32")
    model.fit(inputs, target, batch_size=len(target), verbose=0)
    return [ops.convert_to_numpy(weight) for weight in layer.weights if "seed" not in weight.path]


def problem(name, options, shapes, twin):
    """What is wrong with a layer here, in a few words; None when all is well."""
    inputs = arrays(name, shapes)
    try:
        keras.utils.set_random_seed(0)
        ours = getattr(layers, name)(**options)
        result = ops.convert_to_numpy(called(ours, [ops.convert_to_tensor(each) for each in inputs]))
        gradients = keras.backend.backend() != "numpy" and ours.trainable_weights
        if not twin:
            after = trained(ours, inputs) if gradients else []
            return None if all(np.isfinite(each).all() for each in (result, *after)) else "not finite"
        theirs = getattr(keras.layers, name)(**options)
        called(theirs, [ops.convert_to_tensor(each) for each in inputs])
        if ours.weights:
            theirs.set_weights(ours.get_weights())
        expected = ops.convert_to_numpy(called(theirs, [ops.convert_to_tensor(each) for each in inputs]))
        if not np.allclose(result, expected, atol=1e-5):
            return f"outputs differ by {np.abs(result - expected).max():.1e}"
        if gradients:
            for mine, reference in zip(trained(ours, inputs), trained(theirs, inputs), strict=True):
                if not np.allclose(mine, reference, atol=1e-5):
                    return f"weights after a step differ by {np.abs(mine - reference).max():.1e}"
    except Exception as error:  # whatever a backend says
        return f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"
    return None


def main():
    found = {}
    for cases, twin in ((CASES, True), (OWN, False)):
        for name, options, shapes in cases:
            found[f"{name}{'' if twin or name != 'LSTM' else ' with peepholes'}"] = problem(name, options, shapes, twin)
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    for name, wrong in found.items():
        print(f"{name:<28}{wrong or 'runs'}")
    print(f"{keras.backend.backend()}: {sum(wrong is None for wrong in found.values())} of {len(found)} run")


if __name__ == "__main__":
    main()
