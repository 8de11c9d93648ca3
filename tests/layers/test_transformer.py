"""Transformer blocks are those assembled from Keras's layers; with a cache they are themselves without."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, random_weights, same_layer

from dlcourse.layers.transformer import TransformerDecoderBlock, TransformerEncoderBlock

RNG = np.random.default_rng(0)
MASK, CONTEXT_MASK = np.arange(5) < np.array([[5], [3]]), np.arange(7) < np.array([[4], [7]])
LOOKS = RNG.random((2, 5, 5)) < 0.7
LOOKS[:, :, 0] = True
# two heads of four features: Keras rounds 1/√4 to float32 also in float64, and 1/2 has no error
SIZES = {"intermediate_dim": 11, "num_heads": 2}


class Reference(keras.layers.Layer):
    """Vaswani et al. 2017, section 3.1, from Keras's layers; pre-norm as in Xiong et al. 2020, figure 1."""

    def __init__(self, cross=False, dropout=0.0, activation="relu", epsilon=1e-5, first=False, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.first, self.causal, self.supports_masking = first, cross is not None, True
        names = ["self"] + ["cross"] * bool(cross)
        own = {"dtype": self.dtype_policy}
        self.attentions = [keras.layers.MultiHeadAttention(2, 4, name=name, **own) for name in names]
        self.norms = [keras.layers.LayerNormalization(epsilon=epsilon, **own) for _ in range(len(names) + 1)]
        self.inner, self.outer = keras.layers.Dense(11, activation, **own), keras.layers.Dense(8, **own)
        self.drop = keras.layers.Dropout(dropout, seed=seed, **own)

    def build(self, x_shape, context_shape=None):
        for attention, source in zip(self.attentions, (x_shape, context_shape), strict=False):
            attention.build(x_shape, source)
        for norm in self.norms:
            norm.build(x_shape)
        self.inner.build(x_shape)
        self.outer.build((*x_shape[:-1], 11))

    @property
    def weights(self):
        layers = [each for pair in zip(self.attentions, self.norms, strict=False) for each in pair]
        return [weight for each in (*layers, self.inner, self.outer, self.norms[-1]) for weight in each.weights]

    trainable_weights = weights

    def around(self, x, norm, sublayer):
        return x + self.drop(sublayer(norm(x))) if self.first else norm(x + self.drop(sublayer(x)))

    def call(
        self, x, context=None, mask=None, context_mask=None, attention_mask=None, use_causal_mask=True, training=None
    ):
        own = {} if mask is None else {"key_mask": mask, "value_mask": mask}
        own |= {"attention_mask": both(mask, attention_mask), "use_causal_mask": self.causal and use_causal_mask}
        x = self.around(x, self.norms[0], lambda h: self.attentions[0](h, h, **own))
        if context is not None:
            rows = both(mask, None) if context_mask is None else both(mask, context_mask[:, None, :])
            x = self.around(x, self.norms[1], lambda h: self.attentions[1](h, context, attention_mask=rows))
        return self.around(x, self.norms[-1], lambda h: self.outer(self.inner(h)))


def both(query_mask, attention_mask):
    """Keras's layer reads a mask of the queries from the tensor alone: here it comes as part of the other."""
    if query_mask is None:
        return attention_mask
    rows = query_mask[:, :, None]
    return rows if attention_mask is None else rows & attention_mask


def pair(block, cross=False, **options):
    """Ours and the reference, with the same options under their own names."""
    names = {"normalize_first": "first", "layer_norm_epsilon": "epsilon"}
    theirs = {names.get(name, name): value for name, value in options.items()}
    return functools.partial(block, **SIZES, **options), functools.partial(Reference, cross=cross, **theirs)


EITHER = pytest.mark.parametrize("first", [False, True], ids=["post-norm", "pre-norm"])
MASKS = [{}, {"mask": tf.constant(MASK)}, {"mask": tf.constant(MASK), "attention_mask": tf.constant(LOOKS)}]
OPTIONS = {"activation": "gelu", "layer_norm_epsilon": 0.1}


@EITHER
@pytest.mark.parametrize("masks", MASKS, ids="+".join)
def test_encoder_is_assembled_from_kerass_layers(first, masks):
    same_layer(*pair(TransformerEncoderBlock, cross=None, normalize_first=first), (2, 5, 8), **masks)
    same_layer(*pair(TransformerEncoderBlock, cross=None, normalize_first=first, **OPTIONS), (2, 5, 8), **masks)


@EITHER
@pytest.mark.parametrize("masks", [*MASKS, {"use_causal_mask": False}], ids="+".join)
def test_decoder_is_assembled_from_kerass_layers(first, masks):
    same_layer(*pair(TransformerDecoderBlock, normalize_first=first), (2, 5, 8), **masks)


@EITHER
@pytest.mark.parametrize("masks", [*MASKS, {"mask": tf.constant(MASK), "context_mask": tf.constant(CONTEXT_MASK)}])
def test_decoder_with_a_source_is_assembled_from_kerass_layers(first, masks):
    same_layer(*pair(TransformerDecoderBlock, cross=True, normalize_first=first), (2, 5, 8), (2, 7, 6), **masks)


@EITHER
def test_dropout_drops_sublayer_outputs(first):
    for block, cross, shapes in (
        (TransformerEncoderBlock, None, [(2, 5, 8)]),
        (TransformerDecoderBlock, True, [(2, 5, 8), (2, 7, 6)]),
    ):
        for training in (True, False):
            made = pair(block, cross=cross, normalize_first=first, dropout=0.4, seed=3)
            same_layer(*made, *shapes, training=training)


def built(block, *shapes, **options):
    layer = block(**{**SIZES, "dtype": "float64", **options})
    layer.build(*shapes)
    random_weights(layer, np.random.default_rng(1))
    return layer


@EITHER
def test_zero_weights_change_nothing_but_the_normalization(first):
    x = RNG.normal(size=(2, 5, 8))
    for block in TransformerEncoderBlock, TransformerDecoderBlock:
        layer = block(**SIZES, normalize_first=first, dtype="float64")
        layer.build(x.shape)
        layer.set_weights([np.zeros(w.shape) if "norm" not in w.path else w.numpy() for w in layer.weights])
        normalized = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        close(layer(x), x if first else normalized, 1e-4)  # the second normalization moves by its epsilon


def test_padding_changes_nothing_and_the_future_neither():
    x, source = RNG.normal(size=(2, 5, 8)), RNG.normal(size=(2, 7, 6))
    changed = np.where(np.arange(5)[:, None] < 3, x, 9.0)
    other_source = np.where(CONTEXT_MASK[..., None], source, 9.0)
    encoder, decoder = built(TransformerEncoderBlock, x.shape), built(TransformerDecoderBlock, x.shape, source.shape)
    mask = np.array([[1, 1, 1, 0, 0]] * 2, dtype=bool)
    close(encoder(changed, mask=mask)[:, :3], encoder(x, mask=mask)[:, :3], 1e-12)
    expected = decoder(x, source, context_mask=CONTEXT_MASK)[:, :3]
    close(decoder(changed, other_source, context_mask=CONTEXT_MASK)[:, :3], expected, 1e-12)


def test_permuting_positions_permutes_the_encoder():
    x, order = RNG.normal(size=(2, 5, 8)), RNG.permutation(5)
    plain, rotary = (built(TransformerEncoderBlock, x.shape, rotary=each) for each in (False, True))
    close(plain(x[:, order]), np.asarray(plain(x))[:, order], 1e-12)
    assert np.abs(np.asarray(rotary(x[:, order])) - np.asarray(rotary(x))[:, order]).max() > 1e-3


def test_masks_that_keras_attached_are_used_and_go_on():
    words = keras.layers.Embedding(9, 8, mask_zero=True, dtype="float64")
    embedded, source = words(np.array([[1, 2, 0], [3, 4, 5]])), words(np.array([[1, 0, 3, 0], [1, 2, 3, 4]]))
    mask, context_mask = embedded._keras_mask, source._keras_mask
    x, context = np.asarray(embedded), np.asarray(source)
    encoder = built(TransformerEncoderBlock, x.shape)
    close(encoder(embedded), encoder(x, mask=mask), 1e-12)
    assert np.abs(np.asarray(encoder(embedded) - encoder(x))).max() > 1e-3
    assert encoder(embedded)._keras_mask.numpy().tolist() == mask.numpy().tolist()
    close(encoder(embedded, attention_mask=tf.ones((3, 3), "bool")), encoder(x, mask=mask), 1e-12)
    decoder = built(TransformerDecoderBlock, x.shape, context.shape)
    close(decoder(embedded, source), decoder(x, context, mask=mask, context_mask=context_mask), 1e-12)


@EITHER
@pytest.mark.parametrize("rotary", [False, True])
@pytest.mark.parametrize("parts", [[1] * 5, [3, 2]], ids=str)
def test_with_a_cache_a_decoder_is_itself_without(first, rotary, parts):
    x, source, position = RNG.normal(size=(2, 5, 8)), RNG.normal(size=(2, 7, 6)), 0
    decoder = built(TransformerDecoderBlock, x.shape, source.shape, normalize_first=first, rotary=rotary)
    alone = built(TransformerDecoderBlock, x.shape, normalize_first=first, rotary=rotary)
    seen = np.arange(6) != 1  # one position is padding
    for layer, context in ((decoder, source), (alone, None)):
        more = {} if context is None else {"context_mask": CONTEXT_MASK}
        expected = layer(x, context, attention_mask=np.tile(seen[:5], (2, 5, 1)), **more)
        cache, position = layer.empty_cache(2, 6, 7) if more else layer.empty_cache(2, 6), 0
        for part in parts:
            here = {"cache": cache, "cache_index": position, "attention_mask": np.tile(seen, (2, part, 1))}
            outputs, cache = layer(x[:, position : position + part], context, **here, **more)
            close(outputs, expected[:, position : position + part], 1e-12)
            position, context = position + part, None  # the source is in the cache now
        assert len(cache) == (2 if more else 1)


def test_shapes_are_known_before_there_are_numbers():
    x, source = keras.Input((None, 8)), keras.Input((None, 6))
    block = TransformerDecoderBlock(**SIZES)
    assert block(x, source).shape == (None, None, 8)
    assert block.compute_output_shape((2, 5, 8), (2, 7, 6)) == (2, 5, 8)
    assert TransformerEncoderBlock(**SIZES).compute_output_shape([2, 5, 8]) == (2, 5, 8)
    outputs, cache = TransformerDecoderBlock(**SIZES)(
        x, cache=((keras.Input((9, 2, 4)), keras.Input((9, 2, 4))),), cache_index=0
    )
    assert outputs.shape == (None, None, 8) and cache[0][0].shape == (None, 9, 2, 4)


X, SOURCE = np.ones((2, 5, 8)), np.ones((2, 7, 6))


def decoder_after(*first):
    layer = TransformerDecoderBlock(**SIZES)
    layer(*first)
    return layer


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: TransformerEncoderBlock(0, 2), "TransformerEncoderBlock got intermediate_dim=0"),
        (lambda: TransformerDecoderBlock(8, 0), "TransformerDecoderBlock got num_heads=0"),
        (lambda: TransformerEncoderBlock(8, 2, dropout=1), "dropout=1; give a number of at least 0 and below 1"),
        (lambda: TransformerEncoderBlock(8, 2, layer_norm_epsilon=0), "layer_norm_epsilon=0; give a number above 0"),
        (lambda: TransformerEncoderBlock(8, 3)(X), "got 8 features for 3 heads; give a multiple of the heads"),
        (lambda: TransformerEncoderBlock(8, 2)(X[0]), r"an input of shape \(5, 8\); give 3 axes, \(B, T, D\)"),
        (lambda: TransformerDecoderBlock(8, 2)(X, SOURCE[0]), r"an input of shape \(7, 6\); give 3 axes"),
        (lambda: TransformerEncoderBlock(8, 2)(X, mask=np.ones((2, 6), "bool")), r"query_mask of shape \(2, 1, 6, 1\)"),
        (lambda: decoder_after(X)(X, SOURCE), "got a context, but was built without one"),
        (lambda: decoder_after(X, SOURCE)(X), "got no context, but was built with one"),
    ],
)
def test_impossible_arguments(call, words):
    with pytest.raises(ValueError, match=words):
        call()


ALL = {
    "dropout": 0.2,
    "activation": "gelu",
    "layer_norm_epsilon": 1e-3,
    "normalize_first": True,
    "rotary": True,
    "seed": 1,
}


def test_contract_of_the_encoder():
    layer_contract(TransformerEncoderBlock, {**SIZES, **ALL}, (2, 5, 8), unknown=(0, 1), supports_masking=True)


def test_contract_of_the_decoder():
    layer_contract(TransformerDecoderBlock, {**SIZES, **ALL}, (2, 5, 8), (2, 7, 6), unknown=(0, 1))
