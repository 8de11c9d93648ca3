"""Train one network many times: compiled once, started anew for every seed and every training set.

Keras compiles its training function again for each new model, which takes longer than training a small one. Here
the whole run is a single compiled function over a matrix of row numbers, one row a batch, so it costs one
compilation however often it is called.
"""

import numpy as np

from dlcourse.training.batches import batch_indices


def squared_error(y, outputs):
    """The mean of ``(y - output) ** 2`` over a batch, for a network with one output."""
    import tensorflow as tf

    return tf.reduce_mean((tf.cast(y, outputs.dtype) - outputs[:, 0]) ** 2)


def forget(optimizer):
    """Set everything that a Keras optimizer remembers to 0, also its count of steps; the learning rate stays."""
    for variable in optimizer.variables:
        if variable is not optimizer._learning_rate:
            variable.assign(np.zeros(variable.shape, variable.dtype))


class RepeatedTraining:
    """A compiled training run that can be started again from fresh weights.

    Args:
        build: a function without arguments that returns a new Keras model.
        loss: ``loss(y, outputs)``, the mean over a batch; by default cross-entropy between integer labels and scores.
        rate: Adam's learning rate.
        label_dtype: of ``y``.

    Example:
        >>> from dlcourse.models import dense_network
        >>> training = RepeatedTraining(lambda: dense_network([2, 3]))
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=(60, 2)); y = (x[:, 0] > 0).astype(int)
        >>> training.start(seed=0).run(x, y, batch_indices(60, steps=200, batch=16, rng=rng)).outputs(x).shape
        (60, 3)
    """

    def __init__(self, build, loss=None, rate=3e-3, label_dtype="int32"):
        import keras
        import tensorflow as tf

        self.build, self.model, self.label_dtype = build, build(), label_dtype
        self.loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.optimizer = keras.optimizers.Adam(rate)
        self.optimizer.build(self.model.trainable_variables)
        rows = tf.TensorSpec((None, *self.model.input_shape[1:]), "float32")
        labels = tf.TensorSpec((None,), label_dtype)
        # A concrete function never traces again, whatever the sizes; all sizes that vary are None above.
        batches = tf.TensorSpec((None, None), "int32")
        self._run = tf.function(self._steps, autograph=False).get_concrete_function(rows, labels, batches)
        self._outputs = tf.function(self._call, autograph=False).get_concrete_function(rows)

    def _call(self, x):
        return self.model(x, training=False)

    def _steps(self, x, y, batches):
        import tensorflow as tf

        from dlcourse.training.epoch import run_steps
        from dlcourse.training.steps import train_step

        def step(number, batch, loss):
            return train_step(self.model, self.loss, self.optimizer, *batch)

        return run_steps(step, (x, y), batches, 0, tf.shape(batches)[0], tf.constant(0.0))

    def start(self, seed):
        """Fresh weights, drawn by this seed, and an optimizer without memory."""
        import keras

        keras.utils.set_random_seed(seed)
        self.model.set_weights(self.build().get_weights())
        forget(self.optimizer)
        return self

    def run(self, x, y, batches):
        """Take one optimizer step for each row of ``batches`` (row numbers into ``x`` and ``y``)."""
        import tensorflow as tf

        self._run(tf.constant(x, "float32"), tf.constant(y, self.label_dtype), tf.constant(batches, "int32"))
        return self

    def fit(self, x, y, seed, steps=400, batch=32):
        """Start anew and take ``steps`` steps over shuffled batches. Everything random follows from ``seed``."""
        return self.start(seed).run(x, y, batch_indices(len(x), steps, batch, np.random.default_rng(seed)))

    def outputs(self, x):
        """The model's outputs for these rows, as an array."""
        import tensorflow as tf

        return self._outputs(tf.constant(x, "float32")).numpy()

    def loss_on(self, x, y):
        """The mean loss over these rows, a float."""
        import tensorflow as tf

        return float(self.loss(tf.constant(y, self.label_dtype), self._outputs(tf.constant(x, "float32"))))
