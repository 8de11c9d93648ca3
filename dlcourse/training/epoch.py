"""Stage three: all steps of an epoch in one compiled graph, which gathers its batches by their row numbers."""

import keras
import tensorflow as tf

from dlcourse.training.steps import train_step


def run_steps(step, data, rows, first, last, result):
    """``result = step(i, batch, result)`` for batch ``i`` from ``first`` to ``last - 1``; the last is returned.

    Args:
        step: gets the batch's number, the batch (of the structure of ``data``) and what the step before returned.
        data: tensors ``(N, ...)``, nested in any way.
        rows: ``(S, B)`` row numbers, a row for each batch.
        first, last: tensors: which of the S batches.
        result: what the first step gets, and what is returned where there is no batch.
    """

    def take(i, result):
        batch = tf.nest.map_structure(lambda each: tf.gather(each, rows[i]), data)
        return i + 1, step(i, batch, result)

    # Written out: translating a `for` would take AutoGraph, which trips over warnings of newer Pythons.
    return tf.while_loop(lambda i, _: i < last, take, [first, result])[1]


def compiled_epoch(model, loss_fn, optimizer, jit_compile=False):
    """An epoch as a single call: no Python between the steps, the data handed over once.

    Args:
        model, loss_fn, optimizer: as for ``train_step``.
        jit_compile: let XLA turn it into machine code: several times as fast for small dense models, many times slower
            where there are convolutions.

    Returns:
        ``epoch(x, y, rows) -> losses``: ``rows`` is ``(S, B)``, such as ``batch_indices`` draws; losses ``(S,)``.

    Example:
        >>> import numpy as np
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        >>> epoch = compiled_epoch(model, keras.losses.MeanSquaredError(), keras.optimizers.SGD(0.25))
        >>> x = np.ones((4, 1), "float32")
        >>> epoch(x, 3 * x, [[0, 1], [3, 2]]).numpy().tolist()
        [4.0, 0.0]
    """
    optimizer.build(model.trainable_variables)

    @tf.function(autograph=False, jit_compile=jit_compile)
    def epoch(x, y, rows):
        steps = tf.shape(rows)[0]

        def step(i, batch, losses):
            return losses.write(i, train_step(model, loss_fn, optimizer, *batch))

        losses = tf.TensorArray(keras.config.floatx(), steps, element_shape=())
        return run_steps(step, (x, y), rows, 0, steps, losses).stack()

    return lambda x, y, rows: epoch(tf.constant(x), tf.constant(y), tf.constant(rows, tf.int32))
