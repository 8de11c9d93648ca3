"""The builder: text in, the same notebook out, every time."""

import nbformat
import pytest

from dlcourse import exercises
from dlcourse.authoring import build
from dlcourse.grading.source import solution_code, stub_code

LESSON = """\
# %% [markdown]
# # A lesson

# %% tags=["nbval-check-output"]
from dlcourse import check

1 + 1

# %% exercise="double"

# %% [markdown] questions=["s1-q9"] errata=["E012"]
# ## An answer
# Words.

# %%
import sys
print("to the learner", file=sys.stdout)
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "99_lesson.py"
    path.write_text(LESSON, encoding="utf-8")
    return path


def roles(notebook):
    return [cell.metadata["dlcourse"]["role"] for cell in notebook.cells]


def test_a_marker_becomes_task_stub_hint_and_check(source):
    notebook = build.convert(source)
    assert roles(notebook) == ["text", "code", "task", "stub", "hint", "check", "text", "code"]
    assert notebook.cells[3].source == stub_code(exercises.load("double"))
    assert notebook.cells[3].source.startswith("def double(x):")
    assert notebook.cells[5].source == 'check("double", double)'


def test_metadata_say_what_a_cell_is_and_answers(source):
    notebook = build.convert(source)
    assert notebook.metadata["dlcourse"]["lesson"] == "99_lesson"
    assert notebook.cells[1].metadata["tags"] == ["nbval-check-output"]
    about = notebook.cells[6].metadata["dlcourse"]
    assert (about["questions"], about["errata"]) == (["s1-q9"], ["E012"])
    assert len(about["sha"]) == 12


def test_built_twice_it_is_the_same_to_the_byte(source):
    assert nbformat.writes(build.convert(source)) == nbformat.writes(build.convert(source))


def test_ids_are_distinct_and_belong_to_the_content(source):
    before = [cell.id for cell in build.convert(source).cells]
    source.write_text("# %% [markdown]\n# A new first cell.\n" + LESSON, encoding="utf-8")
    after = [cell.id for cell in build.convert(source).cells]
    assert len(set(after)) == len(after)
    assert after[1:] == before


def test_execution_leaves_clean_outputs(source):
    notebook = build.execute(build.convert(source))
    assert notebook.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert "NameError" not in str(notebook.cells[7].outputs)
    assert not any("execution" in cell.metadata for cell in notebook.cells)
    assert notebook.metadata["language_info"] == {"name": "python"}


def test_a_solved_copy_holds_the_solution_and_leaves_the_original_alone(source):
    notebook = build.convert(source)
    copy = build.solved(notebook)
    assert copy.cells[3].source == solution_code(exercises.load("double"))
    assert "NotImplementedError" in notebook.cells[3].source


def test_a_changed_source_is_noticed(source, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "SOURCES", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path)
    assert "is missing" in build.differences("99_lesson")[0]
    nbformat.write(build.convert(source), tmp_path / "99_lesson.ipynb")
    assert build.differences("99_lesson") == []
    source.write_text(LESSON.replace("Words.", "Other words."), encoding="utf-8")
    assert "cell 7 differs from its source" in build.differences("99_lesson")[0]
    source.write_text(LESSON + "\n# %%\n2\n", encoding="utf-8")
    assert "has 8 cells, its source 9" in build.differences("99_lesson")[0]


def test_the_stored_notebooks_agree_with_their_sources(capsys):
    assert build.main(check=True) == 0, capsys.readouterr().out


def test_an_unknown_lesson_is_said(capsys):
    assert build.main(["77_nothing"]) == 2
    assert "There is no source for 77_nothing; there are: 00_start_here" in capsys.readouterr().err
