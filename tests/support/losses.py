"""Are two losses the same? Values and slopes, weights, masks, every reduction, both precisions; and is one saved?"""

import itertools
import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from support.parity import TOLERANCE, close

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


def value_and_slope(loss, y_true, y_pred, weights=None, mask=None, dtype="float64"):
    """What ``loss(y_true, y_pred)`` gives, and the gradient of its sum for y_pred; a mask is hung on y_pred."""
    y_pred = tf.constant(np.asarray(y_pred).astype(dtype))
    if mask is not None:
        y_pred._keras_mask = tf.constant(mask)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        value = loss(y_true, y_pred) if weights is None else loss(y_true, y_pred, sample_weight=weights)
        total = tf.reduce_sum(value)
    return value.numpy(), tape.gradient(total, y_pred).numpy()


def same_loss(name, ours, y_true, y_pred, options=None, thorough=False, tolerance=None):
    """``ours(**options)`` equals ``keras.losses.name(**options)``.

    Args:
        name: of Keras's class.
        y_true, y_pred: arrays; floats are cast to each precision.
        thorough: whether to try every reduction with and without weights and mask, instead of "none" and the default.
        tolerance: instead of the default of a dtype, a dict ``{dtype: value}``; say why at the call.
    """
    options = options or {}
    for dtype in "float64", "float32":
        limit = {**TOLERANCE, **(tolerance or {})}[dtype]
        theirs = getattr(keras.losses, name)
        shape = theirs(reduction="none", dtype=dtype, **options)(y_true, y_pred).shape
        rng = np.random.default_rng(1)
        weights, mask = rng.uniform(0.2, 2, size=shape), rng.uniform(size=shape) > 0.4
        both = list(itertools.product([None, weights], [None, mask])) if len(shape) else [(None, None)]
        cases = itertools.product(REDUCTIONS, both) if thorough else [("none", (None, None)), ("mean", (None, None))]
        for reduction, extras in cases:
            told = {**options, "reduction": reduction, "dtype": dtype}
            pair = [value_and_slope(each(**told), y_true, y_pred, *extras, dtype) for each in (ours, theirs)]
            for what, a, b in zip(("value", "slope"), *pair, strict=True):
                close(a, b, limit, f"{name} {options} {dtype} {reduction} {what}")


def loss_contract(loss_class, options, y_true, y_pred):
    """Named, registered, saved with all options, dtype too; trains compiled, under XLA, and after loading."""
    loss = loss_class(**options)
    name = loss_class.__name__
    assert keras.saving.get_registered_name(loss_class) == f"dlcourse>{name}"
    if hasattr(keras.losses, name):
        theirs = getattr(keras.losses, name)
        assert loss.name == theirs().name and loss_class(name="other").name == "other"
        expected = theirs(**options).get_config()
        assert {key: loss.get_config()[key] for key in expected} == expected
    told = loss_class(**options, reduction="sum", dtype="float64")
    copy = keras.losses.deserialize(keras.losses.serialize(told))
    assert type(copy) is loss_class and copy.get_config() == told.get_config()
    assert (copy.reduction, copy.dtype) == ("sum", "float64")
    assert all(copy.get_config()[key] == value for key, value in options.items())
    value = loss(y_true, y_pred).numpy()
    for jit_compile in False, True:
        compiled = tf.function(loss, autograph=False, jit_compile=jit_compile)
        close(compiled(tf.constant(y_true), tf.constant(y_pred)), value, 1e-6, f"jit_compile={jit_compile}")
    _trained_and_saved(loss, y_true, y_pred)


def _trained_and_saved(loss, y_true, y_pred):
    """A model of one scaling layer: what it outputs stays in the loss's domain."""
    model = keras.Sequential([keras.Input(y_pred.shape[1:]), keras.layers.Rescaling(1.0)])
    model.compile("sgd", loss=loss)
    before = model.evaluate(y_pred, y_true, batch_size=len(y_true), verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        loaded = keras.saving.load_model(path)
    assert type(loaded.loss) is type(loss)
    close(loaded.evaluate(y_pred, y_true, batch_size=len(y_true), verbose=0), before, 1e-6, "after loading")
    close(before, loss(y_true, y_pred).numpy(), 1e-6, "evaluate")
