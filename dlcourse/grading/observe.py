"""Run an answer on one case and write down, as plain data, what came of it.

Nothing here compares or judges. An observation holds only arrays, strings, lists and dictionaries of them, so it can
be made in one process and judged in another.
"""

import copy
import inspect
import linecache
import traceback
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlcourse.grading.limits import TimeLimit, run

PACKAGE = str(Path(__file__).parents[1])


@dataclass(frozen=True)
class Strange:
    """Stands for a returned object that is no number, array, text, list or dictionary."""

    type: str


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


def observe(exercise, answer, case, seconds=10.0):
    """The observation of ``answer`` on a copy of ``case``, made under a time limit."""
    arguments = copy.deepcopy(case)
    outcome = run(lambda: plain(exercise.observe(answer, *arguments)), seconds)
    if outcome.error is not None:
        failure = _failure(outcome.error)
    elif changed := _changed(case, arguments):
        failure = Failure("changed", message=changed)
    else:
        failure = None
    result = None if failure else outcome.value
    return Observation(result, failure, outcome.printed, outcome.warned)


def plain(value):
    """Arrays, strings, lists and dictionaries that say the same as ``value``, whatever library it came from."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, list) and not all(isinstance(entry, int | float) for entry in value):
        return [plain(entry) for entry in value]
    if isinstance(value, types.GeneratorType | type | types.FunctionType | types.MethodType):
        return Strange(type(value).__name__)
    return _array(value)


def _array(value):
    try:
        array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    except Exception:  # __array__ of a foreign object may raise anything
        return Strange(type(value).__name__)
    if array.dtype.kind == "V":  # TensorFlow's bfloat16
        array = array.astype(np.float32)
    return array.copy() if array.dtype.kind in "biufcU" else Strange(type(value).__name__)


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
    if isinstance(error, NotImplementedError):
        kind = "not attempted"
    elif isinstance(error, TimeLimit):
        kind = "time"
    elif isinstance(error, RecursionError):
        kind = "recursion"
    return Failure(kind, type(error).__name__, str(error).strip().split("\n")[0][:300], line, code)


def _place(error):
    """Line number and text of the last line of the learner's own code that the traceback passes through."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if not _foreign(frame.filename)]
    if not own:
        return None, ""
    return own[-1].lineno, linecache.getline(own[-1].filename, own[-1].lineno or 0).strip()


def _foreign(filename):
    return filename.startswith((PACKAGE, "<frozen")) or "site-packages" in filename or filename == inspect.__file__


def source_of(answer):
    """The answer's source, or an empty string where there is none (a built-in, a lambda typed elsewhere)."""
    try:
        return inspect.getsource(answer)
    except (OSError, TypeError):
        return ""
