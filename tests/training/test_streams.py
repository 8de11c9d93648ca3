import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training.streams import Stream


class Sum:
    """Stands in for a compiled step: what it returns is the first array that it saw."""

    def __init__(self, spec, usual):
        self.spec, self.usual, self.variables = spec, usual, ["variable"]

    def one(self, batch):
        return [batch[0].numpy().tolist()]


def batches(source, epoch=0):
    return [batch for piece in source.pieces(epoch) for batch in piece.run(piece.first, piece.last)]


def stream(sizes=(3, 3, 2), **options):
    parts = [(np.arange(size, dtype="float32"), np.arange(size)) for size in sizes]
    return Stream(iter(parts), Sum, **options)


def test_an_iterator_gives_its_example_again():
    source = stream()
    assert source.example()[0].shape == source.example()[0].shape == (3,)
    assert source.variables() == ["variable"]
    assert batches(source) == [[0, 1, 2], [0, 1, 2], [0, 1]]
    assert source.steps == 3
    with pytest.raises(ValueError, match="no batch from this list_iterator in epoch 2: it can be read only once"):
        batches(source, 1)


def test_an_epoch_ends_after_so_many_steps():
    source = stream([3] * 5, steps=2)
    assert [len(batches(source, epoch)) for epoch in (0, 1)] == [2, 2]
    with pytest.raises(ValueError, match="got 1 of 2 batches from this list_iterator in epoch 3; give a smaller s"):
        batches(source, 2)
    source = Stream(tf.data.Dataset.range(3).batch(2), Sum, steps=5, steps_name="validation_steps")
    with pytest.raises(ValueError, match=r"2 of 5 batches from this Dataset in epoch 1; .*validation_steps, or d"):
        batches(source)


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
    with pytest.raises(ValueError, match="got no batch from this Dataset; give at least one"):
        Stream(numbers.take(0), Sum).example()


def test_lists_become_arrays_and_objects_are_refused():
    x, y = Stream(iter([([[1.0, 2.0], [3.0, 4.0]], [5, 6])]), Sum).example()
    assert x.shape == (2, 2) and y.shape == (2,)
    for batch, name in (((np.array([1, None]), np.ones(2)), "x"), ((np.ones(2), np.array([1, "a"], object)), "y")):
        with pytest.raises(ValueError, match=rf"got {name} of dtype object; give numbers, such as {name}.astype"):
            Stream(iter([batch]), Sum).example()


def test_batches_have_the_same_parts():
    x = np.ones((3, 5))
    with pytest.raises(ValueError, match=r"got a batch of x \(3, 5\) float32, y .*, then one of x \(3, 5\) float"):
        batches(Stream(iter([(x, np.ones(3)), (x,)]), Sum))


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
    assert source.facts() == {"stream": True} and not source.exact
