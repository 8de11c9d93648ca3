"""Batches that a model can't take: one sentence that says which they are and what to do, from whatever was raised."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import fit
from dlcourse.training.refused import reason, shapes, told

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(11, 3)).astype("float32"), RNG.integers(0, 5, 11)
TOKENS = RNG.integers(0, 7, (11, 3))


def classifier(**options):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", **options)
    return model


def reader():
    layers = [keras.Input((3,)), keras.layers.Embedding(7, 2), keras.layers.Flatten(), keras.layers.Dense(5, "softmax")]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def refusal(model, *data, **options):
    with pytest.raises(ValueError) as caught:
        fit(model, *data, verbose=0, shuffle=False, **{"jit": False, **options})
    message = str(caught.value)
    assert message.startswith("fit() got batches of x ") and message.endswith(".")
    assert not any(part in message for part in ("\n", "\x1b", "{{", "[[", "[Op", "File ", ".."))
    return message


@pytest.mark.parametrize(
    "data, words",
    [
        ((X[:, :2], Y), ["x (11, 2) float32, y (11,) int64", "axis -1 of input shape to have value 3"]),
        ((X[:, 0], Y), ["x (11,) float32", "Expected shape (None, 3), but input has incompatible shape (11,)."]),
        ((np.full((11, 3), "a"), Y), ["x (11, 3) string", "; turn text into numbers first."]),
        ((X,), ["x (11, 3) float32, and the model failed", "; give y, too."]),
        ((X, Y, np.ones((11, 5))), ["y (11,) int64, sample_weight (11, 5) float32", "Incompatible shapes"]),
    ],
)
def test_arrays_that_do_not_fit(data, words):
    x, y, sample_weight = (*data, None, None)[:3]
    message = refusal(classifier(), x, y, sample_weight=sample_weight)
    assert all(each in message for each in words), message


@pytest.mark.parametrize("built", [True, False])
def test_a_dataset_without_batches(built):
    model = classifier() if built else keras.Sequential([keras.layers.Dense(5)])
    message = refusal(model, tf.data.Dataset.from_tensor_slices((X, Y)), loss="mse", optimizer="sgd")
    assert "x (3,) float32, y () int64" in message and "as dataset.batch(32) makes of single ones" in message
    batched = tf.data.Dataset.from_tensor_slices((X[:, :2], Y)).batch(5)
    assert "dataset.batch" not in refusal(classifier(), batched)


def test_it_is_told_whenever_it_happens():
    model = classifier()
    fit(model, X, Y, verbose=0, jit=False)
    assert "x (11, 2) float32" in refusal(model, X[:, :2], Y)  # traced, not run
    assert "x (11, 2) float32" in refusal(model, X, Y, validation_data=(X[:, :2], Y))
    tokens = TOKENS.copy()
    tokens[10, 1] = 99
    for data, options in (((tokens, Y), {}), ((TOKENS, Y), {"validation_data": (tokens, Y)})):
        assert "indices[2,1] = 99 is not in [0, 7)." in refusal(reader(), *data, batch_size=4, **options)


def test_text_is_taken_by_a_model_that_reads_text():
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"])
    layers = [keras.Input((1,), dtype="string"), lookup, keras.layers.Embedding(3, 2), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    for kind in (None, object):
        fit(model, np.array([["a"], ["b"]], kind), np.ones((2, 1)), loss="mse", optimizer="sgd", verbose=0, jit=False)


def test_the_cause_is_kept_and_what_fit_says_itself_is_not_wrapped():
    cause = TypeError("f() takes 0 arguments")
    with pytest.raises(ValueError, match="failed on them: f.. takes 0 arguments.$") as caught, told((tf.ones(2),)):
        raise cause
    assert caught.value.__cause__ is cause
    with pytest.raises(ValueError, match="^fit.. got it.$"), told((tf.ones(2),)):
        raise ValueError("fit() got it.")
    with pytest.raises(AttributeError), told((tf.ones(2),)):
        raise AttributeError("a mistake in the model's own code")


def test_batches_are_named_by_their_parts():
    x, y = tf.TensorSpec((None, 3), "float32"), tf.TensorSpec(None, "int64")
    assert shapes(({"a": x, "b": y}, y, x)) == (
        "x (None, 3) float32 and <unknown> int64, y <unknown> int64, sample_weight (None, 3) float32"
    )
    assert shapes(x) == shapes((x,)) == "x (None, 3) float32"


def test_the_sentence_inside_an_error():
    files = 'Graph execution error:\n\nDetected at node a defined at:\n  File "a.py", line 1, in f\n\n'
    assert reason(ValueError(f'{files}  File "b.py", line 2\n\nToo big\n\t [[{{{{node a}}}}]] [Op:g_1]')) == "Too big"
    node = "Sizes are 4 and 5 for '{{node a}} = S[T=F](b)' with input shapes: [4], [5]."
    assert reason(ValueError(node)) == "Sizes are 4 and 5 with input shapes: [4], [5]"
