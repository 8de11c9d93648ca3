"""Each way of being wrong has its own sentence."""

import numpy as np
import pytest

from dlcourse.grading import feedback
from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.grading.grade import grade


def stub(x, y):
    """Return x + y."""
    raise NotImplementedError


def add(x, y):
    return x + y


def subtract(x, y):
    return x - y


def never_ends(x, y):
    while True:
        x = x + y


def make(**changes):
    parts = {
        "name": "add",
        "title": "Add",
        "points": 2,
        "stars": 1,
        "minutes": 1,
        "task": "Add.",
        "stub": stub,
        "solution": add,
        "reasons": (("x + y", "the sum"),),
        "cases": lambda seed: {
            "two numbers": (3.0, 4.0),
            "two rows": (np.arange(5.0) + seed, np.ones(5)),
            "two tables": (np.ones((2, 3)), np.arange(6.0).reshape(2, 3)),
        },
        "hints": ("a", "b"),
        "mistakes": (Mistake(subtract, "You subtracted."), Mistake(never_ends, "Your loop has no end.", endless=True)),
        "why": "why",
        "next": "next",
    }
    return Exercise(**parts | changes)


EXERCISE = make()


def told(answer, exercise=EXERCISE, **options):
    verdict = grade(exercise, answer, **options)
    assert verdict.outcome != "right"
    assert verdict.points == 0
    return feedback.text(exercise, verdict)


def prints(x, y):
    print(x + y)


def is_fine(x, y):
    print("working")
    return x + y


def raises(x, y):
    small = 1
    return small.missing


def recursive(x, y):
    return recursive(x, y)


def changes(x, y):
    if np.ndim(x):
        x += y
        return x
    return x + y


def leaves(x, y):
    raise SystemExit


def only_numbers(x, y):
    return x + y if np.ndim(x) < 2 else (x + y) * np.array([[1, 1, 1], [1, 1, 3]])


@pytest.mark.parametrize(
    "answer, sentence",
    [
        (lambda x, y: None, "is None: a function without `return`"),
        (prints, "It prints."),
        (lambda x, y: "text", "is text; a single number is expected"),
        (lambda x, y: {"sum": x + y}, "is a dictionary; a single number is expected"),
        (lambda x, y: (each for each in (x, y)), "is a generator"),
        (lambda x, y: np.atleast_1d(x + y), "wrong shape: (1,); a single number is expected"),
        (lambda x, y: (x + y).T if np.ndim(x) else x + y, "wrong shape: (3, 2); (2, 3) is expected"),
        (lambda x, y: x > y, "holds True/False"),
        (lambda x, y: (x + y) * np.nan, "is NaN"),
        (lambda x, y: x + y + np.inf, "is infinite"),
        (lambda x, y: x + y + 0.25, "is off by 0.25"),
        (only_numbers, "1 of the 6 entries of the answer differ."),
        (only_numbers, "Largest difference: 12 at index (1, 2): 18 instead of 6"),
        (raises, "Your code raised AttributeError: 'int' object has no attribute 'missing'"),
        (raises, "return small.missing"),
        (recursive, "calls itself without end"),
        (changes, "changed its argument `x`"),
        (leaves, "Your code raised SystemExit"),
        (lambda x: x, "takes 1 argument (x), but it is called with 2 arguments (x, y)"),
        (lambda x, y, z: x, "takes 3 arguments (x, y, z), but it is called with 2 arguments (x, y)"),
        (7, "a value of type int, not a function"),
        (subtract, "You subtracted."),
    ],
)
def test_wrong_answers_are_told_what_is_wrong(answer, sentence):
    assert sentence in told(answer)


def test_an_error_is_shown_by_the_learners_line_and_not_by_ours():
    text = told(raises)
    assert "grading" not in text
    assert "Traceback" not in text
    line = raises.__code__.co_firstlineno + 2
    assert f"Your line: {line}: return small.missing" in text


def test_an_endless_loop_is_stopped_and_named():
    verdict = grade(EXERCISE, never_ends, seconds=0.3)
    assert (verdict.mistake, verdict.diagnosis) == ("never_ends", "Your loop has no end.")
    assert "Still running after 0.3 s" in feedback.text(EXERCISE, verdict)


def test_the_smallest_failing_case_is_shown():
    def wrong_for_arrays(x, y):
        return x + y + (np.ndim(x) > 0)

    text = told(wrong_for_arrays)
    assert "Case: two rows" in text
    assert "Called: add([0., 1., 2., 3., 4.], [1., 1., 1., 1., 1.])" in text
    assert "Returned: [2., 3., 4., 5., 6.]" in text
    assert "Expected: [1., 2., 3., 4., 5.]" in text
    assert "3 of 9 right" in text


def test_right_answers_say_why_it_matters_and_what_is_next():
    verdict = grade(EXERCISE, is_fine)
    text = feedback.text(EXERCISE, verdict)
    assert (verdict.outcome, verdict.points) == ("right", 2)
    assert "Why it matters: why" in text
    assert "Look at next: next" in text
    assert "Your function prints. That does no harm" in text


def test_not_attempted_is_neither_right_nor_an_error():
    verdict = grade(EXERCISE, stub)
    assert verdict.outcome == "not attempted"

    def half_done(x, y):
        total = x + y  # noqa: F841
        raise NotImplementedError

    assert "Take that line out" in told(half_done)


def test_answers_may_be_tensors():
    import keras
    import tensorflow as tf

    def with_keras(x, y):
        return keras.ops.add(x, y)

    def in_float32(x, y):
        return tf.cast(x, "float32") + tf.cast(y, "float32")

    def in_bfloat16(x, y):
        return tf.cast(x + y, "bfloat16")

    assert grade(EXERCISE, with_keras).outcome == "right"
    assert grade(EXERCISE, in_float32).outcome == "right"
    assert grade(EXERCISE, in_bfloat16).outcome == "right"  # small whole numbers are exact in bfloat16


def test_lists_are_accepted_for_arrays_and_tuples():
    def both(x, y):
        return x + y, x - y

    exercise = make(solution=both, mistakes=(), returns=("total", "gap"))
    assert grade(exercise, lambda x, y: [np.asarray(x + y).tolist(), x - y]).outcome == "right"
    assert "`gap` is off by 1" in told(lambda x, y: (x + y, x - y + 1), exercise)
    assert "has 1 parts; 2 are expected (total, gap)" in told(lambda x, y: (x + y,), exercise)
    assert "has 3 parts; 2 are expected" in told(lambda x, y: (x + y, x, y), exercise)


def test_the_kind_of_number_can_be_part_of_the_task():
    exercise = make(dtype="float", cases=lambda seed: {"floats": (1.0, 2.0)}, mistakes=())
    assert "whole numbers (dtype int64); decimal numbers (float) are expected" in told(lambda x, y: 3, exercise)


def test_dictionaries_must_have_the_expected_keys():
    def named(x, y):
        return {"total": x + y}

    exercise = make(solution=named, mistakes=())
    assert grade(exercise, named).outcome == "right"
    assert "missing: total; unexpected: sum" in told(lambda x, y: {"sum": x + y}, exercise)
    assert "`['total']` is off by 1" in told(lambda x, y: {"total": x + y + 1}, exercise)


def test_a_property_replaces_the_comparison():
    def holds(observed, x, y):
        if np.any(observed < x):
            yield "too small", f"The result must not be below x = {x}."

    def smaller(x, y):
        return x - 5

    exercise = make(holds=holds, mistakes=(Mistake(smaller, "Below x."),), cases=lambda seed: {"numbers": (3.0, 4.0)})
    assert grade(exercise, lambda x, y: x + 100).outcome == "right"
    assert "The result must not be below x = 3.0." in told(lambda x, y: x - 1, exercise)
    assert "Below x." in told(lambda x, y: x - 1, exercise)
    assert "is None" in told(lambda x, y: None, exercise)


def test_a_property_that_trips_over_an_answer_says_so():
    def holds(observed, x, y):
        if observed[0] > 1:
            yield "large", "too large"

    exercise = make(solution=lambda x, y: np.array([x]), holds=holds, mistakes=(), cases=lambda seed: {"one": (1.0, 1.0)})
    assert "don't fit together" in told(lambda x, y: 7.0, exercise)


def test_a_warning_in_the_answer_becomes_a_note():
    def divides(x, y):
        np.float64(1.0) / np.float64(0.0)
        return x + y

    assert any("divide by zero" in note for note in grade(EXERCISE, divides).notes)
