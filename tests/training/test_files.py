import os

import pytest

from dlcourse.training.files import replaced


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replaced(path, "w") as file:
        file.write("new\n")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_bytes() == b"new\n"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_text_is_utf_8_whatever_the_system_writes(tmp_path, monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "ascii")
    with replaced(tmp_path / "a.txt", "w") as file:
        assert file.encoding == "utf-8"
        file.write("ε\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xce\xb5\n"


def test_the_new_file_is_on_the_disk_before_it_takes_the_place(tmp_path, monkeypatch):
    seen, path = [], tmp_path / "a.bin"
    monkeypatch.setattr(os, "fsync", lambda number: seen.append((os.fstat(number).st_size, path.exists())))
    with replaced(path) as file:
        file.write(b"new")
    assert seen == [(3, False)]


def test_an_error_leaves_everything_as_it_was(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replaced(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_what_a_killed_process_left_is_written_over(tmp_path):
    (tmp_path / "a.bin.part").write_bytes(b"a long half of something")
    with replaced(str(tmp_path / "a.bin")) as file:
        file.write(b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.bin"]
