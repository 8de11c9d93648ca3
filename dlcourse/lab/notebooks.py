"""Notebooks as files: read with a clear sentence for each way in which one can be broken, written, and trusted."""

import contextlib
import json
from pathlib import Path

from dlcourse.lab.problem import Problem, cannot

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def read_notebook(path):
    """A notebook and the bytes it was read from.

    Raises:
        Problem: it is missing, or it is not a notebook of format 4. The file is left as it is.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise cannot(f"read {path}", error) from error
    return parse_notebook(content, path.name), content


def parse_notebook(content, name):
    """A notebook from its bytes; see ``read_notebook``."""
    from nbformat import v4

    if not content.strip():
        raise Problem(_left(name, "it is empty"))
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Problem(_left(name, "it is damaged or cut off, or was never a notebook")) from error
    version = data.get("nbformat") if isinstance(data, dict) else None
    if not isinstance(version, int) or not isinstance(data.get("cells", data.get("worksheets")), list):
        raise Problem(_left(name, "it is not a notebook"))
    if version != 4:
        age = "an older" if version < 4 else "a newer"
        raise Problem(_left(name, f"it is written in {age} notebook format, {version}; the course uses format 4"))
    try:
        notebook = v4.to_notebook(data)
        _check_shape(notebook)
    except _BROKEN as error:
        raise Problem(_left(name, "its cells are damaged")) from error
    return notebook


def _check_shape(notebook):
    for cell in notebook.cells:
        if cell.cell_type not in ("code", "markdown", "raw") or not isinstance(cell.source, str):
            raise ValueError("not a cell")
        if not isinstance(cell.setdefault("metadata", {}), dict):
            raise ValueError("not a cell's metadata")
    if not isinstance(notebook.setdefault("metadata", {}), dict):
        raise ValueError("not a notebook's metadata")


def _left(name, why):
    lesson = name.removesuffix(".ipynb")
    return f"{name} was left as it is: {why}. `dlcourse reset {lesson}` puts a fresh copy there and keeps this file."


def notebook_bytes(notebook):
    """A notebook as it is written to a file."""
    from nbformat import v4

    text = v4.writes(notebook) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair: legal in JSON only as an escape
        return (v4.writes(notebook, ensure_ascii=True) + "\n").encode("ascii")


def trust(notebook):
    """Sign a notebook, so that JupyterLab shows its stored HTML as it is written. Failing to is harmless."""
    with contextlib.suppress(Exception), _notary() as notary:
        notary.sign(notebook)


def is_trusted(notebook):
    """True if the notebook is signed as it stands."""
    with contextlib.suppress(Exception), _notary() as notary:
        return notary.check_signature(notebook)
    return False


@contextlib.contextmanager
def _notary():
    from jupyter_core.paths import jupyter_data_dir
    from nbformat.sign import NotebookNotary

    Path(jupyter_data_dir()).mkdir(parents=True, exist_ok=True)
    notary = NotebookNotary(data_dir=jupyter_data_dir())
    try:
        yield notary
    finally:
        notary.store.close()
