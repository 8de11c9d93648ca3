"""Attention as functions, compared with Keras and with the equations written out in NumPy."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close, same_function

from dlcourse.layers.attention_functions import (
    additive_attention,
    additive_scores,
    attention,
    attention_weights,
    masked_softmax,
)

RNG = np.random.default_rng(0)
MASK = RNG.random((2, 5, 7)) < 0.6
MASK[:, :, 3] = True  # every query sees something
HIDDEN_ROW = MASK & (np.arange(5) != 1)[:, None]  # but the second here


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return scores / scores.sum(axis=-1, keepdims=True)


def written_out(q, k, v, mask=None):
    """Vaswani et al. 2017, equation 1, in NumPy; a row without a key is their plain mean."""
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, np.where(mask.any(-1, keepdims=True), -np.inf, 0.0))
    return softmax(scores) @ v, softmax(scores)


@pytest.mark.parametrize("mask", [None, MASK, HIDDEN_ROW, MASK[0], MASK[:, :1]], ids=["none", "full", "row", "TS", "S"])
def test_values_are_those_of_the_equation(mask):
    q, k, v = (RNG.normal(size=shape) for shape in ((2, 5, 3), (2, 7, 3), (2, 7, 11)))
    for ours, theirs in zip(attention(q, k, v, mask), written_out(q, k, v, mask), strict=True):
        close(ours, theirs, 1e-10)


@pytest.mark.parametrize("mask", [None, MASK, HIDDEN_ROW], ids=["none", "full", "row"])
def test_outputs_and_gradients_are_kerass(mask):
    def theirs(q, k, v):
        given = None if mask is None else mask[:, None]  # with an axis for the one head
        return keras.ops.dot_product_attention(q[:, :, None], k[:, :, None], v[:, :, None], mask=given)[:, :, 0]

    # D = 4: Keras rounds 1/√D to float32 also in float64, and 1/2 has no error
    same_function(lambda q, k, v: attention(q, k, v, mask)[0], theirs, (2, 5, 4), (2, 7, 4), (2, 7, 11))


def test_any_leading_axes_and_integer_masks():
    q, k, v = (RNG.normal(size=shape) for shape in ((2, 3, 5, 3), (2, 3, 7, 3), (2, 3, 7, 11)))
    close(attention(q, k, v, MASK[:, None].astype(int))[0], written_out(q, k, v, MASK[:, None])[0], 1e-10)
    close(attention(q[0, 0], k[0, 0], v[0, 0])[0], written_out(q[0, 0], k[0, 0], v[0, 0])[0], 1e-10)


def additive_written_out(q, k, v, Wq, Wk, w, mask):
    scores = np.zeros((2, 5, 7))
    for b, t, s in np.ndindex(scores.shape):
        scores[b, t, s] = np.dot(w, np.tanh(q[b, t] @ Wq + k[b, s] @ Wk))
    weights = softmax(scores if mask is None else np.where(mask, scores, -1e9))
    return weights @ v, weights


@pytest.mark.parametrize("mask", [None, MASK, HIDDEN_ROW], ids=["none", "full", "row"])
def test_additive_values_are_those_of_the_equation(mask):
    shapes = ((2, 5, 3), (2, 7, 4), (2, 7, 11), (3, 13), (4, 13), (13,))
    arrays = [RNG.normal(size=shape) for shape in shapes]
    results = additive_attention(*arrays, mask), additive_written_out(*arrays, mask)
    for ours, theirs in zip(*results, strict=True):
        close(ours, theirs, 1e-10)


def test_additive_gradients_are_kerass():
    def theirs(q, k, v, Wq, Wk, w):
        layer = keras.layers.AdditiveAttention(dtype=q.dtype.name)
        inputs = [q @ Wq, v, k @ Wk]
        layer.build([each.shape for each in inputs])
        layer.scale = w
        return layer(inputs, mask=[None, tf.constant(MASK[:, 0])])

    shapes = ((2, 5, 3), (2, 7, 4), (2, 7, 11), (3, 13), (4, 13), (13,))
    same_function(lambda *arrays: additive_attention(*arrays, mask=MASK[:, :1])[0], theirs, *shapes)


def test_additive_scores_take_a_number_for_all_features():
    q, k = RNG.normal(size=(5, 3)), RNG.normal(size=(7, 3))
    close(additive_scores(q, k, 1.0), np.tanh(q[:, None] + k[None]).sum(-1), 1e-10)


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_rows_sum_to_one_and_the_order_of_the_keys_is_nothing(seed, T, S):
    rng = np.random.default_rng(seed)
    q, k, v = rng.normal(size=(T, 3)) * 5, rng.normal(size=(S, 3)), rng.normal(size=(S, 2))
    mask, order = rng.random((T, S)) < 0.5, rng.permutation(S)
    outputs, weights = attention(q, k, v, mask)
    close(np.sum(weights, axis=-1), np.ones(T), 1e-12)
    close(attention(q, k[order], v[order], mask[:, order])[0], outputs, 1e-12)
    seen = mask.any(axis=1)
    assert not np.asarray(weights)[seen][~mask[seen]].any()
    W = rng.normal(size=(3, 4))
    close(np.sum(additive_attention(q, k, v, W, W, W[0], mask)[1], axis=-1), np.ones(T), 1e-12)


def test_half_precision_takes_the_softmax_in_float32():
    for half in ("float16", "bfloat16"):
        q, k, v = (tf.cast(RNG.normal(size=shape), half) for shape in ((5, 3), (7, 3), (7, 2)))
        outputs, weights = attention(q, k, v, HIDDEN_ROW[0])
        assert outputs.dtype == half and weights.dtype == "float32"
        exact = written_out(*(each.numpy().astype("float64") for each in (q, k, v)), HIDDEN_ROW[0])[0]
        close(tf.cast(outputs, "float64"), exact, 0.05)  # bfloat16 keeps 8 bits
    assert attention_weights(tf.ones((5, 3), "float64"), tf.ones((7, 3), "float64")).dtype == "float64"


def test_additive_half_precision_knows_rows_without_any_key():
    for half in ("float16", "bfloat16"):
        shapes = ((2, 5, 3), (2, 7, 3), (2, 7, 11), (3, 13), (3, 13), (13,))
        arrays = [tf.cast(RNG.normal(size=shape), half) for shape in shapes]
        outputs, weights = additive_attention(*arrays, HIDDEN_ROW)
        assert outputs.dtype == half and weights.dtype == "float32"
        exact = additive_written_out(*(each.numpy().astype("float64") for each in arrays), HIDDEN_ROW)[0]
        close(tf.cast(outputs, "float64"), exact, 0.1)  # bfloat16 keeps 8 bits, of scores too


def test_masked_softmax_without_a_mask_is_the_softmax():
    scores = RNG.normal(size=(5, 7))
    close(masked_softmax(scores), softmax(scores), 1e-12)


def test_a_single_key_gets_all_the_weight_and_gradients_of_zero():
    with tf.GradientTape() as tape:
        scores = tf.constant([[3.0], [0.0]])
        tape.watch(scores)
        weights = masked_softmax(scores)
    close(weights, np.ones((2, 1)), 0)
    close(tape.gradient(weights, scores), np.zeros((2, 1)), 0)


def test_unknown_sizes_compile():
    spec = [tf.TensorSpec((None, None, 3)), tf.TensorSpec((None, None, 3)), tf.TensorSpec((None, None, None))]
    spec.append(tf.TensorSpec((None, None, None), "bool"))
    call = tf.function(lambda *inputs: attention(*inputs)[0], input_signature=spec, autograph=False)
    q, k, v = (RNG.normal(size=shape).astype("float32") for shape in ((2, 5, 3), (2, 7, 3), (2, 7, 11)))
    close(call(q, k, v, tf.constant(MASK)), written_out(q, k, v, MASK)[0], 1e-5)


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (((5, 3), (7, 4), (7, 2)), r"attention\(\) got queries of shape \(5, 3\) and keys of shape \(7, 4\).*features"),
        (((5, 3), (7, 3), (6, 2)), r"attention\(\) got keys of shape \(7, 3\) and values of shape \(6, 2\).*one value"),
        (((3,), (7, 3), (7, 2)), "two axes or more"),
        (((5, 3), (7, 3), (7,)), "two axes or more"),
        (((5, 3), (7, 3), (7, 2), (5, 6)), r"a mask of shape \(5, 6\).*broadcasts to \(5, 7\)"),
        (((5, 3), (7, 3), (7, 2), (2, 5, 7)), r"a mask of shape \(2, 5, 7\).*broadcasts to \(5, 7\)"),
    ],
)
def test_shapes_that_do_not_fit(shapes, words):
    with pytest.raises(ValueError, match=words):
        attention(*[np.ones(shape) for shape in shapes])


def test_two_axes_are_enough_and_additive_checks_as_well():
    assert attention(np.ones((1, 3)), np.ones((1, 3)), np.ones((1, 2)))[0].shape == (1, 2)
    W = np.ones((3, 2))
    with pytest.raises(ValueError, match=r"additive_attention\(\) got keys of shape \(7, 3\)"):
        additive_attention(np.ones((5, 3)), np.ones((7, 3)), np.ones((6, 2)), W, W, W[0])
