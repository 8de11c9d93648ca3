"""The progress panel: the right numbers, in words, as a real table, and the same after every run."""

import html
import re
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dlcourse import exercises
from dlcourse.grading import progress as panel
from dlcourse.grading.attempt import Attempt
from dlcourse.grading.progress import progress, report, summary
from dlcourse.grading.record import _unsaved, record
from dlcourse.grading.store import Store, untold


@dataclass
class Task:
    name: str
    title: str
    points: int
    stars: int


COURSE = {
    "00_start_here": [Task("double", "Twice a number", 1, 1)],
    "01_introduction": [
        Task("mean", "The mean <of> a & b", 2, 1),
        Task("spread", "Spread", 3, 2),
        Task("fit", "A line", 5, 3),
    ],
    "12_recurrent_networks": [Task("lstm_step", "One step of an LSTM", 7, 3)],
    "13_empty": [],
}


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    tasks = {task.name: task for tasks in COURSE.values() for task in tasks}
    monkeypatch.setattr(exercises, "lessons", lambda: list(COURSE))
    monkeypatch.setattr(exercises, "names", lambda lesson: [task.name for task in COURSE[lesson]])
    monkeypatch.setattr(exercises, "load", lambda name: tasks[name])
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "data"))
    _unsaved.clear()
    untold.clear()
    yield
    _unsaved.clear()
    untold.clear()


def try_some():
    for attempt in (
        Attempt("mean", "wrong", 0),
        Attempt("mean", "right", 2),
        Attempt("mean", "error", 0),
        Attempt("spread", "wrong", 1),
        Attempt("spread", "wrong", 0),
        Attempt("spread", "error", 0),
        Attempt("gone", "right", 50),
    ):
        assert record(attempt) is None


class Table(HTMLParser):
    """Rows of words, the scopes of their headings, and every tag that is open and not closed."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.scopes, self.open, self.hidden, self.caption = [], [], [], 0, ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.open.append((tag, dict(attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag == "th":
            self.scopes.append(dict(attributes)["scope"])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any(attributes.get("aria-hidden") == "true" for _, attributes in self.open):
            return
        if self.open[-1][0] == "caption":
            self.caption += data
        elif any(tag in ("th", "td") for tag, _ in self.open):
            self.rows[-1][-1] += data.strip()


def test_an_exercise_counts_its_best_attempt():
    attempts = [Attempt("fit", "right", 4), Attempt("fit", "wrong", 1), Attempt("gone", "right", 9)]
    course = summary(attempts, COURSE)
    line = course.lines[1].lines[2]
    assert (line.earned, line.tries, line.right, line.state) == (4, 2, True, "right")
    assert (course.earned, course.possible, course.right, course.count) == (4, 18, 1, 5)


def test_an_exercise_that_is_worth_less_now_counts_no_more_than_that():
    assert summary([Attempt("double", "right", 3)], COURSE).earned == 1


@pytest.mark.parametrize(
    "tries, words",
    [
        (0, "not tried yet"),
        (1, "tried once"),
        (2, "tried twice"),
        (5, "tried 5 times"),
    ],
)
def test_the_state_is_told_in_words(tries, words):
    course = summary([Attempt("fit", "error", 0)] * tries, COURSE)
    assert course.lines[1].lines[2].state == words


@pytest.mark.parametrize("lesson", ["01_introduction", "01", "1", 1, " 01 "])
def test_one_lesson(lesson):
    try_some()
    text, page = report(lesson)
    assert text.splitlines() == [
        "Your progress in 01 What deep learning is (and is not)",
        "Exercise             Stars   Points   State",
        "The mean <of> a & b  1 of 3  2 of 2   right",
        "Spread               2 of 3  1 of 3   tried 3 times",
        "A line               3 of 3  0 of 5   not tried yet",
        "Total                        3 of 10  1 of 3 right",
    ]
    table = Table(page)
    assert [table.caption, *("  ".join(row).split() for row in table.rows)] == [
        text.splitlines()[0],
        *(line.split() for line in text.splitlines()[1:]),
    ]
    assert table.scopes == ["col"] * 4 + ["row"] * 4
    assert page.count("★★☆") == 1 and "&lt;of&gt; a &amp; b" in page


def test_the_whole_course():
    try_some()
    text, page = report()
    assert text.splitlines() == [
        "Your progress in the course",
        "Lesson                                 Done                         Points          Exercises",
        "00 Start here                          [--------------------]   0%  0 of 1 point    0 of 1 right",
        "01 What deep learning is (and is not)  [######--------------]  30%  3 of 10 points  1 of 3 right",
        "12 Recurrent networks                  [--------------------]   0%  0 of 7 points   0 of 1 right",
        "Total                                  [###-----------------]  16%  3 of 18 points  1 of 5 right",
    ]
    table = Table(page)
    assert table.rows[2] == ["01 What deep learning is (and is not)", "30%", "3 of 10 points", "1 of 3 right"]
    assert table.rows[-1] == ["Total", "16%", "3 of 18 points", "1 of 5 right"]
    assert re.findall(r"display:block;width:(\d+%)", page) == ["0%", "30%", "0%"]


def test_a_hundred_percent_means_all():
    tasks = {"01_long": [Task(f"task{number}", "", 1, 1) for number in range(301)]}
    attempts = [Attempt(f"task{number}", "right", 1) for number in range(300)]
    assert panel._percent(summary(attempts, tasks)) == 99
    assert panel._percent(summary([*attempts, Attempt("task300", "right", 1)], tasks)) == 100


@pytest.mark.parametrize(
    "lesson, nearest",
    [
        ("1_introduction", "01_introduction"),
        ("intro", "01_introduction"),
        ("Recurrent", "12_recurrent_networks"),
        (11, "12_recurrent_networks"),
        (-3, "00_start_here"),
        ("13_empty", None),
        ("", None),
        ("<b>", None),
        (dict, None),
    ],
)
def test_an_unknown_lesson_gets_one_sentence(lesson, nearest):
    text, page = report(lesson)
    assert text.startswith(f"There is no lesson {lesson!r}") and text.count("\n") == 0 and text.endswith("'.")
    assert nearest is None or f"the nearest is {nearest!r}" in text
    assert html.escape(text) in page and "<b>" not in page


def test_a_course_without_exercises(monkeypatch):
    monkeypatch.setattr(exercises, "lessons", lambda: [])
    assert "0 of 0 points" in report()[0]
    assert report(3)[0] == "There is no lesson 3: no lesson has exercises."


def test_attempts_that_could_not_be_saved_count_and_the_reader_is_told(tmp_path):
    (tmp_path / "data").write_text("in the way")
    assert "could not be saved" in record(Attempt("double", "right", 1))
    assert "1 of 1 point " in report()[0]


def test_a_damaged_store_is_told_once(tmp_path):
    record(Attempt("double", "right", 1))
    Store().path.write_bytes(b"not attempts" * 500)
    first, second = report(), report()
    assert "damaged" in first[0] and "damaged" in first[1] and "damaged" not in second[0]


def test_a_store_that_can_not_be_read_is_told(tmp_path):
    Store().path.mkdir(parents=True)
    text, page = report(0)
    assert "could not be read" in text.splitlines()[-1] and "could not be read" in page


def test_the_panel_is_the_same_after_every_run():
    record(Attempt("double", "right", 1, time=1.0))
    before = report(), report(1)
    _unsaved.clear()
    Store().path.unlink()
    record(Attempt("double", "right", 1, time=2e9))
    assert (report(), report(1)) == before


def test_every_colour_follows_the_theme():
    try_some()
    for page in (report()[1], report(1)[1]):
        for colour in re.findall(r"(?:color|background|border[a-z-]*):([^;\"]*)", page):
            assert "var(--jp-" in colour or colour in ("collapse", "transparent", "inherit")


def test_progress_prints_the_text_outside_a_notebook(capsys):
    try_some()
    progress("01")
    assert capsys.readouterr().out == report("01")[0] + "\n"


def test_progress_needs_no_tensorflow(tmp_path):
    code = "import sys; from dlcourse import progress; progress(); print([m for m in sys.modules if m in %r])"
    heavy = ("tensorflow", "keras", "sklearn", "matplotlib", "pandas")
    ran = subprocess.run(
        [sys.executable, "-c", code % (heavy,)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"
