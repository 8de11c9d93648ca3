"""A made-up course of small notebooks, and a learner's folder, both under a temporary path."""

import hashlib
import json
from types import SimpleNamespace

import pytest
from nbformat import v4

from dlcourse.lab import lessons


def _cell(role, source, exercise=None, **more):
    make = v4.new_markdown_cell if role in ("text", "task", "hint") else v4.new_code_cell
    info = {"role": role, "sha": hashlib.sha1(source.encode()).hexdigest()[:12]}
    return make(source, metadata={"dlcourse": {**info, **({"exercise": exercise} if exercise else {})}}, **more)


def _exercise(name, body="raise NotImplementedError"):
    return [
        _cell("task", f"### Write {name}", name),
        _cell("stub", f"def {name}(x):\n    {body}", name),
        _cell("hint", f"Stuck? {name}", name),
        _cell("check", f'check("{name}", {name})', name),
    ]


def _notebook(cells, lesson="01_first"):
    about = {"dlcourse": {"lesson": lesson, "version": "0.1.0"}}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return v4.new_notebook(cells=cells, metadata={**about, **kernel})


def _write(path, notebook):
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def make():
    """Ways to make cells and notebooks."""
    own = SimpleNamespace(code=v4.new_code_cell, text=v4.new_markdown_cell)
    return SimpleNamespace(cell=_cell, exercise=_exercise, notebook=_notebook, write=_write, own=own)


@pytest.fixture(autouse=True)
def _private(tmp_path_factory, monkeypatch):
    """Nothing of the person who runs the tests is read or written."""
    private = tmp_path_factory.mktemp("private")
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "DLCOURSE_DATA"):
        monkeypatch.setenv(name, str(private / name))
    monkeypatch.setenv("HOME", str(private / "home"))
    monkeypatch.setenv("USERPROFILE", str(private / "home"))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The folder of a course with three lessons, a figure and a page."""
    folder = tmp_path / "package" / "notebooks"
    (folder / "figures" / "deep").mkdir(parents=True)
    (folder / "source").mkdir()
    (folder / "source" / "01_first.py").write_text("# %% [markdown]")
    (folder / "figures" / "deep" / "net.svg").write_text("<svg/>")
    (folder / "QUESTIONS.md").write_text("# Questions")
    start = [_cell("text", "# Start here"), _cell("code", "1 + 1")]
    first = [_cell("text", "# First"), *_exercise("relu"), _cell("code", "print(2)"), *_exercise("softmax")]
    second = [_cell("text", "# Second"), *_exercise("gradient")]
    for name, cells in (("00_start_here", start), ("01_first", first), ("02_second", second)):
        _write(folder / f"{name}.ipynb", _notebook(cells, name))
    monkeypatch.setattr(lessons, "_PACKAGE", folder.parent)
    return folder


@pytest.fixture
def mine(course, tmp_path):
    """A learner's folder, with the lessons just copied."""
    from dlcourse.lab.folder import copy_missing

    folder = tmp_path / "my lessons"
    copy_missing(folder)
    return folder
