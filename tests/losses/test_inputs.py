"""Shapes are put right or refused; values are looked at in eager calls, and only there."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.losses import inputs


@pytest.mark.parametrize(
    ("true", "pred", "both"),
    [
        ((5,), (5,), (5,)),
        ((5, 1), (5,), (5, 1)),
        ((5,), (5, 1), (5, 1)),
        ((2, 3, 1), (2, 3), (2, 3)),
        ((2, 3), (2, 3, 1), (2, 3)),
        ((2, 3, 5), (2, 3, 5), (2, 3, 5)),
        ((1, 1), (1,), (1, 1)),
    ],
)
def test_a_last_axis_of_1_is_put_right(true, pred, both):
    y, p = inputs.aligned("here", np.full(true, 2), np.full(pred, 3.0, "float64"))
    assert y.shape == p.shape == both and y.dtype == p.dtype == "float64"
    assert (y.numpy() == 2).all() and (p.numpy() == 3).all()


@pytest.mark.parametrize(
    ("true", "pred"), [((5,), (5, 3)), ((5, 1), (5, 3)), ((3,), (5,)), ((2, 1, 1), (2,)), ((2, 3), (2,)), ((), ())]
)
def test_other_shapes_are_refused(true, pred):
    with pytest.raises(ValueError, match=r"here got y_true of shape .* and y_pred of shape .*; give shapes that fit: "):
        inputs.aligned("here", np.ones(true), np.ones(pred))


def test_sizes_that_are_not_known_are_trusted():
    @tf.function(autograph=False, input_signature=[tf.TensorSpec((None, 3)), tf.TensorSpec((5, None))])
    def shapes(y, p):
        return inputs.aligned("here", y, p)[0]

    assert shapes(tf.ones((5, 3)), tf.ones((5, 3))).shape == (5, 3)


def test_whole_numbers_become_floats():
    assert inputs.floating([1, 2]).dtype == "float32"
    assert inputs.floating(np.float64(1)).dtype == "float64"
    assert inputs.floating(tf.constant([1.0], "bfloat16")).dtype == "bfloat16"


def test_values_are_seen_in_eager_calls_only():
    seen = []

    def look(x):
        seen.append(inputs.visible(x))
        return x

    look(tf.constant([1.0, 2.0]))
    tf.function(look, autograph=False)(tf.constant([1.0, 2.0]))
    look(keras.Input((3,)))
    look(tf.ones((0, 3)))
    assert seen[0].tolist() == [1.0, 2.0] and seen[1:] == [None, None, None]


def test_other_backends_are_not_looked_at(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    assert inputs.visible(tf.constant([1.0])) is None


def test_values_out_of_range_are_refused_and_nan_is_not():
    inputs.must_lie("here", "p", tf.constant([-0.0009, 1.0009]), 0, 1, "mend it")
    inputs.must_lie("here", "p", tf.constant([-1e-3, 1 + 1e-3], "float64"), 0, 1, "mend it")
    inputs.must_lie("here", "p", tf.constant([float("nan"), 0.5]), 0, 1, "mend it")
    inputs.must_lie("here", "p", keras.Input((3,)), 0, 1, "mend it")
    for values, span in [([0.5, 1.0012], "0.5 to 1.001"), ([-0.0012, 1.0], "-0.0012 to 1")]:
        with pytest.raises(ValueError, match=f"here got p with values from {span}; mend it"):
            inputs.must_lie("here", "p", tf.constant(values), 0, 1, "mend it")
    with pytest.raises(ValueError, match="from 3 to 5"):
        inputs.must_lie("here", "p", tf.constant([3.0, 5.0]), 4, 6, "mend it")


def test_classes_are_whole_numbers_below_their_number():
    inputs.must_be_classes("here", tf.constant([0.0, 2.0]), 3, None)
    inputs.must_be_classes("here", tf.constant([0, 255]), 3, 255)
    inputs.must_be_classes("here", keras.Input((3,)), 3, None)
    for labels, ignored, words in [
        ([0, 3], None, "got the label 3; for 3 classes give whole numbers from 0 to 2."),
        ([-1, 0], None, "got the label -1"),
        ([0.5, 0.0], None, "got the label 0.5"),
        ([255, 7], 255, "got the label 7; for 3 classes give whole numbers from 0 to 2 or 255."),
    ]:
        with pytest.raises(ValueError, match=words):
            inputs.must_be_classes("here", tf.constant(labels), 3, ignored)


EYE = np.eye(3, dtype="float32")


@pytest.mark.parametrize(
    ("logits", "axis"),
    [
        (EYE, -1),
        (np.full((2, 3), 1 / 3, "float32"), -1),
        (np.array([[0.25, 1.0], [0.5, 0.0], [0.25, 0.0]]), 0),
        (np.full((2, 3, 4), 0.25), -1),
    ],
)
def test_rows_that_are_probabilities_are_warned_of(logits, axis):
    with pytest.warns(UserWarning, match="here got from_logits=True and y_pred whose rows are probabilities") as told:
        inputs.warn_of_probabilities("here", tf.constant(logits), axis)
    assert told[0].filename == __file__  # whoever called


@pytest.mark.parametrize(
    "logits",
    [
        EYE[:1],  # one row proves nothing
        np.array([[0.25, 0.75], [0.5, 0.5]]),  # nor do two classes
        np.array([[0.2, 0.2, 0.6], [0.2, 0.2, 0.6 + 1.2e-6]]),
        np.array([[0.2, 0.2, 0.60001], [0.2, 0.2, 0.6]]),
        np.array([[0.2, 0.2, 0.6], [-0.2, 0.6, 0.6]]),
        np.array([[0.2, 0.2, 0.6], [1.2, -0.1, -0.1]]),
        np.zeros((2, 3)),
        np.zeros((0, 3)),
    ],
)
def test_honest_logits_are_not(logits):
    inputs.warn_of_probabilities("here", tf.constant(logits), -1)


def test_nobody_looks_while_a_function_is_traced():
    tf.function(lambda x: inputs.warn_of_probabilities("here", x, -1), autograph=False)(EYE)


def test_the_logits_of_a_softmax_of_keras_are_taken():
    logits = tf.constant([[1000.0, 0.0]])
    p = keras.activations.softmax(logits)
    values, are_logits = inputs.scores("here", p, False)
    assert values is logits and are_logits is True
    with pytest.warns(UserWarning, match="here got from_logits=True and the output of a softmax or sigmoid") as told:
        values, are_logits = inputs.scores("here", p, True)
    assert values is logits and are_logits is True and told[0].filename == __file__
    for from_logits in False, True:
        values, are_logits = inputs.scores("here", logits, from_logits)
        assert values is logits and are_logits is from_logits


def test_probabilities_are_kept_from_0_and_1():
    result = inputs.clipped(tf.constant([0.0, 0.3, 1.0], "float64")).numpy()
    np.testing.assert_allclose(result, [1e-7, 0.3, 1 - 1e-7], rtol=1e-9)
