"""Multi-head attention is Keras's layer at Keras's weights; with a cache it is itself without.

K = 4 where Keras is compared in float64: it rounds 1/√K to float32 also there, and 1/2 has no error.
"""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.contract import layer_contract
from support.parity import close, random_weights, same_layer

from dlcourse.layers.multi_head import MultiHeadAttention

RNG = np.random.default_rng(0)
SHAPES = [(2, 5, 3), (2, 7, 11), (2, 7, 13)]
QUERY, KEY, VALUE = (RNG.random((2, size)) < 0.7 for size in (5, 7, 7))
QUERY[0, 0], KEY[:, 0], VALUE[:, 0] = False, True, True  # one query sees nothing, all others something
OPTIONS = [
    {},
    {"value_dim": 3},
    {"use_bias": False},
    {"output_shape": 6},
    {"output_shape": (6, 2), "value_dim": 3},
    {"use_bias": False, "output_shape": (2,)},
]


def pair(**options):
    options = {"num_heads": 3, "key_dim": 4, **options}
    return functools.partial(MultiHeadAttention, **options), functools.partial(
        keras.layers.MultiHeadAttention, **options
    )


def built(shape=(2, 6, 5), seed=0, **options):
    layer = MultiHeadAttention(**{"num_heads": 3, "key_dim": 4, "dtype": "float64", **options})
    layer.build(shape, shape)
    random_weights(layer, np.random.default_rng(seed))
    return layer


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_outputs_and_gradients_are_kerass(options):
    same_layer(*pair(**options), *SHAPES)
    same_layer(*pair(**options), *SHAPES[:2], return_attention_scores=True)


@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize(
    "masks",
    [
        {"value_mask": VALUE},
        {"key_mask": KEY},
        {"value_mask": VALUE, "key_mask": KEY, "use_causal_mask": True},
        {"use_causal_mask": True},
        {"attention_mask": RNG.random((2, 5, 7)) < 0.6, "use_causal_mask": True},
        {"attention_mask": RNG.random((5, 7)) < 0.6, "value_mask": VALUE},
        {"attention_mask": RNG.random((2, 3, 5, 7)) < 0.6},
        {"attention_mask": np.ones((1, 5, 7), dtype="int32")},
    ],
    ids=lambda masks: "+".join(masks),
)
def test_masks_are_kerass_also_where_a_query_sees_nothing(masks, scores):
    masks = {name: mask if mask is True else tf.constant(mask) for name, mask in masks.items()}
    same_layer(*pair(), *SHAPES, return_attention_scores=scores, **masks)


class Masked:
    """Attaches masks to query and value, as an embedding does, before it calls a layer."""

    def __init__(self, layer):
        self.layer = layer

    def __call__(self, query, value, **options):
        query, value = tf.identity(query), tf.identity(value)
        query._keras_mask, value._keras_mask = tf.constant(QUERY), tf.constant(VALUE)
        return self.layer(query, value, **options)

    def __getattr__(self, name):
        return getattr(self.layer, name)


@pytest.mark.parametrize("scores", [False, True])
def test_attached_masks_are_kerass(scores):
    makes = [lambda dtype, make=make: Masked(make(dtype=dtype)) for make in pair()]
    same_layer(*makes, *SHAPES[:2], return_attention_scores=scores)
    query, value = (RNG.normal(size=shape) for shape in SHAPES[:2])
    layer = MultiHeadAttention(3, 4)
    query, value = query.astype("float32"), value.astype("float32")
    assert Masked(layer)(query, value)._keras_mask.numpy().tolist() == QUERY.tolist()
    # Keras reads this mask from the tensor alone; here it may also be given
    given = layer(query, value, query_mask=tf.constant(QUERY), value_mask=tf.constant(VALUE))
    close(given, Masked(layer)(query, value), 1e-6)


@pytest.mark.parametrize("mask", [None, KEY])
def test_dropout_drops_what_keras_drops(mask):
    mask = None if mask is None else tf.constant(mask & (np.arange(2) == 0)[:, None])  # the second sees nothing
    for training in (True, False):
        same_layer(*pair(dropout=0.4, seed=3), *SHAPES, training=training, value_mask=mask)
    outputs, weights = MultiHeadAttention(3, 4, dropout=0.9)(
        np.ones((2, 5, 3)), np.ones((2, 7, 3)), training=True, return_attention_scores=True
    )
    close(tf.reduce_sum(weights, axis=-1), np.ones((2, 3, 5)), 1e-5)  # the weights as they were


def test_regularizers_and_constraints_are_kerass():
    options = {"kernel_regularizer": "l2", "bias_regularizer": "l1", "bias_initializer": "ones"}
    layers = [make() for make in pair(**options, kernel_constraint="non_neg", bias_constraint="unit_norm")]
    for layer in layers:
        layer.build((2, 5, 3), (2, 7, 3))
    close(layers[0].get_weights()[1], np.ones((3, 4)), 0)
    layers[0].set_weights(layers[1].get_weights())
    close(*[sum(layer.losses) for layer in layers], 1e-5)
    for ours, theirs in zip(*[layer.trainable_weights for layer in layers], strict=True):
        assert type(ours.constraint) is type(theirs.constraint) and type(ours.regularizer) is type(theirs.regularizer)


def test_each_kernel_starts_with_numbers_of_its_own_of_kerass_size():
    layers = [make(num_heads=8, key_dim=16, output_shape=(4, 8)) for make in pair()]
    for layer in layers:
        layer.build((2, 5, 128), (2, 5, 128))
    kernels = [[each for each in layer.get_weights() if each.ndim == 3] for layer in layers]
    assert not np.isclose(kernels[0][0], kernels[0][1]).all() and not np.isclose(kernels[0][1], kernels[0][2]).all()
    for ours, theirs in zip(*kernels, strict=True):
        assert abs(ours.std() / theirs.std() - 1) < 0.05  # 4096 draws or more: two standard errors are 2 %


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_order_of_the_keys_and_hidden_keys_are_nothing(seed):
    rng = np.random.default_rng(seed)
    layer = built((2, 6, 5), seed)
    query, source = rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 6, 5))
    order, mask = rng.permutation(6), np.arange(6)[None] < rng.integers(1, 6, size=(2, 1))
    close(layer(query, source[:, order]), layer(query, source), 1e-12)
    changed = np.where(mask[..., None], source, 99.0)
    outputs, weights = layer(query, source, value_mask=mask, return_attention_scores=True)
    close(layer(query, changed, value_mask=mask), outputs, 1e-12)
    close(np.sum(weights, axis=-1), np.ones((2, 3, 4)), 1e-12)


@pytest.mark.parametrize("rotary", [False, True])
def test_causal_outputs_ignore_the_future(rotary):
    layer, x = built(rotary=rotary), RNG.normal(size=(2, 6, 5))
    changed = np.where(np.arange(6)[:, None] < 4, x, 99.0)
    close(layer(x, x, use_causal_mask=True)[:, :4], layer(changed, changed, use_causal_mask=True)[:, :4], 1e-12)


def test_rotary_turns_queries_and_keys_by_their_positions():
    """Written out in NumPy: project, turn (Su et al. 2021, equation 34), attend."""
    layer, x, source = built(rotary=True, num_heads=1), RNG.normal(size=(2, 6, 5)), RNG.normal(size=(2, 4, 5))
    Wq, bq, Wk, bk, Wv, bv, Wo, bo = layer.get_weights()
    q, k, v = x @ Wq[:, 0] + bq[0], source @ Wk[:, 0] + bk[0], source @ Wv[:, 0] + bv[0]

    def turned(x):
        z = x[..., 0::2] + 1j * x[..., 1::2]
        z = z * np.exp(1j * np.arange(x.shape[1])[:, None] * np.array([1.0, 0.01]))  # 10000^(-2/4) = 0.01
        return np.stack([z.real, z.imag], axis=-1).reshape(x.shape)

    scores = np.exp(turned(q) @ np.swapaxes(turned(k), 1, 2) / 2)
    expected = scores / scores.sum(axis=-1, keepdims=True) @ v @ Wo[0] + bo
    close(layer(x, source), expected, 1e-10)


@pytest.mark.parametrize("options", [{}, {"rotary": True}, {"value_dim": 7}], ids=str)
@pytest.mark.parametrize("parts", [[1] * 6, [4, 2], [6]], ids=str)
def test_with_a_cache_it_is_itself_without(options, parts):
    layer, x, position = built(**options), RNG.normal(size=(2, 6, 5)), 0
    expected, weights = layer(x, x, use_causal_mask=True, return_attention_scores=True)
    cache = layer.empty_cache(2, 8)  # longer than needed
    for part in parts:
        new = x[:, position : position + part]
        outputs, scores, cache = layer(
            new, new, use_causal_mask=True, return_attention_scores=True, cache=cache, cache_index=position
        )
        close(outputs, expected[:, position : position + part], 1e-12)
        close(scores[..., :6], weights[:, :, position : position + part], 1e-12)
        position += part
    assert [each.shape for each in cache] == [(2, 8, 3, 4), (2, 8, 3, options.get("value_dim", 4))]


def test_a_cache_that_is_only_read_is_the_source():
    layer, x, source = built(), RNG.normal(size=(2, 4, 5)), RNG.normal(size=(2, 6, 5))
    expected, cache = layer(x, source, cache=layer.empty_cache(2, 6), cache_index=0)
    close(expected, layer(x, source), 1e-12)
    again, same = layer(x[:, 1:], x[:, 1:], cache=cache)
    close(again, layer(x, source)[:, 1:], 1e-12)
    close(same[0], cache[0], 0)


def test_a_position_may_be_a_tensor_and_compile():
    layer, x = built(dtype="float32"), RNG.normal(size=(2, 6, 5)).astype("float32")
    expected = layer(x, x, use_causal_mask=True)
    for jit in (False, True):

        def step(new, cache, index):
            return layer(new, new, use_causal_mask=True, cache=cache, cache_index=index)

        step = tf.function(step, jit_compile=jit, autograph=False)
        cache = layer.empty_cache(2, 6)
        for t in range(6):
            outputs, cache = step(tf.constant(x[:, t : t + 1]), cache, tf.constant(t))
            close(outputs, expected[:, t : t + 1], 1e-5)
        assert step.experimental_get_tracing_count() == 1


def test_half_precision_caches_are_of_the_computations_type():
    layer = MultiHeadAttention(2, 3, dtype="mixed_bfloat16")
    x = np.ones((1, 2, 3))
    outputs, scores, cache = layer(
        x, x, return_attention_scores=True, cache=layer.empty_cache(1, 2), cache_index=0, use_causal_mask=True
    )
    assert {each.dtype.name for each in (outputs, scores, *cache)} == {"bfloat16"}


def test_shapes_are_known_before_there_are_numbers():
    query, value = keras.Input((None, 3)), keras.Input((7, 5))
    layer = MultiHeadAttention(3, 4, output_shape=(6, 2))
    outputs, weights = layer(query, value, return_attention_scores=True)
    assert outputs.shape == (None, None, 6, 2) and weights.shape == (None, 3, None, 7)
    assert layer.compute_output_shape((2, 5, 3), (2, 7, 5)) == (2, 5, 6, 2)
    assert MultiHeadAttention(3, 4).compute_output_shape((2, 5, 3), (2, 7, 5)) == (2, 5, 3)


X = np.ones((2, 5, 3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: MultiHeadAttention(0, 4), "MultiHeadAttention got num_heads=0; give a whole number of 1 or more"),
        (lambda: MultiHeadAttention(2, 0), "MultiHeadAttention got key_dim=0"),
        (lambda: MultiHeadAttention(2, 4, value_dim=0), "MultiHeadAttention got value_dim=0"),
        (lambda: MultiHeadAttention(2, 4, dropout=1), "MultiHeadAttention got dropout=1"),
        (lambda: MultiHeadAttention(2, 4, output_shape=0), "MultiHeadAttention got output_shape="),
        (lambda: MultiHeadAttention(2, 3, rotary=True), "key_dim=3 with rotary positions; give an even number"),
        (lambda: MultiHeadAttention(2, 4)(X[0], X[0]), r"an input of shape \(5, 3\); give 3 axes, \(B, T, D\)"),
        (lambda: MultiHeadAttention(2, 4)(X, X[0]), r"an input of shape \(5, 3\); give 3 axes, \(B, T, D\)"),
        (lambda: MultiHeadAttention(2, 4)(X, X, X[0]), r"an input of shape \(5, 3\); give 3 axes, \(B, T, D\)"),
        (
            lambda: MultiHeadAttention(2, 4)(X, X, X[:, 1:]),
            r"keys of shape \(2, 4, 3\) and values of shape \(2, 5, 3\)",
        ),
        (lambda: MultiHeadAttention(2, 4)(X, X, attention_mask=np.ones((4, 5))), r"a attention_mask of shape \(4, 5\)"),
        (
            lambda: MultiHeadAttention(2, 4)(X, X, value_mask=np.ones((2, 6), "bool")),
            r"value_mask of shape \(2, 1, 1, 6\); give a shape that broadcasts to \(2, 2, 5, 5\)",
        ),
        (lambda: MultiHeadAttention(2, 4)(X, X, query_mask=np.ones((2, 6), "bool")), "query_mask of shape"),
        (lambda: MultiHeadAttention(2, 4)(X, X, key_mask=np.ones((2, 6), "bool")), "key_mask of shape"),
        (
            lambda: MultiHeadAttention(2, 4)(X, X, cache=MultiHeadAttention(2, 4).empty_cache(2, 7), cache_index=3),
            "5 new positions from 3 on for a cache of 7; make it longer with empty_cache",
        ),
    ],
)
def test_impossible_arguments(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_cache_may_be_filled_to_the_last_place():
    layer = MultiHeadAttention(2, 4)
    assert layer(X, X, cache=layer.empty_cache(2, 7), cache_index=2)[0].shape == (2, 5, 3)


def test_contract():
    options = {"num_heads": 3, "key_dim": 4, "value_dim": 5, "dropout": 0.2, "output_shape": 6, "seed": 1}
    options |= {"kernel_initializer": "he_normal", "bias_regularizer": "l2", "use_bias": True, "rotary": True}
    layer_contract(MultiHeadAttention, options, (2, 5, 3), (2, 7, 11), (2, 7, 13), unknown=(0, 1))
