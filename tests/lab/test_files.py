import errno
import os

import pytest

from dlcourse.lab import files
from dlcourse.lab.problem import Problem


def stop_at(monkeypatch, name, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(os, name, fail)


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("old", [b"old", None])
def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step, old):
    path = tmp_path / "lesson.ipynb"
    if old:
        path.write_bytes(old)
    stop_at(monkeypatch, step, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(Problem, match="the disk is full"):
        files.write_whole(path, b"new" * 1000)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [old] * bool(old)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch, step):
    path = tmp_path / "lesson.ipynb"
    path.write_bytes(b"old")
    stop_at(monkeypatch, step, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.ipynb", tmp_path / "link.ipynb"
    real.write_bytes(b"old")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no links")
    files.write_whole(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"


def test_the_old_content_is_kept_under_a_new_name_each_time(tmp_path):
    path = tmp_path / "01_first.ipynb"
    contents = [b"%d" % number for number in range(5)]
    path.write_bytes(contents[0])
    kept = [files.replace_keeping(path, old, new, "update") for old, new in zip(contents, contents[1:], strict=False)]
    assert [each.read_bytes() for each in kept] == contents[:-1] and path.read_bytes() == contents[-1]
    assert len(set(kept)) == 4 and all(each.name.startswith("01_first (before update 20") for each in kept)


def test_a_file_saved_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "01_first.ipynb"
    path.write_bytes(b"saved meanwhile")
    with pytest.raises(Problem, match="saved by another program"):
        files.replace_keeping(path, b"what was read", b"new", "update")
    assert path.read_bytes() == b"saved meanwhile"


def test_no_room_for_the_old_file_means_no_change(tmp_path, monkeypatch):
    path = tmp_path / "01_first.ipynb"
    path.write_bytes(b"old")
    stop_at(monkeypatch, "fsync", OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(Problem, match="keep the old file"):
        files.replace_keeping(path, b"old", b"new", "update")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_a_folder_below_a_file_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem, match="is a file, not a folder"):
        files.check_writable(tmp_path / "file")
    with pytest.raises(Problem, match="a part of that path is a file|not a folder"):
        files.check_writable(tmp_path / "file" / "below")


@pytest.mark.parametrize("code, words", [(errno.EROFS, "read-only disk"), (errno.EACCES, "not allowed to write")])
def test_a_folder_that_cannot_be_written_to(tmp_path, monkeypatch, code, words):
    stop_at(monkeypatch, "fsync", OSError(code, "no"))
    with pytest.raises(Problem, match=words):
        files.check_writable(tmp_path)


def test_checking_a_folder_leaves_nothing_there(tmp_path):
    files.check_writable(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_private_file_stays_private(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")
    path.chmod(0o600)
    kept = files.replace_keeping(path, b"old", b"new", "update")
    assert [each.stat().st_mode & 0o777 for each in (path, kept)] == [0o600, 0o600]


def test_a_replacement_that_fails_leaves_no_copy_behind(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(Problem, match="disk is full"):
        files.replace_keeping(path, b"old", b"new", "update")
    assert [each.name for each in tmp_path.iterdir()] == ["a.ipynb"]
    assert path.read_bytes() == b"old"
