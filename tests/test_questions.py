import re

import pytest

from dlcourse.questions import Answer, Entry, answers, ask, nearest, problems, table

ENTRIES = [
    Entry("q1", "01_a", "What does a bias do?"),
    Entry("q2", "01_a", "Why can a perceptron not learn XOR?"),
    Entry("E001", "02_b", "Biases bend."),
]
FOUND = [
    Answer("q1", "01_a", "The bias", "## The bias\nIt shifts the threshold."),
    Answer("q2", "01_a", "XOR", "## XOR\nNo line separates the classes."),
    Answer("E001", "02_b", "Do biases bend?", "They do not."),
]


def test_a_complete_course_has_no_problems():
    assert problems(ENTRIES, FOUND, ["01_a", "02_b"]) == []


@pytest.mark.parametrize(
    "found, sentence",
    [
        (FOUND[1:], "q1 is owed by 01_a and missing"),
        ([*FOUND, FOUND[0]], "q1 is at home 2 times: 01_a, 01_a"),
        ([*FOUND, Answer("q9", "01_a", "", "")], "q9 is named in 01_a and in no table"),
        ([*FOUND[:2], Answer("E001", "01_a", "", "")], "E001 belongs to 02_b, not to 01_a"),
    ],
)
def test_each_problem_is_said(found, sentence):
    assert problems(ENTRIES, found, ["01_a", "02_b"]) == [sentence]


def test_a_lesson_that_is_not_finished_owes_nothing():
    assert problems(ENTRIES, FOUND[:2], ["01_a"]) == []


def test_the_finished_lessons_answer_all_they_owe():
    found = answers()
    lessons = {answer.lesson for answer in found} | {"01_introduction", "02_neurons_and_perceptron"}
    assert problems(table(), found, lessons) == []


def test_every_answer_to_a_question_has_a_heading_of_its_own_to_link_to():
    for answer in answers():
        assert answer.heading != answer.lesson, "an answer stands above the first heading"
        assert answer.text.startswith("### ") or answer.id.startswith("E"), answer.id


@pytest.mark.parametrize(
    "text, id",
    [
        ("why does a perceptron never learn XOR", "s4-q8"),
        ("perceptrn XOR", "s4-q8"),
        ("is a brain like a neural network", "s4-q6"),
        ("what does the bias do", "s1-q9"),
        ("types of neural networks", "s4-q26"),
        ("components of a model", "s1-q7"),
        ("what is backprop", "s1-q8"),
        ("dying relu", "s1-q36"),
        ("softmax vs sigmoid", "s1-q39"),
        ("huber and outliers", "s1-q49"),
    ],
)
def test_the_nearest_question_is_found(text, id):
    assert id in [entry.id for entry, *_ in nearest(text, table(), answers())]


def test_every_answer_reads_in_a_terminal(monkeypatch, capsys):
    entries = {entry.id: entry for entry in table()}
    for answer in answers():
        monkeypatch.setattr("dlcourse.questions.nearest", lambda *_, pair=(entries[answer.id], answer, 1.0): [pair])
        assert ask("any words") == 0
        printed = capsys.readouterr().out.split("\nShown in ")[0]
        assert not re.search(r"[$*]|\]\(|\bshown (above|below)|Predict\.", printed, re.IGNORECASE), printed


def test_nothing_in_common_finds_nothing():
    assert nearest("qqqq zzzz", ENTRIES, FOUND) == []
    assert nearest("  ", ENTRIES, FOUND) == []


def test_asking_prints_answer_and_lesson(capsys):
    assert ask("why does a perceptron never learn XOR") == 0
    printed = capsys.readouterr().out
    assert "XOR" in printed
    assert "Shown in 02_neurons_and_perceptron.ipynb" in printed


@pytest.mark.parametrize("text", ["how does it work", "capital of France", "what is batch normalization", ""])
def test_what_no_lesson_answers_yet_gets_no_answer(text, capsys):
    assert ask(text) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("The lessons that are there have no answer near to that.")
    assert "Shown in" not in printed
