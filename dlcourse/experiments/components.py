"""Take one component out of a network and see what breaks, on two tasks."""

import numpy as np

from dlcourse.data import two_rings
from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining, squared_error
from dlcourse.metrics import accuracy
from dlcourse.models import dense_network

TASKS = {"digits": (64, 10), "rings": (2, 2)}  # inputs, classes


def _data(task, seed):
    if task == "digits":
        return split_digits(seed)
    return two_rings(1000, seed=seed), two_rings(500, seed=seed + 100)


def _network(task, **options):
    inputs, classes = TASKS[task]
    return dense_network([inputs, 32, 32, classes], **options)


def _frozen(task, hidden=(32, 32)):
    """The hidden layers keep the weights they were born with; only the last layer learns."""
    inputs, classes = TASKS[task]
    network = dense_network([inputs, *hidden, classes])
    for layer in network.layers[:-1]:
        layer.trainable = False
    return network


def frozen_digits(hidden, steps, seeds=range(3)):
    """Test accuracy on digits when only the last layer learns, for these ``hidden`` layers and steps: ``(seeds,)``."""
    model = RepeatedTraining(lambda: _frozen("digits", hidden))
    return np.array([_score(model, *_data("digits", seed), seed, steps) for seed in seeds])


def _quantity(task):
    """One output, trained by squared error to be the class number itself."""
    inputs, _ = TASKS[task]
    return dense_network([inputs, 32, 32, 1])


VARIANTS = {
    "complete": {},
    "without activations": {"build": lambda task: _network(task, activation=None)},
    "without biases": {"build": lambda task: _network(task, use_bias=False)},
    "without learning in the hidden layers": {"build": _frozen},
    "without a loss for classes": {"build": _quantity, "loss": squared_error},
    "without the optimizer": {"steps": 0},
}


def without_component(seeds=range(3)):
    """Test accuracy with one component left out: ``{task: {variant: (len(seeds),)}}``.

    All variants have two hidden layers of 32 units and 400 steps of Adam on batches of 32. Without a loss for classes
    the single output is rounded to the nearest class number. Without the optimizer no step is taken.
    """
    data = {(task, seed): _data(task, seed) for task in TASKS for seed in seeds}
    result = {task: {} for task in TASKS}
    for name in VARIANTS:
        models, steps = _prepared(name)
        for task, model in models.items():
            result[task][name] = np.array([_score(model, *data[task, seed], seed, steps) for seed in seeds])
    return result


def _prepared(name):
    """The variant's compiled training for each task, and its number of steps."""
    variant = {"build": _network, "loss": None, "steps": 400} | VARIANTS[name]
    build, loss = variant["build"], variant["loss"]
    models = {task: RepeatedTraining(lambda task=task: build(task), loss) for task in TASKS}
    return models, variant["steps"]


def _score(model, train, test, seed, steps):
    outputs = model.fit(*train, seed=seed, steps=steps).outputs(test[0])
    predictions = np.round(outputs[:, 0]) if outputs.shape[1] == 1 else outputs
    return accuracy(test[1], predictions)
