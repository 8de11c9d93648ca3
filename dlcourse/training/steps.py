"""Stages one and two: a training step written out, a loop around it, and the step as a compiled graph."""

import tensorflow as tf

from dlcourse import _require
from dlcourse.training.batches import epoch_batches


def train_step(model, loss_fn, optimizer, x, y):
    """One step of gradient descent on one batch; the weights change, the loss before the change is returned.

    ``L = loss_fn(y, model(x)) + penalties``, then ``w <- w + optimizer's step for dL/dw``. The tape writes down what
    is computed from the weights, so that ``tape.gradient`` can go through it backwards. The loss is not scaled: for
    float16 use ``fit``.

    Args:
        model: a Keras model; its regularizers' penalties count (``model.losses``).
        loss_fn: ``loss_fn(y, outputs)``, the mean over the batch.
        optimizer: a Keras optimizer.
        x, y: the batch.

    Returns:
        The loss, a tensor without axes.

    Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986.

    Example:
        >>> import keras, numpy as np
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        >>> loss = train_step(model, keras.losses.MeanSquaredError(), keras.optimizers.SGD(0.25), [[1.0]], [[3.0]])
        >>> float(loss), float(model(np.ones((1, 1)))[0, 0])
        (4.0, 3.0)
    """
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    with tf.GradientTape() as tape:
        outputs = model(x, training=True)
        loss = tf.add_n([loss_fn(y, outputs), *model.losses])
    weights = model.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss


def evaluate(model, loss_fn, dataset):
    """The mean loss over all examples; nothing about the model changes.

    A batch counts by its size: the mean of the batches' means would give the last, small one too much weight.

    Args:
        loss_fn: ``loss_fn(y, outputs)``, the mean over a batch.
        dataset: batches ``(x, y)``: a ``tf.data.Dataset``, a list, any iterable.

    Raises:
        ValueError: no batch at all.

    Example:
        >>> import keras, numpy as np
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
        >>> batches = [(np.ones((2, 1)), np.ones((2, 1))), (np.ones((1, 1)), np.full((1, 1), 4.0))]
        >>> evaluate(model, keras.losses.MeanSquaredError(), batches)  # (1 + 1 + 16) / 3
        6.0
    """
    total, count = 0.0, 0
    for x, y in dataset:
        total += float(loss_fn(y, model(tf.convert_to_tensor(x), training=False))) * len(x)
        count += len(x)
    if count == 0:
        raise ValueError("evaluate() got no batch; give an iterable of (x, y), and a generator only once.")
    return total / count


def eager_fit(model, loss_fn, optimizer, x, y, batch_size=32, epochs=1, rng=None):
    """The whole loop in the open: epochs, batches, steps; the same weights as ``model.fit``.

    Args:
        model, loss_fn, optimizer: as for ``train_step``.
        x, y: arrays.
        batch_size: examples a step.
        epochs: how often every example is seen.
        rng: a NumPy generator that shuffles each epoch; None keeps the order, as ``shuffle=False`` does.

    Returns:
        One number an epoch: the mean over examples of the losses that each step saw before it changed the weights.

    Example:
        >>> import keras, numpy as np
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        >>> x = np.ones((3, 1))
        >>> eager_fit(model, keras.losses.MeanSquaredError(), keras.optimizers.SGD(0.25), x, 3 * x, batch_size=2)
        [2.6666666666666665]
    """
    _require.positive_integer("eager_fit()", "batch_size", batch_size)
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"eager_fit() got {len(x)} rows of x and {len(y)} of y; give equally many, at least one.")
    history = []
    for _ in range(epochs):
        full, rest = epoch_batches(len(x), batch_size, rng)
        total = 0.0
        for rows in [*full, rest] if len(rest) else full:
            total += float(train_step(model, loss_fn, optimizer, x[rows], y[rows])) * len(rows)
        history.append(total / len(x))
    return history


def compiled_step(model, loss_fn, optimizer, jit_compile=False):
    """``train_step`` of this model as a graph: traced once, then run without Python.

    Args:
        model, loss_fn, optimizer: as for ``train_step``.
        jit_compile: let XLA turn the graph into machine code (worth it without convolutions).

    Returns:
        ``step(x, y) -> loss``. Each new batch shape is traced anew, so keep to one or two.

    Example:
        >>> import keras, numpy as np
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        >>> step = compiled_step(model, keras.losses.MeanSquaredError(), keras.optimizers.SGD(0.25))
        >>> float(step(np.ones((2, 1), "float32"), np.full((2, 1), 3.0, "float32")))
        4.0
    """
    optimizer.build(model.trainable_variables)  # a graph can't make variables when it is traced a second time

    # AutoGraph would translate `if` and `for`; there is nothing to translate.
    @tf.function(autograph=False, jit_compile=jit_compile, reduce_retracing=not jit_compile)
    def step(x, y):
        return train_step(model, loss_fn, optimizer, x, y)

    return lambda x, y: step(tf.convert_to_tensor(x), tf.convert_to_tensor(y))
