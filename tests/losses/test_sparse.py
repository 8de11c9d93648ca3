"""Sparse cross-entropy is Keras's with every option; padding counts for nothing."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

NAME, OURS = "SparseCategoricalCrossentropy", losses.SparseCategoricalCrossentropy
RNG = np.random.default_rng(0)
Z = RNG.normal(scale=2, size=(7, 5))
P = np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)
Y = RNG.integers(0, 5, size=7)
TOKENS = np.array([[3, 1, 4, 0], [2, 0, 0, 0], [1, 4, 1, 2]])
LOGITS = RNG.normal(scale=2, size=(3, 4, 5))


def _mean_over(mask):
    shifted = LOGITS - LOGITS.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, np.where(mask, TOKENS, 0)[..., None], axis=-1)[..., 0]
    return -picked[mask].mean()


def test_the_function_is_its_equation_and_its_slope_p_minus_one_hot():
    expected = -np.log(P[np.arange(7), Y])
    close(losses.sparse_categorical_crossentropy(Y, P), expected, 1e-12)
    close(losses.sparse_categorical_crossentropy(Y, Z, True), expected, 1e-12)
    slope = value_and_slope(lambda y, z: losses.sparse_categorical_crossentropy(y, z, True), Y, Z)[1]
    close(slope, P - np.eye(5)[Y], 1e-12)
    slope = value_and_slope(lambda y, p: losses.sparse_categorical_crossentropy(y, p), Y, P)[1]
    close(slope, central_differences(lambda p: losses.sparse_categorical_crossentropy(Y, p).numpy().sum(), P), 1e-7)


def test_bad_labels_and_shapes_are_refused():
    name = "sparse_categorical_crossentropy"
    call = losses.sparse_categorical_crossentropy
    with pytest.raises(
        ValueError, match=rf"{name}.. got y_true of shape \(7, 5\) .*; give shapes that fit: \(...\) labels"
    ):
        call(np.eye(5)[Y], P)
    with pytest.raises(ValueError, match=rf"{name}.. got y_true of shape \(3,\)"):
        call(Y[:3], P)
    with pytest.raises(ValueError, match=rf"{name}.. got the label 5; for 5 classes give whole numbers from 0 to 4"):
        call([0, 5], P[:2])
    with pytest.raises(ValueError, match=rf"{name}.. got the label -1"):
        call([0, -1], P[:2], ignore_class=3)
    with pytest.raises(ValueError, match=rf"{name}.. got axis=0; give -1"):
        call(Y, P, axis=0)
    with pytest.raises(ValueError, match=rf"{name}.. got ignore_class='pad'; give a number"):
        call(Y, P, ignore_class="pad")


def test_masked_crossentropy_refuses_shapes_that_do_not_fit():
    for labels, logits in [((3, 4), (3, 5, 7)), ((3,), (3, 4, 5)), ((3, 4, 5), (3, 4, 5))]:
        with pytest.raises(ValueError, match=r"masked_crossentropy.. got labels of shape .*: \(B, T\) and \(B, T, V\)"):
            losses.masked_crossentropy(np.zeros(labels, int), np.zeros(logits))
    with pytest.raises(ValueError, match=r"masked_crossentropy.. got a mask of shape \(3, 1\) and logits.*: \(B, T\)"):
        losses.masked_crossentropy(TOKENS, LOGITS, mask=np.ones((3, 1)))


def test_masked_crossentropy_counts_more_tokens_than_float16_can():
    loss = losses.masked_crossentropy(np.ones((7, 10_007), int), np.zeros((7, 10_007, 2), "float16"))
    assert abs(float(loss) - np.log(2)) < 1e-3  # the logarithm itself is rounded to 11 bits


def test_the_number_of_classes_must_be_known():
    with pytest.raises(ValueError, match="the size of axis -1 must be known"):
        losses.sparse_categorical_crossentropy(keras.Input(()), keras.Input((None,)))


def test_logits_and_probabilities_are_told_apart_where_it_can_be_seen():
    call = losses.sparse_categorical_crossentropy
    for p in ([[-1.0, 1.0]], [[0.5, 3.0]]):
        with pytest.raises(ValueError, match="got y_pred with values from .*; .* or say from_logits=True"):
            call([0], p)
    with pytest.warns(UserWarning, match="got from_logits=True and y_pred whose rows are probabilities"):
        call(Y, P, from_logits=True)
    compiled = tf.function(lambda y, p: call(y, p, True), autograph=False)
    assert np.isfinite(compiled(tf.constant(Y), tf.constant(P))).all()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_real_token_counts_the_same(dtype):
    tolerance = {"float64": 1e-12, "float32": 1e-6}[dtype]
    logits = LOGITS.astype(dtype)
    close(losses.masked_crossentropy(TOKENS, logits), _mean_over(TOKENS != 0), tolerance)
    close(losses.masked_crossentropy(TOKENS, logits, pad=1), _mean_over(TOKENS != 1), tolerance)
    mask = RNG.uniform(size=TOKENS.shape) > 0.5
    close(losses.masked_crossentropy(TOKENS, logits, mask=mask), _mean_over(mask), tolerance)
    close(losses.masked_crossentropy(np.where(mask, TOKENS, -9), logits, mask=mask), _mean_over(mask), tolerance)
    close(losses.masked_crossentropy(TOKENS, logits, mask=mask.astype("int32")), _mean_over(mask), tolerance)
    single = np.arange(12).reshape(3, 4) == 6
    close(losses.masked_crossentropy(TOKENS, logits, mask=single), _mean_over(single), tolerance)
    close(losses.MaskedCrossentropy(dtype=dtype)(TOKENS, logits), _mean_over(TOKENS != 0), tolerance)
    close(losses.MaskedCrossentropy(1, dtype=dtype)(TOKENS, logits), _mean_over(TOKENS != 1), tolerance)
    padded = np.pad(TOKENS, ((0, 2), (0, 3)))
    longer = np.pad(logits, ((0, 2), (0, 3), (0, 0)), constant_values=7.0)
    close(losses.masked_crossentropy(padded, longer), _mean_over(TOKENS != 0), tolerance)


def test_without_a_real_token_the_loss_is_0():
    value, slope = value_and_slope(losses.masked_crossentropy, np.zeros((2, 3), int), LOGITS[:2, :3])
    assert value == 0 and not slope.any()
    assert float(losses.MaskedCrossentropy()(np.zeros((2, 3)), LOGITS[:2, :3])) == 0


def test_what_is_ignored_may_be_anything():
    z = np.where(TOKENS[..., None] == 0, np.nan, LOGITS)
    for value, slope in [
        value_and_slope(OURS(True, ignore_class=0), TOKENS, z),
        value_and_slope(losses.MaskedCrossentropy(), TOKENS, z),
        value_and_slope(losses.masked_crossentropy, TOKENS, z),
    ]:
        assert np.isfinite(value) and np.isfinite(slope).all() and not slope[TOKENS == 0].any()


def test_a_class_that_is_ruled_out_by_a_logit_of_minus_infinity_does_no_harm():
    z = np.array([[-np.inf, 1.0, 2.0]])
    value, slope = value_and_slope(lambda y, z: losses.sparse_categorical_crossentropy(y, z, True), np.array([1]), z)
    close(value, [np.log1p(np.e)], 1e-12)
    close(slope[0, 1:], [1 / (1 + np.e) - 1, np.e / (1 + np.e)], 1e-12)


def test_ignored_examples_have_the_loss_0_and_are_masked():
    values = losses.sparse_categorical_crossentropy(Y, Z, True, ignore_class=int(Y[0]))
    assert (values.numpy() == 0).tolist() == (Y == Y[0]).tolist() == (~values._keras_mask.numpy()).tolist()
    assert getattr(losses.sparse_categorical_crossentropy(Y, Z, True), "_keras_mask", None) is None


def test_a_label_that_is_no_class_gives_nan_where_it_cannot_be_refused():
    compiled = tf.function(lambda y, z: losses.sparse_categorical_crossentropy(y, z, True), autograph=False)
    assert np.isnan(compiled(tf.constant([5, 1, -1]), tf.constant(Z[:3]))).tolist() == [True, False, True]


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("options", [{}, {"ignore_class": 2}, {"ignore_class": -1}, {"axis": 1}])
def test_the_loss_is_that_of_keras(options, from_logits):
    y = np.where(Y == 2, options.get("ignore_class", 2), Y)
    options = {**options, "from_logits": from_logits}
    same_loss(NAME, OURS, y, Z if from_logits else P, options, thorough=True)
    same_loss(NAME, OURS, y[:, None], Z if from_logits else P, options)


@pytest.mark.parametrize("options", [{}, {"ignore_class": 0}])
@pytest.mark.parametrize("from_logits", [False, True])
def test_sequences_are_those_of_keras(options, from_logits):
    options = {**options, "from_logits": from_logits}
    pred = LOGITS if from_logits else np.exp(LOGITS) / np.exp(LOGITS).sum(axis=-1, keepdims=True)
    same_loss(NAME, OURS, TOKENS, pred, options, thorough=True)
    same_loss(NAME, OURS, TOKENS[..., None], pred, options)


def test_logits_of_1000_are_those_of_keras():
    z = np.array([[1000.0, -1000.0, 0.0], [1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1000.0]])
    same_loss(NAME, OURS, np.array([1, 0, 2]), z, {"from_logits": True})


def test_probabilities_of_exactly_0_and_1_and_odd_sums_are_those_of_keras():
    p = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.3, 0.1]])
    same_loss(NAME, OURS, np.array([1, 1, 2, 0]), p)


def test_behind_a_softmax_of_keras_the_logits_are_taken():
    z = tf.constant([[-1000.0, 0.0, 3.0]])
    value = OURS()(np.array([0]), keras.activations.softmax(z))
    close(value, keras.losses.SparseCategoricalCrossentropy()(np.array([0]), keras.activations.softmax(z)), 1e-6)
    assert float(value) > 1000
    with pytest.warns(UserWarning, match="from_logits=True and the output of a softmax"):
        close(OURS(from_logits=True)(np.array([0]), keras.activations.softmax(z)), value, 0)


def test_the_mask_of_a_model_counts_besides():
    mask = np.array([[True, False, True, True], [True] * 4, [False] * 4])
    value = value_and_slope(losses.MaskedCrossentropy(dtype="float64"), TOKENS, LOGITS, mask=mask)[0]
    close(value, _mean_over(mask & (TOKENS != 0)), 1e-12)


@pytest.mark.parametrize(
    ("loss_class", "options"),
    [(OURS, {"from_logits": True, "ignore_class": 0}), (OURS, {}), (losses.MaskedCrossentropy, {"pad": 1})],
)
def test_contract(loss_class, options):
    logits = LOGITS.astype("float32") if options else np.abs(LOGITS / 9).astype("float32")
    loss_contract(loss_class, options, TOKENS.astype("float32"), logits)
