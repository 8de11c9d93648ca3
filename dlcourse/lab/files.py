"""Reading and writing files of the learner's: whole or not at all, and the old one is kept."""

import contextlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from dlcourse.lab.problem import Problem, cannot


def write_whole(path, content):
    """Write bytes so that the path holds either what it held before or all of ``content``, whatever happens between.

    Raises:
        Problem: the system refuses, for example because the disk is full. Nothing half-written is left behind.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    fresh = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(fresh, content, like=path)
        os.replace(fresh, path)
    except OSError as error:
        raise cannot(f"write {path}", error) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def replace_keeping(path, old, new, why):
    """Replace a file's content and keep the old content beside it, as ``NAME (before WHY DATE TIME).ipynb``.

    Args:
        path: the file.
        old: the bytes that the caller read and worked on.
        new: the bytes to put there.
        why: "update" or "reset".

    Returns:
        The path of the file that holds the old content. It is a new file; an earlier one is never overwritten.

    Raises:
        Problem: the file was saved by somebody else in the meantime, or the system refuses. The file is unchanged.
    """
    kept = _keep(path, old, why)
    try:
        if _read(path) != old:
            raise Problem(f"{path.name} was saved by another program just now; save it, close it, and run this again.")
        write_whole(path, new)
    except BaseException:  # the file is as it was, so a copy beside it would only take up room
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)
        raise
    return kept


def _read(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot(f"read {path}", error) from error


def _keep(path, content, why):
    stem = f"{path.stem} (before {why} {datetime.now():%Y-%m-%d %H%M%S}"
    for count in range(1, 1000):
        kept = path.with_name(f"{stem}{f' {count}' if count > 1 else ''}){path.suffix}")
        try:
            _write_new(kept, content, like=path)
        except FileExistsError:
            continue
        except OSError as error:
            with contextlib.suppress(OSError):
                kept.unlink(missing_ok=True)
            raise cannot(f"keep the old file as {kept}", error) from error
        return kept
    raise Problem(f"There are too many copies of {path.name} beside it; move some of them away.")


def _write_new(path, content, like=None):
    """Write a file that must not exist yet, down to the disk, readable by those who may read ``like``."""
    mode = like.stat().st_mode & 0o777 if like and like.exists() else 0o666
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def check_writable(folder):
    """Make a folder if it is missing, and see that a file can be made in it.

    Raises:
        Problem: it can't; the sentence says why.
    """
    probe = folder / f".dlcourse-{secrets.token_hex(4)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _write_new(probe, bytes(4096))  # an empty file fits on a full disk
        finally:
            probe.unlink(missing_ok=True)
    except FileExistsError as error:
        raise Problem(f"{folder} is a file, not a folder; name a folder, or a name that is not taken.") from error
    except OSError as error:
        raise cannot(f"write to the folder {folder}", error) from error
