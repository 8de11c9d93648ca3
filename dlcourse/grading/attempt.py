"""One attempt at an exercise, and the folder in which attempts are kept."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

OUTCOMES = ("right", "wrong", "error")


@dataclass(frozen=True)
class Attempt:
    """One answer that was checked.

    Args:
        exercise: the exercise's name.
        outcome: ``"right"``, ``"wrong"`` or ``"error"`` (the answer raised).
        points: what it earned.
        mistake: the name of the mistake that was recognised, if any.
        source: a hash of the answer's source, to tell a new answer from the same one again.
        time: seconds since 1970; now, if not given.

    Example:
        >>> Attempt("softmax", "wrong", 0, mistake="wrong_axis", time=0.0)
        Attempt(exercise='softmax', outcome='wrong', points=0, mistake='wrong_axis', source='', time=0.0)
    """

    exercise: str
    outcome: str
    points: int
    mistake: str | None = None
    source: str = ""
    time: float = field(default_factory=time.time)


def data_folder():
    """The folder of everything the course keeps for a learner: ``DLCOURSE_DATA``, or the system's place for it.

    Raises:
        RuntimeError: the system names no home folder.

    Example:
        >>> data_folder().is_absolute()
        True
    """
    chosen = os.environ.get("DLCOURSE_DATA")
    if not chosen:
        import platformdirs  # not needed by those who choose a folder

        chosen = platformdirs.user_data_dir("dlcourse", appauthor=False)
    return Path(chosen).expanduser().absolute()
