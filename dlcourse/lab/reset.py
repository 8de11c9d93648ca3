"""``dlcourse reset``: a fresh lesson, or one exercise's stub put back; the old file is kept beside it."""

import copy
import uuid

from dlcourse.lab.cells import is_stub, tag
from dlcourse.lab.files import check_writable, replace_keeping, write_whole
from dlcourse.lab.folder import course_notebook, fresh_copy
from dlcourse.lab.lessons import find_lesson, lesson_files, nearest
from dlcourse.lab.notebooks import is_trusted, notebook_bytes, read_notebook, trust
from dlcourse.lab.problem import Problem, cannot


def reset(asked, folder):
    """Put back a lesson or an exercise; returns a sentence about what was done.

    Args:
        asked: "1", "01" or "01_introduction" for a lesson, or an exercise's name.
        folder: the learner's folder.

    Raises:
        Problem: there is no such lesson or exercise (code 2), or a file can't be read or written.
    """
    lesson = find_lesson(asked)
    if lesson:
        return reset_lesson(folder / lesson.name, lesson)
    stubs = {tag(cell).exercise: (each, cell) for each in lesson_files() for cell in _stubs(course_notebook(each))}
    if asked not in stubs:
        near = nearest(asked, [*(each.stem for each in lesson_files()), *stubs], "`dlcourse list` shows them all.")
        raise Problem(f"There is no lesson and no exercise called {asked}; {near}", code=2)
    lesson, stub = stubs[asked]
    return reset_exercise(folder / lesson.name, lesson, stub)


def reset_lesson(path, lesson):
    """Put a fresh copy of a lesson where the learner's is."""
    notebook, fresh = fresh_copy(lesson)
    check_writable(path.parent)
    try:
        old = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise cannot(f"read {path}", error) from error
    trust(notebook)
    if old == fresh:
        return f"{lesson.stem} is as fresh as it can be; nothing was changed."
    if old is None:
        write_whole(path, fresh)
        return f"{lesson.stem}: copied."
    kept = replace_keeping(path, old, fresh, "reset")
    return f"{lesson.stem}: a fresh copy is in place; the old file is now {kept.name}"


def reset_exercise(path, lesson, stub):
    """Put the stub of one exercise back into the learner's notebook."""
    name = tag(stub).exercise
    if not path.exists():
        return f"{reset_lesson(path, lesson)} It holds {name} as it was."
    mine, content = read_notebook(path)
    answers = [cell for cell in _stubs(mine) if tag(cell).exercise == name]
    if [cell.source for cell in answers] == [stub.source]:
        return f"{name} is not answered yet; nothing was changed."
    place = next((at for at, cell in enumerate(mine.cells) if any(cell is each for each in answers)), None)
    if place is None:
        place = _where(name, mine.cells)
    was_trusted = is_trusted(mine)
    mine.cells = _with_stub(mine, place, answers, stub)
    kept = replace_keeping(path, content, notebook_bytes(mine), "reset")
    if was_trusted:
        trust(mine)
    return f"{name}: the stub is back in {path.name}; the old file is now {kept.name}"


def _stubs(notebook):
    return filter(is_stub, notebook.cells)


def _where(name, cells):
    """Where a stub goes that the learner had deleted: after its task, else before its check, else at the end."""
    of_it = {tag(cell).role: at for at, cell in enumerate(cells) if tag(cell) and tag(cell).exercise == name}
    return of_it["task"] + 1 if "task" in of_it else of_it.get("check", len(cells))


def _with_stub(notebook, place, answers, stub):
    """The notebook's cells with the stub at ``place`` and without the answers (one of which may be there)."""
    fresh, gone = copy.deepcopy(stub), {id(cell) for cell in answers}
    if any(cell.get("id") == fresh.get("id") for cell in notebook.cells if id(cell) not in gone):
        fresh["id"] = uuid.uuid4().hex[:12]
    if notebook.get("nbformat_minor", 0) < 5:  # before that, cells had no ids
        fresh.pop("id", None)
    cells = [*notebook.cells[:place], fresh, *notebook.cells[place:]]
    return [cell for cell in cells if id(cell) not in gone]
