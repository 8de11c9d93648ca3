"""Every notebook, as it is stored and with every exercise solved."""

import json
import re
from urllib.parse import unquote

import pytest

from dlcourse.authoring import build
from dlcourse.grading.feedback import MIME

LESSONS = sorted(path.stem for path in build.SOURCES.glob("[0-9]*.py"))
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


def stored(lesson):
    return build.nbformat.read(build.NOTEBOOKS / f"{lesson}.ipynb", 4)


def code_lines(cell):
    return [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]


def verdicts(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]


@every_lesson
def test_a_solved_copy_gets_full_marks(lesson):
    notebook = build.execute(build.solved(build.convert(build.SOURCES / f"{lesson}.py")))
    found = verdicts(notebook)
    stubs = [cell for cell in notebook.cells if cell.metadata["dlcourse"]["role"] == "stub"]
    assert len(found) == len(stubs)
    assert [each["exercise"] for each in found if (each["outcome"], each["points"]) != ("right", each["of"])] == []


@every_lesson
def test_the_stored_copy_shows_nothing_solved(lesson):
    assert {each["outcome"] for each in verdicts(stored(lesson))} == {"not attempted"}


@every_lesson
def test_stored_outputs_are_complete_and_clean(lesson):
    for cell in stored(lesson).cells:
        if cell.cell_type == "code":
            assert cell.execution_count
            assert not [o for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"]
            text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", json.dumps(cell.outputs))
            assert not re.search(r"oneDNN|cuda|Warning|site-packages|widget-view|\\u0008|np\.(?:int|float)\d", text), (
                text
            )


@every_lesson
def test_what_the_hint_line_names_is_imported(lesson):
    code = "\n".join(cell.source for cell in stored(lesson).cells if cell.cell_type == "code")
    imported = re.findall(r"\w+", " ".join(re.findall(r"^from dlcourse import (.*)$", code, re.MULTILINE)))
    assert {"check", "hint", "solution"} <= set(imported)


@every_lesson
def test_every_picture_has_a_description(lesson):
    for cell in stored(lesson).cells:
        for output in cell.get("outputs", []):
            assert "image/png" not in output.get("data", {}), "draw with dlcourse.plots: it adds the description"
            for alt in re.findall(r'<img alt="([^"]*)"', output.get("data", {}).get("text/html", "")):
                assert len(alt.split()) >= 5


@every_lesson
def test_cells_are_short_and_code_is_never_heaped(lesson):
    cells = stored(lesson).cells
    for cell in cells:
        if cell.metadata["dlcourse"]["role"] == "text":
            bars = cell.source.count("|")  # of a table: they are no words
            assert len(cell.source.split()) - bars <= 90, cell.source
        elif cell.metadata["dlcourse"]["role"] == "code":
            assert len(code_lines(cell)) <= 20, cell.source
    kinds = [cell.cell_type for cell in cells]
    assert ("code", "code") not in list(zip(kinds, kinds[1:], strict=False))


@every_lesson
def test_links_lead_somewhere(lesson):
    cells = [cell for cell in stored(lesson).cells if cell.cell_type == "markdown"]
    text = "\n".join(cell.source for cell in cells)
    anchors = {line.lstrip("#").strip().replace(" ", "-") for line in text.splitlines() if re.match(r"#+ ", line)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert unquote(target[1:]) in anchors, target
        elif not target.startswith("http"):
            assert (build.NOTEBOOKS / unquote(target.split("#")[0])).exists(), target
