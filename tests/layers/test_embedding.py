"""The embedding is Keras's, and a product with one-hot vectors."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers.embedding import Embedding

IDS = np.random.default_rng(0).integers(7, size=(2, 11)).astype("int32")
FULL = {
    "embeddings_initializer": keras.initializers.RandomNormal(seed=1),
    "embeddings_regularizer": keras.regularizers.L2(0.1),
    "embeddings_constraint": "unit_norm",
    "activity_regularizer": keras.regularizers.L1(0.2),
    "mask_zero": True,
}
SEED = {"embeddings_initializer": keras.initializers.RandomNormal(seed=2)}


@pytest.mark.parametrize("options", [FULL, SEED])
def test_options_are_kerass(options):
    ours, theirs = Embedding(5, 3, **options), keras.layers.Embedding(5, 3, **options)
    same_options(ours, theirs, IDS % 5, compare_shapes=False)
    assert ours.compute_output_shape((None, 11)) == theirs.compute_output_shape((None, 11)) == (None, 11, 3)


def test_the_first_table_is_uniform():
    assert isinstance(Embedding(5, 3).embeddings_initializer, keras.initializers.RandomUniform)


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "int8"])
def test_equals_keras(dtype):
    same_layer(partial(Embedding, 7, 3), partial(keras.layers.Embedding, 7, 3), IDS.astype(dtype))


def test_ids_may_come_as_floats_with_all_their_digits():
    """2049 is no float16."""
    layer = Embedding(2050, 2, dtype="mixed_float16")
    y = layer(np.array([[2049.0]], "float32"))
    assert np.array_equal(y[0, 0], layer.embeddings.numpy()[2049].astype("float16"))


def test_inside_a_model_of_mixed_precision_its_vectors_are_in_half():
    policy = "mixed_float16"
    model = keras.Sequential([keras.Input((11,), dtype="int32"), Embedding(7, 3, dtype=policy)])
    model.dtype_policy = keras.DTypePolicy(policy)
    assert model(IDS).dtype == "float16"


def test_a_product_with_one_hot_vectors():
    layer = Embedding(7, 3)
    close(layer(IDS), np.eye(7)[IDS] @ layer.embeddings.numpy(), 1e-7)


def test_masks():
    assert Embedding(7, 3).compute_mask(IDS) is None
    assert np.array_equal(Embedding(7, 3, mask_zero=True).compute_mask(IDS), IDS != 0)
    masked = Embedding(7, 3, mask_zero=True)(tf.constant(IDS))
    assert np.array_equal(masked._keras_mask, IDS != 0)


@pytest.mark.parametrize("ids", [[[7, 1]], [[0, -1]], [[3], [700]]])
def test_ids_outside_are_named(ids):
    low, high = np.min(ids), np.max(ids)
    with pytest.raises(ValueError, match=f"Embedding got ids from {low} to {high}; give ids from 0 to 6, or a larger"):
        Embedding(7, 3)(np.array(ids))


def test_the_ends_and_nothing_are_inside():
    assert Embedding(7, 3)(np.array([[0, 6]])).shape == (1, 2, 3)
    assert Embedding(7, 3)(np.zeros((0, 2), "int32")).shape == (0, 2, 3)


@pytest.mark.parametrize("name", ["input_dim", "output_dim"])
def test_sizes_are_whole_numbers(name):
    with pytest.raises(ValueError, match=f"Embedding got {name}=0; give a whole number of 1 or more"):
        Embedding(**{"input_dim": 7, "output_dim": 3, name: 0})


def test_contract():
    layer_contract(
        Embedding, {"input_dim": 7, "output_dim": 3, **FULL}, (2, 11), dtypes=["int32"], unknown=(0, 1),
        supports_masking=True,
    )  # fmt: skip
