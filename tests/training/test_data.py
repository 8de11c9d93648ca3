import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import data
from dlcourse.training.data import Arrays, class_weights, is_stream, tensors, to_arrays


class Sum:
    """Stands in for a compiled step: what it returns are the rows of the first array that it saw."""

    def __init__(self, spec, usual):
        self.spec, self.usual, self.variables = spec, usual, ["variable"]

    def one(self, batch):
        return [batch[0].numpy().tolist()]

    def many(self, data, rows, first, last):
        return [tf.gather(data[0], rows[i]).numpy().tolist() for i in range(first, last)]


def arrays(n=11, batch=3, seed=None):
    return Arrays((np.arange(float(n)), np.arange(n) * 10), batch, Sum, seed)


def batches(source, epoch=0, first=0):
    return [batch for piece in source.pieces(epoch, first) for batch in piece.run(piece.first, piece.last)]


IN_ORDER = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10]]


@pytest.fixture(params=["at once", "in pieces of two", "in pieces of one"])
def size(request, monkeypatch):
    """How the rows come to the device: 11 rows take 176 bytes, a batch of 3 takes 48."""
    if request.param != "at once":
        monkeypatch.setattr(data, "ON_DEVICE", 100)
        monkeypatch.setattr(data, "PIECE", 100 if "two" in request.param else 1)
    return request.param


def test_arrays_give_every_row_once(size):
    source = arrays()
    assert batches(source) == batches(source, 1) == IN_ORDER
    assert (source.rows, source.steps, source.batch_size) == (11, 4, 3)
    for first in range(5):
        assert batches(source, 0, first) == IN_ORDER[first:]
    assert batches(arrays(9)) == IN_ORDER[:3]
    assert arrays(2).batch_size == 2 and batches(arrays(2)) == [[0, 1]]


def test_the_order_follows_from_seed_and_epoch(size):
    source = arrays(seed=5)
    for epoch in (3, 1, 3):
        order = np.random.default_rng([5, epoch]).permutation(11)
        assert [row for batch in batches(source, epoch) for row in batch] == order.tolist()
    assert batches(arrays(seed=6), 3) != batches(source, 3)
    assert batches(source, 3, first=2) == batches(source, 3)[2:]


def test_pieces_say_which_steps_they_hold_and_give_their_batches(size):
    pieces = list(arrays().pieces(0))
    expected = {"at once": [(0, 3), (3, 4)], "in pieces of two": [(0, 2), (2, 3), (3, 4)]}
    assert [(each.first, each.last) for each in pieces] == expected.get(size, [(0, 1), (1, 2), (2, 3), (3, 4)])
    for piece in pieces:
        for step in range(piece.first, piece.last):
            x, y = piece.batch(step)
            assert x.numpy().tolist() == IN_ORDER[step]
            assert y.numpy().tolist() == [10 * row for row in IN_ORDER[step]]
    assert len({tuple(each.data[0].shape) for each in pieces[:-1]}) == 1  # one shape: nothing compiles again
    assert [each.step.usual for each in pieces] == [True] * (len(pieces) - 1) + [False]
    assert pieces[0].step.spec[0] == tf.TensorSpec((3,), "float32") and pieces[-1].step.spec[0].shape == (2,)


def test_arrays_know_their_example_and_their_facts():
    source = arrays(seed=1)
    assert source.example()[0].numpy().tolist() == [0, 1, 2]
    assert source.variables() == ["variable"]
    assert source.facts() == {"rows": 11, "batch_size": 3, "shuffled": True}
    assert arrays().facts()["shuffled"] is False
    assert source.exact


def test_arrays_of_any_structure_become_what_keras_has():
    nested = to_arrays({"a": [[1, 2], [3, 4]], "b": (np.ones(2), tf.ones(2)), "c": 5})
    assert nested["a"].shape == (2, 2) and nested["c"].shape == ()
    assert isinstance(nested["b"], tuple) and all(isinstance(each, np.ndarray) for each in nested["b"])
    x, integers, flags = tensors((np.ones(2), np.arange(2), np.array([True])))
    assert (x.dtype, integers.dtype, flags.dtype) == (tf.float32, tf.int64, tf.bool)
    given = tf.ones(2, tf.float64)
    assert tensors([given])[0] is given
    keras.config.set_floatx("float64")
    try:
        assert tensors([np.ones(2, "float32")])[0].dtype == tf.float64
    finally:
        keras.config.set_floatx("float32")


def test_class_weights_of_labels_and_of_one_hot_rows():
    expected = [2.0, 1.0, 0.5]
    weights = {0: 2.0, 2: 0.5}
    for y in (np.array([0, 1, 2]), np.array([[0], [1], [2]]), np.eye(3), tf.constant([0, 1, 2])):
        np.testing.assert_array_equal(class_weights(y, weights), expected)
    assert class_weights(np.eye(3), weights).dtype == np.float32


def test_what_is_a_stream():
    class Rows(keras.utils.PyDataset):
        pass

    assert all(is_stream(each) for each in (tf.data.Dataset.range(3), Rows(), iter([]), (i for i in ())))
    assert not any(is_stream(each) for each in (np.ones(3), [1], {"a": np.ones(3)}, None))
