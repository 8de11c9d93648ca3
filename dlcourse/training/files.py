"""Files that are whole at every moment: written beside their place, then renamed into it."""

import contextlib
import os
from pathlib import Path


@contextlib.contextmanager
def replaced(path, mode="wb"):
    """Open a file that takes the place of ``path`` at the end of the ``with``, whatever kills this process when.

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
        with open(part, mode, newline=None if "b" in mode else "") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
