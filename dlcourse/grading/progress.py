"""``progress``: which exercises are right, which were tried, and what they earned.

``summary`` gathers the numbers, ``report`` writes them as text and as HTML. Neither tells a time, so that a stored
notebook is the same after every run.
"""

import difflib
import html
from dataclasses import dataclass

from dlcourse import exercises
from dlcourse.grading.display import show
from dlcourse.grading.record import look, told
from dlcourse.lab.lessons import named

WIDTH = 20  # of a bar, in characters


@dataclass(frozen=True)
class Line:
    """Where the learner stands with one exercise."""

    name: str
    title: str
    stars: int
    possible: int
    earned: int
    tries: int
    right: bool

    @property
    def state(self):
        if self.right:
            return "right"
        tried = {0: "not tried yet", 1: "tried once", 2: "tried twice"}
        return tried.get(self.tries, f"tried {self.tries} times")


@dataclass(frozen=True)
class Standing:
    """The exercises of a lesson, or the lessons of the course, and their totals."""

    name: str
    lines: tuple

    @property
    def possible(self):
        return sum(line.possible for line in self.lines)

    @property
    def earned(self):
        return sum(line.earned for line in self.lines)

    @property
    def right(self):
        return sum(line.right for line in self.lines)

    @property
    def count(self):
        return sum(getattr(line, "count", 1) for line in self.lines)

    @property
    def heading(self):
        from dlcourse.course import LESSONS

        number, _, words = self.name.partition("_")
        titles = {each.name: each.title for each in LESSONS}
        return f"{number} {titles.get(self.name, words.replace('_', ' ').capitalize())}".strip()


def summary(attempts, lessons):
    """Count attempts by lesson and exercise.

    Args:
        attempts: ``Attempt`` objects in any order; those at unknown exercises are left out.
        lessons: ``{lesson: [Exercise, ...]}``.

    Returns:
        A ``Standing`` of the whole course; its ``lines`` are a ``Standing`` for each lesson, whose ``lines`` are a
        ``Line`` for each exercise. An exercise counts its best attempt, and no more than it is worth now.

    Example:
        >>> from dlcourse.exercises import load
        >>> from dlcourse.grading.attempt import Attempt
        >>> course = summary([Attempt("double", "wrong", 0)], {"00_start_here": [load("double")]})
        >>> course.earned, course.possible, course.lines[0].lines[0].state
        (0, 1, 'tried once')
    """
    at = {}
    for attempt in attempts:
        at.setdefault(attempt.exercise, []).append(attempt)
    return Standing(
        "",
        tuple(
            Standing(lesson, tuple(_line(exercise, at.get(exercise.name, ())) for exercise in found))
            for lesson, found in lessons.items()
        ),
    )


def _line(exercise, attempts):
    earned = max((attempt.points for attempt in attempts), default=0)
    right = any(attempt.outcome == "right" for attempt in attempts)
    return Line(
        exercise.name,
        exercise.title,
        exercise.stars,
        exercise.points,
        min(earned, exercise.points),
        len(attempts),
        right,
    )


def progress(lesson=None):
    """Show how far you are: a line for each lesson, or each exercise of one lesson.

    Args:
        lesson: ``"01_introduction"``, ``"01"`` and ``1`` all name the same lesson; without it, the whole course.

    Example:
        >>> from dlcourse import progress
        >>> progress("00_start")
        There is no lesson '00_start' with exercises; the nearest is '00_start_here'.
    """
    show(*report(lesson))


def report(lesson=None):
    """``(text, html)`` of what ``progress`` shows. The text is plain ASCII except for titles."""
    known = [each for each in exercises.lessons() if exercises.names(each)]
    name = None if lesson is None else named(str(lesson), known)
    if lesson is not None and name is None:
        sentence = _unknown(lesson, known)
        return sentence, _paragraph(sentence)
    attempts, trouble = look()
    wanted = known if name is None else [name]
    course = summary(attempts, {each: [exercises.load(one) for one in exercises.names(each)] for each in wanted})
    text, page = _course(course) if name is None else _lesson(course.lines[0])
    for sentence in filter(None, (trouble, told())):
        text, page = f"{text}\n{sentence}", page + _paragraph(sentence)
    return text, page


def _unknown(lesson, known):
    if not known:
        return f"There is no lesson {lesson!r}: no lesson has exercises."
    wanted = str(lesson).strip().lower()
    if wanted.removeprefix("-").isdecimal():
        near = min(known, key=lambda each: abs(int(each.partition("_")[0]) - int(wanted)))
    else:  # "neuron" is near to 02_neurons_and_perceptron, though most of that name is other words
        near = max(known, key=lambda each: max(_likeness(wanted, part) for part in (each, *each.split("_"))))
    return f"There is no lesson {lesson!r} with exercises; the nearest is {near!r}."


def _likeness(one, other):
    return difflib.SequenceMatcher(None, one, other).ratio()


def _points(standing):
    return f"{standing.earned} of {standing.possible} point{'s' * (standing.possible != 1)}"


def _right(standing):
    return f"{standing.right} of {standing.count} right"


def _percent(standing):
    """Rounded down, so that 100 means all."""
    return 100 * standing.earned // standing.possible if standing.possible else 0


def _lesson(lesson):
    caption, head = f"Your progress in {lesson.heading}", ("Exercise", "Stars", "Points", "State")
    rows = [
        (line.title, f"{line.stars} of 3", f"{line.earned} of {line.possible}", line.state) for line in lesson.lines
    ]
    total = ("Total", "", f"{lesson.earned} of {lesson.possible}", _right(lesson))
    stars = [f'<span aria-hidden="true">{"★" * line.stars}{"☆" * (3 - line.stars)}</span> ' for line in lesson.lines]
    marks = [("", each, "", "") for each in stars]
    return _text(caption, head, rows, total), _page(caption, head, rows, total, marks)


def _course(course):
    caption, head = "Your progress in the course", ("Lesson", "Done", "Points", "Exercises")
    *rows, total = [
        (each.heading or "Total", f"{_percent(each)}%", _points(each), _right(each)) for each in (*course.lines, course)
    ]
    *drawn, last = [(name, f"{_drawn(done)} {done:>4}", *others) for name, done, *others in (*rows, total)]
    marks = [("", _bar(done), "", "") for _, done, *_ in rows]
    return _text(caption, head, drawn, last), _page(caption, head, rows, total, marks)


def _drawn(done):
    filled = WIDTH * int(done.rstrip("%")) // 100
    return f"[{'#' * filled:-<{WIDTH}}]"


def _text(caption, head, rows, total):
    table = [head, *rows, total]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    return "\n".join([caption, *lines])


def _page(caption, head, rows, total, marks):
    """A table; ``marks`` is decoration in front of the words, which say everything without it."""
    cell = "padding:.2em .8em;text-align:left;border-bottom:1px solid var(--jp-border-color2,#bbb)"

    def row(entries, kind, before=("", "", "", "")):
        first = f'<th scope="{"col" if kind == "th" else "row"}" style="{cell}">{html.escape(entries[0])}</th>'
        scope = ' scope="col"' if kind == "th" else ""
        others = [
            f'<{kind}{scope} style="{cell}">{mark}{html.escape(entry)}</{kind}>'
            for mark, entry in zip(before[1:], entries[1:], strict=True)
        ]
        return f"<tr>{first}{''.join(others)}</tr>"

    body = "".join(row(entries, "td", before) for entries, before in zip(rows, marks, strict=True))
    return (
        '<table style="border-collapse:collapse;color:var(--jp-ui-font-color1,#111);background:transparent">'
        f'<caption style="text-align:left;font-weight:bold;color:inherit">{html.escape(caption)}</caption>'
        f"<thead>{row(head, 'th')}</thead><tbody>{body}</tbody><tfoot>{row(total, 'td')}</tfoot></table>"
    )


def _bar(done):
    grey = "var(--jp-ui-font-color2,#555)"
    outer = f"display:inline-block;width:8em;height:.7em;margin-right:.6em;border:1px solid {grey}"
    inner = f"display:block;width:{done};height:100%;background:{grey}"
    return f'<span aria-hidden="true" style="{outer}"><span style="{inner}"></span></span>'


def _paragraph(sentence):
    return f'<p style="color:var(--jp-ui-font-color1,#111)">{html.escape(sentence)}</p>'
