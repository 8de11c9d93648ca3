"""What becomes of a damaged file of attempts: it is kept under another name, and read as far as it can be."""

import os
import shutil
import sqlite3
import tempfile
import time
from dataclasses import astuple, fields
from itertools import count
from pathlib import Path

from dlcourse.grading.attempt import OUTCOMES, Attempt
from dlcourse.grading.schema import PAGE, opened

PARTS = ("-journal", "-wal", "-shm", "")  # of a store; the file itself is renamed last


def set_aside(path, wait):
    """Rename the file and its journals, never over an earlier one."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for number in count():
        name = f"{path}.corrupt-{stamp}" + (f"-{number}" if number else "")
        if not any(os.path.lexists(name + part) for part in PARTS):
            break
    for part in PARTS:
        if os.path.lexists(f"{path}{part}"):
            _rename(f"{path}{part}", name + part, time.monotonic() + wait)


def _rename(source, target, deadline):
    while True:
        try:
            return os.rename(source, target)
        except PermissionError:  # Windows: a program that is reading the file has it open
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def salvage(path):
    """The attempts that can still be read from a damaged store. A copy is read, so the file keeps its bytes."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        for part in PARTS:
            if os.path.exists(f"{path}{part}"):
                shutil.copyfile(f"{path}{part}", f"{copy}{part}")
        return _readable(copy) or _readable(_with_first_page(copy))


def _with_first_page(copy):
    """The copy with a sound first page: it holds the layout, which is the same in every store."""
    fresh = copy.with_name("fresh")
    with opened(fresh, wait=5.0):
        pass  # opening it begins it
    page, pages = fresh.read_bytes()[:PAGE], max(1, copy.stat().st_size // PAGE)
    rest = copy.read_bytes()[PAGE : pages * PAGE]
    fresh.write_bytes(page[:28] + pages.to_bytes(4, "big") + page[32:] + rest)
    return fresh


def _readable(copy):
    """Attempts are asked for a hundred at a time, and one by one where that fails: damage costs only its own page."""
    found, most = [], min(copy.stat().st_size // 16, 100_000)  # no row is shorter; nobody tries more often
    db = sqlite3.connect(copy, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        for first in range(1, most + 1, 100):
            rows = _between(db, first, first + 99)
            if rows is None:
                rows = [row for number in range(first, first + 100) for row in _between(db, number, number) or ()]
            found += rows
    finally:
        db.close()
    return [attempt for attempt in map(_attempt, found) if attempt]


def _between(db, first, last):
    try:
        return db.execute("SELECT * FROM attempts WHERE id BETWEEN ? AND ?", (first, last)).fetchall()
    except sqlite3.Error:
        return None


def _attempt(row):
    """The attempt of a salvaged row; None if it makes no sense."""
    names = {column.name for column in fields(Attempt)}
    if names - set(row.keys()) - {"source"}:  # the first layout had none
        return None
    attempt = Attempt(**{name: row[name] for name in names & set(row.keys())})
    kinds = (str, str, int, (str, type(None)), str, float)
    sound = all(isinstance(value, kind) for value, kind in zip(astuple(attempt), kinds, strict=True))
    return attempt if sound and attempt.outcome in OUTCOMES else None
