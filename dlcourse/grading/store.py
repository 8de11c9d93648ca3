"""The attempt store: every answer that was checked, in a SQLite file that is only ever added to.

Lessons call ``record`` and ``recorded``, which never raise; ``Store`` is the file itself. Each call opens and closes
its own connections, so threads, forks and several kernels can't share a broken one. The rollback journal is used, not
the write-ahead log, because it also works on network drives. The store's file is opened by SQLite alone: on POSIX,
closing any other handle on it would drop SQLite's locks.
"""

import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, fields
from itertools import count
from pathlib import Path

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
OUTCOMES = ("right", "wrong", "error")
PAGE = 4096  # bytes; set on every new file, so that salvage can rely on it
PARTS = ("-journal", "-wal", "-shm", "")  # of a store; the file itself is renamed last
SUSPICIOUS = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR)

_unsaved = deque()  # attempts that could not be written; the next record() tries them again
_untold = deque(maxlen=1)  # that a damaged store was set aside, until someone shows it


class NewerStoreError(Exception):
    """The store was written by a newer version of dlcourse; it is left as it is."""


@dataclass(frozen=True)
class Attempt:
    """One answer that was checked.

    Args:
        exercise: the exercise's name.
        outcome: ``"right"``, ``"wrong"`` or ``"error"`` (the answer raised).
        points: what it earned.
        mistake: the name of the mistake that was recognised, if any.
        source: a hash of the answer's source, to tell a new answer from the same one again.
        time: seconds since 1970; now, if not given.

    Example:
        >>> Attempt("softmax", "wrong", 0, mistake="wrong_axis", time=0.0)
        Attempt(exercise='softmax', outcome='wrong', points=0, mistake='wrong_axis', source='', time=0.0)
    """

    exercise: str
    outcome: str
    points: int
    mistake: str | None = None
    source: str = ""
    time: float = field(default_factory=time.time)


COLUMNS = ", ".join(column.name for column in fields(Attempt))
INSERT = f"INSERT INTO attempts ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"


def data_folder():
    """The folder of everything the course keeps for a learner: ``DLCOURSE_DATA``, or the system's place for it.

    Raises:
        RuntimeError: the system names no home folder.

    Example:
        >>> data_folder().is_absolute()
        True
    """
    chosen = os.environ.get("DLCOURSE_DATA")
    if not chosen:
        import platformdirs  # not needed by those who choose a folder

        chosen = platformdirs.user_data_dir("dlcourse", appauthor=False)
    return Path(chosen).expanduser().absolute()


class Store:
    """A file of attempts that only grows: SQLite refuses to change or delete a row.

    What ``add`` returned from survives a crash of the program and a loss of power. A file that is damaged is renamed
    to ``<name>.corrupt-<date and time>``, what can still be read of it is carried over, and a new store is begun.

    Args:
        path: the file; by default ``attempts.sqlite`` in ``data_folder()``.
        wait: how many seconds to wait for other programs that are writing.

    Raises (``add`` and ``attempts``):
        sqlite3.Error, OSError: the file can't be written or read.
        NewerStoreError: it was written by a newer version of dlcourse.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = Store(Path(folder) / "attempts.sqlite")
        ...     store.add(Attempt("softmax", "wrong", 0), Attempt("softmax", "right", 3))
        ...     store.best()
        {'softmax': 3}
    """

    def __init__(self, path=None, wait=5.0):
        self.path = Path(path) if path else data_folder() / "attempts.sqlite"
        self.wait = wait

    def add(self, *attempts):
        """Write attempts, all or none of them; when this returns, they are on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            try:
                self._write(attempts)
            except sqlite3.DatabaseError as error:
                if not (_suspicious(error) and self._damaged()):
                    raise
                self._start_anew()
                self._write(attempts)

    def attempts(self, exercise=None):
        """All attempts, or those at one exercise, in the order of their times."""
        if not self.path.exists():  # looking leaves nothing behind
            return []
        try:
            found = self._read()
        except sqlite3.DatabaseError as error:
            if not _suspicious(error):
                raise
            with self._locked():
                if self._damaged():
                    self._start_anew()
            found = self._read()
        return [attempt for attempt in found if exercise in (None, attempt.exercise)]

    def best(self):
        """``{exercise: points}``: the most that any attempt earned."""
        best = {}
        for attempt in self.attempts():
            best[attempt.exercise] = max(attempt.points, best.get(attempt.exercise, 0))
        return best

    @contextmanager
    def _open(self):
        db = sqlite3.connect(self.path, timeout=self.wait, isolation_level=None)
        try:
            db.text_factory = lambda raw: raw.decode("utf-8", "replace")
            db.execute(f"PRAGMA page_size = {PAGE}")
            db.execute("PRAGMA synchronous = EXTRA")  # FULL, and the journal's removal is on the disk too
            _bring_up_to_date(db)
            yield db
        finally:
            db.close()  # rolls back what was not committed

    def _write(self, attempts):
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            _must_be_sound(db)
            db.executemany(INSERT, map(astuple, attempts))
            db.execute("COMMIT")

    def _read(self):
        with self._open() as db:
            _must_be_sound(db)
            return [Attempt(*row) for row in db.execute(f"SELECT {COLUMNS} FROM attempts ORDER BY time, id")]

    @contextmanager
    def _locked(self):
        """One program at a time writes, or sets a damaged store aside, so nobody writes to a file being renamed.

        The lock is SQLite's, on an empty file: it works on every system, and dies with the process.
        """
        lock = sqlite3.connect(f"{self.path}.lock", timeout=self.wait, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            lock.close()

    def _damaged(self):
        """Whether the file is damaged now. Asked under the lock: another process may have begun a new one already."""
        try:
            self._read()
        except sqlite3.DatabaseError as error:
            if not _suspicious(error):
                raise
            return True
        return False

    def _start_anew(self):
        found = _salvage(self.path)
        new = Store(f"{self.path}.new", self.wait)
        for part in PARTS:  # of a process that was stopped here
            Path(f"{new.path}{part}").unlink(missing_ok=True)
        new._write(found)  # before the renaming: on a full disk all stays as it was
        _set_aside(self.path, self.wait)
        new.path.rename(self.path)
        kept = "none of its attempts" if not found else "1 attempt" if len(found) == 1 else f"{len(found)} attempts"
        _untold.append(
            f"The file of your attempts was damaged: a new one was begun with {kept} that could still be read, and "
            f"the damaged one is kept beside it under a name that begins with {self.path.name}.corrupt."
        )


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


def _must_be_sound(db):
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


def _code(error):
    """SQLite's primary result code; None for errors of other origin."""
    code = getattr(error, "sqlite_errorcode", None)
    return code if code is None else code & 0xFF


def _suspicious(error):
    return _code(error) in SUSPICIOUS


def _set_aside(path, wait):
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


def _salvage(path):
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
    Store(fresh).add()
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


def explain(error):
    """Why something could not be saved or read, and what to do: the end of a sentence."""
    number = getattr(error, "errno", None)
    if isinstance(error, NewerStoreError):
        return "because the file of attempts was written by a newer dlcourse; update dlcourse to save into it."
    if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "because another program is using the file of attempts; close it, or check again in a moment."
    if _code(error) == sqlite3.SQLITE_FULL or number in (errno.ENOSPC, getattr(errno, "EDQUOT", None), errno.EFBIG):
        return "because the disk is full; free some space and check again."
    return (
        f"because the file of attempts can't be used ({error}); set the environment variable DLCOURSE_DATA to a "
        "folder that you may write to, and restart the kernel."
    )


def record(attempt):
    """Save an attempt. Whatever goes wrong, this returns, and ``recorded`` counts the attempt in this kernel.

    Attempts that could not be saved earlier are tried again.

    Args:
        attempt: an ``Attempt``.

    Returns:
        None when all is well, otherwise one sentence to show to the learner.
    """
    try:
        store = Store()
        store.add(attempt)
    except Exception as error:
        _unsaved.append(attempt)
        return f"Your answer was checked and counts in this notebook, but could not be saved, {explain(error)}"
    earlier = [_unsaved.popleft() for _ in range(len(_unsaved))]
    try:
        store.add(*earlier)
    except Exception:
        _unsaved.extend(earlier)
    return told()


def recorded(exercise=None):
    """All attempts that are known: in the store, and in this kernel's memory. Never raises."""
    return look(exercise)[0]


def look(exercise=None):
    """``(attempts, sentence)``: as ``recorded``, and None or why the store could not be read."""
    saved, trouble = [], None
    try:
        saved = Store().attempts(exercise)
    except Exception as error:
        trouble = f"Your saved attempts could not be read, {explain(error)}"
    unsaved = [attempt for attempt in list(_unsaved) if exercise in (None, attempt.exercise)]
    return sorted(saved + unsaved, key=lambda attempt: attempt.time), trouble


def told():
    """The sentence that a damaged store was set aside, once; None when there is nothing to tell."""
    return _untold.popleft() if _untold else None
