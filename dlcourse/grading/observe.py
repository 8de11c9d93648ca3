"""Run an answer on one case and write down, as plain data, what came of it.

Nothing here compares or judges. An observation holds only arrays, strings, lists and dictionaries of them, so it can
be made in one process and judged in another.
"""

import copy
import inspect
import os
import traceback
from dataclasses import dataclass
from pathlib import Path

from dlcourse.grading.limits import TimeLimit, one_line, run
from dlcourse.grading.plain import identical, plain

PACKAGE, LIBRARY = str(Path(__file__).parents[1]), str(Path(os.__file__).parent)


@dataclass(frozen=True)
class Failure:
    """An answer that returned nothing to compare.

    ``kind`` is "exception", "not attempted", "time", "slow" (all cases together), "recursion" or "changed"; ``type``
    and ``message`` are the exception's, ``line`` and ``code`` the place in the learner's own code.
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


def _changed(before, after):
    """Which argument was changed, counted from 1; an empty string when none was."""
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        if not identical(plain(old), plain(new)):
            return str(number)
    return ""


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
