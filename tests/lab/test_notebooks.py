import json

import pytest

from dlcourse.lab import notebooks
from dlcourse.lab.problem import Problem

BROKEN = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n", "it is empty"),
    "cut off": (b'{"cells": [{"cell_type": "code", "sou', "damaged or cut off"),
    "an image": (b"\x89PNG\r\n\x1a\n", "damaged or cut off"),
    "too deep": (b"[" * 100_000, "damaged or cut off"),
    "a list": (b"[1, 2]", "not a notebook"),
    "another file": (b'{"name": "x"}', "not a notebook"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "not a notebook"),
    "old": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "an older notebook format, 3"),
    "new": (b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}', "a newer notebook format, 5"),
    "cells of nothing": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}', "cells are damaged"),
    "a cell without text": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "outputs": []}]}',
        "cells are damaged",
    ),
    "metadata of nothing": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": 3, "cells": []}', "cells are damaged"),
}


@pytest.mark.parametrize("content, words", BROKEN.values(), ids=BROKEN)
def test_each_way_of_being_broken_has_its_words(tmp_path, content, words):
    path = tmp_path / "01_first.ipynb"
    path.write_bytes(content)
    with pytest.raises(Problem, match=words) as caught:
        notebooks.read_notebook(path)
    assert "`dlcourse reset 01_first`" in str(caught.value) and path.read_bytes() == content


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(Problem, match="Can't read .*no such file"):
        notebooks.read_notebook(tmp_path / "01_first.ipynb")


def test_what_is_written_reads_back(make):
    book = make.notebook([make.cell("text", "# √d\nΔ"), make.own.code("a = 1\n\nb = 2\n")])
    assert notebooks.parse_notebook(notebooks.notebook_bytes(book), "x") == book


def test_half_a_surrogate_pair_survives(make):
    book = make.notebook([make.own.code("s = '\ud83d'")])
    assert notebooks.parse_notebook(notebooks.notebook_bytes(book), "x").cells[0].source == "s = '\ud83d'"


def test_a_byte_order_mark_is_no_obstacle(make):
    content = b"\xef\xbb\xbf" + json.dumps(make.notebook([])).encode()
    assert notebooks.parse_notebook(content, "x").cells == []


def test_trust_holds_for_exactly_this_notebook(make):
    book = make.notebook([make.own.code("1")])
    assert not notebooks.is_trusted(book)
    notebooks.trust(book)
    assert notebooks.is_trusted(notebooks.parse_notebook(notebooks.notebook_bytes(book), "x"))
    book.cells[0].source = "2"
    assert not notebooks.is_trusted(book)


def test_failing_to_sign_is_harmless(make, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file" / "below"))
    notebooks.trust(make.notebook([]))
    assert not notebooks.is_trusted(make.notebook([]))
