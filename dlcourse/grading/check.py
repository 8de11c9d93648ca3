"""``check``: grade an answer, remember the attempt, show what came of it."""

import hashlib
from dataclasses import replace

from dlcourse import exercises
from dlcourse.grading import feedback
from dlcourse.grading.attempt import Attempt
from dlcourse.grading.grade import Verdict, grade
from dlcourse.grading.observe import source_of
from dlcourse.grading.record import record


def check(name, answer):
    """Check an answer and show what came of it.

    Args:
        name: the exercise's name.
        answer: what you wrote: the function itself, not its result.

    Raises:
        LookupError: there is no exercise of this name; the message names the nearest one.

    Example:
        >>> from dlcourse import check
        >>> def double(x):
        ...     return x + x
        >>> check("double", double)  # doctest: +ELLIPSIS
        Right: double (1 of 1 point)...
    """
    exercise = exercises.load(name)
    if answer is exercise.solution:
        verdict = Verdict(name, "not attempted", reason="That is dlcourse's own function. Write yours in the cell above.")
    else:
        verdict = grade(exercise, answer)
    if verdict.outcome != "not attempted":
        attempt = Attempt(name, verdict.outcome, verdict.points, verdict.mistake, _fingerprint(answer))
        if trouble := record(attempt):
            verdict = replace(verdict, notes=(*verdict.notes, trouble))
    feedback.show(exercise, verdict)


def _fingerprint(answer):
    return hashlib.sha256(source_of(answer).encode()).hexdigest()[:16]
