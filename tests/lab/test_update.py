import os

import pytest

from dlcourse.lab import update
from dlcourse.lab.lessons import lesson_files
from dlcourse.lab.notebooks import is_trusted, read_notebook
from dlcourse.lab.problem import Problem


def run(folder):
    """Update, and collect what is said and what is complained about."""
    said, complaints = [], []
    assert update.update(folder, said.append, lambda problem: complaints.append(str(problem))) == len(complaints)
    return said, complaints


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def backups(folder):
    return sorted(folder.rglob("*(before *"))


@pytest.fixture
def answered(mine, make):
    """The learner has answered relu in the first lesson."""
    notebook, _ = read_notebook(mine / "01_first.ipynb")
    notebook.cells[2].source = "def relu(x):\n    return x * (x > 0)"
    return make.write(mine / "01_first.ipynb", notebook)


@pytest.fixture
def newer(course, make):
    """The course has rewritten the first lesson."""
    cells = [make.cell("text", "# First, rewritten"), *make.exercise("relu"), *make.exercise("softmax")]
    make.write(course / "01_first.ipynb", make.notebook(cells))


def test_what_has_not_changed_is_not_touched(answered, mine):
    before = content(mine)
    said, complaints = run(mine)
    assert said == [f"{name}: up to date, not touched." for name in ("00_start_here", "01_first", "02_second")]
    assert content(mine) == before and complaints == []


def test_a_newer_lesson_takes_the_answers_along(answered, newer, mine):
    old = answered.read_bytes()
    said, complaints = run(mine)
    notebook, _ = read_notebook(answered)
    assert notebook.cells[0].source == "# First, rewritten"
    assert notebook.cells[2].source == "def relu(x):\n    return x * (x > 0)"
    assert [each.read_bytes() for each in backups(mine)] == [old]
    carried = "updated, 1 answer and no cells of yours carried over"
    assert said[1] == f"01_first: {carried}; the old file is now {backups(mine)[0].name}"
    assert is_trusted(notebook)


def test_updating_twice_changes_nothing_the_second_time(answered, newer, mine):
    run(mine)
    before = content(mine)
    assert run(mine)[0][1] == "01_first: up to date, not touched." and content(mine) == before


def test_what_the_learner_deletes_after_an_update_stays_deleted(answered, newer, mine, make):
    run(mine)
    notebook, _ = read_notebook(answered)
    del notebook.cells[5:]
    make.write(answered, notebook)
    assert run(mine)[0][1] == "01_first: up to date, not touched."


def test_a_deleted_course_cell_comes_back_with_the_next_version_only(mine, make, course):
    notebook, _ = read_notebook(mine / "01_first.ipynb")
    del notebook.cells[1:]
    make.write(mine / "01_first.ipynb", notebook)
    run(mine)
    assert len(read_notebook(mine / "01_first.ipynb")[0].cells) == 1
    newer, _ = read_notebook(course / "01_first.ipynb")
    newer.cells.append(make.cell("text", "# One more"))
    make.write(course / "01_first.ipynb", newer)
    run(mine)
    assert len(read_notebook(mine / "01_first.ipynb")[0].cells) == 11


@pytest.mark.parametrize("broken", [b"", b'{"cells": [', b"[]", b'{"nbformat": 3, "worksheets": []}'])
def test_a_broken_notebook_stays_and_the_others_go_on(mine, course, make, newer, broken):
    (mine / "00_start_here.ipynb").write_bytes(broken)
    said, complaints = run(mine)
    assert len(complaints) == 1 and complaints[0].startswith("00_start_here.ipynb was left as it is: ")
    assert "`dlcourse reset 00_start_here`" in complaints[0] and "\n" not in complaints[0]
    assert (mine / "00_start_here.ipynb").read_bytes() == broken and said[0].startswith("01_first: updated")


def test_a_notebook_of_the_same_name_that_is_no_lesson_stays(mine, make, newer):
    path = make.write(mine / "01_first.ipynb", make.notebook([make.own.code("all = 'mine'")]))
    before = path.read_bytes()
    assert "no cell in it is the course's" in run(mine)[1][0] and path.read_bytes() == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_stop_in_the_middle_leaves_the_old_lesson(answered, newer, mine, monkeypatch, error):
    def stop(*_):
        raise error

    old = answered.read_bytes()
    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises((Problem, KeyboardInterrupt)):
        update.update_lesson(answered, lesson_files()[1])
    monkeypatch.undo()
    assert answered.read_bytes() == old and not list(mine.glob("*.tmp")) and not list(mine.glob(".*.tmp"))


def test_earlier_backups_are_never_overwritten(answered, course, make, mine):
    olds = []
    for edition in range(3):
        olds.append(answered.read_bytes())
        cells = [make.cell("text", f"# Edition {edition}"), *make.exercise("relu")]
        make.write(course / "01_first.ipynb", make.notebook(cells))
        run(mine)
    assert sorted(each.read_bytes() for each in backups(mine)) == sorted(olds)


def test_a_lesson_that_is_new_is_copied(mine, course, make):
    make.write(course / "03_third.ipynb", make.notebook([make.cell("text", "# Third")], "03_third"))
    assert run(mine)[0][0] == "03_third: new, copied." and (mine / "03_third.ipynb").exists()


def test_figures_follow_the_course_and_the_old_ones_are_kept(mine, course):
    (course / "figures" / "deep" / "net.svg").write_text("<svg>new</svg>")
    run(mine)
    assert (mine / "figures" / "deep" / "net.svg").read_text() == "<svg>new</svg>"
    assert [each.read_text() for each in backups(mine)] == ["<svg/>"]
    before = content(mine)
    run(mine)
    assert content(mine) == before


def test_a_broken_course_is_one_sentence(mine, course):
    (course / "01_first.ipynb").write_text("{")
    assert run(mine)[1] == ["The course's own 01_first.ipynb can't be read; install dlcourse again."]
