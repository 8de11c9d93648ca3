"""Batches of arrays, however large: an epoch comes as pieces that can be run."""

import keras
import numpy as np
import tensorflow as tf

from dlcourse.training.batches import epoch_batches
from dlcourse.training.compiled import spec_of

ON_DEVICE = 2**30  # bytes: more data than this is handed over piece by piece
PIECE = 2**27


def is_stream(x):
    """Whether ``x`` gives whole batches by itself."""
    return isinstance(x, (tf.data.Dataset, keras.utils.PyDataset)) or hasattr(x, "__next__")


def to_arrays(data):
    """NumPy arrays (a tensor's or a memory map's without a copy) in the same structure; lists of numbers become one."""
    if isinstance(data, dict):
        return {key: to_arrays(each) for key, each in data.items()}
    if isinstance(data, (list, tuple)) and data and all(hasattr(each, "shape") for each in data):
        return type(data)(np.asarray(each) for each in data)
    try:
        return np.asanyarray(data)
    except ValueError:
        if not isinstance(data, (list, tuple)):
            raise
        raise ValueError(
            "fit() got lists of different lengths, which make no array; pad sequences with "
            "keras.utils.pad_sequences(), and give a list of batches as iter(batches)."
        ) from None


def to_tensor(array):
    """A tensor; real numbers in Keras's float type, as ``model.fit`` has them."""
    if isinstance(array, tf.Tensor):
        return array
    array = np.asarray(array)
    real = np.issubdtype(array.dtype, np.floating)
    return tf.constant(array, keras.config.floatx() if real else None)


def tensors(data):
    return tf.nest.map_structure(to_tensor, data)


def class_weights(y, weights):
    """The weight of each example's class, ``(B,)``; one-hot labels count too."""
    if not isinstance(weights, dict):
        raise ValueError(f"fit() got class_weight={weights!r}; give a dictionary {{class: weight}}.")
    y = np.asarray(y)
    labels = y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(-1)
    return np.array([weights.get(int(label), 1.0) for label in labels], "float32")


class Piece:
    """Consecutive steps that a single compiled call can run.

    Attributes:
        first, last: the numbers of its steps within the epoch, ``last`` excluded.
    """

    def __init__(self, step, data, rows, first, last, offset=0):
        self.step, self.data, self.first, self.last, self.offset = step, data, first, last, offset
        self.rows = None if rows is None else tf.constant(rows, tf.int32)

    def run(self, first, last):
        """Run these steps of the epoch; the logs after the last one."""
        if self.rows is None:
            return self.step.one(self.data)
        return self.step.many(self.data, self.rows, first - self.offset, last - self.offset)

    def batch(self, number):
        """The batch of a step."""
        if self.rows is None:
            return self.data
        return tf.nest.map_structure(lambda each: tf.gather(each, self.rows[number - self.offset]), self.data)


class Arrays:
    """Batches of arrays, gathered by row numbers: on the device, or where the arrays are large, piece by piece.

    Args:
        data: ``(x, y)`` or ``(x, y, weights)``, arrays nested in any way.
        batch_size: of every batch but the last.
        compiled: ``compiled(spec, first) -> CompiledStep``; ``first`` says whether it is the usual shape.
        seed: with the number of the epoch, it sets the order; None keeps the order.
    """

    exact = True  # an epoch can be taken up again in its middle

    def __init__(self, data, batch_size, compiled, seed=None):
        self.data, self.compiled, self.seed = data, compiled, seed
        arrays = tf.nest.flatten(data)
        self.rows = len(arrays[0])
        self.batch_size = min(batch_size, self.rows)
        self.steps = -(-self.rows // self.batch_size)
        self.bytes = sum(each.nbytes for each in arrays)
        self.resident = tensors(data) if self.bytes <= ON_DEVICE else None
        self.order = None

    def example(self):
        """A batch, for building."""
        return self._take(np.arange(self.batch_size))

    def variables(self):
        """All that a step on these batches uses."""
        return self.compiled(spec_of(self.example()), True).variables

    def facts(self):
        """What has to be the same when a run is taken up again."""
        return {"rows": self.rows, "batch_size": self.batch_size, "shuffled": self.seed is not None}

    def pieces(self, epoch, first=0):
        """The steps of an epoch from number ``first`` on."""
        if self.order is None or self.seed is not None:
            rng = None if self.seed is None else np.random.default_rng([self.seed, epoch])
            self.order = epoch_batches(self.rows, self.batch_size, rng)
        full, rest = self.order
        yield from self._resident(full, first) if self.resident is not None else self._windows(full, first)
        if len(rest) and first <= len(full):
            batch = self._take(rest)
            yield Piece(self.compiled(spec_of(batch), False), batch, None, len(full), len(full) + 1)

    def _resident(self, full, first):
        if first < len(full):
            step = self.compiled(spec_of(self.resident, self.batch_size), True)
            yield Piece(step, self.resident, full, first, len(full))

    def _windows(self, full, first):
        """As many steps at a time as fit into a piece, each piece of one size, so that nothing compiles again."""
        steps = max(1, min(len(full), PIECE * self.rows // (self.bytes * self.batch_size)))
        local = np.arange(steps * self.batch_size).reshape(steps, -1)
        for start in range(first, len(full), steps):
            last = min(start + steps, len(full))
            rows = np.resize(full[start:last], local.shape)  # what is too much is never used
            data = self._take(rows.reshape(-1))
            step = self.compiled(spec_of(data, self.batch_size), True)
            yield Piece(step, data, local, start, last, offset=start)

    def _take(self, rows):
        return tensors(tf.nest.map_structure(lambda each: each[rows], self.data))
