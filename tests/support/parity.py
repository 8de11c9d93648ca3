"""Are two implementations the same function? Outputs and gradients at random weights, in both precisions.

float64 is compared to 1e-10 of the largest entry (rounding of sums in another order, far below any wrong term) and
float32 to 1e-5 (its machine epsilon is 1.2e-7; sums over some hundred terms lose two digits).
"""

import keras
import numpy as np
import tensorflow as tf

TOLERANCE = {"float64": 1e-10, "float32": 1e-5}


def close(ours, theirs, tolerance, what=""):
    """Equal up to ``tolerance`` times the largest entry of ``theirs`` (at least 1)."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, f"{what}: shape {ours.shape}, expected {theirs.shape}"
    np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs), err_msg=what)
    scale = max(1.0, np.nanmax(np.abs(theirs), initial=0.0))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance * scale, err_msg=what)


def random_array(rng, shape, dtype):
    """Normal numbers for float dtypes; for integer dtypes whole numbers 0 to 4."""
    if np.issubdtype(np.dtype(dtype), np.floating):
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(5, size=shape).astype(dtype)


def random_weights(layer, rng):
    """Weights of every kind at random: nothing is left at 0 or 1, and what is a variance is positive."""
    values = []
    for weight in layer.weights:
        value = rng.normal(scale=0.5, size=weight.shape)
        values.append(np.abs(value) + 0.3 if "variance" in weight.name else value)
    layer.set_weights([value.astype("float64") for value in values])


def outputs_and_gradients(layer, inputs, seed=0, **call):
    """Flat lists: outputs, and the gradients of a randomly weighted sum of them for float inputs and weights."""
    tensors = [tf.constant(each) for each in inputs]
    floating = [each for each in tensors if each.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floating)
        outputs = [each for each in tf.nest.flatten(layer(*tensors, **call)) if each is not None]
        rng = np.random.default_rng(seed)
        total = tf.add_n(
            [tf.reduce_sum(each * rng.normal(size=each.shape).astype(each.dtype.as_numpy_dtype)) for each in outputs]
        )
    variables = [weight.value for weight in getattr(layer, "trainable_weights", [])]
    gradients = tape.gradient(total, [*floating, *variables])
    return [each.numpy() for each in outputs], [_dense(each) for each in gradients]


def _dense(gradient):
    return None if gradient is None else tf.convert_to_tensor(gradient).numpy()


def same_layer(make_ours, make_theirs, *inputs, dtypes=("float64", "float32"), seed=0, tolerance=None, **call):
    """``make_ours(dtype=...)`` computes what ``make_theirs(dtype=...)`` does: weights, outputs, gradients, state after.

    Args:
        make_ours, make_theirs: called with ``dtype``; return layers whose weights correspond in order and shape.
        *inputs: shapes (filled at random in the layer's dtype) or arrays (used as they are; floats are cast).
        tolerance: instead of the default of a dtype, a dict ``{dtype: value}``; say why at the call.
        **call: more arguments of the call (mask, training, ...).
    """
    for dtype in dtypes:
        rng = np.random.default_rng(seed)
        arrays = [random_array(rng, each, dtype) if isinstance(each, tuple) else np.asarray(each) for each in inputs]
        arrays = [each.astype(dtype) if np.issubdtype(each.dtype, np.floating) else each for each in arrays]
        ours, theirs = make_ours(dtype=dtype), make_theirs(dtype=dtype)
        for layer in (ours, theirs):
            layer(*[tf.constant(each) for each in arrays], **call)
        random_weights(theirs, rng)
        shapes = [[tuple(weight.shape) for weight in layer.weights] for layer in (ours, theirs)]
        assert shapes[0] == shapes[1], f"weights {shapes[0]}, expected {shapes[1]}"
        assert len(ours.trainable_weights) == len(theirs.trainable_weights)
        ours.set_weights(theirs.get_weights())
        limit = {**TOLERANCE, **(tolerance or {})}[dtype]
        results = [outputs_and_gradients(layer, arrays, seed, **call) for layer in (ours, theirs)]
        for kind, mine, reference in zip(("output", "gradient"), *results, strict=True):
            assert len(mine) == len(reference), f"{len(mine)} {kind}s, expected {len(reference)}"
            for i, (a, b) in enumerate(zip(mine, reference, strict=True)):
                assert (a is None) == (b is None), f"{kind} {i} is missing on one side"
                if a is not None:
                    assert a.dtype == b.dtype, f"{kind} {i} is {a.dtype}, expected {b.dtype}"
                    close(a, b, limit, f"{dtype} {kind} {i}")
        for a, b in zip(ours.non_trainable_variables, theirs.non_trainable_variables, strict=True):
            if "seed" not in a.path:
                close(a.numpy(), b.numpy(), limit, f"{dtype} state {a.path} after the call")


def same_function(ours, theirs, *inputs, dtypes=("float64", "float32"), seed=0, tolerance=None, **call):
    """Two functions of tensors agree in outputs and in gradients for every float input."""
    for dtype in dtypes:
        rng = np.random.default_rng(seed)
        arrays = [random_array(rng, each, dtype) if isinstance(each, tuple) else np.asarray(each) for each in inputs]
        arrays = [each.astype(dtype) if np.issubdtype(each.dtype, np.floating) else each for each in arrays]
        limit = {**TOLERANCE, **(tolerance or {})}[dtype]
        results = [outputs_and_gradients(function, arrays, seed, **call) for function in (ours, theirs)]
        for kind, mine, reference in zip(("output", "gradient"), *results, strict=True):
            for i, (a, b) in enumerate(zip(mine, reference, strict=True)):
                assert (a is None) == (b is None), f"{kind} {i} is missing on one side"
                if a is not None:
                    close(a, b, limit, f"{dtype} {kind} {i}")


def central_differences(function, array, h=1e-6):
    """The gradient of a number-valued function of a float64 array, every entry moved by itself: error about h²."""
    array = np.array(array, dtype="float64")
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        ends = []
        for sign in (1, -1):
            moved = array.copy()
            moved[index] += sign * h
            ends.append(float(function(moved)))
        gradient[index] = (ends[0] - ends[1]) / (2 * h)
    return gradient


def gradients_match_differences(layer, *shapes, seed=0, tolerance=1e-7, **call):
    """A float64 layer's gradients equal central differences, for all entries of float inputs and trainable weights.

    The default tolerance is relative to the largest entry: differences of step 1e-6 are exact to about 1e-9.
    """
    rng = np.random.default_rng(seed)
    arrays = [random_array(rng, each, "float64") if isinstance(each, tuple) else np.asarray(each) for each in shapes]
    layer(*[tf.constant(each) for each in arrays], **call)
    if hasattr(layer, "weights"):
        random_weights(layer, rng)
    outputs, gradients = outputs_and_gradients(layer, arrays, seed, **call)
    out_rng = np.random.default_rng(seed)
    cotangents = [out_rng.normal(size=each.shape) for each in outputs]

    def total(values):
        results = tf.nest.flatten(layer(*[tf.constant(each) for each in values], **call))
        return sum(float(np.sum(np.asarray(r) * c)) for r, c in zip(results, cotangents, strict=True))

    position = 0
    for i, array in enumerate(arrays):
        if not np.issubdtype(array.dtype, np.floating):
            continue
        expected = central_differences(lambda a, i=i: total([*arrays[:i], a, *arrays[i + 1 :]]), array)
        close(gradients[position], expected, tolerance, f"gradient of input {i}")
        position += 1
    for weight in getattr(layer, "trainable_weights", []):
        start = weight.numpy()

        def moved(value, weight=weight):
            weight.assign(value)
            return total(arrays)

        expected = central_differences(moved, start)
        weight.assign(start)
        close(gradients[position], expected, tolerance, f"gradient of {weight.path}")
        position += 1


def same_training(make_ours, make_theirs, steps=20, shapes=((7, 3), (5,)), dtype="float64", tolerance=None, seed=0):
    """Two optimizers take the same path: the same random gradients, step by step, on variables of these shapes."""
    rng = np.random.default_rng(seed)
    start = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    gradients = [[rng.normal(size=shape).astype(dtype) for shape in shapes] for _ in range(steps)]
    with _floatx(dtype):
        paths = []
        for make in (make_ours, make_theirs):
            optimizer, variables = make(), [keras.Variable(value, dtype=dtype) for value in start]
            paths.append([])
            for gradient in gradients:
                optimizer.apply([tf.constant(each) for each in gradient], variables)
                paths[-1].append([each.numpy() for each in variables])
    limit = (tolerance or TOLERANCE)[dtype]
    for step, (mine, reference) in enumerate(zip(*paths, strict=True)):
        for i, (a, b) in enumerate(zip(mine, reference, strict=True)):
            close(a, b, limit, f"variable {i} after step {step + 1}")


class _floatx:
    """Keras's default float type, within a ``with`` (an optimizer's own numbers are of that type)."""

    def __init__(self, dtype):
        self.dtype = dtype

    def __enter__(self):
        self.before = keras.config.floatx()
        keras.config.set_floatx(self.dtype)

    def __exit__(self, *_):
        keras.config.set_floatx(self.before)
