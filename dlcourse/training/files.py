"""Files that are whole at every moment: written beside their place, then renamed into it."""

import contextlib
import os
from pathlib import Path


@contextlib.contextmanager
def replaced(path, mode="wb"):
    """Open a file that takes the place of ``path`` at the end of the ``with``, whatever kills this process when.

    Text is UTF-8. On Windows a file that another program holds open can't be replaced: PermissionError, the old one
    stays.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "notes.txt"
        >>> with replaced(path, "w") as file:
        ...     _ = file.write("whole")
        >>> path.read_text()
        'whole'
    """
    path = Path(path)
    part = path.with_name(f"{path.name}.part")  # one that a killed process left is written over
    try:
        text = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}  # the same bytes on every system
        with open(part, mode, **text) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
