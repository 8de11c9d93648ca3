"""Plain data: arrays of numbers, strings, lists and dictionaries that say what any library's objects say."""

import numbers
import types
from dataclasses import dataclass

import numpy as np

DEEPEST = 30  # levels of lists in lists that are followed


@dataclass(frozen=True)
class Strange:
    """Stands for a returned object that is no number, array, text, list or dictionary."""

    type: str

    def __str__(self):
        return f"{'an' if self.type[0].lower() in 'aeio' else 'a'} {self.type}"


def plain(value):
    """Arrays of numbers, strings, lists and dictionaries that say the same as ``value``, from whatever library."""
    try:
        return _plain(value, 0)
    except RecursionError:  # a list may hold itself
        return Strange(f"{type(value).__name__} that is nested too deeply")


def _plain(value, depth):
    if depth > DEEPEST:
        raise RecursionError
    if value is None or isinstance(value, str):
        return value and str.__str__(value)  # of a subclass, the text alone
    if isinstance(value, dict):
        return {str(key): _plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry, depth + 1) for entry in value]
    if isinstance(value, list) and not all(isinstance(entry, int | float) for entry in value):
        return [_plain(entry, depth + 1) for entry in value]
    if isinstance(value, types.GeneratorType | type | types.FunctionType | types.MethodType):
        return Strange(type(value).__name__)
    return _array(value)


def _array(value):
    try:
        array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
        if array.dtype.kind == "V" and not array.dtype.names:  # TensorFlow's bfloat16
            array = array.astype(np.float32)
        if array.dtype == object and all(isinstance(each, numbers.Number) for each in array.flat):
            array = array.astype(float)  # fractions, decimals, and whole numbers of any size
    except OverflowError:
        return Strange("number beyond the range of a float")
    except Exception:  # __array__ of a foreign object may raise anything
        return Strange(type(value).__name__)
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        return Strange("array with masked entries")
    if array.dtype.kind == "U":
        return array.tolist()
    if array.dtype.kind in "biufc":
        return array.copy()
    many = array.ndim or isinstance(value, np.ndarray)
    return Strange(f"array of dtype {array.dtype}" if many else type(value).__name__)


def identical(one, other):
    """True where two plain values agree to the bit; NaN equals NaN."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        exact = one.dtype.kind not in "fc"
        return one.shape == other.shape and np.array_equal(one, other, equal_nan=not exact)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(identical(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other
