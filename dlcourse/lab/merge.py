"""A new version of a lesson, with everything that the learner wrote in the old one.

Nothing here reads or writes a file. The course's cells of the new version are all there, in order. Among them come:
answers (in place of the stub, by the exercise's name), the learner's own cells (after the course cell that they
followed), course cells that the learner had changed (after their new counterpart), and at the end the answers to
exercises that are no longer in the lesson.
"""

import copy
import re
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass

from dlcourse.lab.cells import changed, is_stub, stamp, tag
from dlcourse.lab.outputs import count, harmless

HEADING = "## Your answers to exercises that are no longer in this lesson"
ABOVE = "Your earlier version of the course's cell above, kept by the update."
GONE = "Your version of a cell that is no longer in this lesson, kept by the update."


@dataclass(frozen=True)
class Merged:
    """The new notebook; which exercises' answers it carries; how many other cells of the learner's it holds."""

    notebook: dict
    answers: tuple
    kept: int


def merge(old, new):
    """Put what the learner wrote in ``old`` into the course's ``new``.

    Args:
        old: the learner's notebook, of an earlier version of the lesson.
        new: the course's notebook. Neither is changed.

    Returns:
        A Merged.
    """
    book = copy.deepcopy(new)
    book.nbformat_minor = max(5, book.get("nbformat_minor", 5))
    extra = _own_cells(old.cells, book.cells)
    answers, carried = _answers(old.cells, book.cells), []
    for cell in filter(is_stub, book.cells):
        if pieces := answers.pop(tag(cell).exercise, None):
            _fill(cell, pieces)
            carried.append(tag(cell).exercise)
    extra[len(book.cells)] += _orphan_cells(answers, {cell.source for cells in extra.values() for cell in cells})
    book.cells = _interleave(book.cells, extra)
    _keep_kernel(old, book)
    stamp(book)
    kept = [cell for cells in extra.values() for cell in cells if cell.source != HEADING]
    return Merged(book, tuple(carried), len(kept))


def _answers(old, new):
    """The learner's answers: exercise -> the cells that, joined in order, are the answer."""
    stubs, fresh = defaultdict(list), {tag(cell).exercise: cell.source for cell in filter(is_stub, new)}
    for cell in filter(is_stub, old):
        stubs[tag(cell).exercise].append(cell)
    written = {exercise: changed(cells) for exercise, cells in stubs.items()}
    return {name: cells for name, cells in written.items() if cells and _joined(cells) != fresh.get(name)}


def _joined(cells):
    return "\n\n".join(cell.source for cell in cells)


def _fill(stub, cells):
    stub.source = _joined(cells)
    stub.outputs = [output for cell in cells for output in harmless(cell.get("outputs"))]
    stub.execution_count = count(cells[-1])


def _own_cells(old, new):
    """Index of a new cell -> the learner's cells that come after it (-1: before all)."""
    anchors, homes = _counterparts(old, new)
    versions, own = defaultdict(list), defaultdict(list)
    ours = {cell.source for cell in new}
    edited = {id(cell) for cells in _copies(old).values() for cell in changed(cells) if cell.source not in ours}
    answered = {tag(cell).exercise for cell in filter(is_stub, old)}
    for place, cell in enumerate(old):
        if tag(cell) is None:
            own[_after(place, anchors, new, answered)].append(_plain(cell))
        elif id(cell) in edited and homes[place] is not None:
            versions[homes[place]] += _noted(cell, ABOVE)
        elif id(cell) in edited:
            own[_after(place, anchors, new, answered)] += _noted(cell, GONE)
    return defaultdict(list, {index: versions[index] + own[index] for index in {*versions, *own}})


def _copies(cells):
    """Course cells other than answers, with their copies and pieces."""
    groups = defaultdict(list)
    for cell in cells:
        if tag(cell) and not is_stub(cell):
            groups[tag(cell)].append(cell)
    return groups


def _counterparts(old, new):
    """For each old cell: the new cell that it stands for, and the new cell that it is a copy or a piece of."""
    waiting, latest = defaultdict(deque), {}
    for index, cell in enumerate(new):
        waiting[tag(cell) and tag(cell).key].append(index)
    anchors, homes = [], []
    for cell in old:
        key = tag(cell) and tag(cell).key
        first = waiting[key].popleft() if key and waiting[key] else None
        if first is not None:
            latest[key] = first
        anchors.append(first)
        homes.append(latest.get(key))
    return anchors, homes


def _after(place, anchors, new, answered):
    """Which new cell a cell at ``place`` of the old notebook now follows.

    The nearest course cell before it that still exists; else just before the nearest one after it; else the end. An
    own cell never comes between a task and a stub that the learner had deleted: the stub would hide what it defines.
    """
    before = [index for index in anchors[:place] if index is not None]
    behind = [index for index in anchors[place:] if index is not None]
    index = before[-1] if before else behind[0] - 1 if behind else len(new) - 1
    while index + 1 < len(new) and is_stub(new[index + 1]) and tag(new[index + 1]).exercise not in answered:
        index += 1
    return index


def _orphan_cells(answers, there):
    cells = []
    for exercise, pieces in answers.items():
        answer = copy.deepcopy(pieces[0])
        _fill(answer, pieces)
        cells += _noted(answer, f"Your answer to the exercise {exercise}.")
    return [_markdown(HEADING), *cells] if cells and HEADING not in there else cells


def _noted(cell, note):
    """The cell as the learner's own, with a first line that says what it is."""
    cell = _plain(cell)
    if cell.source.startswith("%%"):  # a cell magic works on the first line only
        return [_markdown(f"*{note}*"), cell]
    first = {"code": f"# {note}\n", "markdown": f"*{note}*\n\n"}.get(cell.cell_type, f"{note}\n")
    cell.source = first + cell.source
    return [cell]


def _plain(cell):
    """A copy that belongs to the learner alone, and holds nothing that could run when it is only looked at."""
    cell = copy.deepcopy(cell)
    cell.metadata.pop("dlcourse", None)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = harmless(cell.get("outputs")), count(cell)
    return cell


def _markdown(source):
    from nbformat import v4

    return v4.new_markdown_cell(source)


def _interleave(course, extra):
    """All cells in order, each with an id of its own; the course's cells keep theirs."""
    used = {cell.get("id") for cell in course}
    for cell in (cell for cells in extra.values() for cell in cells):
        if cell.get("id") in used or not re.fullmatch(r"[\w-]{1,64}", str(cell.get("id", "")), re.ASCII):
            cell["id"] = uuid.uuid4().hex[:12]
        used.add(cell["id"])
    cells = list(extra[-1])
    for index, cell in enumerate(course):
        cell.setdefault("id", uuid.uuid4().hex[:12])
        cells += [cell, *extra[index]]
    return cells + extra[len(course)]


def _keep_kernel(old, book):
    """The kernel is the learner's choice."""
    chosen = old.metadata.get("kernelspec")
    if isinstance(chosen, dict) and {"name", "display_name"} <= set(chosen):
        book.metadata["kernelspec"] = copy.deepcopy(chosen)
