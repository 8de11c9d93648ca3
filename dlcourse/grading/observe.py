"""Run an answer on one case and write down, as plain data, what came of it.

Nothing here compares or judges. An observation holds only arrays, strings, lists and dictionaries of them, so it can
be made in one process and judged in another.
"""

import copy
import inspect
import numbers
import os
import traceback
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlcourse.grading.limits import TimeLimit, one_line, run

PACKAGE, LIBRARY = str(Path(__file__).parents[1]), str(Path(os.__file__).parent)
DEEPEST = 30  # levels of lists in lists that are followed


@dataclass(frozen=True)
class Strange:
    """Stands for a returned object that is no number, array, text, list or dictionary."""

    type: str

    def __str__(self):
        return f"{'an' if self.type[0].lower() in 'aeio' else 'a'} {self.type}"


@dataclass(frozen=True)
class Failure:
    """An answer that returned nothing to compare.

    ``kind`` is "exception", "not attempted", "time", "recursion" or "changed"; ``type`` and ``message`` are the
    exception's, ``line`` and ``code`` the place in the learner's own code.
    """

    kind: str
    type: str = ""
    message: str = ""
    line: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Observation:
    """What an answer did on one case: a result or a failure, what it printed, and what it was warned of."""

    result: object = None
    failure: Failure | None = None
    printed: str = ""
    warned: tuple[str, ...] = ()


def observe(exercise, answer, case, seconds=None):
    """The observation of ``answer`` on a copy of ``case``, made under a time limit if ``seconds`` are given."""
    arguments = copy.deepcopy(case)
    # Reading what came back can run the learner's code too, and take long: it belongs to the call.
    outcome = run(lambda: (plain(exercise.observe(answer, *arguments)), _changed(case, arguments)), seconds)
    result, changed = outcome.value or (None, "")
    failure = None
    if outcome.error is not None:
        failure = _failure(outcome.error)
    elif changed:
        failure = Failure("changed", message=changed)
    return Observation(None if failure else result, failure, outcome.printed, outcome.warned)


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


def _changed(before, after):
    """Which argument was changed, counted from 1; an empty string when none was."""
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        if not identical(plain(old), plain(new)):
            return str(number)
    return ""


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


def _failure(error):
    line, code = _place(error)
    kind = "exception"
    if isinstance(error, NotImplementedError) and not _raised_by_library(error):
        kind = "not attempted"
    elif isinstance(error, TimeLimit):
        kind = "time"
    elif isinstance(error, RecursionError):
        kind = "recursion"
    return Failure(kind, type(error).__name__, one_line(error), line, code)


def _place(error):
    """Line number and text of the last line of the learner's own code that the traceback passes through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if each.line and not each.filename.startswith(PACKAGE)]
    own = [each for each in own if not _of_library(each.filename)]
    return (own[-1].lineno, own[-1].line) if own else (None, "")


def _raised_by_library(error):
    """Libraries raise NotImplementedError too; TensorFlow hides its frames, so the line has to say it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return _of_library(last.filename) or bool(last.line) and "NotImplementedError" not in last.line


def _of_library(filename):
    return filename.startswith((LIBRARY, "<frozen")) or "-packages" in filename


def source_of(answer):
    """The answer's source, or an empty string where there is none (a built-in, a lambda typed elsewhere)."""
    try:
        return inspect.getsource(answer)
    except Exception:  # a built-in has none; of a file that was edited since, the wrong lines may be found
        return ""
