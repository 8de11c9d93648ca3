"""Build a lesson: from text that is reviewed (``notebooks/source/NN_name.py``) to a notebook with outputs.

``convert`` is a pure function of the source and the exercises, so two builds have the same cells to the byte.
``execute`` adds the outputs, ``clean`` takes from them what belongs to one run only.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from dlcourse import __version__, exercises
from dlcourse.authoring import index
from dlcourse.authoring.cells import exercise_cells
from dlcourse.grading.source import solution_code

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
SOURCES = NOTEBOOKS / "source"
CELL_SECONDS = 300


def convert(source):
    """The notebook of a source file: exercise markers expanded, cells numbered and described, nothing executed.

    Args:
        source: path of a jupytext ``py:percent`` file. A cell ``# %% exercise="name"`` becomes four cells; cell
            metadata ``questions=[...]`` and ``errata=[...]`` name what a cell answers or settles.
    """
    notebook = nbformat.v4.new_notebook()
    for cell in jupytext.read(source, fmt="py:percent").cells:
        if name := cell.metadata.get("exercise"):
            notebook.cells += exercise_cells(exercises.load(name))
        else:
            notebook.cells.append(_plain_cell(cell))
    _name_cells(notebook.cells)
    notebook.metadata = {
        "dlcourse": {"lesson": source.stem, "version": __version__},
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _plain_cell(cell):
    make = nbformat.v4.new_markdown_cell if cell.cell_type == "markdown" else nbformat.v4.new_code_cell
    about = {"role": "text" if cell.cell_type == "markdown" else "code"}
    about |= {key: cell.metadata[key] for key in ("questions", "errata") if key in cell.metadata}
    tags = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
    return make(cell.source, metadata={"dlcourse": about, **tags})


def _name_cells(cells):
    """Give each cell the hash of its source, and an id that depends on its content and not on its place."""
    seen = {}
    for cell in cells:
        about = cell.metadata["dlcourse"]
        about["sha"] = hashlib.sha1(cell.source.encode()).hexdigest()[:12]
        stem = f"{about['role']}-{about.get('exercise', about['sha'])}"[:56]
        seen[stem] = seen.get(stem, 0) + 1
        cell.id = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"


def solved(notebook):
    """A copy in which every exercise's stub is replaced by its solution."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.metadata["dlcourse"]["role"] == "stub":
            cell.source = solution_code(exercises.load(cell.metadata["dlcourse"]["exercise"]))
    return copy


def execute(notebook):
    """Run all cells in a fresh kernel, with a store of its own, and return the notebook with its outputs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DLCOURSE_DATA": folder, "PYTHONHASHSEED": "0"}
        client = NotebookClient(
            notebook, timeout=CELL_SECONDS, record_timing=False, resources={"metadata": {"path": folder}}
        )
        client.execute(env=environment)
    return clean(notebook)


def clean(notebook):
    """Take out what belongs to one run only: widget states, timings. The text that stands for a widget stays."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def build(name):
    """Build one lesson and write its notebook; returns the path."""
    notebook = execute(convert(SOURCES / f"{name}.py"))
    path = NOTEBOOKS / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def differences(name):
    """What makes a stored notebook differ from its source, as sentences; none when they agree."""
    path = NOTEBOOKS / f"{name}.ipynb"
    if not path.exists():
        return [f"{name}.ipynb is missing; run: dlcourse build {name}"]
    stored, fresh = nbformat.read(path, 4), convert(SOURCES / f"{name}.py")
    if [_face(cell) for cell in stored.cells] == [_face(cell) for cell in fresh.cells]:
        return []
    for number, pair in enumerate(zip(stored.cells, fresh.cells, strict=False), 1):
        if _face(pair[0]) != _face(pair[1]):
            return [f"{name}.ipynb, cell {number} differs from its source; run: dlcourse build {name}"]
    return [f"{name}.ipynb has {len(stored.cells)} cells, its source {len(fresh.cells)}; run: dlcourse build {name}"]


def _face(cell):
    return cell.cell_type, cell.id, cell.source, cell.metadata


def main(names=(), check=False):
    """Build (or with ``check`` compare) the named lessons, or all; returns the exit code."""
    known = sorted(path.stem for path in SOURCES.glob("[0-9]*.py"))
    if unknown := [name for name in names if name not in known]:
        print(f"There is no source for {', '.join(unknown)}; there are: {', '.join(known)}.", file=sys.stderr)
        return 2
    if check:
        found = [line for name in names or known for line in differences(name)] + index.differences()
        print("\n".join(found) or "Every notebook agrees with its source.")
        return 1 if found else 0
    for name in names or known:
        try:
            print(f"built {build(name).name}", flush=True)
        except CellExecutionError as error:
            print(f"{name}: a cell failed, nothing was written.\n{error}", file=sys.stderr)
            return 1
    index.write()
    return 0


if __name__ == "__main__":
    sys.exit(main([word for word in sys.argv[1:] if word != "--check"], "--check" in sys.argv))
