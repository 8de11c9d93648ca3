import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training.data import Arrays
from dlcourse.training.sources import training_source, validation_source
from dlcourse.training.streams import Stream


class Model:
    loss, output_shape = "mse", (None, 1)


X, Y = np.arange(20.0).reshape(10, 2), np.arange(10.0)
NO_WEIGHTS = (None, None)


def stream_of_rows():
    yield X, Y


def train(data=(X, Y, *NO_WEIGHTS), order=None, share=0.0, steps=None):
    return training_source(Model(), data, 3, "step", order, share, steps)


def test_the_last_rows_are_held_back_as_in_keras():
    weights = np.arange(10.0) + 100
    source, held = train((X, Y, weights, None), share=0.25, order=5)
    assert source.rows == 7 and source.seed == 5 and source.batch_size == 3
    held = validation_source(Model(), held, 2, "step", None)
    x, y, w = held.data
    np.testing.assert_array_equal(x, X[7:])
    np.testing.assert_array_equal(y, Y[7:])
    np.testing.assert_array_equal(w, weights[7:])
    assert held.seed is None and held.batch_size == 2 and held.compiled == "step"
    assert train()[1] is None


def test_weights_of_classes_become_weights_of_rows():
    source, _ = train((X, Y, None, {3: 2.0}))
    np.testing.assert_array_equal(source.data[2], np.where(Y == 3, 2, 1))


def test_x_alone_and_nested_arrays_pass_as_they_are():
    source, held = train(({"a": X, "b": X}, None, *NO_WEIGHTS), share=0.5)
    assert source.rows == 5 and set(source.data) == {"a", "b"} and set(held.arrays) == {"a", "b"}
    assert isinstance(train((X, None, *NO_WEIGHTS))[0].data, np.ndarray)


def test_streams_and_validation_data_of_each_kind():
    stream = iter([])
    source, held = train((stream, None, None, {0: 2.0}), order=5, steps=4)
    assert isinstance(source, Stream) and held is None
    assert (source.seed, source.steps, source.weights) == (5, 4, {0: 2.0})
    assert source.source is stream and source.compiled == "step"
    validation = validation_source(Model(), stream, 2, "step", 3)
    assert validation.source is stream and validation.compiled == "step"
    validation = validation_source(Model(), tf.data.Dataset.range(9), 2, None, 3)
    assert isinstance(validation, Stream) and validation.steps == 3 and validation.seed is None
    for data in ((X, Y), [X, Y], (X, Y, Y)):
        validation = validation_source(Model(), data, 4, None, None)
        assert isinstance(validation, Arrays) and len(validation.data) == len(data) and validation.batch_size == 4
    assert validation_source(Model(), None, 4, None, None) is None


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"data": (None, Y, *NO_WEIGHTS)}, "got no x; give arrays"),
        ({"data": (stream_of_rows, None, *NO_WEIGHTS)}, "got the function stream_of_rows as x; call it"),
        ({"data": (Y, np.array(["cat"] * 10), *NO_WEIGHTS)}, "got y as text; give numbers: np.unique"),
        ({"data": (Y, np.array(["cat"] * 10, object), *NO_WEIGHTS)}, "got y as text"),
        ({"data": (X.astype(object), Y, *NO_WEIGHTS)}, r"got x of dtype object; give numbers, such as x.astype"),
        ({"data": (X.astype("datetime64[s]"), Y, *NO_WEIGHTS)}, "got x of dtype datetime64"),
        ({"data": (X, Y, np.array([None] * 10), None)}, "got sample_weight of dtype object"),
        ({"data": ([[1, 2], [3]], Y[:2], *NO_WEIGHTS)}, "lists of different lengths, .* pad sequences"),
        ({"data": (X, 3, *NO_WEIGHTS)}, "got a single number among x, y and sample_weight"),
        ({"data": ("rows.csv", Y, *NO_WEIGHTS)}, "got a str among x"),
        ({"data": (tf.ragged.constant([[1.0], []]), Y, *NO_WEIGHTS)}, "got a RaggedTensor among x"),
        ({"data": (iter([]), Y, *NO_WEIGHTS)}, "batches as x; y, sample_weight and validation_split can't"),
        ({"data": (iter([]), None, Y, None)}, "batches as x"),
        ({"data": (iter([]), None, *NO_WEIGHTS), "share": 0.1}, "batches as x"),
        ({"steps": 3}, "arrays with steps_per_epoch"),
        ({"data": (X, Y, Y, {0: 1.0})}, "class_weight; give it without sample_weight"),
        ({"data": (X, [Y, Y], None, {0: 1.0})}, "with a single array y"),
        ({"data": (X, Y[:9], *NO_WEIGHTS)}, "x, y and sample_weight of 10, 9 rows"),
        ({"share": 0.95}, "validation_split=0.95 of 10 rows, which leaves a part empty"),
        ({"data": (X, np.ones((10, 3)), *NO_WEIGHTS)}, "the model's outputs are of shape"),
    ],
)
def test_bad_data_is_told(arguments, words):
    with pytest.raises(ValueError, match=words):
        train(**arguments)


@pytest.mark.parametrize("data", [3, X, (X,), (X, Y, Y, Y)])
def test_bad_validation_data_is_told(data):
    with pytest.raises(ValueError, match="validation_data of another kind; give .x, y."):
        validation_source(Model(), data, 3, None, None)


def test_a_function_is_no_validation_data():
    with pytest.raises(ValueError, match="got the function stream_of_rows as validation_data; call it"):
        validation_source(Model(), stream_of_rows, 3, None, None)
    with pytest.raises(ValueError, match="got the class Stream as validation_data; call it"):
        validation_source(Model(), Stream, 3, None, None)
    assert validation_source(Model(), iter([]), 3, None, None).steps_name == "validation_steps"


def test_a_model_with_a_step_of_its_own_may_take_text_as_labels():
    class Own(keras.Model):
        loss, output_shape = None, (None, 1)

        def train_step(self, data):
            return {}

    text = np.array(["cat"] * 10)
    assert training_source(Own(), (X, text, *NO_WEIGHTS), 3, "step", None, 0.0, None)[0].data[1] is text


def test_each_part_is_searched_for_nan():
    hole = Y.copy()
    hole[3] = np.nan
    for data, name in (((X, hole), "y"), ((X + hole[:, None], Y), "x"), ((X, Y, hole), "sample_weight")):
        with pytest.warns(UserWarning, match=f"NaN in {name};"):
            validation_source(Model(), data, 3, None, None)
    with pytest.raises(ValueError, match="validation_data of 10, 9 rows"):
        validation_source(Model(), (X, Y[:9]), 3, None, None)
