"""Batches that come by themselves: from a Dataset, a PyDataset or any iterator."""

import itertools

import numpy as np
import tensorflow as tf
from keras.utils import pack_x_y_sample_weight

from dlcourse.training.checks import check_kind
from dlcourse.training.compiled import spec_of, unpack
from dlcourse.training.data import Piece, class_weights, tensors, to_arrays
from dlcourse.training.refused import shapes


class Stream:
    """Batches as a ``tf.data.Dataset``, a ``keras.utils.PyDataset`` or an iterator gives them.

    Args:
        source: where they come from.
        compiled: as for ``Arrays``.
        steps: how many make an epoch; None: all there are.
        seed: of the order of a PyDataset's batches; None keeps it.
        weights: ``{class: weight}`` or None.
        steps_name: what ``fit`` calls ``steps``.
    """

    exact = False

    def __init__(self, source, compiled, steps=None, seed=None, weights=None, steps_name="steps_per_epoch"):
        self.name = "Dataset" if isinstance(source, tf.data.Dataset) else type(source).__name__
        self.steps_name = steps_name
        self.steps = self.length = steps if steps is not None else _length(source, steps_name)
        if steps is not None and isinstance(source, tf.data.Dataset):
            source = iter(source)  # the next epoch goes on where this one ended, as in Keras
        self.source, self.compiled, self.seed, self.weights = source, compiled, seed, weights
        self.kept, self.usual, self.wide = [], None, None

    def example(self):
        """The first batch; an iterator gives it again in its first epoch."""
        if self.kept:
            return self.kept[0]
        try:
            batch = self._ready(next(iter(self._batches(0))))
        except StopIteration:
            raise ValueError(f"fit() got no batch from this {self.name}; give at least one.") from None
        if hasattr(self.source, "__next__"):
            self.kept.append(batch)
        return batch

    def variables(self):
        return self._compiled(self.example()).variables

    def facts(self):
        return {"stream": True}

    def pieces(self, epoch, first=0):
        """An epoch, a step at a time; it always starts at the first."""
        self._tell("on_epoch_begin")
        batches = itertools.chain(self._kept(), map(self._ready, self._batches(epoch)))
        number = -1
        for number, batch in enumerate(itertools.islice(batches, self.length)):
            yield Piece(self._compiled(batch), batch, None, number, number + 1)
        if number + 1 < (self.length or 1):
            raise ValueError(self._ran_out(number + 1, epoch))
        self.steps = number + 1
        self._tell("on_epoch_end")

    def _ran_out(self, count, epoch):
        place = f"from this {self.name} in epoch {epoch + 1}"
        if self.length is None:
            endless = f"a generator that never ends, with {self.steps_name}"
            return f"fit() got no batch {place}: it can be read only once; give a Dataset, or {endless}."
        more = "dataset.repeat()" if self.name == "Dataset" else "more batches"
        return f"fit() got {count} of {self.length} batches {place}; give a smaller {self.steps_name}, or {more}."

    def _tell(self, name):
        getattr(self.source, name, lambda: None)()  # a PyDataset wants to know

    def _kept(self):
        while self.kept:
            yield self.kept.pop(0)

    def _batches(self, epoch):
        if not hasattr(self.source, "num_batches"):
            return self.source
        return self._in_order(epoch)

    def _in_order(self, epoch):
        """A PyDataset's batches: it is asked for each by its number."""
        count = self.source.num_batches
        order = itertools.count() if count is None else range(count)
        if self.seed is not None and count is not None:
            order = np.random.default_rng([self.seed, epoch]).permutation(count).tolist()
        for number in order:
            yield self.source[number]

    def _ready(self, batch):
        x, y, weights = (part if _has_arrays(part) else to_arrays(part) for part in unpack(batch))
        for name, part in (("x", x), ("y", y), ("sample_weight", weights)):
            check_kind(part, name)
        if self.weights is not None:
            weights = class_weights(y, self.weights)
        return tensors(pack_x_y_sample_weight(x, y, weights))

    def _compiled(self, batch):
        """The first shape has a graph of its own; all others share one, open in the sizes that differ."""
        spec = spec_of(batch)
        if self.usual is None:
            self.usual = self.wide = spec
        if _same(spec, self.usual):
            return self.compiled(spec, True)
        try:
            self.wide = tf.nest.map_structure(_widened, self.wide, spec)
        except (TypeError, ValueError):
            first, other = shapes(self.usual), shapes(spec)
            raise ValueError(f"fit() got a batch of {first}, then one of {other}; give all the same parts.") from None
        return self.compiled(self.wide, False)


def _has_arrays(part):
    return part is None or all(hasattr(each, "shape") for each in tf.nest.flatten(part))


def _length(source, steps_name):
    if isinstance(source, tf.data.Dataset):
        count = int(source.cardinality())
        if count == tf.data.INFINITE_CARDINALITY:
            raise ValueError(f"fit() got a Dataset that never ends; say how many batches make an epoch: {steps_name}.")
        return count if count >= 0 else None
    return getattr(source, "num_batches", None)


def _same(spec, other):
    return tf.nest.flatten(spec) == tf.nest.flatten(other)


def _widened(wide, spec):
    if wide.shape.rank != spec.shape.rank:
        return tf.TensorSpec(None, spec.dtype)
    return tf.TensorSpec([a if a == b else None for a, b in zip(wide.shape, spec.shape, strict=True)], spec.dtype)
