"""Lesson 03's measurements of gradients: how exact they are, what they cost, and when the weights change."""

import numpy as np

from dlcourse.nn import MLP, backprop_two_layer, numerical_gradient


def gradient_errors(steps, seeds=range(3), sizes=(5, 7, 3), rows=11):
    """How far difference quotients lie from backpropagation, for a tanh network with random weights and data.

    The error is ``|numerical - exact| / |exact|``, in Euclidean length over all weights.

    Args:
        steps: values of h.
        seeds: of weights and data.
        sizes: inputs, hidden units, outputs.
        rows: examples.

    Returns:
        ``{"forward": (len(seeds), len(steps)), "central": ...}``: errors of ``(f(w + h) - f(w)) / h`` and of
        ``(f(w + h) - f(w - h)) / 2h``.
    """
    result = {"forward": np.zeros((len(seeds), len(steps))), "central": np.zeros((len(seeds), len(steps)))}
    for row, seed in enumerate(seeds):
        loss, w, exact = random_problem(seed, sizes, rows)
        for column, h in enumerate(steps):
            numerical = {"forward": _forward_differences(loss, w, h), "central": numerical_gradient(loss, w, h)}
            for name, gradient in numerical.items():
                result[name][row, column] = np.linalg.norm(gradient - exact) / np.linalg.norm(exact)
    return result


def random_problem(seed, sizes=(5, 7, 3), rows=11):
    """A loss as a function of all weights in one row, the weights, and backpropagation's gradient there.

    Example:
        >>> loss, w, gradient = random_problem(seed=0)
        >>> step = 1e-3 * gradient / np.linalg.norm(gradient)
        >>> bool(loss(w - step) < loss(w) < loss(w + step))
        True
    """
    rng = np.random.default_rng(seed)
    d, u, k = sizes
    X, y = rng.normal(size=(rows, d)), rng.normal(size=(rows, k))
    shapes = {"W1": (d, u), "b1": (u,), "W2": (u, k), "b2": (k,)}
    ends = np.cumsum([np.prod(shape) for shape in shapes.values()])

    def named(w):
        parts = np.split(w, ends[:-1])
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}

    def loss(w):
        p = named(w)
        return np.mean((np.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - y) ** 2)

    w = rng.normal(size=ends[-1])
    gradients = backprop_two_layer(X, y, named(w))
    return loss, w, np.concatenate([gradients[name].ravel() for name in shapes])


def _forward_differences(f, w, h):
    start = f(w)
    return np.array([f(w + h * unit) - start for unit in np.eye(len(w))]) / h


def multiplications(sizes, rows, with_gradients):
    """How many multiplications TensorFlow's graph of a ReLU network's loss has in its matrix products.

    A product of (n, k) and (k, m) takes n k m of them. The activations' and the loss's own are few beside them.

    Args:
        sizes: the number of inputs, then each layer's units.
        rows: examples.
        with_gradients: whether the graph also computes the gradients of all weights and biases.

    Example:
        >>> multiplications([2, 3, 1], rows=5, with_gradients=False)  # 5 (2 · 3 + 3 · 1)
        45
    """
    operations = _graph(sizes, rows, with_gradients).get_operations()
    return sum(_products(op) for op in operations if op.type == "MatMul")


def kept_bytes(sizes, rows):
    """How many bytes of the forward pass the way back still reads: what has to be kept in between, without the weights.

    Counted in the graph of ``multiplications``: the arrays that its backward part takes from its forward part.

    Args:
        sizes: the number of inputs, then each layer's units.
        rows: examples.

    Example:
        >>> kept_bytes([2, 3, 1], rows=5)  # the inputs of both layers, in float32: 4 · 5 (2 + 3)
        100
    """
    graph = _graph(sizes, rows, with_gradients=True)
    weights = {tensor.name for tensor in graph.internal_captures}
    back = {op.name: op for op in graph.get_operations() if op.name.startswith("gradient_tape/")}
    read = {tensor.name: tensor for op in back.values() for tensor in op.inputs}
    kept = [t for t in read.values() if t.op.name not in back and t.op.type != "Const" and t.name not in weights]
    return sum(tensor.shape.num_elements() * tensor.dtype.size for tensor in kept)


def _graph(sizes, rows, with_gradients):
    """TensorFlow's graph of the summed outputs of a ReLU network, with or without their gradients by all weights."""
    import tensorflow as tf

    weights = [tf.constant(each, "float32") for each in MLP(sizes).get_weights()]

    def loss(X):
        for number, (W, b) in enumerate(zip(weights[::2], weights[1::2], strict=True), 1):
            X = X @ W + b
            X = tf.nn.relu(X) if number < len(weights) // 2 else X
        return tf.reduce_sum(X)

    @tf.function(autograph=False)
    def work(X):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            value = loss(X)
        return (value, tape.gradient(value, weights)) if with_gradients else value

    return work.get_concrete_function(tf.TensorSpec((rows, sizes[0]))).graph


def _products(op):
    left, (n, m) = op.inputs[0].shape, op.outputs[0].shape
    return n * m * left[0 if op.get_attr("transpose_a") else 1]


def order_of_a_step():
    """What happens in ``dlcourse.training.train_step``, in order: each part writes its name down when it runs.

    Example:
        >>> len(order_of_a_step())
        4
    """
    import keras
    import tensorflow as tf

    from dlcourse.training import train_step

    told = []

    class Model(keras.layers.Dense):
        def call(self, x):
            told.append("forward pass")
            return announced(super().call(x))

    @tf.custom_gradient
    def announced(x):  # x itself; its gradient passes unchanged too, but not unseen
        def backward(upstream):
            told.append("backward pass")
            return upstream

        return tf.identity(x), backward

    class Optimizer(keras.optimizers.SGD):
        def apply(self, *given):
            told.append("update")
            super().apply(*given)

    def loss(y, outputs):
        told.append("loss")
        return tf.reduce_mean((outputs - y) ** 2)

    model = Model(1)
    model.build((None, 2))
    train_step(model, loss, Optimizer(0.1), np.ones((3, 2), "float32"), np.ones((3, 1), "float32"))
    return told


def outputs_and_gradients(layer, inputs, seed):
    """What a Keras layer answers with random weights, and what comes back: arrays, to be compared with another layer's.

    Args:
        layer: a new layer; its weights are drawn anew, in their order, so two layers of one layout get the same.
        inputs: ``(B, ...)``.
        seed: of the weights, and of the gradient by the outputs that is sent back.

    Returns:
        ``[outputs, gradient by the inputs, gradient by each weight ...]``.

    Example:
        >>> import keras
        >>> outputs, *gradients = outputs_and_gradients(keras.layers.Dense(3), np.ones((2, 5), "float32"), seed=0)
        >>> [each.shape for each in (outputs, *gradients)]
        [(2, 3), (2, 5), (5, 3), (3,)]
    """
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    layer.build(inputs.shape)
    layer.set_weights([rng.normal(size=each.shape) for each in layer.weights])
    x = tf.Variable(inputs)
    with tf.GradientTape() as tape:
        outputs = layer(x)
        total = tf.reduce_sum(outputs * rng.normal(size=outputs.shape).astype(inputs.dtype))
    gradients = tape.gradient(total, [x, *layer.trainable_variables])
    return [np.asarray(each) for each in (outputs, *gradients)]
