"""Trainings that differ in their loss only: a confidently wrong neuron, digits, and skewed numbers to predict."""

import numpy as np

from dlcourse.data import two_clouds
from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.metrics import accuracy
from dlcourse.models import dense_network
from dlcourse.nn import sigmoid_stable
from dlcourse.optimizers.steps import adam_step

GRID = np.linspace(0, 1, 21)


SLOPES = {  # of the loss with respect to the logit, for p = sigmoid_stable(z)
    "cross-entropy": lambda y, p: p - y,
    "squared error": lambda y, p: 2 * (p - y) * p * (1 - p),
}


def recovery(loss, rate, steps, seeds=range(5), adam=False):
    """Accuracy while a sigmoid neuron unlearns a border that is exactly the wrong way round.

    At the start each of 200 points is wrong, and the logits have size 10 on average. The data change with the seed.

    Args:
        loss: "cross-entropy" or "squared error".
        rate: the learning rate, of gradient descent on all points or of Adam.
        steps: how many.
        adam: take Adam's steps instead.

    Returns:
        ``(seeds, steps + 1)``: the share that is right before each step, and at the end.
    """
    return np.array([[np.mean((p >= 0.5) == y) for p, y in _recover(loss, rate, steps, seed, adam)] for seed in seeds])


def class_1_at_the_end(loss, rate, steps, seeds=range(5)):
    """The share of the points that the neuron of ``recovery`` calls class 1 after its last step, ``(seeds,)``.

    At 0 or 1 the border has left the clouds: every point gets one and the same class, and half of them are right.
    """
    return np.array([np.mean(list(_recover(loss, rate, steps, seed))[-1][0] >= 0.5) for seed in seeds])


def _recover(loss, rate, steps, seed, adam=False):
    """Each point's probability of class 1, and its class, before each step and at the end."""
    X, y = two_clouds(200, 0.1, seed)
    A = np.column_stack([X, np.ones(len(X))])
    w = np.array([0.6, 0.8, -1.0])  # the line between the clouds
    w = -10 * w / np.abs(A @ w).mean()
    m, v = np.zeros(3), np.zeros(3)
    for t in range(1, steps + 2):
        p = sigmoid_stable(A @ w)
        yield p, y
        gradient = A.T @ SLOPES[loss](y, p) / len(y)
        if adam:
            w, m, v = adam_step(w, m, v, t, gradient, rate, 0.9, 0.999, 1e-7)
        else:
            w = w - rate * gradient


def steps_until(accuracies, level):
    """The first step at which each run ``(seeds, steps + 1)`` reaches the level; the number of entries if never."""
    reached = np.asarray(accuracies) >= level
    return np.where(reached.any(axis=1), reached.argmax(axis=1), reached.shape[1])


def digits_by_loss(loss, steps=600, outputs=10, seeds=range(3)):
    """Digits learned by a dense network with 64 hidden units and linear outputs, under any loss.

    Args:
        loss: ``loss(y, outputs)``, the mean over a batch; y are classes ``(B,)``, outputs ``(B, 10)``.
        steps: one number, or several to compare.
        outputs: 1 for a network that predicts the number itself.

    Returns:
        ``(accuracy, loss)``: on new images, and on the training images; ``(seeds,)`` each, or ``(seeds, numbers)``.
    """
    training = RepeatedTraining(lambda: dense_network([64, 64, outputs]), loss)
    found = np.array([[_digits(training, seed, count) for count in np.atleast_1d(steps)] for seed in seeds])
    return tuple(np.moveaxis(found if np.ndim(steps) else found[:, 0], -1, 0))


def _digits(training, seed, steps):
    train, test = split_digits(seed)
    answers = training.fit(*train, seed=seed, steps=steps).outputs(test[0])
    answers = np.round(answers[:, 0]) if answers.shape[1] == 1 else answers
    return accuracy(test[1], answers), training.loss_on(*train)


def skewed_targets(count, seed):
    """Waiting times that are mostly short and sometimes long: ``y = 1 + 2x + (x + 1/2) e``, e exponential, mean 1.

    At each x the mean is ``1 + 2x + (x + 1/2)``, the quantile of share s ``1 + 2x - (x + 1/2) log(1 - s)``.

    Returns:
        x ``(count, 1)``, uniform from 0 to 1, and y ``(count,)``.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 1, count)
    return x[:, None], 1 + 2 * x + (x + 0.5) * rng.exponential(size=count)


def skewed_by_loss(loss, steps=1500, seeds=range(3)):
    """What a small network predicts on the skewed targets, under any loss.

    Args:
        loss: ``loss(y, outputs)``, the mean over a batch; y ``(B,)`` float32, outputs ``(B, 1)``.

    Returns:
        ``(curves, share)``: predictions on ``GRID``, ``(seeds, 21)``; the share of new targets below them ``(seeds,)``.
    """
    training = RepeatedTraining(lambda: dense_network([1, 32, 1]), loss, rate=1e-2, label_dtype="float32")
    curves, share = [], []
    for seed in seeds:
        training.fit(*skewed_targets(2000, seed), seed=seed, steps=steps, batch=100)
        x, y = skewed_targets(20000, seed + 1000)
        curves.append(training.outputs(GRID[:, None])[:, 0])
        share.append(np.mean(y < training.outputs(x)[:, 0]))
    return np.array(curves), np.array(share)
