"""What an exercise is. One file holds one exercise, and everything about it."""

from collections.abc import Callable
from dataclasses import dataclass


def call(answer, *case):
    """The usual way to observe an answer: call it with the case's arguments."""
    return answer(*case)


@dataclass(frozen=True)
class Mistake:
    """A known misunderstanding, as code that makes it and a sentence that names it.

    Args:
        answer: a wrong answer with the exercise's signature. Whoever returns what it returns made this mistake.
        message: what the wrong numbers show, addressed to the learner. It states only what was observed.
        endless: True where the wrong answer never returns; it is then recognised by the time limit.
    """

    answer: Callable
    message: str
    endless: bool = False

    @property
    def name(self):
        return self.answer.__name__


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise: its task, its solution, the cases it is checked on, and the mistakes that are recognised.

    Args:
        name: the name of the function (or class) that the learner writes; also the name of the file.
        title: a heading of a few words.
        points: what a right answer earns.
        stars: difficulty, 1 to 3.
        minutes: how long a newcomer needs.
        task: Markdown, at most 90 words: what to write and why now. The details of shapes stand in the stub.
        stub: what the learner sees: signature, docstring with shapes, ``raise NotImplementedError``.
        solution: the package's own function. There is no second copy.
        reasons: ``(fragment, reason)`` pairs; each fragment stands in the solution's source.
        cases: ``cases(seed)`` gives ``{"name of the case": (argument, ...)}``; sizes are different primes.
        hints: idea, equation, almost the code; at least two.
        mistakes: the wrong answers that are told apart, from the learner's point of view.
        also_right: other correct answers (a loop, another library). They must get full marks.
        why: one line shown with a right answer: why it matters.
        next: one line shown with a right answer: what to look at next.
        observe: ``observe(answer, *case)`` turns the learner's object into numbers, arrays, strings, or
            tuples, lists and dictionaries of them.
        holds: for exercises with many right answers: ``holds(observed, *case)`` yields ``(key, sentence)``
            for each property that is violated; nothing when all hold. It replaces the comparison of values.
        returns: names of the parts of a returned tuple, for messages.
        avoid: dotted names of built-ins that the answer must not call, e.g. ``"keras.ops.one_hot"``.
        dtype: ``"float"``, ``"int"`` or ``"bool"`` where the kind of number is part of the task.
        rtol, atol: an entry is right when ``|got - expected| <= atol + rtol * |expected|``. The defaults let
            answers in float32 pass.
    """

    name: str
    title: str
    points: int
    stars: int
    minutes: int
    task: str
    stub: Callable
    solution: Callable
    reasons: tuple[tuple[str, str], ...]
    cases: Callable[[int], dict[str, tuple]]
    hints: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    why: str
    next: str
    also_right: tuple[Callable, ...] = ()
    observe: Callable = call
    holds: Callable | None = None
    returns: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    dtype: str | None = None
    rtol: float = 1e-5
    atol: float = 1e-6
