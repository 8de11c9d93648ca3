"""``hint`` and ``solution``: help that is asked for, a piece at a time."""

import html

from dlcourse import exercises
from dlcourse.grading.display import show
from dlcourse.grading.record import recorded
from dlcourse.grading.source import solution_code

_asked = {}  # (what, exercise) -> how often it was asked for in this kernel


def hint(name):
    """Show one more hint each time.

    Args:
        name: the exercise's name.

    Raises:
        LookupError: there is no exercise of this name; the message names the nearest one.
    """
    exercise = exercises.load(name)
    given = exercise.hints[: _ask("hint", name)]
    lines = [f"Hint {number} of {len(exercise.hints)}: {each}" for number, each in enumerate(given, 1)]
    if len(given) == len(exercise.hints):
        lines.append(f'That was the last one. solution("{name}") shows a solution.')
    show("\n".join(lines), _panel([f"<p style='margin:.3em 0'>{html.escape(line)}</p>" for line in lines]))


def solution(name):
    """Show a solution with the reason for each step, once you have tried or have asked twice.

    Args:
        name: the exercise's name.

    Raises:
        LookupError: there is no exercise of this name; the message names the nearest one.
    """
    exercise = exercises.load(name)
    asked = _ask("solution", name)
    if asked < 2 and not recorded(name):
        line = (
            f'You have not checked an answer to {name} yet. Try once, or call solution("{name}") again to see it now.'
        )
        show(line, _panel([f"<p style='margin:.3em 0'>{html.escape(line)}</p>"]))
        return
    code = solution_code(exercise, docstring=False)
    text = [code, "", *(f"{fragment}\n    {reason}" for fragment, reason in exercise.reasons)]
    rows = "".join(
        f"<dt><code>{html.escape(fragment)}</code></dt><dd style='margin:0 0 .3em 1.5em'>{html.escape(reason)}</dd>"
        for fragment, reason in exercise.reasons
    )
    show("\n".join(text), _panel([f"<pre><code>{html.escape(code)}</code></pre>", f"<dl>{rows}</dl>"]))


def _ask(what, name):
    _asked[what, name] = _asked.get((what, name), 0) + 1
    return _asked[what, name]


def _panel(parts):
    style = "border-left:4px solid #0072B2;padding:.2em .9em;color:var(--jp-ui-font-color1,#111)"
    return f'<div role="note" style="{style}">{"".join(parts)}</div>'
