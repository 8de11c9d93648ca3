"""Binary cross-entropies are Keras's, from probabilities and logits, and stay finite where it matters."""

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
Y = RNG.integers(0, 2, size=(5, 3)).astype("float64")
SOFT = RNG.uniform(size=(5, 3))
Z = RNG.normal(scale=2, size=(5, 3))
P = 1 / (1 + np.exp(-Z))
OPTIONS = [
    ("BinaryCrossentropy", {}),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}),
    ("BinaryCrossentropy", {"axis": 0}),
    ("BinaryFocalCrossentropy", {}),
    ("BinaryFocalCrossentropy", {"gamma": 0.0}),
    ("BinaryFocalCrossentropy", {"gamma": 0.7}),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True}),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.7, "gamma": 3.0, "label_smoothing": 0.1}),
    ("BinaryFocalCrossentropy", {"axis": 0}),
]
NAMES = ["BinaryCrossentropy", "BinaryFocalCrossentropy"]
FUNCTIONS = [losses.binary_crossentropy, losses.binary_focal_crossentropy]


def _focal(y, p, alpha, gamma, balanced):
    entries = (1 - (y * p + (1 - y) * (1 - p))) ** gamma * -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return ((y * alpha + (1 - y) * (1 - alpha)) * entries if balanced else entries).mean(axis=-1)


def test_the_functions_are_their_equations():
    plain = _focal(SOFT, P, 0.25, 0.0, False)
    close(losses.binary_crossentropy(SOFT, P), plain, 1e-12)
    close(losses.binary_crossentropy(SOFT, Z, True), plain, 1e-12)
    smooth = 0.8 * SOFT + 0.1
    close(losses.binary_crossentropy(SOFT, P, label_smoothing=0.2), _focal(smooth, P, 0.25, 0, False), 1e-12)
    close(losses.binary_focal_crossentropy(SOFT, P), _focal(SOFT, P, 0.25, 2.0, False), 1e-12)
    close(losses.binary_focal_crossentropy(SOFT, Z, True, from_logits=True), _focal(SOFT, P, 0.25, 2.0, True), 1e-12)
    close(losses.binary_focal_crossentropy(SOFT, P, label_smoothing=0.2), _focal(smooth, P, 0, 2, False), 1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_bad_input_is_refused(function):
    name = function.__name__
    with pytest.raises(ValueError, match=rf"{name}.. got y_true with values from -1 to 1; give labels from 0 to 1"):
        function([[-1.0], [1.0]], [[0.5], [0.5]])
    with pytest.raises(ValueError, match=rf"{name}.. got y_true with values from 0 to 2"):
        function([[0.0], [2.0]], [[0.5], [0.5]], from_logits=True)
    for p in (-0.5, 1.5):
        with pytest.raises(ValueError, match=rf"{name}.. got y_pred with values from .*; .* or say from_logits=True"):
            function([[0.0], [1.0]], [[0.5], [p]])
    with pytest.raises(ValueError, match=rf"{name}.. got y_true of shape \(5, 1\) and y_pred of shape \(5, 3\)"):
        function(np.ones((5, 1)), np.ones((5, 3)))
    for smoothing in (-0.1, 1.0):
        with pytest.raises(ValueError, match=rf"{name}.. got label_smoothing={smoothing}"):
            function([[0.0]], [[0.5]], label_smoothing=smoothing)


def test_alpha_and_gamma_are_checked():
    for make in (
        losses.BinaryFocalCrossentropy,
        lambda **bad: losses.binary_focal_crossentropy([[0.0]], [[0.5]], **bad),
    ):
        for bad in ({"alpha": -0.1}, {"alpha": 1.1}, {"gamma": -1}, {"gamma": "2"}):
            (name, value), *_ = bad.items()
            with pytest.raises(
                ValueError, match=rf"(?i)binary_?focal_?crossentropy\S* got {name}={value!r}; give a number"
            ):
                make(**bad)
        for good in ({"alpha": 0.0}, {"alpha": 1.0}, {"gamma": 0}):
            make(**good)


def test_a_tiny_loss_keeps_its_digits():
    value, slope = value_and_slope(
        lambda y, z: losses.binary_crossentropy(y, z, True), [[1.0], [0.0]], [[50.0], [-50.0]]
    )
    np.testing.assert_allclose(value, np.exp(-50.0), rtol=1e-12)
    np.testing.assert_allclose(slope, [[-np.exp(-50.0)], [np.exp(-50.0)]], rtol=1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("from_logits", [False, True])
def test_slopes_are_differences(function, from_logits):
    pred = Z if from_logits else P
    slope = value_and_slope(lambda y, p: function(y, p, from_logits=from_logits), SOFT, pred)[1]
    expected = central_differences(lambda p: function(SOFT, p, from_logits=from_logits).numpy().sum(), pred)
    close(slope, expected, 1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_behind_a_sigmoid_of_keras_the_logits_are_taken(name):
    z = tf.constant([[-1000.0], [3.0]])
    y = np.ones((2, 1))
    value = getattr(losses, name)()(y, keras.activations.sigmoid(z))
    close(value, getattr(keras.losses, name)()(y, keras.activations.sigmoid(z)), 1e-6)
    close(value, getattr(losses, name)(from_logits=True)(y, z), 1e-6)
    assert float(value) > 400


def test_a_compiled_step_looks_at_no_values():
    loss = tf.function(losses.BinaryCrossentropy(), autograph=False)
    assert not np.isnan(loss(tf.constant([[5.0]]), tf.constant([[7.0]])).numpy())


@pytest.mark.parametrize(("name", "options"), OPTIONS)
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_loss_is_that_of_keras(name, options, from_logits):
    ours, pred = getattr(losses, name), Z if from_logits else P
    options = {**options, "from_logits": from_logits}
    same_loss(name, ours, Y, pred, options, thorough=options == {"from_logits": from_logits})
    same_loss(name, ours, SOFT, pred, options)
    same_loss(name, ours, RNG.uniform(size=(2, 3, 5)), RNG.uniform(size=(2, 3, 5)), options)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("true", "pred"), [((5,), (5, 1)), ((5, 1), (5,)), ((2, 3), (2, 3, 1)), ((5,), (5,))])
def test_a_last_axis_of_1_is_put_right_as_in_keras(name, true, pred):
    same_loss(name, getattr(losses, name), RNG.uniform(size=true), RNG.uniform(size=pred))


@pytest.mark.parametrize(("name", "options"), OPTIONS[:2] + OPTIONS[3:4])
def test_probabilities_of_exactly_0_and_1_are_those_of_keras(name, options):
    y, p = np.array([[0.0], [0.0], [1.0], [1.0], [0.3]]), np.array([[0.0], [1.0], [0.0], [1.0], [1.0]])
    # 1 - 1e-7 is 0.9999999 in float32, 1 % away from it in 1 - p: log(1 - p) differs in the second digit after it.
    same_loss(name, getattr(losses, name), y, p, options, tolerance={"float32": 1e-4})


@pytest.mark.parametrize("name", NAMES)
def test_logits_of_1000_are_those_of_keras(name):
    y, z = np.array([[0.0, 1.0, 0.0, 1.0, 0.5, 0.0]]), np.array([[1000.0, 1000.0, -1000.0, -1000.0, 1000.0, 0.0]])
    same_loss(name, getattr(losses, name), y, z, {"from_logits": True})
    same_loss(name, getattr(losses, name), y, z, {"from_logits": True, "label_smoothing": 0.1})


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_focal_slope_is_finite_also_where_nothing_is_missing(gamma, from_logits):
    """A power below 1 has no slope at 0; Keras's is NaN there."""
    pred = np.array([[1000.0, -1000.0, 1000.0, -1000.0]]) if from_logits else np.array([[1.0, 0.0, 1.0, 0.0]])
    loss = losses.BinaryFocalCrossentropy(gamma=gamma, from_logits=from_logits)
    for dtype in "float64", "float32":
        value, slope = value_and_slope(loss, np.array([[1.0, 0.0, 0.0, 1.0]]), pred, dtype=dtype)
        assert np.isfinite(value).all() and np.isfinite(slope).all()


@given(st.floats(-1000, 1000), st.sampled_from([0.0, 1.0]))
@settings(max_examples=20, deadline=None)
def test_the_slope_for_a_logit_is_the_error_of_its_probability(z, y):
    slope = value_and_slope(lambda y, z: losses.binary_crossentropy(y, z, from_logits=True), [y], [z])[1]
    close(slope, [np.exp(-np.logaddexp(0, -z)) - y], 1e-12)


@pytest.mark.parametrize(("name", "options"), [OPTIONS[1], (OPTIONS[7])])
def test_contract(name, options):
    loss_contract(getattr(losses, name), {**options, "from_logits": True}, Y.astype("float32"), Z.astype("float32"))
