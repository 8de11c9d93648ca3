"""The data arguments of ``fit`` made into a source of batches."""

import numpy as np
import tensorflow as tf
from keras.utils import pack_x_y_sample_weight

from dlcourse.training import checks
from dlcourse.training.data import Arrays, class_weights, is_stream, to_arrays
from dlcourse.training.streams import Stream


def training_source(model, data, batch_size, compiled, order, share, steps):
    """What ``fit`` trains on, and what ``validation_split`` holds back: ``Arrays`` or None.

    Args:
        data: ``(x, y, sample_weight, class_weight)``.
        order: seed of the order of the rows, or None.
        share: ``validation_split``.
        steps: ``steps_per_epoch``.
    """
    x, y, sample_weight, class_weight = data
    if x is None:
        raise ValueError("fit() got no x; give arrays, a Dataset or a generator.")
    if is_stream(x):
        if y is not None or sample_weight is not None or share:
            raise ValueError("fit() got batches as x; y, sample_weight and validation_split can't go with them.")
        return Stream(x, compiled, steps, order, class_weight), None
    checks.check_called(x, "x")
    if steps is not None:
        raise ValueError("fit() got arrays with steps_per_epoch; that is for streams, so leave it out.")
    arrays = _arrays(model, x, y, sample_weight, class_weight, "x, y and sample_weight")
    arrays, held_back = _split(arrays, share) if share else (arrays, None)
    if held_back and class_weight is not None:
        held_back.arrays = held_back.arrays[:2]  # classes are weighed in training only, as in Keras
    return Arrays(arrays, batch_size, compiled, order), held_back


def validation_source(model, data, batch_size, compiled, steps):
    """What is looked at after each epoch: from ``validation_data``, or from what was held back; None without."""
    if data is None or isinstance(data, HeldBack):
        return data and Arrays(data.arrays, batch_size, compiled)
    if is_stream(data):
        return Stream(data, compiled, steps, steps_name="validation_steps")
    checks.check_called(data, "validation_data")
    if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
        raise ValueError("fit() got validation_data of another kind; give (x, y), (x, y, sample_weight) or a stream.")
    x, y, weights = (*data, None)[:3]
    return Arrays(_arrays(model, x, y, weights, None, "validation_data"), batch_size, compiled)


class HeldBack:
    """Rows that ``validation_split`` took off the end."""

    def __init__(self, arrays):
        self.arrays = arrays


def _arrays(model, x, y, sample_weight, class_weight, what):
    x, y, sample_weight = (None if each is None else to_arrays(each) for each in (x, y, sample_weight))
    if class_weight is not None:
        if sample_weight is not None or not isinstance(y, np.ndarray):
            raise ValueError("fit() got class_weight; give it without sample_weight, and with a single array y.")
        sample_weight = class_weights(y, class_weight)
    data = pack_x_y_sample_weight(x, y, sample_weight)
    checks.check_rows(data, what)
    for name, part in (("x", x), ("y", y), ("sample_weight", sample_weight)):
        checks.check_kind(part, name)
        checks.warn_of_nan(part, name)
    checks.check_labels(model, y)
    return data


def _split(data, share):
    """The rows, and those that are held back: the last ones, as in Keras."""
    rows = len(tf.nest.flatten(data)[0])
    cut = int(np.floor(rows * (1 - share)))
    if cut in (0, rows):
        raise ValueError(f"fit() got validation_split={share} of {rows} rows, which leaves a part empty; give more.")
    first, last = (
        tf.nest.map_structure(lambda each, part=part: each[part], data) for part in (np.s_[:cut], np.s_[cut:])
    )
    return first, HeldBack(last)
