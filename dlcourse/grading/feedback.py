"""Put a verdict into words: one list of rows, rendered as an HTML panel or as plain text."""

import html
import inspect
import re
from itertools import islice

import numpy as np

from dlcourse.grading.display import show as display
from dlcourse.grading.grade import smallest_failure
from dlcourse.grading.plain import Strange

MIME = "application/vnd.dlcourse.verdict+json"
# Green, vermilion, blue of Okabe and Ito; the words say the same, so colour is never needed.
LOOK = {
    "right": ("Right", "#009E73"),
    "wrong": ("Not yet", "#D55E00"),
    "error": ("Not yet", "#D55E00"),
    "not attempted": ("Not attempted", "#0072B2"),
}
WIDTH, ENTRIES = 900, 64  # of a value that is shown: characters, and entries of an array before its middle is left out


def show(exercise, verdict):
    """Show a verdict where the learner is: HTML in a notebook, text in a terminal."""
    data = {
        "exercise": exercise.name,
        "outcome": verdict.outcome,
        "points": verdict.points,
        "of": exercise.points,
        "mistake": verdict.mistake,
    }
    display(text(exercise, verdict), page(exercise, verdict), {MIME: data})


def text(exercise, verdict):
    """The verdict as plain text."""
    lines = [f"{LOOK[verdict.outcome][0]}: {exercise.name} ({_points(exercise, verdict)})"]
    for label, content in rows(exercise, verdict):
        lines.append(f"  {label}: " + content.replace("\n", "\n    "))
    return "\n".join(lines)


def page(exercise, verdict):
    """The verdict as HTML: a heading and a list of terms, readable without colour and by a screen reader."""
    word, colour = LOOK[verdict.outcome]
    body = "".join(_row(label, content) for label, content in rows(exercise, verdict))
    return (
        f'<div role="status" aria-label="Result of {exercise.name}" style="border-left:4px solid {colour};'
        'padding:.2em .9em;margin:.3em 0;color:var(--jp-ui-font-color1,#111)">'
        f'<p style="margin:.2em 0"><strong>{word}: {html.escape(exercise.title)}</strong> '
        f"<span>({_points(exercise, verdict)})</span></p>"
        f'<dl style="display:grid;grid-template-columns:max-content 1fr;gap:.15em 1em;margin:.2em 0">{body}</dl></div>'
    )


def _row(label, content):
    value = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(content))
    if label in ("Called", "Returned", "Expected", "Your line"):
        value = f'<code style="white-space:pre-wrap">{html.escape(content)}</code>'
    return (
        f'<dt style="font-weight:600;margin:0;width:auto;float:none;white-space:nowrap">{label}</dt>'
        f'<dd style="margin:0;text-align:left;overflow-wrap:anywhere">{value}</dd>'
    )


def _points(exercise, verdict):
    return f"{verdict.points} of {exercise.points} point{'' if exercise.points == 1 else 's'}"


def rows(exercise, verdict):
    """The verdict as (label, text) pairs, in the order in which they help."""
    if verdict.outcome == "right":
        found = [("Why it matters", exercise.why), ("Look at next", exercise.next)]
    elif verdict.outcome == "not attempted" or not verdict.trials:
        found = [("What to do", verdict.reason)] if verdict.reason else []
    else:
        found = [*_diagnosis(verdict), *_smallest(exercise, smallest_failure(verdict)), *_tally(verdict)]
        found.append(
            (
                "Next step",
                f'Change your function, run its cell, then check again. For a hint: `hint("{exercise.name}")`.',
            )
        )
    return found + [("Note", note) for note in verdict.notes]


def _diagnosis(verdict):
    return [("What it shows", verdict.diagnosis)] if verdict.diagnosis else []


def _tally(verdict):
    wrong = sum(not trial.right for trial in verdict.trials)
    return [
        ("Cases", f"{len(verdict.trials) - wrong} of {len(verdict.trials)} right; the smallest that fails is shown.")
    ]


def _smallest(exercise, trial):
    yield "Case", trial.case
    yield "Called", called(exercise.name, trial.arguments)
    if trial.got.failure:
        yield from _of_failure(exercise, trial)
    elif trial.violated:
        yield "Returned", shown(trial.got.result)
        for _, sentence in trial.violated:
            yield "Problem", sentence
    else:
        yield from _of_difference(trial)


def _of_difference(trial):
    found = trial.difference
    if found.got is None and found.expected is None:
        yield "Returned", shown(trial.got.result)
    else:
        yield "Returned", shown(found.got)
        yield "Expected", shown(found.expected)
    yield "Problem", found.sentence
    if found.largest:
        yield "Largest difference", found.largest
    if found.kind == "none" and trial.got.printed:
        yield "Problem", "It prints. `print` only shows a value; `return` hands it over, so that others can use it."


def _of_failure(exercise, trial):
    failure = trial.got.failure
    if failure.kind == "time":
        advice = "Look for a loop whose end is never reached, or for a step that takes long."
        yield "Problem", f"Still running after {failure.message}, so it was stopped. {advice}"
    elif failure.kind == "slow":
        yield "Problem", f"The cases before this one took more than {failure.message}. One call should take a moment."
    elif failure.kind == "recursion":
        yield (
            "Problem",
            "Your function calls itself without end. It needs a case in which it returns without a further call.",
        )
    elif failure.kind == "changed":
        name = list(inspect.signature(exercise.stub).parameters)[int(failure.message) - 1]
        advice = "The caller still needs it: work on a copy, or build a new one."
        yield "Problem", f"Your function changed its argument `{name}`. {advice}"
    else:
        message = f": {failure.message}" if failure.message else ""
        yield "Problem", f"Your code raised {failure.type}{message}"
    if failure.line:
        yield "Your line", f"{failure.line}: {failure.code}"


def called(name, arguments):
    """The call as the learner would type it, shortened where arrays are long."""
    return f"{name}({', '.join(shown(each) for each in arguments)})"


def shown(value):
    """A value on a few lines: numbers rounded to six digits, the middle of long arrays left out."""
    if isinstance(value, Strange):
        return str(value)
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    if isinstance(value, list | tuple):
        text = ", ".join(shown(each) for each in value[:WIDTH])
        text = f"[{text}]" if isinstance(value, list) else f"({text}{',' * (len(value) == 1)})"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key!r}: {shown(entry)}" for key, entry in islice(value.items(), WIDTH)) + "}"
    elif isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, precision=6, threshold=ENTRIES, edgeitems=3, separator=", ", max_line_width=100)
        text += f"  (shape {value.shape})" if value.size > ENTRIES else ""
    elif isinstance(value, str):
        text = repr(value[: WIDTH + 1])
    elif isinstance(value, np.ndarray | np.generic):
        return shown(value.item())
    elif isinstance(value, float):
        text = f"{value:.6g}"
        text += ".0" if text.lstrip("-").isdigit() else ""
    else:
        text = repr(value)
    return text if len(text) <= WIDTH else f"{text[:WIDTH]} …"
