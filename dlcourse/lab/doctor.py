"""``dlcourse doctor``: everything a lesson needs, tried out; each line is ``ok`` or says what to do."""

import importlib.util
import subprocess
import sys

from dlcourse.lab.problem import Problem
from dlcourse.lab.versions import FIX, NOTE, OK, Finding, packages, python

GIB = 2**30
_TENSORFLOW = (
    "import tensorflow as tf; product = tf.linalg.matmul([[1.0, 2.0]], [[3.0], [4.0]]);"
    "print('answer', int(product[0, 0]), tf.__version__)"
)


def examine(folder):
    """Yield a Finding for everything a lesson needs, quick ones first.

    Args:
        folder: where the learner's lessons are, or would be.
    """
    lessons = (lambda: disk(folder), lambda: lessons_are_writable(folder))
    for check in (python, packages, *lessons, memory, data_is_writable, jupyterlab, kernel, tensorflow):
        try:
            found = check()
            yield from [found] if isinstance(found, Finding) else found
        except Exception as error:  # the other checks still have something to say
            text = " ".join(str(error).split())[:200]
            yield Finding(FIX, f"A check could not be made ({type(error).__name__}: {text}); install dlcourse again.")


def disk(folder):
    """Room for notebooks where the lessons are, and for attempts where the learner's data is."""
    import shutil

    from dlcourse.grading.attempt import data_folder

    for what, place in (("lessons", folder), ("your data", data_folder())):
        there = next((each for each in (place, *place.parents) if each.exists()), None)
        if there is None:
            yield Finding(FIX, f"There is no disk {place.anchor} for {what}; name another folder.")
            continue
        free = shutil.disk_usage(there).free / GIB
        if free >= 1:
            yield Finding(OK, f"{free:.0f} GiB free on the disk for {what} ({place})")
        elif free >= 0.2:
            yield Finding(NOTE, f"{free:.1f} GiB free on the disk for {what} ({place}); a lesson may need more.")
        else:
            yield Finding(FIX, f"{free:.1f} GiB free on the disk for {what} ({place}); free at least 1 GiB.")


def memory(available=None):
    """Enough free memory for TensorFlow and a lesson."""
    import psutil

    free = (psutil.virtual_memory().available if available is None else available) / GIB
    if free >= 2:
        return Finding(OK, f"{free:.0f} GiB of memory free")
    if free >= 1:
        return Finding(NOTE, f"{free:.1f} GiB of memory free; close other programs before the larger lessons.")
    return Finding(FIX, f"{free:.1f} GiB of memory free; a lesson needs 1: close other programs or other notebooks.")


def lessons_are_writable(folder):
    """Lessons can be saved where they are. A folder that is not there yet is made by ``dlcourse lab``."""
    from dlcourse.lab.files import check_writable

    if not folder.exists():
        return []
    try:
        check_writable(folder)
    except Problem as problem:
        return Finding(FIX, str(problem))
    return Finding(OK, f"your lessons can be written to {folder}")


def data_is_writable():
    """Attempts and progress can be kept."""
    from dlcourse.grading.attempt import data_folder
    from dlcourse.lab.files import check_writable

    try:
        check_writable(data_folder())
    except Problem as problem:
        return Finding(FIX, f"{problem} Or set DLCOURSE_DATA to a folder of yours.")
    return Finding(OK, f"your data can be written to {data_folder()}")


def jupyterlab():
    """JupyterLab is there."""
    if importlib.util.find_spec("jupyterlab") is None:
        return Finding(FIX, f"JupyterLab is missing; install it with `{sys.executable} -m pip install jupyterlab`.")
    code = "import jupyterlab; print('answer', jupyterlab.__version__)"
    return _try("JupyterLab", code, 60, "install jupyterlab again")


def tensorflow(code=_TENSORFLOW, seconds=180):
    """TensorFlow imports and multiplies. It is tried in a process of its own: where it crashes, we live to tell."""
    return _try("TensorFlow", code, seconds, "install tensorflow again, in a version for this computer", expected="11")


def _try(name, code, seconds, advice, expected=""):
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return Finding(FIX, f"{name} gave no answer in {seconds:g} seconds; close other programs, or {advice}.")
    answers = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("answer ")]
    if answers and (not expected or answers[0][0] == expected):
        return Finding(OK, f"{name} {answers[0][-1]} {'computes' if expected else 'can be imported'}")
    last = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
    return Finding(FIX, f"{name} does not work ({last[:200]}); {advice}.")


def kernel(name="python3", seconds=60):
    """A Jupyter kernel starts, answers, and is the Python in which dlcourse is installed."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    advice = f"run `{sys.executable} -m ipykernel install --sys-prefix`"
    try:
        manager, client = start_new_kernel(seconds, name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except NoSuchKernel:
        return Finding(FIX, f"There is no Jupyter kernel called {name}; {advice}.")
    except (RuntimeError, OSError, TimeoutError) as error:
        return Finding(FIX, f"The Jupyter kernel does not start ({error}); {advice}.")
    try:
        return _ask(client, seconds, advice)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _ask(client, seconds, advice):
    from queue import Empty

    expression = "__import__('sys').executable + '\\n' + __import__('dlcourse').__version__"
    try:
        reply = client.execute("", user_expressions={"where": expression}, reply=True, timeout=seconds)
    except (Empty, TimeoutError):
        return Finding(FIX, f"The Jupyter kernel gave no answer in {seconds:g} seconds; close other programs.")
    if reply["content"].get("user_expressions", {}).get("where", {}).get("status") != "ok":
        return Finding(FIX, f"The Jupyter kernel is a Python without dlcourse; {advice}.")
    return Finding(OK, "a Jupyter kernel starts and answers")
