"""``Problem``: something the person at the keyboard can act on, said in one sentence."""

import errno


class Problem(Exception):
    """One clear sentence for the learner; the command prints it and ends with ``code`` (2: asked for wrongly)."""

    def __init__(self, sentence, code=1):
        super().__init__(sentence)
        self.code = code


_REASONS = {
    getattr(errno, "EDQUOT", None): "your disk quota is used up; free some space, then run the command again",
    errno.ENOSPC: "the disk is full; free some space, then run the command again",
    errno.EROFS: "it is on a read-only disk; name another folder",
    errno.EACCES: "you are not allowed to write there; name another folder, or change its permissions",
    errno.EPERM: "you are not allowed to write there; name another folder, or change its permissions",
    errno.ENOTDIR: "a part of that path is a file, not a folder; name another folder",
    errno.ENAMETOOLONG: "that path is longer than the system allows; name another folder",
}


def cannot(action, error):
    """A Problem that says what could not be done and why.

    Args:
        action: what was tried, for example ``"write 01_introduction.ipynb"``.
        error: the OSError that stopped it.

    Example:
        >>> str(cannot("write lessons", OSError(errno.ENOSPC, "No space left on device")))
        "Can't write lessons: the disk is full; free some space, then run the command again."
    """
    reason = _REASONS.get(error.errno) or (error.strerror or str(error) or type(error).__name__).lower()
    return Problem(f"Can't {action}: {reason}.")
