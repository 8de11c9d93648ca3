"""Train many networks of one shape side by side: every seed and every learning rate in the same products.

A small network spends its time on starting operations, not on computing. Here the weights of all R runs are one
array, a row a run, so a step of all runs together starts as many operations as a step of one.
"""

import numpy as np


class SideBySide:
    """R classifiers of dense layers, each with its own weights, data, order of rows and learning rate, under Adam.

    Args:
        weights: for each run ``[W1, b1, W2, b2, ...]``, as ``model.get_weights()`` gives them.
        activation: of all layers but the last; a function of a tensor.
        x, y: ``(R, N, D)`` inputs and ``(R, N)`` class numbers.
        rates: ``(R,)`` learning rates.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=(2, 40, 3)); y = (x[:, :, 0] > 0).astype(int)
        >>> born = [rng.normal(size=(3, 2)), np.zeros(2)]
        >>> runs = SideBySide([born, born], None, x, y, rates=[0.1, 0.0])
        >>> before = runs.losses()
        >>> runs.run(rng.integers(0, 40, size=(2, 50, 8)))
        >>> (runs.losses() < before - 0.01).tolist()  # the second rate is 0
        [True, False]
    """

    def __init__(self, weights, activation, x, y, rates):
        import tensorflow as tf

        self.shapes = [np.shape(each) for each in weights[0]]
        self.activation = activation
        self.theta = tf.constant([np.concatenate([each.ravel() for each in run]) for run in weights], tf.float32)
        self.m, self.v, self.t = tf.zeros_like(self.theta), tf.zeros_like(self.theta), tf.constant(0.0)
        self.x, self.y = tf.constant(x, tf.float32), tf.constant(y, tf.int32)
        self.rates = tf.constant(np.reshape(rates, (-1, 1)), tf.float32)
        self._run = tf.function(self._steps, autograph=False, reduce_retracing=True)
        self._losses = tf.function(self._loss, autograph=False)

    def _logits(self, theta, x):
        import tensorflow as tf

        flat = tf.split(theta, [int(np.prod(shape)) for shape in self.shapes], axis=1)
        parts = [tf.reshape(each, (-1, *shape)) for each, shape in zip(flat, self.shapes, strict=True)]
        for number, (W, b) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
            x = x @ W + b[:, None]
            if self.activation and 2 * number < len(parts):
                x = self.activation(x)
        return x

    def _loss(self, theta, x, y):
        import tensorflow as tf

        logits = self._logits(theta, x)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits), axis=1)

    def _steps(self, theta, m, v, t, rows):
        import tensorflow as tf

        from dlcourse.optimizers.steps import adam_step

        def step(i, theta, m, v):
            x, y = (tf.gather(each, rows[:, i], batch_dims=1) for each in (self.x, self.y))
            with tf.GradientTape() as tape:
                tape.watch(theta)
                loss = tf.reduce_sum(self._loss(theta, x, y))  # each run's weights only touch its own term
            grad = tape.gradient(loss, theta)
            number = t + 1.0 + tf.cast(i, tf.float32)
            return i + 1, *adam_step(theta, m, v, number, grad, self.rates, 0.9, 0.999, 1e-7)

        return tf.while_loop(lambda i, *_: i < tf.shape(rows)[1], step, [0, theta, m, v])[1:]

    def run(self, rows):
        """Take one step for each of ``rows`` (R, steps, B): row numbers into each run's own data."""
        import tensorflow as tf

        rows = tf.constant(rows, tf.int32)
        self.theta, self.m, self.v = self._run(self.theta, self.m, self.v, self.t, rows)
        self.t += float(rows.shape[1])

    def losses(self):
        """Each run's mean cross-entropy over its own data, ``(R,)``."""
        return self._losses(self.theta, self.x, self.y).numpy()

    def logits(self, x):
        """Each run's scores for its own ``x`` (R, B, D): ``(R, B, classes)``."""
        import tensorflow as tf

        return self._logits(self.theta, tf.constant(x, tf.float32)).numpy()
