"""Whatever a learner does to a notebook, and the course to the lesson: nothing that either wrote is lost."""

import copy
import itertools
import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlcourse.lab import notebooks, update
from dlcourse.lab.cells import is_stub, stamp, tag
from dlcourse.lab.problem import Problem

MARK = "learner"
EDITS = ("answer", "answer", "insert", "insert", "change", "delete", "split", "copy", "move", "merge", "clear")
steps = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 99), st.integers(0, 99)), max_size=15)
changes = st.lists(st.tuples(st.sampled_from(("drop", "rewrite", "add", "rename")), st.integers(0, 99)), max_size=4)


def lesson(make):
    first, second = (make.cell("text", "---") for _ in range(2))  # the same cell twice
    head, code = make.cell("text", "# A lesson\nof two lines"), make.cell("code", "a = 1\nb = 2")
    relu, softmax = make.exercise("relu"), make.exercise("softmax")
    return make.notebook([head, first, *relu, code, second, *softmax, make.cell("code", "print(a)")])


def edit(cells, steps, make):
    """What a learner does in JupyterLab. Every line that they write is marked and unique."""
    number = itertools.count()
    for kind, first, second in steps:
        at, to = first % max(len(cells), 1), second % (len(cells) + 1)
        line = f"{MARK} {next(number)} wrote this"
        if kind == "insert" or not cells:
            cells.insert(to, make.own.code(f"# {line}") if second % 2 else make.own.text(line))
            continue
        cell, info = cells[at], tag(cells[at])
        if kind == "answer" and info and info.role == "stub":
            cell.source = f"def {info.exercise}(x):\n    # {line}\n    return x"
        elif kind == "change":
            cell.source += f"\n# {line}"
        elif kind == "clear":
            cell.source = ""
        elif kind in ("delete", "move"):
            cells.pop(at)
            if kind == "move":
                cells.insert(min(to, len(cells)), cell)
        elif kind in ("copy", "split"):
            cells.insert(to if kind == "copy" else at + 1, copy.deepcopy(cell))
            if kind == "split":
                lines = cell.source.split("\n")
                cut = second % (len(lines) + 1)
                cell.source, cells[at + 1].source = ("\n".join(part).strip("\n") for part in (lines[:cut], lines[cut:]))
        elif kind == "merge" and at + 1 < len(cells) and cells[at + 1].cell_type == cell.cell_type:
            cell.source += "\n\n" + cells.pop(at + 1).source


def rewrite(cells, changes, make):
    """What the course does between two versions."""
    for number, (kind, place) in enumerate(changes):
        at = place % len(cells)
        info = tag(cells[at])
        if kind == "drop" and len(cells) > 1:
            del cells[at]
        elif kind == "add":
            cells[at:at] = make.exercise(f"new{number}") if place % 2 else [make.cell("text", f"New words {number}")]
        elif kind == "rewrite":
            cells[at] = make.cell(info.role, f"{cells[at].source}\n# edition {number}", info.exercise or None)
        elif kind == "rename":
            cells[at : at + 1] = make.exercise(f"other{number}")


@pytest.fixture(autouse=True)
def _unsigned(monkeypatch):
    monkeypatch.setattr(update, "trust", lambda notebook: None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, more=steps, changes=changes, stamped=st.booleans())
def test_nothing_is_lost(make, steps, more, changes, stamped):
    with tempfile.TemporaryDirectory() as folder:
        path, course_path = Path(folder, "01_first.ipynb"), Path(folder, "course.ipynb")
        mine, course = lesson(make), lesson(make)
        if stamped:
            stamp(mine)
        edit(mine.cells, steps, make)
        rewrite(course.cells, changes, make)
        make.write(path, mine)
        make.write(course_path, course)
        for _ in range(2):
            if not look_after_update(path, course_path, course):
                break
            mine = notebooks.read_notebook(path)[0]  # and the learner works on, and the course too
            edit(mine.cells, more, make)
            rewrite(course.cells, [("rewrite", 2), ("drop", 7)], make)
            make.write(path, mine)
            make.write(course_path, course)


def look_after_update(path, course_path, course):
    before = path.read_bytes()
    mine = notebooks.read_notebook(path)[0]
    try:
        said = update.update_lesson(path, course_path)
    except Problem:
        assert not any(map(tag, mine.cells)) and path.read_bytes() == before
        return False
    if said.startswith("up to date"):
        assert path.read_bytes() == before
        return False
    result = notebooks.read_notebook(path)[0]
    nbformat.validate(result)
    written = {line for cell in mine.cells for line in cell.source.split("\n") if MARK in line}
    text = "\n\n".join(cell.source for cell in result.cells)
    assert [line for line in written if line not in text.split("\n")] == []
    own = [cell.source for cell in mine.cells if tag(cell) is None]
    assert all(own.count(each) <= [cell.source for cell in result.cells].count(each) for each in own)
    ours = [cell for cell in result.cells if tag(cell)]
    assert [tag(cell) for cell in ours] == [tag(cell) for cell in course.cells]
    assert all(a.source == b.source or is_stub(a) for a, b in zip(ours, course.cells, strict=True))
    kept = [each for each in path.parent.glob("*(before update*") if each.read_bytes() == before]
    assert kept
    after = path.read_bytes()
    assert update.update_lesson(path, course_path).startswith("up to date") and path.read_bytes() == after
    return True
