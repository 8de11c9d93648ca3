"""Global pooling is Keras's, masks too."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, same_layer
from support.twins import same_options

import dlcourse  # noqa: F401, I001  (silences the next import)
from dlcourse.layers import global_pooling
from dlcourse.layers.global_pooling import GlobalAveragePooling1D, masked_mean

NAMES = ("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D")
every = pytest.mark.parametrize(
    "ours, theirs", [(getattr(global_pooling, name), getattr(keras.layers, name)) for name in NAMES]
)
# Without weights there is nothing to train, and Keras says so: the contract's training step is then a forward pass.
no_weights = pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
MASK = np.arange(7) < [[4], [7]]


@every
@pytest.mark.parametrize("options", [{}, {"keepdims": True, "data_format": "channels_last"}])
def test_equals_keras(ours, theirs, options):
    same_options(ours(**options), theirs(**options), (2, 7, 5, 3)[: ours.rank + 1] + (3,))
    same_layer(partial(ours, **options), partial(theirs, **options), (2, 7, 5)[: ours.rank + 1] + (3,))


@pytest.mark.parametrize("keepdims", [False, True])
def test_masks_are_kerass(keepdims):
    make = (
        partial(GlobalAveragePooling1D, keepdims=keepdims),
        partial(keras.layers.GlobalAveragePooling1D, keepdims=keepdims),
    )
    same_layer(*make, (2, 7, 3), mask=tf.constant(MASK))
    same_layer(*make, (2, 7, 3), mask=tf.constant(MASK.astype("float32")))


def test_what_is_masked_does_not_count():
    x = np.random.default_rng(0).normal(size=(2, 7, 3))
    expected = [x[0, :4].mean(axis=0), x[1].mean(axis=0)]
    x[0, 4:] = np.nan
    close(masked_mean(x, MASK), expected, 1e-12)
    close(masked_mean(x, MASK, keepdims=True), np.array(expected)[:, None], 1e-12)
    assert np.isnan(masked_mean(x, np.zeros((2, 7), bool))).all()


def test_the_mask_ends_here():
    ids = keras.Input((None,), dtype="int32")
    embedded = keras.layers.Embedding(5, 3, mask_zero=True)(ids)
    pooled = GlobalAveragePooling1D()(embedded)
    assert getattr(pooled, "_keras_mask", None) is None
    model = keras.Model(ids, [embedded, pooled])
    vectors, mean = model(np.array([[1, 2, 0, 0]]))
    close(mean[0], vectors[0, :2].numpy().mean(axis=0), 1e-6)


def test_the_order_of_the_steps_does_not_matter():
    x = np.random.default_rng(0).normal(size=(2, 7, 3)).astype("float32")
    for layer in (GlobalAveragePooling1D(), global_pooling.GlobalMaxPooling1D()):
        close(layer(x[:, ::-1]), layer(x), 1e-6)


@every
def test_bad_input(ours, theirs):
    with pytest.raises(ValueError, match=f"{ours.__name__} got data_format='channels_first'"):
        ours("channels_first")
    with pytest.raises(ValueError, match=rf"{ours.__name__} got an input of shape \(2, 3\); give {ours.rank + 2} axes"):
        ours()(tf.ones((2, 3)))
    layer = ours()
    layer(tf.ones((2, 7, 5)[: ours.rank + 1] + (3,)))
    with pytest.raises(ValueError, match=f"expected ndim={ours.rank + 2}"):
        layer(tf.ones((2, 3)))


@pytest.mark.parametrize("mask", [np.ones((2, 6), bool), np.ones((2, 7, 1), bool), np.ones(7, bool)])
def test_a_mask_of_another_shape_is_named(mask):
    with pytest.raises(ValueError, match=r"got a mask of shape .*for an input of shape \(2, 7, 3\); give \(B, T\)"):
        GlobalAveragePooling1D()(tf.ones((2, 7, 3)), mask=tf.constant(mask))


@no_weights
@every
def test_contract(ours, theirs):
    masks = {"supports_masking": True} if ours is GlobalAveragePooling1D else {}
    shape = (2, 7, 5)[: ours.rank + 1] + (3,)
    layer_contract(ours, {"keepdims": True}, shape, unknown=range(ours.rank + 1), **masks)
