"""The hinge losses are Keras's, for labels -1 and 1, 0 and 1, and between."""

import numpy as np
import pytest
import tensorflow as tf
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

NAMES = ["Hinge", "SquaredHinge", "CategoricalHinge"]
RNG = np.random.default_rng(0)
S = RNG.normal(scale=2, size=(5, 3))
SIGNS = RNG.choice([-1.0, 1.0], size=(5, 3))
HOT = np.eye(3)[RNG.integers(0, 3, size=5)]


def test_the_functions_are_their_equations_and_their_slopes_differences():
    lacking = np.maximum(1 - SIGNS * S, 0)
    close(losses.hinge(SIGNS, S), lacking.mean(axis=-1), 1e-12)
    close(losses.squared_hinge(SIGNS, S), (lacking**2).mean(axis=-1), 1e-12)
    right, wrong = (HOT * S).sum(axis=-1), ((1 - HOT) * S).max(axis=-1)
    close(losses.categorical_hinge(HOT, S), np.maximum(1 + wrong - right, 0), 1e-12)
    for function, y in [(losses.hinge, SIGNS), (losses.squared_hinge, SIGNS), (losses.categorical_hinge, HOT)]:
        slope = value_and_slope(function, y, S)[1]
        close(slope, central_differences(lambda s, f=function, y=y: f(y, s).numpy().sum(), S), 1e-7)


@pytest.mark.parametrize(
    ("function", "bad", "words"),
    [
        (losses.hinge, [[2.0], [1.0]], "hinge.. got y_true with values from 1 to 2; give labels -1 and 1"),
        (losses.hinge, [[-2.0], [1.0]], "hinge.. got y_true with values from -2 to 1"),
        (losses.squared_hinge, [[3.0], [1.0]], "squared_hinge.. got y_true with values from 1 to 3"),
        (
            losses.categorical_hinge,
            [[-1.0], [1.0]],
            "categorical_hinge.. got y_true with values from -1 to 1; give one",
        ),
        (losses.categorical_hinge, [[2.0], [1.0]], "categorical_hinge.. got y_true with values from 1 to 2"),
    ],
)
def test_bad_labels_are_refused(function, bad, words):
    with pytest.raises(ValueError, match=words):
        function(bad, [[0.3], [0.4]])
    compiled = tf.function(function, autograph=False)
    assert np.isfinite(compiled(tf.constant(bad), tf.constant([[0.3], [0.4]]))).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_that_of_keras(name):
    ours, labels = getattr(losses, name), HOT if "Categorical" in name else SIGNS
    same_loss(name, ours, labels, S, thorough=True)
    same_loss(name, ours, HOT, S)
    soft = RNG.uniform(size=(2, 3, 5))
    same_loss(name, ours, soft, RNG.normal(size=(2, 3, 5)))
    same_loss(name, ours, labels, 1000 * np.sign(S) + S)


@pytest.mark.parametrize("name", NAMES[:2])
def test_mixed_labels_are_left_as_they_are(name):
    """0 is taken as -1 only when all labels are 0 or 1."""
    same_loss(name, getattr(losses, name), np.array([[0.0, 1.0], [-1.0, 1.0]]), S[:2, :2])
    same_loss(name, getattr(losses, name), np.ones((2, 2)), S[:2, :2])
    same_loss(name, getattr(losses, name), np.zeros((2, 2)), S[:2, :2])
    same_loss(name, getattr(losses, name), SIGNS[:, 0], S[:, :1])


@pytest.mark.parametrize("function", [losses.hinge, losses.squared_hinge, losses.categorical_hinge])
def test_shapes_that_would_broadcast_are_refused(function):
    with pytest.raises(ValueError, match=rf"{function.__name__}.. got y_true of shape \(5, 1\)"):
        function(np.ones((5, 1)), S)


@pytest.mark.parametrize("name", NAMES)
def test_contract(name):
    labels = HOT if "Categorical" in name else SIGNS
    loss_contract(getattr(losses, name), {}, labels.astype("float32"), S.astype("float32"))
