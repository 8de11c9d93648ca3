"""The exercises of the course: one folder a lesson, one file an exercise, found by the file's name."""

import difflib
import json
import os
from functools import cache
from importlib import import_module
from pathlib import Path

_ROOT = Path(__file__).parent


def lessons():
    """Names of the lessons that have exercises, in order, e.g. ``"01_introduction"``."""
    return sorted(folder.name for folder in _ROOT.iterdir() if folder.name[:2].isdigit())


def names(lesson):
    """Names of a lesson's exercises, in the order in which its notebook shows them. Imports nothing."""
    return list(_order(lesson))


def lesson_of(name):
    """The lesson an exercise belongs to.

    Raises:
        LookupError: there is no such exercise. The message names the nearest one.
    """
    if not isinstance(name, str):
        raise LookupError(f"An exercise is named by text, such as 'double'; the name given is a {type(name).__name__}.")
    for lesson in lessons():
        if f"{name}.py" in os.listdir(_ROOT / lesson) and not name.startswith("_"):
            return lesson
    every = [each for lesson in lessons() for each in names(lesson)]
    near = difflib.get_close_matches(name, every, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(every)}."
    raise LookupError(f"There is no exercise {name!r}; {advice}")


def load(name):
    """The exercise of this name; raises LookupError where there is none."""
    return import_module(f"dlcourse.exercises.{lesson_of(name)}.{name}").EXERCISE


@cache
def _order(lesson):
    """The order of the lesson's notebook; exercises that it doesn't show come last."""
    found = sorted(file.stem for file in (_ROOT / lesson).glob("*.py") if not file.name.startswith("_"))
    return sorted(found, key=_shown(lesson).index) if set(found) <= set(_shown(lesson)) else found


@cache
def _shown(lesson):
    from dlcourse.lab.lessons import course_folder

    try:
        cells = json.loads((course_folder() / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    about = [cell["metadata"].get("dlcourse", {}) for cell in cells]
    return [each["exercise"] for each in about if each.get("role") == "stub"]
