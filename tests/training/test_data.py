import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import data
from dlcourse.training.data import Arrays, Stream, class_weights, is_stream, tensors, to_arrays


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
    assert source.exact and not Stream(iter([]), Sum).exact


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


def stream(sizes=(3, 3, 2), **options):
    parts = [(np.arange(size, dtype="float32"), np.arange(size)) for size in sizes]
    return Stream(iter(parts), Sum, **options)


def test_an_iterator_gives_its_example_again():
    source = stream()
    assert source.example()[0].shape == source.example()[0].shape == (3,)
    assert source.variables() == ["variable"]
    assert batches(source) == [[0, 1, 2], [0, 1, 2], [0, 1]]
    assert source.steps == 3
    with pytest.raises(ValueError, match="no batch from this list_iterator in epoch 2; give it steps_per_epoch"):
        batches(source, 1)


def test_an_epoch_ends_after_so_many_steps():
    source = stream([3] * 5, steps=2)
    assert [len(batches(source, epoch)) for epoch in (0, 1)] == [2, 2]
    with pytest.raises(ValueError, match="only 1 batches from this list_iterator in epoch 3"):
        batches(source, 2)


def test_the_usual_shape_has_its_own_graph_and_others_share_one():
    pieces = list(stream([3, 5, 3, 2]).pieces(0))
    assert [each.step.usual for each in pieces] == [True, False, True, False]
    assert [each.step.spec[0].shape.as_list() for each in pieces] == [[3], [None], [3], [None]]
    assert [(each.first, each.last) for each in pieces] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert pieces[1].batch(1)[0].shape == (5,)
    ranks = iter([(np.ones((3, 4)),), (np.ones((3, 6)),), (np.ones(3),)])
    assert [each.step.spec.shape for each in Stream(ranks, Sum).pieces(0)] == [(3, 4), (3, None), None]


def test_a_dataset_starts_anew_each_epoch_unless_told_how_long_it_is():
    numbers = tf.data.Dataset.range(6).batch(2).map(lambda x: (x, x))
    source = Stream(numbers, Sum)
    assert batches(source) == batches(source, 1) == [[0, 1], [2, 3], [4, 5]]
    assert source.steps == 3
    assert Stream(numbers.filter(lambda x, y: True), Sum).steps is None
    source = Stream(numbers.repeat(), Sum, steps=2)
    assert batches(source) == [[0, 1], [2, 3]] and batches(source, 1) == [[4, 5], [0, 1]]
    with pytest.raises(
        ValueError, match="a Dataset that never ends; say how many batches make an epoch: steps_per_epoch"
    ):
        Stream(numbers.repeat(), Sum)
    with pytest.raises(ValueError, match="got no batch from this _?.*Dataset; give at least one"):
        Stream(numbers.take(0), Sum).example()


class Rows(keras.utils.PyDataset):
    def __init__(self, count):
        super().__init__()
        self.count, self.told = count, []

    @property
    def num_batches(self):
        return self.count

    def __getitem__(self, i):
        return np.full(2, float(i)), np.full(2, i)

    def on_epoch_begin(self):
        self.told.append("begin")

    def on_epoch_end(self):
        self.told.append("end")


def test_a_pydataset_is_asked_by_number():
    rows = Rows(5)
    assert [each[0] for each in batches(Stream(rows, Sum))] == [0, 1, 2, 3, 4]
    assert rows.told == ["begin", "end"]
    order = np.random.default_rng([7, 2]).permutation(5).tolist()
    assert [each[0] for each in batches(Stream(rows, Sum, seed=7), 2)] == order
    endless = Stream(Rows(None), Sum, steps=3, seed=7)
    assert [each[0] for each in batches(endless)] == [0, 1, 2]
    assert Stream(rows, Sum).steps == 5


def test_weights_and_types_of_a_stream():
    source = Stream(iter([(np.ones((3, 2)), np.array([0, 1, 1]))]), Sum, weights={0: 3.0})
    x, y, weights = source.example()
    assert x.dtype == tf.float32 and weights.numpy().tolist() == [3, 1, 1]
    assert tf.is_tensor(Stream(iter([np.ones((3, 2))]), Sum).example())
    assert len(Stream(iter([(np.ones(3), np.ones(3), np.ones(3))]), Sum).example()) == 3
    assert source.facts() == {"stream": True}
