"""The attempt store: nothing that was acknowledged is ever lost, and nothing that goes wrong reaches the learner."""

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from dlcourse.grading import salvage
from dlcourse.grading.attempt import Attempt, data_folder
from dlcourse.grading.record import _unsaved, look, record, recorded, told
from dlcourse.grading.schema import VERSION, NewerStoreError
from dlcourse.grading.store import Store, untold

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A data folder whose name has a space and letters beyond ASCII, and a kernel that remembers nothing."""
    place = tmp_path / "Übung – 学习 data"
    monkeypatch.setenv("DLCOURSE_DATA", str(place))
    _unsaved.clear()
    untold.clear()
    yield place
    _unsaved.clear()
    untold.clear()


def start(code, *arguments):
    """Another Python, as another kernel would be."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8")


@contextlib.contextmanager
def database(path):
    db = sqlite3.connect(path, isolation_level=None)
    try:
        yield db
    finally:
        db.close()


def filled(number=300, exercise="softmax"):
    """A store of several pages."""
    kept = Store()
    kept.add(*[Attempt(exercise, "wrong", each, "wrong_axis", f"{each:016x}", float(each)) for each in range(number)])
    return kept


def set_aside(path):
    return sorted(each for each in path.parent.iterdir() if ".corrupt-" in each.name)


def test_the_environment_chooses_the_folder(folder, monkeypatch):
    assert data_folder() == folder
    monkeypatch.setenv("DLCOURSE_DATA", "")
    import platformdirs

    assert data_folder() == Path(platformdirs.user_data_dir("dlcourse", appauthor=False))


def test_attempts_come_back_as_they_were_in_the_order_of_their_times():
    given = [Attempt("b", "error", 0, None, "", 3.5), Attempt("ü", "right", 7, "x'\"; --", "ab", 1.25)]
    Store().add(*given)
    Store().add(Attempt("b", "right", 2, None, "cd", 2.0))
    assert Store().attempts() == [given[1], Attempt("b", "right", 2, None, "cd", 2.0), given[0]]
    assert [attempt.time for attempt in Store().attempts("b")] == [2.0, 3.5]
    assert Store().best() == {"b": 2, "ü": 7}


def test_looking_leaves_nothing_behind(folder):
    assert Store().attempts() == [] and Store().best() == {} and recorded() == []
    assert not folder.exists()


def test_all_or_none_of_several_attempts_are_written():
    with pytest.raises(sqlite3.IntegrityError):
        Store().add(Attempt("a", "right", 1), Attempt("b", "right", None))
    assert Store().attempts() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attempts SET points = 99",
        "DELETE FROM attempts",
        "INSERT OR REPLACE INTO attempts (id, exercise, outcome, points, time) VALUES (1, 'a', 'right', 99, 0)",
    ],
)
def test_rows_are_never_changed(change):
    kept = filled(2)
    with database(kept.path) as db, pytest.raises(sqlite3.IntegrityError, match="only grow"):
        db.execute(change)
    assert [attempt.points for attempt in kept.attempts()] == [0, 1]


def test_four_kernels_write_at_once():
    code = """
        import sys
        from dlcourse.grading.attempt import Attempt
        from dlcourse.grading.record import look, record
        for number in range(50):
            trouble = record(Attempt(sys.argv[1], "wrong", number)) or look()[1]
            if trouble: sys.exit(trouble)
    """
    kernels = [start(code, name) for name in "abcd"]
    assert [kernel.communicate()[1] or kernel.returncode for kernel in kernels] == [0, 0, 0, 0]
    for name in "abcd":
        assert [attempt.points for attempt in Store().attempts(name)] == list(range(50))


def test_what_add_returned_from_survives_kill():
    """Each round kills a writer after a random number of acknowledgements, in the middle of whatever follows."""
    code = """
        import itertools, sys
        from dlcourse.grading.attempt import Attempt
        from dlcourse.grading.store import Store
        for number in itertools.count(int(sys.argv[1])):
            Store().add(Attempt("a", "wrong", number))
            print(number, flush=True)
    """
    chance, acknowledged = random.Random(7), []
    for kill in range(15):
        writer = start(code, 1000 * kill)
        heard = [writer.stdout.readline() for _ in range(chance.randrange(1, 40))]
        for _ in range(chance.randrange(20_000)):  # a moment of no fixed length
            pass
        writer.kill()
        heard += writer.communicate()[0].splitlines()
        acknowledged += [int(line) for line in heard if line.strip()]
        saved = [attempt.points for attempt in Store().attempts()]
        assert set(acknowledged) <= set(saved) and len(saved) == len(set(saved))
        assert len(saved) - len(acknowledged) <= kill + 1  # at most the one that was not yet acknowledged
    assert set_aside(Store().path) == []


def test_a_store_of_an_older_version_is_brought_up_to_date(folder):
    folder.mkdir()
    with database(Store().path) as db:
        db.execute(
            "CREATE TABLE attempts (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, outcome TEXT NOT NULL, "
            "points INTEGER NOT NULL, mistake TEXT, time REAL NOT NULL)"
        )
        db.execute("INSERT INTO attempts VALUES (1, 'old', 'right', 5, 'm', 1.5)")
    assert record(Attempt("new", "right", 3, None, "ab", 2.5)) is None
    assert recorded() == [Attempt("old", "right", 5, "m", "", 1.5), Attempt("new", "right", 3, None, "ab", 2.5)]
    with database(Store().path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("DELETE FROM attempts")


def test_a_store_of_a_newer_version_is_not_touched():
    kept = filled(3)
    with database(kept.path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = kept.path.read_bytes()
    trouble = record(Attempt("a", "right", 2))
    assert "newer" in trouble and "update" in trouble and "checked" in trouble
    assert [attempt.exercise for attempt in recorded()] == ["a"]
    assert "newer" in look()[1]
    with pytest.raises(NewerStoreError):
        kept.attempts()
    assert kept.path.read_bytes() == before and set_aside(kept.path) == []


def noise(length, seed=11):
    return random.Random(seed).randbytes(length)


DAMAGE = {  # what becomes of the bytes, and how many of 300 attempts must be carried over at least
    "text": (lambda raw: b"these are not attempts\n" * 40, 0),
    "random bytes": (lambda raw: noise(20_000), 0),
    "first bytes": (lambda raw: b"SQLITE" + raw[6:], 300),
    "first page": (lambda raw: noise(4096) + raw[4096:], 300),
    "a page": (lambda raw: raw[:12288] + noise(4096) + raw[16384:], 200),
    "a page of zeros": (lambda raw: raw[:12288] + bytes(4096) + raw[16384:], 200),
    "two pages": (lambda raw: raw[:8192] + noise(4096) + raw[12288:16384] + noise(4096) + raw[20480:], 100),
    "cut short": (lambda raw: raw[: len(raw) // 2], 70),  # one page of attempts is left
    "cut to its header": (lambda raw: raw[:100], 0),
    # the sixth row gets the fifth's number (number, length of the header, types of the first columns)
    "a number twice": (lambda raw: raw.replace(b"\x06\x08\x00\x1b\x17", b"\x05\x08\x00\x1b\x17", 1), 299),
    "cut within a page": (lambda raw: raw[:-1000], 200),
}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("noticed_by", ["record", "recorded"])
def test_a_damaged_file_is_set_aside(kind, noticed_by):
    change, least = DAMAGE[kind]
    kept = filled()
    damaged = change(kept.path.read_bytes())
    kept.path.write_bytes(damaged)
    sentences = [record(Attempt("new", "right", 2))] if noticed_by == "record" else []
    seen, trouble = look()
    assert all(attempt.exercise in ("softmax", "new") for attempt in seen)
    sentences += [trouble, told(), record(Attempt("new", "right", 2)), told()]
    said = [sentence for sentence in sentences if sentence]
    assert len(said) == 1 and "damaged" in said[0] and "attempts.sqlite.corrupt" in said[0]
    assert [each.read_bytes() for each in set_aside(kept.path)] == [damaged]
    attempts = recorded()
    old = [attempt for attempt in attempts if attempt.exercise == "softmax"]
    assert len(attempts) - len(old) == (2 if noticed_by == "record" else 1)
    assert least <= len(old) <= 300 and len({attempt.points for attempt in old}) == len(old)
    assert all(attempt.time == attempt.points and attempt.source == f"{attempt.points:016x}" for attempt in old)
    carried = {0: "none of", 1: "1 attempt "}.get(len(old), f"with {len(old)} attempts")
    assert carried in said[0]
    with database(kept.path) as db:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def test_an_empty_file_is_a_new_store(folder):
    folder.mkdir()
    Store().path.touch()
    assert recorded() == [] and record(Attempt("a", "right", 1)) is None
    assert Store().best() == {"a": 1} and set_aside(Store().path) == []


def test_another_programs_database_is_set_aside_unchanged(folder):
    folder.mkdir()
    with database(Store().path) as db:
        db.execute("CREATE TABLE attempts (id INTEGER PRIMARY KEY, colour TEXT)")
        db.execute("INSERT INTO attempts VALUES (1, 'blue')")
    before = Store().path.read_bytes()
    assert "damaged" in record(Attempt("a", "right", 1))
    assert [each.read_bytes() for each in set_aside(Store().path)] == [before]


def test_nothing_that_was_set_aside_is_overwritten(monkeypatch):
    monkeypatch.setattr(salvage.time, "strftime", lambda layout: "20300102-030405")
    kept = filled(1)
    for damaged in (b"one" * 999, b"two" * 999, b"three" * 999):
        kept.path.write_bytes(damaged)
        record(Attempt("a", "right", 1))
    found = [each.read_bytes()[:3] for each in set_aside(kept.path)]
    assert sorted(found) == [b"one", b"thr", b"two"]


def test_journals_go_with_their_store():
    kept = filled(1)
    kept.path.write_bytes(b"damaged" * 999)
    for part in ("-journal", "-wal"):
        Path(f"{kept.path}{part}").write_bytes(part.encode())
    salvage.set_aside(kept.path, wait=0)
    (main, *parts) = set_aside(kept.path)
    assert [(each.name.removeprefix(main.name), each.read_bytes()) for each in parts] == [
        ("-journal", b"-journal"),
        ("-wal", b"-wal"),
    ]


def test_a_full_disk_while_starting_anew_changes_nothing(monkeypatch):
    kept = filled()
    damaged = DAMAGE["a page"][0](kept.path.read_bytes())
    kept.path.write_bytes(damaged)
    write = Store._write

    def full(self, attempts):
        if self.path.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        write(self, attempts)

    monkeypatch.setattr(Store, "_write", full)
    assert recorded() == [] and "disk is full" in look()[1]
    assert kept.path.read_bytes() == damaged and set_aside(kept.path) == []
    monkeypatch.setattr(Store, "_write", write)
    assert len(recorded()) >= 200


def test_kernels_that_notice_together_set_one_file_aside():
    """The second one must find the new store and leave it alone, and no attempt may go to the file set aside."""
    kept = filled()
    kept.path.write_bytes(DAMAGE["a page"][0](kept.path.read_bytes()))
    code = """
        import sys
        from dlcourse.grading.attempt import Attempt
        from dlcourse.grading.record import record, recorded
        for number in range(10):
            record(Attempt(sys.argv[1], "wrong", number))
            recorded()
    """
    kernels = [start(code, name) for name in "abcd"]
    assert [kernel.communicate()[1] or kernel.returncode for kernel in kernels] == [0, 0, 0, 0]
    assert len(set_aside(kept.path)) == 1
    for name in "abcd":
        assert [attempt.points for attempt in Store().attempts(name)] == list(range(10))
    assert len(Store().attempts("softmax")) >= 200


def test_a_sound_store_is_not_set_aside_by_a_late_notice():
    kept = filled(5)
    with kept._locked():
        assert not kept._damaged()


def test_nobody_writes_while_a_store_is_being_set_aside():
    kept = filled(1)
    with kept._locked(), pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(wait=0.01).add(Attempt("a", "right", 1))
    assert len(Store(wait=0.01).attempts()) == 1


def test_readers_too_wait_for_a_writer():
    with filled(1)._open() as db:
        assert db.execute("PRAGMA busy_timeout").fetchone() == (5000,)


@pytest.mark.parametrize("name", ["a file where the folder should be", "a folder where the file should be"])
def test_a_place_that_can_not_be_written(folder, name):
    if name.startswith("a file"):
        folder.write_text("in the way")
    else:
        (folder / "attempts.sqlite").mkdir(parents=True)
    trouble = record(Attempt("a", "right", 2))
    assert "checked" in trouble and "DLCOURSE_DATA" in trouble
    assert [attempt.points for attempt in recorded("a")] == [2] and recorded("b") == []


def test_no_home_folder(monkeypatch):
    monkeypatch.delenv("DLCOURSE_DATA")

    def homeless(_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert "DLCOURSE_DATA" in record(Attempt("a", "right", 2))
    assert [attempt.points for attempt in recorded()] == [2]


@pytest.mark.parametrize(
    "code, word",
    [
        (sqlite3.SQLITE_READONLY, "write"),
        (sqlite3.SQLITE_CANTOPEN, "write"),
        (sqlite3.SQLITE_IOERR, "write"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_BUSY, "another program"),
    ],
)
def test_every_error_of_sqlite_becomes_one_sentence(monkeypatch, code, word):
    def refuse(*_, **__):
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(sqlite3, "connect", refuse)
    trouble = record(Attempt("a", "right", 2))
    assert word in trouble and "checked" in trouble and trouble.endswith(".") and trouble.count(". ") == 0
    assert [attempt.points for attempt in recorded()] == [2]


def test_a_store_that_is_locked_for_long(monkeypatch):
    kept = filled(3)
    wait = Store.__init__
    monkeypatch.setattr(Store, "__init__", lambda self, path=None: wait(self, path, wait=0.01))
    with database(kept.path) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert "another program" in record(Attempt("a", "right", 2))
        assert [attempt.exercise for attempt in recorded()] == ["a"]
        db.execute("ROLLBACK")
    assert record(Attempt("b", "right", 1)) is None
    assert sorted(attempt.exercise for attempt in Store().attempts()) == ["a", "b", "softmax", "softmax", "softmax"]


def test_what_could_not_be_saved_is_saved_once_later(folder):
    folder.write_text("in the way")
    record(Attempt("a", "right", 2, time=1.0))
    record(Attempt("b", "wrong", 0, time=2.0))
    folder.unlink()
    assert record(Attempt("c", "right", 3, time=3.0)) is None
    assert [attempt.exercise for attempt in Store().attempts()] == ["a", "b", "c"]
    assert [attempt.exercise for attempt in recorded()] == ["a", "b", "c"]


def test_an_attempt_that_can_not_be_written_holds_no_other_back():
    record(Attempt("a", "right", None))
    assert record(Attempt("b", "right", 1)) is None
    assert [attempt.exercise for attempt in Store().attempts()] == ["b"]


def test_a_full_disk():
    """A limit on the size of files stands in for a disk that is full: writing fails at some attempt, in the middle."""
    pytest.importorskip("resource", reason="this system has no limit on the size of files")
    code = """
        import json, resource, signal
        from dlcourse.grading.attempt import Attempt
        from dlcourse.grading.record import record, recorded
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
        said = [record(Attempt("a", "wrong", n, source="x" * 1000)) for n in range(60)]
        counted = len(recorded())
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(json.dumps([said, counted, record(Attempt("b", "right", 1))]))
    """
    kernel = start(code)
    said, counted, later = json.loads(kernel.communicate()[0])
    assert kernel.returncode == 0 and counted == 60 and later is None
    assert said[0] is None and "could not be saved" in said[-1]
    assert sorted(attempt.points for attempt in Store().attempts("a")) == list(range(60))
    assert len(Store().attempts("b")) == 1 and set_aside(Store().path) == []
