"""The same network under several output activations: which of them can give the wanted numbers at all?"""

import numpy as np

from dlcourse.data import sine_curve
from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining, squared_error
from dlcourse.metrics import accuracy

AMPLITUDE = 5.0
SINE = {"amplitude": AMPLITUDE, "frequency": 2, "low": -2, "high": 2}


def sine_of_five(count=400):
    """Points of ``y = 5 sin 2x`` for x from -2 to 2: ``(x (count, 1), y (count,))``, x rising."""
    return sine_curve(count, seed=0, **SINE)


def lowest_mse(y, low, high):
    """The least mean squared error that outputs between ``low`` and ``high`` can have: each as near to y as it may.

    Example:
        >>> lowest_mse(np.array([-3.0, 0.5, 3.0]), -1, 1)  # (4 + 0 + 4) / 3
        2.6666666666666665
    """
    return float(np.mean((y - np.clip(y, low, high)) ** 2))


def regression_head(head, seeds=range(3), scale=1.0):
    """Predictions of ``5 sin 2x`` by a network with this output activation, trained on ``y / scale``.

    Two hidden layers of 32 ReLU units, 2,000 steps of Adam (rate 0.003) on batches of 32, mean squared error.

    Args:
        head: the output activation; None for a linear output.
        seeds: one network each.
        scale: targets are divided by it, predictions multiplied.

    Returns:
        ``(len(seeds), 400)`` predictions for ``sine_of_five()``.
    """
    x, y = sine_of_five()
    training = RepeatedTraining(lambda: _sine_network(head), squared_error, label_dtype="float32")
    return np.array([scale * training.fit(x, y / scale, seed, steps=2000).outputs(x)[:, 0] for seed in seeds])


def _sine_network(head):
    import keras

    hidden = [keras.layers.Dense(32, "relu") for _ in range(2)]
    return keras.Sequential([keras.Input((1,)), *hidden, keras.layers.Dense(1, head)])


def three_class_head(head, seeds=range(3)):
    """Train digits 0, 1 and 2 with this output activation and Keras's categorical cross-entropy of its outputs.

    One hidden layer of 32 ReLU units, 300 steps of Adam (rate 0.003) on batches of 32.

    Returns:
        ``{"loss": (seeds,), "accuracy": (seeds,), "outputs": (seeds, B, 3)}``, the loss on the training part, the
        rest on the first 100 pictures of the test part.
    """
    training = RepeatedTraining(lambda: _class_network(head), _cross_entropy)
    runs = [_class_run(training, seed) for seed in seeds]
    return {key: np.array([run[key] for run in runs]) for key in ("loss", "accuracy", "outputs")}


def _class_network(head):
    import keras

    layers = [keras.layers.Dense(32, "relu"), keras.layers.Dense(3, head)]
    return keras.Sequential([keras.Input((64,)), *layers])


def _cross_entropy(y, outputs):
    import keras

    return keras.ops.mean(keras.losses.categorical_crossentropy(keras.ops.one_hot(y, 3), outputs))


def _class_run(training, seed):
    (x, y), (x_test, y_test) = ((rows[labels < 3], labels[labels < 3]) for rows, labels in split_digits(seed))
    training.fit(x, y, seed, steps=300)
    outputs = training.outputs(x_test[:100])
    return {"loss": training.loss_on(x, y), "accuracy": accuracy(y_test[:100], outputs), "outputs": outputs}
