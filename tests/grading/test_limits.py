import contextlib
import io
import subprocess
import sys
import threading

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
