"""The attempt store: every answer that was checked, in a SQLite file that is only ever added to.

Each call opens and closes its own connections, so threads, forks and several kernels can't share a broken one. The
store's file is opened by SQLite alone: on POSIX, closing any other handle on it would drop SQLite's locks.
"""

import sqlite3
from collections import deque
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from dlcourse.grading.attempt import Attempt, data_folder
from dlcourse.grading.salvage import PARTS, salvage, set_aside
from dlcourse.grading.schema import COLUMNS, INSERT, must_be_sound, opened, suspicious

untold = deque(maxlen=1)  # that a damaged store was set aside, until someone shows it


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
                if not (suspicious(error) and self._damaged()):
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
            if not suspicious(error):
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

    def _open(self):
        return opened(self.path, self.wait)

    def _write(self, attempts):
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            must_be_sound(db)
            db.executemany(INSERT, map(astuple, attempts))
            db.execute("COMMIT")

    def _read(self):
        with self._open() as db:
            must_be_sound(db)
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
            if not suspicious(error):
                raise
            return True
        return False

    def _start_anew(self):
        found = salvage(self.path)
        new = Store(f"{self.path}.new", self.wait)
        for part in PARTS:  # of a process that was stopped here
            Path(f"{new.path}{part}").unlink(missing_ok=True)
        new._write(found)  # before the renaming: on a full disk all stays as it was
        set_aside(self.path, self.wait)
        new.path.rename(self.path)
        kept = "none of its attempts" if not found else "1 attempt" if len(found) == 1 else f"{len(found)} attempts"
        untold.append(
            f"The file of your attempts was damaged: a new one was begun with {kept} that could still be read, and "
            f"the damaged one is kept beside it under a name that begins with {self.path.name}.corrupt."
        )
