"""The map of the course as a picture."""

from textwrap import fill

from matplotlib.patches import FancyBboxPatch

from dlcourse.plots.figure import COLOURS, new_figure


def course_map(lessons, title):
    """One row a part, one box a lesson; lessons that can be opened today have a filled box.

    Args:
        lessons: objects with ``number``, ``title``, ``part`` and ``available``, in order.
        title: the finding.

    Returns:
        A Figure.

    Example:
        >>> from dlcourse.course import LESSONS
        >>> course_map(LESSONS[:2], "Where to begin")
        Figure: 2 notebooks in 2 rows, from Start to Neurons and networks. Ready today: 00, 01.
    """
    parts = list(dict.fromkeys(lesson.part for lesson in lessons))
    ready = ", ".join(lesson.number for lesson in lessons if lesson.available)
    alt = f"{len(lessons)} notebooks in {len(parts)} rows, from {parts[0]} to {parts[-1]}. Ready today: {ready}."
    figure, axes = new_figure(alt, title, size=(9.5, 1.2 * len(parts)))
    for row, part in enumerate(parts):
        axes.text(-0.1, -row, fill(part, 16), ha="right", va="center", fontweight="bold")
        for column, lesson in enumerate(each for each in lessons if each.part == part):
            _box(axes, column, -row, lesson)
    axes.set(xlim=(-0.9, 5), ylim=(0.55 - len(parts), 0.45))
    axes.axis("off")
    return figure


def _box(axes, column, row, lesson):
    face, ink, edge = (COLOURS[0], "white", "-") if lesson.available else ("white", "black", "--")
    style = {"boxstyle": "round,pad=0.02", "facecolor": face, "edgecolor": COLOURS[0], "linestyle": edge}
    axes.add_patch(FancyBboxPatch((column, row - 0.36), 0.9, 0.72, **style))
    axes.text(
        column + 0.45,
        row,
        f"{lesson.number}\n{fill(lesson.title, 19)}",
        ha="center",
        va="center",
        color=ink,
        fontsize=8.5,
    )
