import builtins
import contextlib
import io
import subprocess
import sys
import threading
import warnings

import pytest

from dlcourse.grading.limits import KEPT_CHARACTERS, TimeLimit, run


def test_the_value_comes_back():
    assert run(lambda: 3, 5).value == 3


def test_an_error_is_kept_and_not_raised():
    assert isinstance(run(lambda: 1 / 0, 5).error, ZeroDivisionError)


def test_an_endless_loop_ends_and_leaves_no_thread():
    assert isinstance(run(lambda: [None for _ in iter(int, 1)], 0.2).error, TimeLimit)
    started = [thread for thread in threading.enumerate() if thread.daemon and thread.name.startswith("dlcourse")]
    for thread in started:
        thread.join(20)
    assert not any(thread.is_alive() for thread in started)


SWALLOWS = """
import time
from dlcourse.grading.limits import TimeLimit, run

def swallows_everything():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

assert isinstance(run(swallows_everything, 0.2).error, TimeLimit)
assert run(lambda: sum(range(1000)), 10).value == 499500
print("still usable")
"""


def test_a_loop_that_catches_everything_leaves_the_kernel_usable():
    # In a process of its own: on some versions of Python the thread can't be ended.
    done = subprocess.run([sys.executable, "-c", SWALLOWS], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "still usable\n"


def test_the_beginning_of_what_is_printed_is_kept_and_the_screen_stays_clean():
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        outcome = run(lambda: [print("x" * 100) for _ in range(10_000)] and None, 30)
    assert len(outcome.printed) == KEPT_CHARACTERS
    assert screen.getvalue() == ""


PRINTS_FOR_EVER = """
import sys, threading
from dlcourse.grading.limits import run

def prints_for_ever():
    while True:
        try:
            print("out")
            print("err", file=sys.stderr)
        except:
            pass

for _ in range(2):
    run(prints_for_ever, 0.2)
threading.Event().wait(0.5)
print("heard", sys.getswitchinterval() == 0.005)
"""


def test_what_is_left_of_a_stopped_answer_is_not_heard():
    done = subprocess.run([sys.executable, "-c", PRINTS_FOR_EVER], capture_output=True, text=True, timeout=60)
    assert done.stdout == "heard True\n"
    assert "Traceback" not in done.stderr


def test_standard_output_is_as_it_was_after_a_stopped_answer():
    out, err = sys.stdout, sys.stderr
    run(lambda: [None for _ in iter(int, 1)], 0.2)
    for thread in threading.enumerate():
        if thread.name.startswith("dlcourse"):
            thread.join(20)
    assert (sys.stdout, sys.stderr) == (out, err)


def test_an_answer_that_asks_for_input_does_not_wait():
    error = run(lambda: input("number: "), 30).error
    assert "input() waits" in str(error)


def test_an_interrupt_leaves_everything_as_it_was(monkeypatch):
    out, started = sys.stdout, threading.Thread.join
    usual = builtins.input

    def interrupted(self, timeout=None):
        if timeout == 7:
            raise KeyboardInterrupt
        started(self, timeout)

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(lambda: [None for _ in iter(int, 1)], 7)
    for thread in threading.enumerate():
        if thread.name.startswith("dlcourse"):
            thread.join(20)
    assert (sys.stdout, builtins.input) == (out, usual)


def test_warnings_are_one_line_each():
    def warns():
        warnings.warn("one\ntwo", stacklevel=1)
        warnings.warn("", stacklevel=1)

    assert run(warns, 30).warned == ("one two", "UserWarning")
