"""A file with a line for each epoch, to be read while training goes on and after it."""

import csv
import json
from pathlib import Path

import keras

from dlcourse.training.files import replaced


class _Log(keras.callbacks.Callback):
    """Keeps a dictionary for each epoch and writes them all after each, so that the file never has half a line."""

    def __init__(self, path):
        super().__init__()
        self.path, self.rows = Path(path), []
        if not self.path.absolute().parent.is_dir():
            raise ValueError(
                f"{type(self).__name__} got path={str(path)!r}, in a folder that isn't there; make it first."
            )

    def on_train_begin(self, logs=None):
        self.rows = []
        if self.path.exists() and self.path.stat().st_size and not self.is_ours(self.path):
            kind = type(self).__name__
            raise ValueError(
                f"{kind} {self.path.name} is a file of another kind, and would be lost; give another path."
            )

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append({"epoch": epoch, **{name: float(value) for name, value in (logs or {}).items()}})
        self.write()


class CSVLog(_Log):
    """A table: a column for the epoch (from 0) and one for each metric, empty where it was not measured.

    A new run replaces the table of the one before; a run that goes on from a ``Checkpoint`` goes on with it. Numbers
    are written in full: they are read back without loss.

    Args:
        path: of the file, replaced in one piece after each epoch.

    Raises:
        ValueError: at that path there is a file that isn't such a table.

    Example:
        >>> import tempfile
        >>> log = CSVLog(Path(tempfile.mkdtemp()) / "run.csv")
        >>> log.on_train_begin(); log.on_epoch_end(0, {"loss": 0.5})
        >>> log.path.read_text().split()
        ['epoch,loss', '0,0.5']
    """

    def write(self):
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        with replaced(self.path, "w") as file:
            table = csv.DictWriter(file, names, lineterminator="\n")
            table.writeheader()
            table.writerows(self.rows)

    @staticmethod
    def is_ours(path):
        with open(path, "rb") as file:
            return file.readline().split(b",")[0].strip() == b"epoch"


class JSONLog(_Log):
    """JSON, an object a line: ``{"epoch": 0, "loss": 0.5}``.

    Args:
        path: of the file, replaced in one piece after each epoch; a new run starts it anew.

    Raises:
        ValueError: at that path there is a file that isn't such a log.

    Example:
        >>> import tempfile
        >>> log = JSONLog(Path(tempfile.mkdtemp()) / "run.jsonl")
        >>> log.on_train_begin(); log.on_epoch_end(0, {"loss": 0.5})
        >>> log.path.read_text()
        '{"epoch": 0, "loss": 0.5}\\n'
    """

    def write(self):
        with replaced(self.path, "w") as file:
            file.writelines(json.dumps(row) + "\n" for row in self.rows)

    @staticmethod
    def is_ours(path):
        with open(path, "rb") as file:
            try:
                return "epoch" in json.loads(file.readline())
            except (ValueError, TypeError):
                return False
