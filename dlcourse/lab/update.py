"""``dlcourse update``: newer lessons into the learner's folder, with all that the learner wrote."""

from dlcourse.lab.cells import is_current, tags
from dlcourse.lab.files import replace_keeping
from dlcourse.lab.folder import copy_missing, course_notebook
from dlcourse.lab.lessons import course_folder, lesson_files, plain_files
from dlcourse.lab.merge import merge
from dlcourse.lab.notebooks import notebook_bytes, read_notebook, trust
from dlcourse.lab.problem import Problem


def update(folder, say, complain):
    """Update every lesson of the folder; one that can't be updated stays as it is, and the others go on.

    Args:
        folder: the learner's folder.
        say: called with a line about each lesson.
        complain: called with a Problem for each lesson that was left as it is.

    Returns:
        How many lessons were left as they are because of a problem.
    """
    problems = 0
    for name in copy_missing(folder):
        say(f"{name}: new, copied.")
    for lesson in lesson_files():
        try:
            say(f"{lesson.stem}: {update_lesson(folder / lesson.name, lesson)}")
        except Problem as problem:
            problems += 1
            complain(problem)
    return problems + _update_plain_files(folder, complain)


def update_lesson(path, lesson):
    """Bring one notebook of the learner's to the course's version; returns what was done, as a phrase.

    Raises:
        Problem: the notebook can't be read or written, or is not the lesson. It is left as it is.
    """
    mine, content = read_notebook(path)
    course = course_notebook(lesson)
    if is_current(mine, course):
        return "up to date, not touched."
    if not tags(mine):
        raise Problem(
            f"{path.name} was left as it is: no cell in it is the course's. "
            f"`dlcourse reset {lesson.stem}` puts a fresh copy there and keeps this file."
        )
    merged = merge(mine, course)
    kept = replace_keeping(path, content, notebook_bytes(merged.notebook), "update")
    trust(merged.notebook)
    carried = f"{_count(len(merged.answers), 'answer')} and {_count(merged.kept, 'cell')} of yours carried over"
    return f"updated, {carried}; the old file is now {kept.name}"


def _count(number, thing):
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _update_plain_files(folder, complain):
    """Figures and pages: what differs is replaced, and kept beside."""
    problems = 0
    for part in plain_files():
        try:
            new, old = (course_folder() / part).read_bytes(), (folder / part).read_bytes()
            if new != old:
                replace_keeping(folder / part, old, new, "update")
        except OSError:
            problems += 1
            complain(Problem(f"{part} was left as it is: it can't be read."))
        except Problem as problem:
            problems += 1
            complain(problem)
    return problems
