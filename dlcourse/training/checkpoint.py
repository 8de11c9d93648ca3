"""A run that can be killed at any moment and goes on where it was."""

import json
import time
import zipfile
from pathlib import Path

import keras
import numpy as np

from dlcourse import _require
from dlcourse.training.files import replaced
from dlcourse.training.state import from_json, to_json

_KIND = "dlcourse checkpoint 1"


class Checkpoint(keras.callbacks.Callback):
    """Saves the whole state of ``fit`` in a file; the same call of ``fit`` started again goes on from it, exactly.

    In it: weights, moving statistics and seeds, the optimizer's memory, the place within the epoch and the order of
    the rows, the metrics' sums, the history, and what callbacks remember. With the same data and arguments, the weights
    and the history at the end are bit for bit those of a run that was never stopped. Streams (a Dataset, a generator)
    are taken up at the start of the epoch.

    The file is replaced in one piece, so it is whole whenever the process is killed. A file that isn't a checkpoint is
    never overwritten. A run that is finished is not run again; more ``epochs`` continue it.

    Args:
        path: of the file; its folder must be there.
        seconds: how long to wait between two savings; 0 saves as often as possible.

    Raises:
        ValueError: the file belongs to another model, other data, or something else altogether.

    Example:
        >>> Checkpoint("run.ckpt", seconds=60).path.name
        'run.ckpt'
    """

    def __init__(self, path, seconds=30):
        super().__init__()
        self.path = Path(path)
        self.seconds = _require.number("Checkpoint", "seconds", seconds, low=0)
        self._saved = 0.0
        if not self.path.absolute().parent.is_dir():
            raise ValueError(f"Checkpoint got path={str(path)!r}, in a folder that isn't there; make the folder first.")

    def on_train_begin(self, logs=None):
        """Called by Keras alone: ``fit`` here treats checkpoints by itself."""
        raise ValueError("Checkpoint works in dlcourse.training.fit(), not in model.fit(); train with that one.")

    def start(self):
        """Begin to count the seconds."""
        self._saved = time.monotonic()

    def due(self):
        """Whether it is time to save again."""
        return time.monotonic() - self._saved >= self.seconds

    def save(self, variables, facts):
        """Write the variables and ``facts`` (numbers, text, arrays in lists and dictionaries)."""
        arrays = [each.numpy() for each in variables.all]
        header = {"kind": _KIND, "variables": variables.describe(), "facts": to_json(facts, arrays)}
        text = np.frombuffer(json.dumps(header).encode(), np.uint8)
        with replaced(self.path) as file:
            np.savez(file, header=text, **{f"a{i}": each for i, each in enumerate(arrays)})
        self._saved = time.monotonic()

    def load(self, variables):
        """``(values, facts)`` of the file, once it is sure that they are of this model; None where there is no file."""
        if not self.path.exists():
            return None
        header, arrays = self._read()
        if header["variables"] != variables.describe():
            difference = _difference(header["variables"], variables.describe())
            raise ValueError(f"Checkpoint {self.path.name} is of another model ({difference}); give another path.")
        # bfloat16 comes back as two bytes without a meaning; `view` gives it back
        values = [
            each.view(variable.dtype.as_numpy_dtype) for each, variable in zip(arrays, variables.all, strict=False)
        ]
        return values, from_json(header["facts"], arrays)

    def same(self, what, theirs, ours):
        """Refuse to go on with other data or callbacks than the run in the file had."""
        if theirs != ours:
            raise ValueError(
                f"Checkpoint {self.path.name} is of a run with {what} {theirs}, and this one has {ours}; "
                "give the same, or another path."
            )

    def _read(self):
        try:
            with open(self.path, "rb") as raw, np.load(raw, allow_pickle=False) as file:
                header = json.loads(bytes(file["header"]))
                arrays = [file[f"a{i}"] for i in range(len(file.files) - 1)]
            if header["kind"] == _KIND:
                return header, arrays
        except PermissionError as error:
            raise PermissionError(
                f"Checkpoint {self.path.name} may not be read; allow it, or give another path."
            ) from error
        except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile):
            pass
        raise ValueError(f"Checkpoint {self.path.name} is a file of another kind; give another path.")


def _difference(theirs, ours):
    """The first variable that doesn't fit, in words."""
    if len(theirs) != len(ours):
        return f"{len(theirs)} variables in the file, {len(ours)} in this run"
    i = next(i for i, (a, b) in enumerate(zip(theirs, ours, strict=True)) if a != b)
    (their_shape, their_dtype), (shape, dtype) = theirs[i], ours[i]
    return f"variable {i} is {their_dtype} {tuple(their_shape)} in the file, {dtype} {tuple(shape)} in this run"
