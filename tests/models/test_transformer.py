"""The language model: what it is made of, padding on either side, and its cache."""

import os
import tempfile

import keras
import numpy as np
import pytest
from support.parity import close, random_weights

from dlcourse.layers.positions import sinusoidal_positions
from dlcourse.layers.transformer import TransformerDecoderBlock
from dlcourse.models.transformer import TransformerLM

RNG = np.random.default_rng(0)
KINDS = pytest.mark.parametrize("positions", ["learned", "sinusoidal", "rotary"])
TOKENS = RNG.integers(1, 13, size=(2, 5))


def built(positions="learned", seed=0, **options):
    sizes = {"num_layers": 2, "num_heads": 2, "hidden_dim": 8, "intermediate_dim": 11, "dtype": "float64"}
    model = TransformerLM(13, 7, positions=positions, **{**sizes, **options})
    model.build((None, None))
    random_weights(model, np.random.default_rng(seed))
    return model


@KINDS
@pytest.mark.parametrize("first", [True, False], ids=["pre-norm", "post-norm"])
def test_it_is_embedding_positions_blocks_and_a_head(positions, first):
    model = built(positions, normalize_first=first)
    weights = iter(model.get_weights())
    x = next(weights)[TOKENS]
    table = {"learned": lambda: next(weights), "sinusoidal": lambda: np.asarray(sinusoidal_positions(7, 8))}
    x = x + table.get(positions, lambda: np.zeros((7, 8)))()[:5]
    for _ in range(2):
        options = {"activation": "gelu", "normalize_first": first, "rotary": positions == "rotary"}
        block = TransformerDecoderBlock(11, 2, dtype="float64", **options)
        block.build(x.shape)
        block.set_weights([next(weights) for _ in block.weights])
        x = np.asarray(block(x))
    if first:
        gamma, beta = next(weights), next(weights)
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * gamma + beta
    kernel, bias = weights
    close(model(TOKENS), x @ kernel + bias, 1e-10)


def test_sizes_by_default():
    model = TransformerLM(13, 7, num_heads=2, hidden_dim=8)
    model.build((None, 7))
    assert len(model.blocks) == 4 and model.blocks[0].intermediate_dim == 32 and model.blocks[0].normalize_first
    assert model(TOKENS).shape == (2, 5, 13) and model.compute_output_shape((2, 5)) == (2, 5, 13)
    assert TransformerLM(13, 7).hidden_dim == 128 and TransformerLM(13, 7).block_options["num_heads"] == 4


@KINDS
def test_padding_on_either_side_changes_nothing(positions):
    model, alone = built(positions), TOKENS[:1, :4]
    expected = model(alone)
    left, right = (
        np.zeros((1, 9), dtype=int),
        np.zeros((1, 9), dtype=int),
    )  # 9: more than the table
    left[:, 5:], right[:, :4] = alone, alone
    close(model(left, mask=np.arange(9)[None] >= 5)[:, 5:], expected, 1e-12)
    close(model(right, mask=np.arange(9)[None] < 4)[:, :4], expected, 1e-12)
    assert model(left, mask=np.arange(9)[None] >= 5)._keras_mask.shape == (1, 9)  # a loss leaves the padding out


@KINDS
def test_the_future_changes_nothing(positions):
    model, changed = built(positions), np.where(np.arange(5) < 3, TOKENS, 12)
    close(model(changed)[:, :3], model(TOKENS)[:, :3], 1e-12)
    assert np.abs(np.asarray(model(changed) - model(TOKENS))[:, 3:]).max() > 1e-3


@KINDS
@pytest.mark.parametrize("parts", [[1] * 5, [3, 2]], ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_logits_with_a_cache_are_those_of_the_whole_sequence(positions, parts, dtype):
    model, start = built(positions, dtype=dtype), 0
    mask = np.arange(8) >= np.array([[0], [2]])  # the second row begins with padding
    for masks in ({}, {"mask": mask[:, :5]}):
        expected, cache, start = model(TOKENS, **masks), model.empty_cache(2, 8), 0
        more = {"padding_mask": mask} if masks else {}
        for part in parts:
            logits, cache = model(TOKENS[:, start : start + part], cache=cache, cache_index=start, **more)
            real = mask[:, start : start + part] if masks else np.ones((2, part), dtype=bool)
            close(np.asarray(logits)[real], np.asarray(expected)[:, start : start + part][real], 1e-5)
            start += part


def test_an_empty_cache_builds_the_model():
    cache = TransformerLM(13, 7, num_layers=3, num_heads=2, hidden_dim=8).empty_cache(2, 5)
    assert len(cache) == 3 and cache[0][0][0].shape == (2, 5, 2, 4)


def test_dropout_is_for_training():
    model = built(dropout=0.5, dtype="float32")
    close(model(TOKENS), model(TOKENS, training=False), 0)
    assert np.abs(np.asarray(model(TOKENS, training=True) - model(TOKENS))).max() > 1e-3
    assert [block.dropout for block in model.blocks] == [0.5, 0.5] and model.dropout_layer.rate == 0.5


def test_it_trains_saves_and_comes_back():
    options = {"num_layers": 1, "num_heads": 2, "hidden_dim": 8, "dropout": 0.1, "activation": "relu"}
    options |= {"positions": "rotary", "normalize_first": False}
    model = TransformerLM(13, 7, **options)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    history = model.fit(TOKENS[:, :-1], TOKENS[:, 1:], epochs=20, verbose=0).history["loss"]
    assert history[-1] < history[0]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        copy = keras.saving.load_model(path)
    assert copy.get_config() == model.get_config() and {**model.get_config(), **options} == model.get_config()
    close(copy(TOKENS), model(TOKENS), 1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: TransformerLM(0, 7), "TransformerLM got vocabulary_size=0"),
        (lambda: TransformerLM(13, 0), "TransformerLM got max_sequence_length=0"),
        (lambda: TransformerLM(13, 7, num_layers=0), "TransformerLM got num_layers=0"),
        (lambda: TransformerLM(13, 7, num_heads=0), "TransformerLM got num_heads=0"),
        (lambda: TransformerLM(13, 7, hidden_dim=0), "TransformerLM got hidden_dim=0"),
        (lambda: TransformerLM(13, 7, dropout=1), "TransformerLM got dropout=1"),
        (lambda: TransformerLM(13, 7, intermediate_dim=0), "got intermediate_dim=0"),
        (lambda: TransformerLM(13, 7, num_heads=5), "hidden_dim=128 for 5 heads; give a multiple of the heads"),
        (
            lambda: TransformerLM(13, 7, positions="absolute"),
            "positions='absolute'; give one of 'learned'",
        ),
        (lambda: built()(np.ones((1, 8), "int32")), "got 8 tokens; its max_sequence_length is 7: give fewer"),
        (lambda: TransformerLM(13, 7)(np.ones(3, "int32")), r"an input of shape \(3,\); give 2 axes, \(B, T\)"),
    ],
)
def test_impossible_arguments(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_longest_sequence_fits():
    assert built()(np.ones((1, 7), "int32")).shape == (1, 7, 13)
