"""Batches that come by themselves: from a Dataset, a PyDataset or any iterator."""

import itertools

import numpy as np
import tensorflow as tf
from keras.utils import pack_x_y_sample_weight

from dlcourse.training.compiled import spec_of, unpack
from dlcourse.training.data import Piece, class_weights, tensors


class Stream:
    """Batches as a ``tf.data.Dataset``, a ``keras.utils.PyDataset`` or an iterator gives them.

    Args:
        source: where they come from.
        compiled: as for ``Arrays``.
        steps: how many make an epoch; None: all there are.
        seed: of the order of a PyDataset's batches; None keeps it.
        weights: ``{class: weight}`` or None.
    """

    exact = False

    def __init__(self, source, compiled, steps=None, seed=None, weights=None):
        self.steps = self.length = steps if steps is not None else _length(source)
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
            raise ValueError(f"fit() got no batch from this {type(self.source).__name__}; give at least one.") from None
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
            name, missing = type(self.source).__name__, "no batch" if number < 0 else f"only {number + 1} batches"
            raise ValueError(f"fit() got {missing} from this {name} in epoch {epoch + 1}; give it steps_per_epoch.")
        self.steps = number + 1
        self._tell("on_epoch_end")

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
        x, y, weights = unpack(batch)
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
        self.wide = tf.nest.map_structure(_widened, self.wide, spec)
        return self.compiled(self.wide, False)


def _length(source):
    if isinstance(source, tf.data.Dataset):
        count = int(source.cardinality())
        if count == tf.data.INFINITE_CARDINALITY:
            raise ValueError(
                "fit() got a Dataset that never ends; say how many batches make an epoch: steps_per_epoch."
            )
        return count if count >= 0 else None
    return getattr(source, "num_batches", None)


def _same(spec, other):
    return tf.nest.flatten(spec) == tf.nest.flatten(other)


def _widened(wide, spec):
    if wide.shape.rank != spec.shape.rank:
        return tf.TensorSpec(None, spec.dtype)
    return tf.TensorSpec([a if a == b else None for a, b in zip(wide.shape, spec.shape, strict=True)], spec.dtype)
