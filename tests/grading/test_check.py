"""What a lesson calls: check, hint, solution. Shown as text here, as HTML in a notebook."""

import contextlib
import html
import io
import re
import sys
import threading
from html.parser import HTMLParser

import pytest

from dlcourse import check, exercises, hint, solution
from dlcourse.grading import display, feedback
from dlcourse.grading import help as helping
from dlcourse.grading.grade import grade
from dlcourse.grading.record import recorded
from dlcourse.neurons import heaviside


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(helping, "_asked", {})


def double(x):
    return x + x


def squared(x):
    return x * x


def unsolved(x):
    raise NotImplementedError


def test_a_right_answer_is_said_and_kept(capsys):
    check("double", double)
    assert capsys.readouterr().out.startswith("Right: double (1 of 1 point)")
    (attempt,) = recorded("double")
    assert (attempt.outcome, attempt.points, attempt.mistake) == ("right", 1, None)


def test_a_wrong_answer_is_kept_with_its_mistake_and_source(capsys):
    check("double", squared)
    check("double", double)
    first, second = recorded("double")
    assert (first.outcome, first.points, first.mistake) == ("wrong", 0, "squared")
    assert first.source != second.source
    assert "You squared x." in capsys.readouterr().out


def test_not_attempted_is_not_an_attempt(capsys):
    check("double", unsolved)
    assert capsys.readouterr().out.startswith("Not attempted: double")
    assert recorded("double") == []


def test_the_packages_own_function_is_no_answer(capsys):
    check("heaviside", heaviside)
    assert "That is dlcourse's own function." in capsys.readouterr().out
    assert recorded("heaviside") == []


def test_an_unknown_exercise_suggests_the_nearest():
    with pytest.raises(LookupError, match="There is no exercise 'dubble'; did you mean 'double'"):
        check("dubble", double)


def test_a_failing_store_never_breaks_a_lesson(capsys, monkeypatch):
    trouble = "Your attempt could not be saved: no space is left."
    monkeypatch.setattr("dlcourse.grading.check.record", lambda attempt: trouble)
    check("double", double)
    printed = capsys.readouterr().out
    assert printed.startswith("Right: double")
    assert f"Note: {trouble}" in printed


def test_hints_come_one_by_one(capsys):
    total = len(exercises.load("double").hints)
    for given in range(1, total + 1):
        hint("double")
        printed = capsys.readouterr().out
        assert printed.count("Hint ") == given
        assert f"Hint {given} of {total}" in printed
    assert "That was the last one." in printed
    hint("double")
    assert capsys.readouterr().out == printed


def test_a_solution_is_shown_after_an_attempt(capsys):
    solution("double")
    assert "You have not checked an answer to double yet." in capsys.readouterr().out
    check("double", squared)
    capsys.readouterr()
    helping._asked.clear()  # a new kernel
    solution("double")
    printed = capsys.readouterr().out
    assert "def double(x):" in printed
    assert "2 * x" in printed
    assert exercises.load("double").reasons[0][1] in printed


def test_a_solution_is_shown_when_asked_for_twice(capsys):
    solution("double")
    solution("double")
    assert "def double(x):" in capsys.readouterr().out


class Reader(HTMLParser):
    """Reads a page as a screen reader would: its words, in order; complains of tags that don't match."""

    def __init__(self, page):
        super().__init__()
        self.words, self.open = [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("answer", [double, squared, unsolved, lambda x: None, lambda x: x / 0, 3])
def test_the_panel_says_in_words_all_that_the_text_says(answer):
    exercise = exercises.load("double")
    verdict = grade(exercise, answer)
    page = feedback.page(exercise, verdict)
    read = "".join(Reader(page).words)
    for label, content in feedback.rows(exercise, verdict):
        assert label in read
        assert content.replace("`", "") in read.replace("`", "")
    assert 'role="status"' in page


def test_text_of_the_learners_cannot_become_markup():
    def hostile(x):
        raise ValueError("<script>alert(1)</script>")

    exercise = exercises.load("double")
    page = feedback.page(exercise, grade(exercise, hostile))
    assert "<script" not in page
    assert html.escape("<script>alert(1)</script>") in page


def test_colours_come_with_words_and_with_a_fallback_for_other_themes():
    exercise = exercises.load("double")
    page = feedback.page(exercise, grade(exercise, double))
    assert re.search(r"color:var\(--jp-ui-font-color1,#\w+\)", page)
    assert "<strong>Right:" in page


def test_outside_a_notebook_text_is_printed(capsys):
    assert not display.in_notebook()
    display.show("text", "<p>page</p>")
    assert capsys.readouterr().out == "text\n"


@pytest.mark.parametrize(
    "name", [double, None, ["double"], "../00_start_here/double", "a" * 5000, "__init__", "Double"]
)
def test_what_names_no_exercise_is_said_to(name):
    for ask in (lambda: check(name, double), lambda: hint(name), lambda: solution(name)):
        with pytest.raises(LookupError, match="exercise"):
            ask()


def test_an_answer_that_checks_itself_is_told_so(capsys):
    def checks_itself(x):
        check("double", checks_itself)
        return x + x

    check("double", checks_itself)
    assert "move that line out of it" in capsys.readouterr().out


def test_two_checks_at_a_time_print_both_and_leave_the_screen(capsys):
    out = sys.stdout
    threads = [threading.Thread(target=check, args=("double", double)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.stdout is out
    assert capsys.readouterr().out.count("Right: double") == 4


def test_a_terminal_without_the_character_still_shows_the_rest():
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="ascii")) as screen:
        display.show("a … b", "")
        screen.flush()
    assert screen.buffer.getvalue().decode().rstrip() == r"a \u2026 b"
