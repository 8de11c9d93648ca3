"""Dot-product and additive attention are Keras's layers: outputs, gradients, masks, dropout."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support import contract
from support.parity import close, random_array, random_weights, same_layer

from dlcourse.layers.attention_layers import AdditiveAttention, Attention

RNG = np.random.default_rng(0)
QUERY, KEY = RNG.random((2, 5)) < 0.6, RNG.random((2, 7)) < 0.6
KEY[:, 0] = True
KEYS_HIDDEN = KEY.copy()
KEYS_HIDDEN[1] = False  # the second example has nothing to look at
SHAPES = [(2, 5, 3), (2, 7, 11), (2, 7, 3)]
PAIRS = [
    (Attention, keras.layers.Attention, {}),
    (Attention, keras.layers.Attention, {"use_scale": True}),
    (Attention, keras.layers.Attention, {"score_mode": "concat"}),
    (Attention, keras.layers.Attention, {"score_mode": "concat", "use_scale": True}),
    (AdditiveAttention, keras.layers.AdditiveAttention, {}),
    (AdditiveAttention, keras.layers.AdditiveAttention, {"use_scale": False}),
]
both = pytest.mark.parametrize(("ours", "theirs", "options"), PAIRS, ids=lambda each: str(each)[-30:])


class Several:
    """A layer that takes a list, as one that takes several inputs."""

    def __init__(self, layer):
        self.layer = layer

    def __call__(self, *inputs, **options):
        return self.layer(list(inputs), **options)

    def __getattr__(self, name):
        return getattr(self.layer, name)


def same(ours, theirs, options, *shapes, **call):
    def several(layer):
        return lambda dtype: Several(layer(dtype=dtype, **options))

    same_layer(several(ours), several(theirs), *shapes, **call)


@both
def test_outputs_and_gradients(ours, theirs, options):
    same(ours, theirs, options, *SHAPES)
    same(ours, theirs, options, (2, 5, 3), (2, 7, 3), return_attention_scores=True)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("mask", [[QUERY, KEY], [None, KEY], [QUERY, None], [QUERY, KEYS_HIDDEN]], ids=str)
def test_masks(mask, causal):
    mask = [None if each is None else tf.constant(each) for each in mask]
    for ours, theirs, options in PAIRS[1], PAIRS[4]:
        same(ours, theirs, options, *SHAPES, mask=mask, use_causal_mask=causal, return_attention_scores=True)


@both
def test_dropout_drops_what_keras_drops(ours, theirs, options):
    options = {**options, "dropout": 0.4, "seed": 3}
    same(ours, theirs, options, *SHAPES, training=True, return_attention_scores=True)
    same(ours, theirs, options, *SHAPES, training=False)


def test_attached_masks_are_used_and_the_querys_goes_on():
    embed = keras.layers.Embedding(9, 3, mask_zero=True)
    query, value = embed(np.array([[1, 2, 0]])), embed(np.array([[3, 0, 4, 5, 0]]))
    result = Attention()([query, value])
    close(result, keras.layers.Attention()([query, value]), 1e-6)
    assert result._keras_mask.numpy().tolist() == [[True, True, False]]
    assert Attention().compute_mask([query, value]) is None
    assert Attention().compute_mask([query, value], [None, None]) is None


def test_permuting_keys_with_values_and_changing_hidden_ones_is_nothing():
    q, v, k = (RNG.normal(size=shape) for shape in SHAPES)
    order, mask = RNG.permutation(7), np.arange(7)[None] < 4
    for layer in Attention(dtype="float64"), AdditiveAttention(dtype="float64"):
        close(layer([q, v[:, order], k[:, order]]), layer([q, v, k]), 1e-12)
        changed = np.where(mask[..., None], v, 99.0), np.where(mask[..., None], k, 99.0)
        close(layer([q, *changed], mask=[None, mask]), layer([q, v, k], mask=[None, mask]), 1e-12)


def test_causal_outputs_ignore_the_future():
    x = RNG.normal(size=(2, 7, 3))
    changed = np.where(np.arange(7)[:, None] < 4, x, 99.0)
    for layer in Attention(dtype="float64"), AdditiveAttention(dtype="float64"):
        close(layer([x, x], use_causal_mask=True)[:, :4], layer([changed, changed], use_causal_mask=True)[:, :4], 1e-12)


def test_half_precision_masks_stay_in_range():
    q, v = (RNG.normal(size=shape) for shape in ((2, 5, 3), (2, 7, 3)))
    for half in ("float16", "bfloat16"):
        results = []
        for make in Attention, keras.layers.Attention:
            layer = make(dtype=f"mixed_{half}")
            results.append(np.asarray(layer([q, v], mask=[None, tf.constant(KEYS_HIDDEN)]), dtype="float32"))
        close(*results, 0.03)  # bfloat16 keeps 8 bits
        assert np.isfinite(results[0]).all()


def test_lengths_that_are_not_known_yet_pass():
    for value, key in (((7, 11), (None, 3)), ((None, 11), (7, 3))):
        inputs = [keras.Input((5, 3)), keras.Input(value), keras.Input(key)]
        assert Attention()(inputs).shape == (None, 5, 11)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Attention(score_mode="cosine"), "Attention got score_mode='cosine'; give one of 'dot', 'concat'"),
        (lambda: Attention(dropout=1), "Attention got dropout=1; give a number of at least 0 and below 1"),
        (lambda: AdditiveAttention(dropout=-1), "AdditiveAttention got dropout=-1"),
        (lambda: Attention()([np.ones((2, 5, 3))]), r"call it on \[query, value\] or \[query, value, key\]"),
        (lambda: Attention()([np.ones((2, 5, 3))] * 4), r"call it on \[query, value\]"),
        (lambda: Attention()(np.ones((2, 5, 3))), r"got the input \(2, 5, 3\); call it on \[query, value\]"),
        (lambda: Attention()([np.ones((2, 5, 3)), np.ones((5, 3))]), r"an input of shape \(5, 3\); give 3 axes"),
        (lambda: Attention()([np.ones((2, 5, 3)), np.ones((2, 7, 4))]), r"queries \(2, 5, 3\) and keys \(2, 7, 4\)"),
        (
            lambda: AdditiveAttention()([np.ones((2, 5, 3)), np.ones((2, 6, 4)), np.ones((2, 7, 3))]),
            r"keys \(2, 7, 3\) and values \(2, 6, 4\); each key needs one value",
        ),
        (
            lambda: AdditiveAttention()([np.ones((2, 5, 3)), np.ones((2, 7, 4))]),
            r"queries \(2, 5, 3\) and keys \(2, 7, 4\)",
        ),
        (
            lambda: Attention()([np.ones((2, 5, 3)), np.ones((2, 7, 3))], mask=[None, np.ones((2, 6), "bool")]),
            r"a mask of the value of shape \(2, 6\); give a shape that broadcasts to \(2, 7\)",
        ),
        (
            lambda: Attention()([np.ones((2, 5, 3)), np.ones((2, 7, 3))], mask=[np.ones((2, 6), "bool"), None]),
            r"a mask of the query of shape \(2, 6\); give a shape that broadcasts to \(2, 5\)",
        ),
    ],
)
def test_impossible_inputs(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("layer_class", "options"),
    [
        (Attention, {"use_scale": True, "score_mode": "concat", "dropout": 0.2, "seed": 3}),
        (AdditiveAttention, {"use_scale": True, "dropout": 0.2, "seed": 3}),
    ],
)
def test_contract(layer_class, options):
    """The parts of ``layer_contract``, for a layer that takes a list."""
    rng = np.random.default_rng(0)
    inputs = [random_array(rng, shape, "float32") for shape in SHAPES]
    symbols = [keras.Input((None, shape[-1])) for shape in SHAPES]
    layer = layer_class(**options)
    model = keras.Model(symbols, layer(symbols, return_attention_scores=True))
    assert [each.shape for each in model.outputs] == [(None, None, 11), (None, None, None)]
    assert layer.compute_output_shape([(None, 5, 3), (None, 7, 11)]) == (None, 5, 11)
    random_weights(model, rng)
    expected = contract._run(model, inputs)
    contract._complete_config(layer_class, options)
    contract._registered(layer_class)
    contract._saved(model, inputs, expected)
    contract._compiled_once(model, inputs, expected, jit=True)
    contract._trains(model, inputs, expected, jit=True)
    assert "score_mode" not in AdditiveAttention().get_config()
    contract.KerasTest().run_class_serialization_test(layer_class(**options))
