"""``grade``: observe an answer in every case, compare, find the mistake that it shows. Nothing is shown or stored."""

import time
from dataclasses import dataclass, replace

import numpy as np

from dlcourse.grading.compare import Difference, difference, same
from dlcourse.grading.forbidden import borrows, used
from dlcourse.grading.observe import Failure, Observation, observe, source_of
from dlcourse.grading.plain import plain
from dlcourse.grading.source import stub_code
from dlcourse.grading.usable import unusable

SEEDS = (0, 1, 2)
SECONDS = 10.0  # for one case; all cases together may take three times as long


@dataclass(frozen=True)
class Trial:
    """One case: its name, its arguments, and what the answer and the solution gave."""

    case: str
    arguments: tuple
    got: Observation
    expected: Observation
    difference: Difference | None = None
    violated: tuple[tuple[str, str], ...] = ()

    @property
    def right(self):
        return not (self.got.failure or self.difference or self.violated)


@dataclass(frozen=True)
class Verdict:
    """What a check found. ``outcome`` is "right", "wrong", "error" or "not attempted"."""

    exercise: str
    outcome: str
    points: int = 0
    reason: str = ""
    trials: tuple[Trial, ...] = ()
    mistake: str | None = None
    diagnosis: str = ""
    notes: tuple[str, ...] = ()


def grade(exercise, answer, seeds=SEEDS, seconds=SECONDS):
    """The verdict on an answer. Shows nothing, stores nothing.

    Args:
        exercise: the Exercise.
        answer: the learner's object.
        seeds: each gives one set of cases.
        seconds: time limit of a single case.
    """
    if reason := unusable(exercise, answer):
        return Verdict(exercise.name, "error", reason=reason)
    trials = _trials(exercise, answer, seeds, seconds)
    if trials and (failure := trials[0].got.failure) and failure.kind == "not attempted":
        return Verdict(exercise.name, "not attempted", reason=_not_attempted(exercise, answer))
    if forbidden := used(answer, exercise.avoid):
        reason = f"Your answer calls `{forbidden[0]}`, which does the whole job. Write it without."
        return Verdict(exercise.name, "wrong", reason=reason)
    if borrows(answer, exercise.solution):
        reason = f"Your answer calls the course's own {exercise.name}. Write it yourself."
        return Verdict(exercise.name, "wrong", reason=reason)
    notes = _notes(trials)
    if all(trial.right for trial in trials):
        return Verdict(exercise.name, "right", exercise.points, trials=trials, notes=notes)
    mistake = _recognise(exercise, trials, seconds)
    failed = any(trial.got.failure for trial in trials) and not mistake
    return Verdict(
        exercise.name,
        "error" if failed else "wrong",
        trials=trials,
        mistake=mistake and mistake.name,
        diagnosis=mistake.message if mistake else "",
        notes=notes,
    )


def _trials(exercise, answer, seeds, seconds):
    trials, spent = [], 0.0
    for seed in seeds:
        for case, arguments in exercise.cases(seed).items():
            expected = observe(exercise, exercise.solution, arguments)
            if expected.failure:
                raise RuntimeError(
                    f"dlcourse's own solution of {exercise.name} failed ({expected.failure.type}: "
                    f"{expected.failure.message}), so your answer was not judged. The fault is not yours."
                )
            if spent > 3 * seconds:
                too_slow = Observation(failure=Failure("slow", message=f"{3 * seconds:.2g} s"))
                return (*trials, Trial(case, arguments, too_slow, expected))
            start = time.monotonic()
            trials.append(_trial(exercise, answer, case, arguments, expected, seconds))
            spent += time.monotonic() - start
            failure = trials[-1].got.failure
            if failure and (failure.kind == "time" or (failure.kind == "not attempted" and len(trials) == 1)):
                return tuple(trials)
    return tuple(trials)


def _trial(exercise, answer, case, arguments, expected, seconds):
    got = observe(exercise, answer, arguments, seconds)
    trial = Trial(case, arguments, got, expected)
    if got.failure:
        return trial
    found = difference(exercise, expected.result, got.result)
    if found or not exercise.holds:
        return replace(trial, difference=found)
    return replace(trial, violated=_violated(exercise, got.result, arguments))


def _violated(exercise, result, arguments):
    try:
        return tuple(exercise.holds(result, *arguments))
    except Exception as error:  # a property can't foresee every shape that comes back
        return (("unreadable", f"The parts of your answer don't fit together ({type(error).__name__}: {error})."),)


def _recognise(exercise, trials, seconds):
    """The known mistake that did in every case what this answer did; None where none fits."""
    endless = trials[-1].got.failure is not None and trials[-1].got.failure.kind == "time"
    # The cases that went wrong decide fastest, so they come first.
    ordered = sorted(trials, key=lambda trial: trial.right)
    for mistake in exercise.mistakes:
        if mistake.endless != endless:
            continue
        if endless or all(_did_the_same(exercise, mistake.answer, trial, seconds) for trial in ordered):
            return mistake
    return None


def _did_the_same(exercise, wrong, trial, seconds):
    other = _trial(exercise, wrong, trial.case, trial.arguments, trial.expected, seconds)
    if other.got.printed and not trial.got.printed:  # what it did wrong is that it printed
        return False
    if exercise.holds and not (trial.got.failure or trial.difference or other.got.failure or other.difference):
        return {key for key, _ in trial.violated} == {key for key, _ in other.violated}
    return same(exercise, trial.got, other.got)


def _not_attempted(exercise, answer):
    own, stub = source_of(answer).strip(), stub_code(exercise)
    if own == stub or not own:
        return "Replace `raise NotImplementedError` with your code, run that cell, then this one."
    return "Your code still reaches `raise NotImplementedError`. Take that line out, run the cell, then this one."


def _notes(trials):
    notes = []
    if any(trial.got.printed and trial.right for trial in trials):
        notes.append("Your function prints. That does no harm here, but only what it returns is checked.")
    if warned := next((trial.got.warned for trial in trials if trial.got.warned), ()):
        notes.append(f"While it ran, Python warned: {warned[0].rstrip('.')}.")
    return tuple(notes)


def smallest_failure(verdict):
    """The failed trial with the smallest arguments: the easiest to follow by hand."""
    failed = [trial for trial in verdict.trials if not trial.right]
    return min(failed, key=lambda trial: _size(plain(trial.arguments)), default=None)


def _size(value):
    if isinstance(value, list | dict):
        return sum(map(_size, value.values() if isinstance(value, dict) else value))
    return value.size if isinstance(value, np.ndarray) else len(value) if isinstance(value, str) else 1
