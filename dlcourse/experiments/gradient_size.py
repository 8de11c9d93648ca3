"""How large the gradient is in each layer of a deep network, before training and while it trains."""

import numpy as np

from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.models import dense_network
from dlcourse.training.batches import batch_indices


def path_products(z, slope):
    """The product of an activation's derivatives along a path through a deep network.

    Args:
        z: ``(paths, layers)`` pre-activations, one a layer.
        slope: the derivative, a function of z entry by entry.

    Returns:
        ``(paths,)``.

    Example:
        >>> path_products(np.zeros((1, 3)), lambda z: 0.25 + 0 * z).tolist()  # the sigmoid's slope at 0, cubed
        [0.015625]
    """
    return np.prod(np.asarray(slope(z)), axis=1)


def gradient_by_layer(activation, initializer, hidden_layers=10, seeds=range(3)):
    """The norm of the loss's gradient for each layer's weight matrix in an untrained network, on 256 digits.

    Args:
        activation, initializer: of the hidden layers of 64 units: a name of Keras's, or an object.
        hidden_layers: how many.
        seeds: one network each.

    Returns:
        ``(len(seeds), hidden_layers + 1)``, the layer next to the input first.
    """
    import keras

    (x, y), _ = split_digits(0)
    result = []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        # One initializer object gives the same numbers at each call: every layer gets one of its own.
        fresh = [initializer if isinstance(initializer, str) else initializer.clone() for _ in range(hidden_layers)]
        hidden = [keras.layers.Dense(64, activation, kernel_initializer=each) for each in fresh]
        model = keras.Sequential([keras.Input((64,)), *hidden, keras.layers.Dense(10)])
        result.append([np.linalg.norm(each) for each in _gradients(model, x[:256], y[:256])])
    return np.array(result)


def _gradients(model, x, y):
    """The gradient for each weight matrix."""
    import keras
    import tensorflow as tf

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        value = loss(y, model(tf.constant(x, "float32")))
    return [each.numpy() for each in tape.gradient(value, model.trainable_variables)[::2]]


def first_layer_gradient(activation, hidden_layers=8, seeds=range(3), steps=300, every=30):
    """Train digits (Adam, rate 0.003, batches of 32) and measure the first layer's gradient on the way.

    Args:
        activation: of the hidden layers of 64 units.
        hidden_layers: how many.
        seeds: one network each.

    Returns:
        ``(len(seeds), steps // every + 1)`` norms of the gradient for the first weight matrix, on 256 digits.
    """
    training = RepeatedTraining(lambda: dense_network([64, *[64] * hidden_layers, 10], activation))
    result = []
    for seed in seeds:
        (x, y), _ = split_digits(seed)
        rows = batch_indices(len(x), steps, 32, np.random.default_rng(seed))
        training.start(seed)
        norms = [np.linalg.norm(_gradients(training.model, x[:256], y[:256])[0])]
        for first in range(0, steps, every):
            training.run(x, y, rows[first : first + every])
            norms.append(np.linalg.norm(_gradients(training.model, x[:256], y[:256])[0]))
        result.append(norms)
    return np.array(result)
