"""The four cells of an exercise in a notebook."""

import nbformat

from dlcourse.grading.source import stub_code


def exercise_cells(exercise):
    """Task, stub, hint line, check: the same for every exercise, and nothing of it written by hand in a lesson."""
    plural = "" if exercise.points == 1 else "s"
    effort = f"{'★' * exercise.stars} · {exercise.points} point{plural} · about {exercise.minutes} minutes"
    head = f"### Exercise: {exercise.title}\n**{effort}**"
    line = (
        "Run the next cell to check your answer, as often as you like. Stuck? In a new cell, "
        f'`hint("{exercise.name}")` gives one more hint each time; '
        f'`solution("{exercise.name}")` shows a solution with its reasons.'
    )
    return [
        _cell("task", exercise, nbformat.v4.new_markdown_cell, f"{head}\n\n{exercise.task}"),
        _cell("stub", exercise, nbformat.v4.new_code_cell, stub_code(exercise), tags=["exercise"]),
        _cell("hint", exercise, nbformat.v4.new_markdown_cell, line),
        _cell("check", exercise, nbformat.v4.new_code_cell, f'check("{exercise.name}", {exercise.name})'),
    ]


def _cell(role, exercise, make, source, **metadata):
    return make(source, metadata={"dlcourse": {"role": role, "exercise": exercise.name}, **metadata})
