"""What a lesson calls to keep attempts and to look at them. Nothing here raises: trouble becomes a sentence."""

import errno
import sqlite3
from collections import deque

from dlcourse.grading.schema import NewerStoreError, code_of
from dlcourse.grading.store import Store, untold

_unsaved = deque()  # attempts that could not be written; the next record() tries them again


def record(attempt):
    """Save an attempt. Whatever goes wrong, this returns, and ``recorded`` counts the attempt in this kernel.

    Attempts that could not be saved earlier are tried again.

    Args:
        attempt: an ``Attempt``.

    Returns:
        None when all is well, otherwise one sentence to show to the learner.
    """
    try:
        store = Store()
        store.add(attempt)
    except Exception as error:
        _unsaved.append(attempt)
        return f"Your answer was checked and counts in this notebook, but could not be saved, {explain(error)}"
    earlier = [_unsaved.popleft() for _ in range(len(_unsaved))]
    try:
        store.add(*earlier)
    except Exception:
        _unsaved.extend(earlier)
    return told()


def recorded(exercise=None):
    """All attempts that are known: in the store, and in this kernel's memory. Never raises."""
    return look(exercise)[0]


def look(exercise=None):
    """``(attempts, sentence)``: as ``recorded``, and None or why the store could not be read."""
    saved, trouble = [], None
    try:
        saved = Store().attempts(exercise)
    except Exception as error:
        trouble = f"Your saved attempts could not be read, {explain(error)}"
    unsaved = [attempt for attempt in list(_unsaved) if exercise in (None, attempt.exercise)]
    return sorted(saved + unsaved, key=lambda attempt: attempt.time), trouble


def told():
    """The sentence that a damaged store was set aside, once; None when there is nothing to tell."""
    return untold.popleft() if untold else None


def explain(error):
    """Why something could not be saved or read, and what to do: the end of a sentence."""
    number = getattr(error, "errno", None)
    if isinstance(error, NewerStoreError):
        return "because the file of attempts was written by a newer dlcourse; update dlcourse to save into it."
    if code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "because another program is using the file of attempts; close it, or check again in a moment."
    if code_of(error) == sqlite3.SQLITE_FULL or number in (errno.ENOSPC, getattr(errno, "EDQUOT", None), errno.EFBIG):
        return "because the disk is full; free some space and check again."
    return (
        f"because the file of attempts can't be used ({error}); set the environment variable DLCOURSE_DATA to a "
        "folder that you may write to, and restart the kernel."
    )
