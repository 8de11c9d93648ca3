"""Heads: sharing features out, and the whole of multi-head attention as a function."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import same_function

from dlcourse.layers.heads import merge_heads, multi_head_attention, split_heads


def test_head_h_owns_its_block_of_features():
    x = np.random.default_rng(0).normal(size=(2, 5, 21))
    heads = split_heads(x, 3).numpy()
    assert heads.shape == (2, 3, 5, 7)
    for h in range(3):
        np.testing.assert_array_equal(heads[:, h], x[:, :, 7 * h : 7 * (h + 1)])
    np.testing.assert_array_equal(merge_heads(heads), x)


def test_unknown_batch_and_time():
    x = np.random.default_rng(0).normal(size=(2, 5, 6))
    call = tf.function(
        lambda x: merge_heads(split_heads(x, 3)),
        input_signature=[tf.TensorSpec((None, None, 6), "float64")],
        autograph=False,
    )
    np.testing.assert_array_equal(call(x), x)


def test_one_head_has_nothing_to_share():
    assert split_heads(np.ones((2, 3, 5)), 1).shape == (2, 1, 3, 5)


def test_the_function_is_kerass_layer():
    mask = np.random.default_rng(1).random((2, 5, 5)) < 0.5

    def theirs(x, *matrices):
        # K = 4: Keras rounds 1/√K to float32 also in float64, and 1/2 has no error
        layer = keras.layers.MultiHeadAttention(3, 4, use_bias=False, dtype=x.dtype.name)
        layer.build(x.shape, x.shape)
        shapes = [(12, 3, 4)] * 3 + [(3, 4, 12)]
        dense = (layer.query_dense, layer.key_dense, layer.value_dense, layer.output_dense)
        for each, W, shape in zip(dense, matrices, shapes, strict=True):
            each._kernel = tf.reshape(W, shape)  # so that the gradient reaches the matrix
        return layer(x, x, attention_mask=mask)

    def ours(*arrays):
        return multi_head_attention(*arrays, heads=3, mask=mask[:, None])

    same_function(ours, theirs, (2, 5, 12), *[(12, 12)] * 4)
    unmasked = multi_head_attention(np.ones((2, 5, 4)), *[np.eye(4)] * 4, 2)
    np.testing.assert_allclose(unmasked, np.ones((2, 5, 4)), atol=1e-12)


def test_features_that_cannot_be_shared_out():
    with pytest.raises(ValueError, match=r"split_heads\(\) got 5 features for 2 heads; give a multiple of 2"):
        split_heads(np.ones((1, 3, 5)), 2)
    with pytest.raises(ValueError, match="heads=0; give a whole number of 1 or more"):
        split_heads(np.ones((1, 3, 5)), 0)
