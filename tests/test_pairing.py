"""The loss that is named is Keras's loss for such labels and such outputs: minus the log-likelihood of the labels."""

import itertools
import subprocess
import sys

import keras
import numpy as np
import pytest
from support.parity import close

from dlcourse.pairing import HEADS, LABELS, choose_loss

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(scale=2, size=(7, 3))
CHOICE = RNG.integers(0, 3, 7)
MANY = RNG.integers(0, 2, (7, 3))
ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}


def log_likelihood_of_questions(truth, z):
    p = ACTIVATIONS["sigmoid"](z)
    return np.mean(np.where(truth == 1, np.log(p), np.log(1 - p)))


def log_likelihood_of_a_choice():
    return np.mean(np.log(ACTIVATIONS["softmax"](LOGITS)[np.arange(7), CHOICE]))


EXAMPLES = {  # labels as they are written, logits of the last layer, mean log-likelihood
    ("binary", "integer"): (MANY[:, :1], LOGITS[:, :1], log_likelihood_of_questions(MANY[:, :1], LOGITS[:, :1])),
    ("binary", "float"): (MANY[:, :1] * 1.0, LOGITS[:, :1], log_likelihood_of_questions(MANY[:, :1], LOGITS[:, :1])),
    ("multi-class", "integer"): (CHOICE, LOGITS, log_likelihood_of_a_choice()),
    ("multi-class", "one-hot"): (np.eye(3)[CHOICE], LOGITS, log_likelihood_of_a_choice()),
    ("multi-label", "multi-hot"): (MANY, LOGITS, log_likelihood_of_questions(MANY, LOGITS)),
}


@pytest.mark.parametrize("task, labels", EXAMPLES)
def test_the_named_loss_is_minus_the_log_likelihood(task, labels):
    truth, logits, expected = EXAMPLES[task, labels]
    for activation in HEADS[task]:
        name, from_logits = choose_loss(task, labels, activation)
        loss = getattr(keras.losses, name)(from_logits=from_logits, dtype="float64")
        close(loss(truth, ACTIVATIONS[activation](logits)), -expected, 1e-6)  # Keras clips probabilities at 1e-7


def test_from_logits_is_true_exactly_for_a_linear_classifier():
    for task, labels in EXAMPLES:
        assert {each: choose_loss(task, labels, each)[1] for each in HEADS[task]} == {
            "linear": True,
            HEADS[task][1]: False,
        }


def test_regression_has_one_loss_without_from_logits():
    for labels, activation in itertools.product(LABELS["regression"], HEADS["regression"]):
        assert choose_loss("regression", labels, activation) == ("MeanSquaredError", None)
    with pytest.raises(TypeError):
        keras.losses.MeanSquaredError(from_logits=True)


def test_every_task_has_an_example():
    every = {(task, labels) for task, kinds in LABELS.items() for labels in kinds if task != "regression"}
    assert every == set(EXAMPLES) and LABELS.keys() == HEADS.keys()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("ranking", "float", "linear"), r"choose_loss\(\) got task='ranking'; give one of 'regression'"),
        (("binary", "one-hot", "linear"), "for task='binary' got labels='one-hot'; give one of 'float', 'integer'"),
        (("multi-label", "integer", "sigmoid"), "got labels='integer'; give one of 'multi-hot'"),
        (("multi-class", "integer", "sigmoid"), "got activation='sigmoid'; give one of 'linear', 'softmax'"),
        (("multi-label", "multi-hot", "softmax"), "got activation='softmax'; give one of 'linear', 'sigmoid'"),
        (("multi-class", "integer", "tanh"), "got activation='tanh'"),
    ],
)
def test_what_does_not_go_together_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        choose_loss(*given)


def test_the_import_brings_no_keras():
    code = "import sys, dlcourse.pairing; found = {'keras', 'tensorflow', 'numpy'} & set(sys.modules); assert not found"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
