"""The layout of the file of attempts: how it is begun, brought up to date and found to be damaged.

The rollback journal is used, not the write-ahead log, because it also works on network drives.
"""

import sqlite3
from contextlib import contextmanager
from dataclasses import fields

from dlcourse.grading.attempt import Attempt

# STEPS[v] takes a store from version v to v + 1. A new file starts at 0, so every store went the same way.
STEPS = (
    (
        "CREATE TABLE IF NOT EXISTS attempts (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, outcome TEXT NOT NULL, "
        "points INTEGER NOT NULL, mistake TEXT, time REAL NOT NULL)",
        "ALTER TABLE attempts ADD COLUMN source TEXT NOT NULL DEFAULT ''",
        "CREATE TRIGGER no_update BEFORE UPDATE ON attempts BEGIN SELECT RAISE(ABORT, 'attempts only grow'); END",
        "CREATE TRIGGER no_delete BEFORE DELETE ON attempts BEGIN SELECT RAISE(ABORT, 'attempts only grow'); END",
        # INSERT OR REPLACE deletes without asking the trigger above
        "CREATE TRIGGER no_replace BEFORE INSERT ON attempts WHEN EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'attempts only grow'); END",
    ),
)
VERSION = len(STEPS)
PAGE = 4096  # bytes; set on every new file, so that salvage can rely on it
COLUMNS = ", ".join(column.name for column in fields(Attempt))
INSERT = f"INSERT INTO attempts ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
SUSPICIOUS = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR)


class NewerStoreError(Exception):
    """The store was written by a newer version of dlcourse; it is left as it is."""


@contextmanager
def opened(path, wait):
    """A connection to a store of this version; the file is begun, or brought up to date, where it is not yet one."""
    db = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute("PRAGMA synchronous = EXTRA")  # FULL, and the journal's removal is on the disk too
        _bring_up_to_date(db)
        yield db
    finally:
        db.close()  # rolls back what was not committed


def _bring_up_to_date(db):
    if _version(db) == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    for version in range(_version(db), VERSION):  # asked again: another kernel may have been first
        for step in STEPS[version]:
            db.execute(step)
    db.execute(f"SELECT {COLUMNS} FROM attempts LIMIT 0")  # fails, and changes nothing, on another program's table
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def must_be_sound(db):
    """An attempt must not be written to a damaged file, though SQLite looks only at the page it writes to.

    The check takes 0.2 ms for 2,000 attempts.
    """
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        error = sqlite3.DatabaseError("the file is damaged")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _version(db):
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise NewerStoreError(f"the store has version {version}; this dlcourse knows {VERSION}")
    return version


def code_of(error):
    """SQLite's primary result code; None for errors of other origin."""
    code = getattr(error, "sqlite_errorcode", None)
    return code if code is None else code & 0xFF


def suspicious(error):
    """Whether an error may mean that the file is damaged."""
    return code_of(error) in SUSPICIOUS
