"""Call a function under a time limit, and keep what it prints.

The function runs in a thread of its own: that works in a kernel on every system, and when time is up the kernel goes
on at once, even if the function swallows the exception that is meant to end it.
"""

import builtins
import contextlib
import ctypes
import io
import re
import sys
import threading
import time
import warnings
from dataclasses import dataclass

ANSWER = "dlcourse answer"  # name of the thread that runs one
KEPT_CHARACTERS = 2_000
LONGEST = 300  # characters of a message that is shown
PAUSE, BURST = 0.05, 0.3  # seconds
_bursting = threading.Lock()


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


class _Deaf:
    """Standard output as it was, except for one thread: what that one still writes, nobody hears."""

    def __init__(self, stream, thread):
        self.stream, self.thread = stream, thread

    def __getattr__(self, name):
        return getattr(_Paper() if threading.current_thread() is self.thread else self.stream, name)


def run(function, seconds=None):
    """Call ``function()``; returns an Outcome after it ends, or after ``seconds``."""
    outcome, paper = Outcome(), _Paper()
    thread = threading.Thread(target=_work, args=(function, outcome), name=ANSWER, daemon=True)
    try:
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(paper), _nobody_types():
            warnings.simplefilter("always")
            thread.start()
            thread.join(seconds)
            if thread.is_alive():
                outcome = Outcome(error=TimeLimit(f"{seconds:.2g} s"))
    finally:  # also when the learner interrupts the kernel
        if thread.is_alive():
            _give_up(thread)
    outcome.printed = paper.text
    outcome.warned = tuple(dict.fromkeys(one_line(each.message) or each.category.__name__ for each in caught))
    return outcome


def one_line(message):
    """What an exception or a warning says, on one line: the beginning and the end, where it is long."""
    try:
        text = str(message)
    except Exception:  # the learner's own class may fail here too
        return ""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]} … {text[-LONGEST:]}")
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


@contextlib.contextmanager
def _nobody_types():
    """An answer that asks for input would wait for ever, or take what is typed next."""

    def refuse(prompt=""):
        raise RuntimeError("input() waits for someone to type; what your function needs comes in its arguments")

    usual, builtins.input = builtins.input, refuse
    try:
        yield
    finally:
        builtins.input = usual


def _work(function, outcome):
    try:
        outcome.value = function()
    except BaseException as error:  # SystemExit and the like are an answer's failure, not the kernel's end
        outcome.error = error


def _give_up(thread):
    sys.stdout = out = _Deaf(sys.stdout, thread)
    sys.stderr = err = _Deaf(sys.stderr, thread)
    threading.Thread(target=_end, args=(thread, out, err), name="dlcourse time limit", daemon=True).start()
    thread.join(4 * PAUSE)


def _end(thread, out, err):
    """Raise TimeLimit inside the thread until it is gone.

    Once is enough unless its code catches everything. Then the exception has to arrive between two catches, which a
    quick burst mostly achieves; a thread that survives even that is asked again now and then, and slows the kernel.
    """
    _raise_in(thread, PAUSE)
    with _bursting:  # one at a time: a second burst would take the first one's interval for the usual one
        usual, start = sys.getswitchinterval(), time.monotonic()
        while thread.is_alive() and time.monotonic() - start < BURST:
            sys.setswitchinterval(1e-6)
            _raise_in(thread, 0)
        sys.setswitchinterval(usual)
    while thread.is_alive():
        _raise_in(thread, PAUSE)
    if sys.stdout is out:
        sys.stdout = out.stream
    if sys.stderr is err:
        sys.stderr = err.stream


def _raise_in(thread, wait):
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeLimit))
    thread.join(wait)


def _without_late_ones(hook):
    """A TimeLimit that arrives when its thread has just come to its end is nobody's error."""
    return lambda args: None if args.exc_type is TimeLimit else hook(args)


threading.excepthook = _without_late_ones(threading.excepthook)
