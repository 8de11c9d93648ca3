"""What a cell is: one of the course's, and which; or the learner's own."""

import hashlib
import itertools
from typing import NamedTuple

STUB = "stub"


class Tag(NamedTuple):
    """What the course wrote into a cell's metadata: its role, its exercise ("" for none), and its source's hash."""

    role: str
    exercise: str
    sha: str

    @property
    def key(self):
        """What makes it the same cell in another version of the lesson."""
        return (self.role, self.exercise) if self.exercise else self.sha


def tag(cell):
    """The course's tag of a cell; None for the learner's own, and for metadata that nobody can read."""
    info = cell.get("metadata", {}).get("dlcourse")
    if not isinstance(info, dict) or not all(isinstance(info.get(name), str) for name in ("role", "sha")):
        return None
    exercise = info.get("exercise")
    return Tag(info["role"], exercise if isinstance(exercise, str) else "", info["sha"])


def tags(notebook):
    return [each for each in map(tag, notebook.cells) if each]


def is_stub(cell):
    """True where a learner answers an exercise (or part of the answer, if the cell was split)."""
    found = tag(cell)
    return found is not None and found.role == STUB and found.exercise != "" and cell.cell_type == "code"


def sha(source):
    return hashlib.sha1(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def is_changed(cell):
    """True where a course cell holds something that the course did not write."""
    return cell.source.strip() != "" and sha(cell.source) != tag(cell).sha


def changed(cells):
    """Those of one course cell's copies and pieces that hold something of the learner's; none if nothing was written.

    A cell that was only split holds nothing new: its pieces, put together, are the original.
    """
    pieces = [cell for cell in cells if is_changed(cell)]
    return [] if len(pieces) > 1 and _was_only_split(pieces) else pieces


def _was_only_split(pieces):
    originals = {tag(cell).sha for cell in pieces}
    if len(pieces) > 5:  # 4 ways to join, 4 places: more are tried by nobody, and kept
        return False
    for between in itertools.product(("\n", "\n\n", "\n\n\n", ""), repeat=len(pieces) - 1):
        joined = "".join(cell.source + gap for cell, gap in zip(pieces, (*between, ""), strict=True))
        if sha(joined) in originals:
            return True
    return False


def fingerprint(notebook):
    """A hash of a lesson's course cells, whatever its version is called."""
    return sha("\n".join(" ".join(each) for each in tags(notebook)))


def stamp(notebook):
    """Note in a learner's copy which state of the lesson it was made from."""
    info = notebook.metadata.get("dlcourse")
    notebook.metadata["dlcourse"] = {**(info if isinstance(info, dict) else {}), "cells": fingerprint(notebook)}


def is_current(mine, course):
    """True if the learner's copy was made from this very state of the lesson, whatever they did to it since.

    Without a note of the state (a copy made by hand) the course cells that are there decide.
    """
    info = mine.metadata.get("dlcourse")
    made_from = info.get("cells") if isinstance(info, dict) else None
    if isinstance(made_from, str):
        return made_from == fingerprint(course)
    return set(tags(mine)) == set(tags(course))
