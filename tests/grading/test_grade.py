"""Each way of being wrong has its own sentence."""

import json
from decimal import Decimal
from fractions import Fraction

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
        (lambda x, y: None, "is None: no `return` with a value was reached"),
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
        (lambda x, *, y: x, "takes 2 arguments (x, y by name), but it is called with 2 arguments (x, y)"),
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


def test_numbers_are_shown_as_what_they_are():
    assert feedback.called("f", (0, 0.0, -1e-12, np.float64(2.5), np.array(3.0))) == "f(0, 0.0, -1e-12, 2.5, 3.0)"
    assert "..." not in feedback.shown(np.arange(64.0).reshape(8, 8))
    assert "(shape (9, 9))" in feedback.shown(np.arange(81.0).reshape(9, 9))


def test_the_cases_together_have_a_limit_too():
    import time

    def slow(x, y):
        time.sleep(0.2)
        return x + y

    verdict = grade(EXERCISE, slow, seconds=0.25)
    assert (verdict.outcome, verdict.mistake) == ("error", None)
    assert len(verdict.trials) < 9
    assert "The cases before this one took more than 0.75 s." in feedback.text(EXERCISE, verdict)


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
    assert "has 1 part; 2 are expected (total, gap)" in told(lambda x, y: (x + y,), exercise)
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

    exercise = make(
        solution=lambda x, y: np.array([x]), holds=holds, mistakes=(), cases=lambda seed: {"one": (1.0, 1.0)}
    )
    assert "don't fit together" in told(lambda x, y: 7.0, exercise)


def test_a_warning_in_the_answer_becomes_a_note():
    def divides(x, y):
        np.float64(1.0) / np.float64(0.0)
        return x + y

    assert any("divide by zero" in note for note in grade(EXERCISE, divides).notes)


class HostileText(str):
    def __repr__(self):
        raise RuntimeError("repr")

    __str__ = __repr__


class HostileError(Exception):
    def __str__(self):
        raise RuntimeError("str")


def holding_itself():
    forever = [1]
    forever += [forever, forever]
    return forever


@pytest.mark.parametrize(
    "answer, sentence",
    [
        (lambda x, y: holding_itself(), "is a list that is nested too deeply"),
        (lambda x, y: np.ma.masked_all(np.shape(x)), "is an array with masked entries"),
        (lambda x, y: np.zeros(3, dtype=[("a", "f8"), ("b", "i4")]), "is an array of dtype"),
        (lambda x, y: np.array(["2020-01-01"], dtype="M8[D]"), "is an array of dtype datetime64[D]"),
        (lambda x, y: 10**400, "is a number beyond the range of a float"),
        (lambda x, y: HostileText("text"), "is text"),
        (lambda x, y: ["a", "b"], "is a list or tuple of 2"),
        (lambda x, y: ..., "is an ellipsis"),
    ],
)
def test_odd_results_are_described_as_what_they_are(answer, sentence):
    assert sentence in told(answer)


@pytest.mark.parametrize(
    "error, sentence",
    [
        (HostileError(), "Your code raised HostileError\n"),
        (ValueError("a\r\n\x1b[31mred\x1b[0m \ud800"), "Your code raised ValueError: a red\n"),
        (ValueError("begin " + "z" * 10**6 + " end"), "end\n"),
    ],
)
def test_any_message_is_shown_on_one_line(error, sentence):
    def answer(x, y):
        raise error

    text = told(answer)
    assert sentence in text
    assert len(text) < 1000


@pytest.mark.parametrize("number", [Fraction, Decimal, lambda each: np.asarray(each, dtype=object)])
def test_numbers_of_every_kind_are_numbers(number):
    whole = make(cases=lambda seed: {"numbers": (3, 4)}, mistakes=())
    assert grade(whole, lambda x, y: number(x + y)).outcome == "right"
    assert "is off by 1" in told(lambda x, y: number(x + y + 1), whole)


def test_text_is_compared_whatever_holds_it():
    one = make(cases=lambda seed: {"texts": ("ab", "cd")}, mistakes=())
    assert grade(one, lambda x, y: np.str_(x + y)).outcome == "right"
    assert grade(one, lambda x, y: np.array(x + y)).outcome == "right"
    several = make(solution=lambda x, y: np.array(["a", "b"]), mistakes=())
    assert grade(several, lambda x, y: ["a", "b"]).outcome == "right"
    assert "is 'c'; 'b' is expected" in told(lambda x, y: np.array(["a", "c"]), several)


def test_a_long_result_makes_a_short_report():
    text = make(cases=lambda seed: {"texts": ("ab", "cd")}, mistakes=())
    assert len(told(lambda x, y: x + y + "c" * 10**6, text)) < 2000
    named = make(solution=lambda x, y: {"total": x + y}, mistakes=())
    assert len(told(lambda x, y: {str(each): each for each in range(2000)}, named)) < 2000
    assert len(told(lambda x, y: ["a"] * 10**5)) < 2000


def test_an_error_inside_a_library_is_shown_by_the_learners_line():
    def parses(x, y):
        return json.loads("{")

    assert 'return json.loads("{")' in told(parses)

    def runs(x, y):
        exec("def f():\n    return 1 / 0\nf()")

    assert "Your line: " + str(runs.__code__.co_firstlineno + 1) in told(runs)


def test_a_library_that_raises_not_implemented_is_an_error():
    def generic(x, y):
        import numbers

        return numbers.Complex.__abs__(x)

    def symbolic(x, y):
        import tensorflow as tf

        return tf.function(lambda: np.asarray(tf.constant(1.0) + 1))()

    assert grade(EXERCISE, generic).outcome == "error"
    verdict = grade(EXERCISE, symbolic)
    assert verdict.outcome == "error"
    assert "Your code raised NotImplementedError" in feedback.text(EXERCISE, verdict)


def test_a_solution_is_given_its_time_and_its_failure_is_not_the_learners():
    import time

    slow = make(solution=lambda x, y: time.sleep(0.05) or x + y, mistakes=(), cases=lambda seed: {"one": (1.0, 2.0)})
    assert grade(slow, add, seconds=0.02).outcome == "right"
    with pytest.raises(RuntimeError, match="own solution of add failed .ZeroDivisionError"):
        grade(make(solution=lambda x, y: 1 / 0), add)


def test_only_an_answer_that_prints_made_the_mistake_of_printing():
    exercise = make(mistakes=(Mistake(prints, "You printed the result."),))
    assert "You printed the result." in told(prints, exercise)
    assert "You printed" not in told(lambda x, y: None, exercise)


def test_infinities_and_truth_values_that_differ_elsewhere():
    infinite = make(solution=lambda x, y: np.array([np.inf, 1.0]), mistakes=())
    assert "1 of the 2 entries" in told(lambda x, y: np.array([np.inf, 2.0]), infinite)
    truth = make(solution=lambda x, y: True, mistakes=())
    assert "Your answer is False; True is expected" in told(lambda x, y: False, truth)
    complex_ = make(solution=lambda x, y: np.array([1j, 2j]), mistakes=())
    assert "Largest difference: 3 at index 1" in told(lambda x, y: np.array([1j, 5j]), complex_)


def test_ragged_arguments_can_be_sized():
    assert "off by" in told(
        lambda x, y: 1, make(solution=lambda x, y: 2, cases=lambda seed: {"ragged": ([[1], [2, 3]], {})})
    )
