"""Where the course's own lessons are, and which one a learner means."""

import difflib
import re
from pathlib import Path

from dlcourse.lab.problem import Problem

_PACKAGE = Path(__file__).resolve().parent.parent
_LESSON = re.compile(r"\d\d_\w+\.ipynb")


def course_folder():
    """The folder of the course's lessons: inside the installed package, or beside it in the repository."""
    installed = _PACKAGE / "notebooks"
    return installed if installed.is_dir() else _PACKAGE.parent / "notebooks"


def lesson_files():
    """The course's notebooks, in order.

    Raises:
        Problem: this installation has none.
    """
    folder = course_folder()
    files = sorted(file for file in folder.glob("*.ipynb") if _LESSON.fullmatch(file.name)) if folder.is_dir() else []
    if not files:
        raise Problem("This installation of dlcourse holds no lessons; install dlcourse again.")
    return files


def plain_files():
    """What goes with the notebooks as it is: the figures and the pages, as paths relative to the course's folder."""
    folder = course_folder()
    found = [*folder.glob("*.md"), *folder.glob("figures/**/*")]
    return sorted(file.relative_to(folder) for file in found if file.is_file() and not file.name.startswith("."))


def named(asked, names):
    """The lesson's name that "1", "01" or "01_introduction" (with or without .ipynb) stands for; None where none does.

    Example:
        >>> named("1", ["00_start_here", "01_introduction"])
        '01_introduction'
    """
    name = asked.strip().lower().removesuffix(".ipynb")
    number = f"{int(name):02d}_" if name.isascii() and name.isdigit() else None
    return next((each for each in names if each == name or (number and each.startswith(number))), None)


def find_lesson(asked):
    """The course's notebook that is meant; None where there is none."""
    files = {file.stem: file for file in lesson_files()}
    return files.get(named(asked, files))


def nearest(asked, names, otherwise):
    """A half-sentence that names the known word nearest to ``asked``; ``otherwise`` where none is near.

    Example:
        >>> nearest("sofmax", ["softmax", "relu"], "there are two.")
        'did you mean softmax?'
    """
    near = difflib.get_close_matches(asked, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else otherwise
