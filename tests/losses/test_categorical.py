"""Categorical cross-entropies are Keras's, from probabilities and logits, and stay finite where it matters."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

RNG = np.random.default_rng(0)
Z = RNG.normal(scale=2, size=(5, 3))
P = np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)
HOT = np.eye(3)[RNG.integers(0, 3, size=5)]
SOFT = RNG.dirichlet(np.ones(3), size=5)
OPTIONS = [
    ("CategoricalCrossentropy", {}),
    ("CategoricalCrossentropy", {"label_smoothing": 0.25}),
    ("CategoricalFocalCrossentropy", {}),
    ("CategoricalFocalCrossentropy", {"gamma": 0.0, "alpha": 1.0}),
    ("CategoricalFocalCrossentropy", {"gamma": 0.75, "label_smoothing": 0.125}),
    ("CategoricalFocalCrossentropy", {"alpha": [0.25, 0.5, 2.0]}),
]
NAMES = ["CategoricalCrossentropy", "CategoricalFocalCrossentropy"]
FUNCTIONS = [losses.categorical_crossentropy, losses.categorical_focal_crossentropy]


def _focal(y, p, alpha, gamma):
    return -(alpha * (1 - p) ** gamma * y * np.log(p)).sum(axis=-1)


def test_the_functions_are_their_equations():
    close(losses.categorical_crossentropy(SOFT, P), _focal(SOFT, P, 1, 0), 1e-12)
    close(losses.categorical_crossentropy(SOFT, 5 * P / 7), _focal(SOFT, P, 1, 0), 1e-12)
    close(losses.categorical_crossentropy(SOFT, Z, True), _focal(SOFT, P, 1, 0), 1e-12)
    smooth = 0.75 * SOFT + 0.25 / 3
    close(losses.categorical_crossentropy(SOFT, Z, True, 0.25), _focal(smooth, P, 1, 0), 1e-12)
    close(losses.categorical_focal_crossentropy(SOFT, P), _focal(SOFT, P, 0.25, 2), 1e-12)
    close(losses.categorical_focal_crossentropy(SOFT, Z, 0.3, 1.5, True, 0.25), _focal(smooth, P, 0.3, 1.5), 1e-12)
    alpha = [0.1, 0.2, 0.3]
    close(losses.categorical_focal_crossentropy(SOFT, P, alpha), _focal(SOFT, P, np.array(alpha), 2), 1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_bad_input_is_refused_or_warned_of(function):
    name = function.__name__
    with pytest.raises(ValueError, match=rf"{name}.. got y_true of shape \(5, 1\) .* belong to sparse_categorical"):
        function(np.ones((5, 1)), np.ones((5, 3)))
    with pytest.raises(ValueError, match=rf"{name}.. got y_true of shape \(5,\)"):
        function(np.ones(5), np.ones((5, 3)))
    with pytest.raises(ValueError, match=rf"{name}.. got a single class; use binary_crossentropy"):
        function(np.ones((5, 1)), np.ones((5, 1)))
    for y in ([[0.0, 2.0]], [[-1.0, 1.0]]):
        with pytest.raises(ValueError, match=rf"{name}.. got y_true with values from .*; give one-hot labels"):
            function(y, [[0.5, 0.5]], from_logits=True)
    for p in ([[-1.0, 1.0]], [[0.5, 3.0]]):
        with pytest.raises(ValueError, match=rf"{name}.. got y_pred with values from .*; .* or say from_logits=True"):
            function([[0.0, 1.0]], p)
    with pytest.warns(UserWarning, match=rf"{name}.. got from_logits=True and y_pred whose rows are probabilities"):
        function(SOFT, P, from_logits=True)
    with pytest.warns(UserWarning, match="whose rows are probabilities"):
        function(SOFT.T, P.T, from_logits=True, axis=0)
    for smoothing in (-0.1, 1.0):
        with pytest.raises(ValueError, match=rf"{name}.. got label_smoothing={smoothing}"):
            function([[0.0, 1.0]], [[0.5, 0.5]], label_smoothing=smoothing)


def test_alpha_and_gamma_are_checked():
    def call(**bad):
        losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]], **bad)

    for make in (losses.CategoricalFocalCrossentropy, call):
        for bad, words in [
            ({"alpha": -0.1}, "alpha=-0.1; give a number of at least 0"),
            ({"alpha": [0.5, -1]}, r"alpha\[1\]=-1"),
            ({"gamma": -1}, "gamma=-1; give a number of at least 0"),
        ]:
            with pytest.raises(ValueError, match=r"(?i)categorical_?focal_?crossentropy\S* got " + words):
                make(**bad)
        make(alpha=0, gamma=0)
        make(alpha=(0, 0.5))
    with pytest.raises(ValueError, match="got 3 alphas for 2 classes"):
        call(alpha=[0.1, 0.2, 0.3])


def test_smoothing_divides_by_the_classes_along_their_axis():
    """Keras divides by the size of the last axis, whatever ``axis`` says."""
    y, p = (RNG.dirichlet(np.ones(3), size=(2, 5)).transpose(0, 2, 1) for _ in range(2))
    expected = -((0.75 * y + 0.25 / 3) * np.log(p)).sum(axis=1)
    close(losses.categorical_crossentropy(y, p, label_smoothing=0.25, axis=1), expected, 1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("from_logits", [False, True])
def test_slopes_are_differences(function, from_logits):
    pred = Z if from_logits else P
    slope = value_and_slope(lambda y, p: function(y, p, from_logits=from_logits), SOFT, pred)[1]
    expected = central_differences(lambda p: function(SOFT, p, from_logits=from_logits).numpy().sum(), pred)
    close(slope, expected, 1e-7)


def test_behind_a_softmax_of_keras_the_logits_are_taken():
    z, y = tf.constant([[-1000.0, 0.0, 3.0]]), np.eye(3)[[0]]
    value = losses.CategoricalCrossentropy()(y, keras.activations.softmax(z))
    close(value, keras.losses.CategoricalCrossentropy()(y, keras.activations.softmax(z)), 1e-6)
    assert float(value) > 1000
    with pytest.warns(UserWarning, match="from_logits=True and the output of a softmax"):
        close(losses.CategoricalCrossentropy(from_logits=True)(y, keras.activations.softmax(z)), value, 0)


def test_the_number_of_classes_may_be_unknown_while_tracing():
    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, None), "float64")] * 2)
    def loss(y, z):
        return losses.categorical_crossentropy(y, z, True, 0.25)

    close(loss(HOT, Z), losses.categorical_crossentropy(HOT, Z, True, 0.25), 1e-12)


def test_a_compiled_step_looks_at_no_values():
    loss = tf.function(losses.CategoricalCrossentropy(from_logits=True), autograph=False)
    assert np.isfinite(loss(tf.constant(3 * HOT), tf.constant(P)))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_focal_loss_of_logits_of_1000_is_finite_and_learns(gamma, dtype):
    y, z = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[1000.0, 0.0], [1000.0, 0.0]])
    loss = losses.CategoricalFocalCrossentropy(gamma=gamma, from_logits=True, reduction="none")
    value, slope = value_and_slope(loss, y, z, dtype=dtype)
    close(value, [250.0, 0.0], 1e-6)
    close(slope, [[0.25, -0.25], [0.0, 0.0]], 1e-6)


@pytest.mark.parametrize(("name", "options"), OPTIONS)
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_loss_is_that_of_keras(name, options, from_logits):
    ours, pred = getattr(losses, name), Z if from_logits else P
    options = {**options, "from_logits": from_logits}
    same_loss(name, ours, HOT, pred, options, thorough=options == {"from_logits": from_logits})
    same_loss(name, ours, SOFT, pred, options)
    sequence = RNG.normal(size=(2, 5, 3)) if from_logits else RNG.dirichlet(np.ones(3), size=(2, 5))
    same_loss(name, ours, RNG.dirichlet(np.ones(3), size=(2, 5)), sequence, options)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("from_logits", [False, True])
def test_classes_may_lie_along_another_axis(name, from_logits):
    y, p = (RNG.dirichlet(np.ones(3), size=(2, 5)).transpose(0, 2, 1) for _ in range(2))
    same_loss(name, getattr(losses, name), y, np.log(p) if from_logits else p, {"axis": 1, "from_logits": from_logits})


@pytest.mark.parametrize("name", NAMES)
def test_probabilities_of_exactly_0_and_1_and_odd_sums_are_those_of_keras(name):
    p = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.3, 0.1]])
    y = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.3, 0.5], [0.0, 1.0, 0.0]])
    same_loss(name, getattr(losses, name), y, p)


def test_logits_of_1000_are_those_of_keras():
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])
    z = np.array([[1000.0, -1000.0, 0.0], [1000.0, 999.0, -1000.0], [1000.0, 1000.0, 1000.0]])
    for options in ({}, {"label_smoothing": 0.1}):
        same_loss("CategoricalCrossentropy", losses.CategoricalCrossentropy, y, z, {**options, "from_logits": True})


@given(st.lists(st.floats(-1000, 1000), min_size=3, max_size=3), st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_the_slope_for_logits_is_p_minus_y_and_sums_to_0(logits, label):
    z, y = np.array([logits]), np.eye(3)[[label]]
    slope = value_and_slope(lambda y, z: losses.categorical_crossentropy(y, z, from_logits=True), y, z)[1]
    p = np.exp(z - z.max())
    close(slope, p / p.sum() - y, 1e-12)
    assert abs(slope.sum()) < 1e-12


@pytest.mark.parametrize(("name", "options"), [OPTIONS[1], OPTIONS[5]])
def test_contract(name, options):
    loss_contract(getattr(losses, name), {**options, "from_logits": True}, HOT.astype("float32"), Z.astype("float32"))
