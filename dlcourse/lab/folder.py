"""The learner's folder: which one it is, and copying what is missing there."""

import contextlib
from pathlib import Path

from dlcourse.lab.cells import is_current, stamp
from dlcourse.lab.files import check_writable, write_whole
from dlcourse.lab.lessons import course_folder, lesson_files, plain_files
from dlcourse.lab.notebooks import notebook_bytes, read_notebook, trust
from dlcourse.lab.problem import Problem, cannot

DEFAULT = Path("~", "dlcourse-lessons")


def _memo():
    from dlcourse.grading.attempt import data_folder

    return data_folder() / "folder.txt"


def remember(folder):
    """Note the folder last used. Failing to is harmless: the learner names it again."""
    with contextlib.suppress(Problem, RuntimeError):
        write_whole(_memo(), str(folder).encode("utf-8", "surrogateescape"))


def chosen_folder(given=None):
    """The folder named, else the one last used if it is still there, else the default.

    Args:
        given: what the learner typed, or None.

    Raises:
        Problem: the folder is the course's own, or has no name.
    """
    try:
        folder = Path(given).expanduser() if given is not None else _remembered() or DEFAULT.expanduser()
        folder = folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(f"There is no folder that {given or DEFAULT} could mean; name another one.", code=2) from error
    course = course_folder().resolve()
    if course in (folder, *folder.parents) or (folder == course.parent and (course / "source").is_dir()):
        raise Problem(f"{folder} belongs to the course itself; name a folder for your own copies.", code=2)
    return folder


def _remembered():
    try:
        folder = Path(_memo().read_bytes().decode("utf-8", "surrogateescape").strip())
        return folder if folder.is_absolute() and folder.is_dir() else None
    except (OSError, RuntimeError, ValueError):
        return None


def existing_folder(given=None):
    """Like ``chosen_folder``, for commands that work on lessons that are there already."""
    folder = chosen_folder(given)
    try:
        found = any((folder / lesson.name).exists() for lesson in lesson_files())
    except OSError as error:
        raise cannot(f"look into {folder}", error) from error
    if not found:
        raise Problem(f"There are no lessons in {folder}; `dlcourse lab FOLDER` puts them into a folder.")
    return folder


def copy_missing(folder):
    """Copy the lessons and figures that are not in the folder yet; a file that is there is not touched.

    Returns:
        The names of the lessons copied.

    Raises:
        Problem: the folder can't be written to. What was copied so far is whole.
    """
    check_writable(folder)
    for part in plain_files():
        if not (folder / part).exists():
            write_whole(folder / part, _content(course_folder() / part))
    missing = [lesson for lesson in lesson_files() if not (folder / lesson.name).exists()]
    for lesson in missing:
        notebook, content = fresh_copy(lesson)
        write_whole(folder / lesson.name, content)
        trust(notebook)
    return [lesson.stem for lesson in missing]


def fresh_copy(lesson):
    """The course's notebook as a learner gets it, and its bytes."""
    notebook = course_notebook(lesson)
    stamp(notebook)
    return notebook, notebook_bytes(notebook)


def course_notebook(lesson):
    """A notebook of the course; a Problem if the installation is damaged."""
    try:
        return read_notebook(lesson)[0]
    except Problem as problem:
        raise Problem(f"The course's own {lesson.name} can't be read; install dlcourse again.") from problem


def _content(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot(f"read {path}", error) from error


def outdated(folder):
    """Names of the lessons that the learner has in an earlier version. Files that can't be read are left out."""
    names = []
    for lesson in lesson_files():
        with contextlib.suppress(Problem):
            if not is_current(read_notebook(folder / lesson.name)[0], course_notebook(lesson)):
                names.append(lesson.stem)
    return names
