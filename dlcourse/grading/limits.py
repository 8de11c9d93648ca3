"""Call a function under a time limit, and keep what it prints.

The function runs in a thread of its own: that works in a kernel on every system, and when time is up the kernel goes
on at once, even if the function swallows the exception that is meant to end it.
"""

import contextlib
import ctypes
import io
import sys
import threading
import time
import warnings
from dataclasses import dataclass

KEPT_CHARACTERS = 2_000
PAUSE, BURST = 0.05, 0.3  # seconds


class TimeLimit(BaseException):
    """Raised inside a function whose time is up. Not an Exception, so ``except Exception`` does not catch it."""


@dataclass
class Outcome:
    """What a call came to."""

    value: object = None
    error: BaseException | None = None
    printed: str = ""
    warned: tuple[str, ...] = ()


class _Paper(io.TextIOBase):
    """A standard output that keeps the beginning and counts the rest."""

    def __init__(self):
        self.text = ""

    def writable(self):
        return True

    def write(self, text):
        if len(self.text) < KEPT_CHARACTERS:
            self.text += text[: KEPT_CHARACTERS - len(self.text)]
        return len(text)


def run(function, seconds):
    """Call ``function()``; returns an Outcome after it ends, or after ``seconds``."""
    outcome, paper = Outcome(), _Paper()
    thread = threading.Thread(target=_work, args=(function, outcome), name="dlcourse answer", daemon=True)
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(paper):
        warnings.simplefilter("always")
        thread.start()
        try:
            thread.join(seconds)
        finally:  # also when the learner interrupts the kernel
            if thread.is_alive():
                outcome = Outcome(error=TimeLimit(f"{seconds:g} s"))
                threading.Thread(target=_end, args=(thread,), name="dlcourse time limit", daemon=True).start()
                thread.join(4 * PAUSE)
    outcome.printed = paper.text
    outcome.warned = tuple(dict.fromkeys(str(each.message) for each in caught))
    return outcome


def _work(function, outcome):
    try:
        outcome.value = function()
    except BaseException as error:  # SystemExit and the like are an answer's failure, not the kernel's end
        outcome.error = error


def _end(thread):
    """Raise TimeLimit inside the thread until it is gone.

    Once is enough unless its code catches everything. Then the exception has to arrive between two catches, which a
    quick burst mostly achieves; a thread that survives even that is asked again now and then, and slows the kernel.
    """
    _raise_in(thread, PAUSE)
    usual, start = sys.getswitchinterval(), time.monotonic()
    while thread.is_alive() and time.monotonic() - start < BURST:
        sys.setswitchinterval(1e-6)
        _raise_in(thread, 0)
    sys.setswitchinterval(usual)
    while thread.is_alive():
        _raise_in(thread, PAUSE)


def _raise_in(thread, wait):
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeLimit))
    thread.join(wait)


def _without_late_ones(hook):
    """A TimeLimit that arrives when its thread has just come to its end is nobody's error."""
    return lambda args: None if args.exc_type is TimeLimit else hook(args)


threading.excepthook = _without_late_ones(threading.excepthook)
