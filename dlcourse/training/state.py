"""Everything that a run consists of, as plain data: the variables, and what callbacks remember."""

import inspect

import numpy as np
import tensorflow as tf


class Variables:
    """All variables that a training step reads or changes, read and written together.

    Weights, moving statistics, seeds of dropout, the optimizer's memory, sums of the metrics; and whatever else the
    compiled step uses, such as the second optimizer of a model with a ``train_step`` of its own.
    """

    def __init__(self, model, step_variables=()):
        optimizer = getattr(getattr(model, "optimizer", None), "variables", [])
        metrics = [each for metric in model.metrics for each in metric.variables]
        known = [each.value for each in [*model.variables, *optimizer, *metrics]]
        self.model = [each.value for each in model.variables]
        self.all = list({id(each): each for each in [*known, *step_variables]}.values())

    def read(self):
        """Copies, on the device."""
        return [tf.identity(each) for each in self.all]

    def write(self, values):
        for variable, value in zip(self.all, values, strict=True):
            variable.assign(value)

    def describe(self):
        """Shape and dtype of each: what has to agree for values to fit."""
        return [[list(each.shape), each.dtype.name] for each in self.all]


def reseed(model, seed):
    """Let dropout and the like draw from ``seed`` on: each source of random numbers in the model gets its own."""
    rng = np.random.default_rng(seed)
    for each in model.variables:
        if each.name == "seed_generator_state":  # a seed, and how often it was drawn from
            each.assign([rng.integers(2**31), 0])


def remembered(callback):
    """What a callback has learned so far: its plain attributes, without the options of its ``__init__``."""
    options = {"params", *inspect.signature(type(callback).__init__).parameters}
    return {name: value for name, value in vars(callback).items() if name not in options and _is_plain(value)}


def remember(callback, memory):
    """Put back what ``remembered`` returned."""
    vars(callback).update(memory)


def _is_plain(value):
    if isinstance(value, (list, tuple)):
        return all(_is_plain(each) for each in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(each) for key, each in value.items())
    return value is None or isinstance(value, (bool, int, float, str, np.ndarray, np.generic))


def to_json(value, arrays):
    """``value`` without its arrays, which are put into the list ``arrays``."""
    if isinstance(value, (np.ndarray, np.generic)):
        arrays.append(np.asarray(value))
        return {"array": len(arrays) - 1, "dtype": str(value.dtype), "scalar": isinstance(value, np.generic)}
    if isinstance(value, (list, tuple)):
        return [to_json(each, arrays) for each in value]
    if isinstance(value, dict):
        return {"dict": {key: to_json(each, arrays) for key, each in value.items()}}
    return value


def from_json(value, arrays):
    """What ``to_json`` was given, tuples as lists."""
    if isinstance(value, list):
        return [from_json(each, arrays) for each in value]
    if isinstance(value, dict) and "dict" in value:
        return {key: from_json(each, arrays) for key, each in value["dict"].items()}
    if isinstance(value, dict):
        array = arrays[value["array"]].view(value["dtype"])  # files know no bfloat16
        return array[()] if value["scalar"] else array
    return value
