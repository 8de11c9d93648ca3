import errno
import os
from pathlib import Path

import pytest

from dlcourse.grading.attempt import data_folder
from dlcourse.lab import folder as lessons
from dlcourse.lab.notebooks import is_trusted, read_notebook
from dlcourse.lab.problem import Problem


def test_everything_a_learner_needs_is_copied(course, tmp_path):
    folder = tmp_path / "new" / "ünder a space"
    assert lessons.copy_missing(folder) == ["00_start_here", "01_first", "02_second"]
    found = {str(path.relative_to(folder)).replace("\\", "/") for path in folder.rglob("*") if path.is_file()}
    notebooks = {"00_start_here.ipynb", "01_first.ipynb", "02_second.ipynb"}
    assert found == {*notebooks, "QUESTIONS.md", "figures/deep/net.svg"}


def test_a_copy_holds_the_lesson_and_is_trusted(course, mine):
    copied, _ = read_notebook(mine / "01_first.ipynb")
    assert copied.cells == read_notebook(course / "01_first.ipynb")[0].cells and is_trusted(copied)


def test_what_is_there_is_never_touched(course, mine):
    (mine / "01_first.ipynb").write_text("mine")
    (mine / "QUESTIONS.md").write_text("mine")
    (mine / "02_second.ipynb").unlink()
    assert lessons.copy_missing(mine) == ["02_second"]
    assert (mine / "01_first.ipynb").read_text() == (mine / "QUESTIONS.md").read_text() == "mine"


def test_a_full_disk_leaves_whole_files_only(course, tmp_path, monkeypatch):
    calls, sync = [], os.fsync

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) > 5:  # the probe, two plain files, two lessons
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem, match="02_second.ipynb: the disk is full"):
        lessons.copy_missing(tmp_path / "new")
    monkeypatch.undo()
    left = {path.name for path in (tmp_path / "new").iterdir()}
    assert left == {"00_start_here.ipynb", "01_first.ipynb", "QUESTIONS.md", "figures"}
    assert read_notebook(tmp_path / "new" / "01_first.ipynb")[0].cells


def test_newer_lessons_are_named(course, mine, make):
    assert lessons.outdated(mine) == []
    make.write(course / "02_second.ipynb", make.notebook([make.cell("text", "# New")], "02_second"))
    (mine / "01_first.ipynb").write_text("broken")
    assert lessons.outdated(mine) == ["02_second"]


def test_the_folder_last_used_is_remembered(course, tmp_path):
    assert lessons.chosen_folder() == (Path.home() / "dlcourse-lessons").resolve()
    (tmp_path / "ünder").mkdir()
    lessons.remember(tmp_path / "ünder")
    assert (data_folder() / "folder.txt").exists() and lessons.chosen_folder() == tmp_path / "ünder"
    (tmp_path / "ünder").rmdir()  # a disk that is not plugged in
    assert lessons.chosen_folder() == (Path.home() / "dlcourse-lessons").resolve()


@pytest.mark.parametrize("memo", [b"", b"\xff\xfe", b"relative", b"\x00"])
def test_a_damaged_memory_is_no_memory(course, memo):
    data_folder().mkdir(parents=True)
    (data_folder() / "folder.txt").write_bytes(memo)
    assert lessons.chosen_folder() == (Path.home() / "dlcourse-lessons").resolve()


def test_remembering_may_fail(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "file"))
    lessons.remember(tmp_path)
    assert (tmp_path / "file").read_text() == ""


def test_a_tilde_is_the_home_folder(course):
    assert lessons.chosen_folder(Path("~/x")) == (Path.home() / "x").resolve()


@pytest.mark.parametrize("inside", [".", "figures", "figures/new", "../notebooks", "source/.."])
def test_the_courses_own_folder_is_refused(course, inside):
    with pytest.raises(Problem, match="belongs to the course itself") as caught:
        lessons.chosen_folder(course / inside)
    assert caught.value.code == 2


def test_a_folder_without_lessons_is_not_updated(course, tmp_path):
    with pytest.raises(Problem, match="There are no lessons in"):
        lessons.existing_folder(tmp_path)
    with pytest.raises(Problem, match="There are no lessons in"):
        lessons.existing_folder(tmp_path / "missing")


def test_the_repository_itself_is_no_folder_for_lessons(course):
    with pytest.raises(Problem, match="belongs to the course itself"):
        lessons.chosen_folder(course.parent)
    assert lessons.chosen_folder(course.parent / "mine") == (course.parent / "mine").resolve()
