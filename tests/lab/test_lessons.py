import pytest

from dlcourse.lab import lessons
from dlcourse.lab.problem import Problem


def test_the_lessons_of_the_installed_package_come_first(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "_PACKAGE", tmp_path / "dlcourse")
    assert lessons.course_folder() == tmp_path / "notebooks"
    (tmp_path / "dlcourse" / "notebooks").mkdir(parents=True)
    assert lessons.course_folder() == tmp_path / "dlcourse" / "notebooks"


def test_only_numbered_notebooks_are_lessons(course):
    (course / "Untitled.ipynb").write_text("{}")
    (course / "01_first (before update 2025-01-01 120000).ipynb").write_text("{}")
    assert [file.stem for file in lessons.lesson_files()] == ["00_start_here", "01_first", "02_second"]


def test_sources_stay_with_the_course(course):
    assert [str(part).replace("\\", "/") for part in lessons.plain_files()] == ["QUESTIONS.md", "figures/deep/net.svg"]


@pytest.mark.parametrize("asked", ["1", "01", "001", " 01 ", "01_first", "01_first.ipynb"])
def test_a_lesson_has_several_names(course, asked):
    assert lessons.find_lesson(asked) == course / "01_first.ipynb"


@pytest.mark.parametrize("asked", ["", "3", "first", "²", "-1", "0_1", "../01_first"])
def test_other_names_are_no_lesson(course, asked):
    assert lessons.find_lesson(asked) is None


def test_an_installation_without_lessons_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "_PACKAGE", tmp_path / "nothing")
    with pytest.raises(Problem, match="holds no lessons"):
        lessons.lesson_files()
