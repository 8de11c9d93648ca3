"""Every exercise of the course, held to the same rules. A checker that passes wrong work is worse than none."""

import re

import numpy as np
import pytest

from dlcourse import exercises
from dlcourse.authoring import build
from dlcourse.grading.grade import grade
from dlcourse.grading.source import solution_code, stub_code

STUB_WIDTH = 100  # characters that fit into a cell in a window of 1280 pixels
ALL = [name for lesson in exercises.lessons() for name in exercises.names(lesson)]
MISTAKES = [(name, mistake.name) for name in ALL for mistake in exercises.load(name).mistakes]


@pytest.fixture
def exercise(request):
    return exercises.load(request.param)


every_exercise = pytest.mark.parametrize("exercise", ALL, indirect=True)


def map_leaves(change, value):
    """The same structure with every number, array and text changed."""
    if isinstance(value, dict):
        return {key: map_leaves(change, entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map_leaves(change, entry) for entry in value)
    return change(value)


def zero(value):
    return "" if isinstance(value, str) else np.zeros_like(value) if np.ndim(value) else type(value)(0)


def noise(value):
    rng = np.random.default_rng(20)
    return "noise" if isinstance(value, str) else (rng.normal(size=np.shape(value)) * 3).astype(np.asarray(value).dtype)


def spoiled(argument):
    """Change an argument in place; returns whether that was possible."""
    if isinstance(argument, np.ndarray) and argument.size:
        argument[...] = 1 - argument
    elif isinstance(argument, list) and argument:
        argument.append(argument[0])
    elif isinstance(argument, dict):
        argument["spoiled"] = 1
    else:
        return False
    return True


@every_exercise
def test_the_stub_counts_as_not_attempted(exercise):
    verdict = grade(exercise, exercise.stub)
    assert (verdict.outcome, verdict.points) == ("not attempted", 0)


@every_exercise
def test_the_solution_gets_full_marks_at_20_seeds(exercise):
    verdict = grade(exercise, exercise.solution, seeds=range(20))
    assert verdict.points == exercise.points > 0, [trial.case for trial in verdict.trials if not trial.right]
    assert verdict.notes == ()


@every_exercise
def test_other_right_answers_get_full_marks_at_20_seeds(exercise):
    assert exercise.also_right
    for answer in exercise.also_right:
        verdict = grade(exercise, answer, seeds=range(20))
        assert verdict.outcome == "right", (answer.__name__, verdict)


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_a_mistake_is_named_and_told_apart_from_all_others(name, mistake):
    exercise = exercises.load(name)
    wrong = next(each for each in exercise.mistakes if each.name == mistake)
    verdict = grade(exercise, wrong.answer, seconds=0.5 if wrong.endless else 10.0)
    assert verdict.points == 0
    assert (verdict.mistake, verdict.diagnosis) == (wrong.name, wrong.message)


@every_exercise
def test_mistakes_are_at_least_three_and_say_different_things(exercise):
    assert len(exercise.mistakes) >= 3
    for said in ({each.message for each in exercise.mistakes}, {each.name for each in exercise.mistakes}):
        assert len(said) == len(exercise.mistakes)


@every_exercise
@pytest.mark.parametrize("change", [zero, noise])
def test_right_form_with_wrong_values_fails(exercise, change):
    verdict = grade(exercise, lambda *case: map_leaves(change, exercise.solution(*case)))
    assert verdict.points == 0


@every_exercise
def test_returning_the_input_fails(exercise):
    verdict = grade(exercise, lambda *case: case[0] if case else None)
    assert verdict.points == 0


@every_exercise
def test_changing_the_inputs_fails(exercise):
    if not any(isinstance(each, np.ndarray | list | dict) for case in exercise.cases(0).values() for each in case):
        pytest.skip("no argument of this exercise can be changed in place")

    def spoiling(*case):
        result = exercise.solution(*case)
        for argument in case:
            spoiled(argument)
        return result

    verdict = grade(exercise, spoiling)
    assert verdict.points == 0
    assert any(trial.got.failure and trial.got.failure.kind == "changed" for trial in verdict.trials)


@every_exercise
def test_hints_help_and_do_not_give_the_solution_away(exercise):
    assert len(exercise.hints) >= 2
    lines = {line.strip() for line in solution_code(exercise, docstring=False).splitlines()}
    telling = [line for line in lines if len(line) > 14 and not line.startswith(("def ", "import ", "from ", "@"))]
    told = [line for line in telling if any(line in hint for hint in exercise.hints)]
    assert not told or 2 * len(told) < len(telling), f"the hints hold half of the solution or more: {told}"


@every_exercise
def test_reasons_are_about_the_solution_as_it_is(exercise):
    code = solution_code(exercise, docstring=False)
    assert exercise.reasons
    assert [fragment for fragment, _ in exercise.reasons if fragment not in code] == []


@every_exercise
def test_the_solution_as_shown_is_a_complete_answer(exercise):
    space = {"__name__": "learner"}
    exec(solution_code(exercise, docstring=False), space)
    assert grade(exercise, space[exercise.name]).outcome == "right"


@every_exercise
def test_cases_are_the_same_for_the_same_seed_and_differ_between_seeds(exercise):
    assert repr(exercise.cases(7)) == repr(exercise.cases(7)) or not exercise.cases(7)
    if any(np.size(each) for case in exercise.cases(0).values() for each in case):
        assert repr(exercise.cases(0)) != repr(exercise.cases(1))


@every_exercise
def test_texts_are_there_and_short(exercise):
    assert 1 <= exercise.stars <= 3
    assert 1 <= exercise.minutes <= 40
    assert all((exercise.title, exercise.task, exercise.why, exercise.next))
    assert len(exercise.task.split()) <= 90
    assert exercise.stub.__doc__
    assert max(map(len, stub_code(exercise).splitlines())) <= STUB_WIDTH, "JupyterLab would cut the line"


@every_exercise
def test_the_notebook_shows_exactly_this_stub(exercise):
    lesson = exercises.lesson_of(exercise.name)
    notebook = build.nbformat.read(build.NOTEBOOKS / f"{lesson}.ipynb", 4)
    shown = {
        c.metadata["dlcourse"]["role"]: c.source
        for c in notebook.cells
        if c.metadata["dlcourse"].get("exercise") == exercise.name
    }
    assert shown["stub"] == stub_code(exercise)
    assert re.search(r"raise NotImplementedError$", shown["stub"])
    assert shown["check"] == f'check("{exercise.name}", {exercise.name})'
