"""Show something as HTML where there is a notebook, and as plain text everywhere else."""

import sys


def in_notebook():
    """True inside a Jupyter kernel."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def show(text, page, data=None):
    """Display ``page`` (HTML) in a notebook, print ``text`` elsewhere.

    Args:
        text: the same content for a terminal, a screen reader, or a comparison of stored outputs.
        page: HTML; text of the learner's in it must be escaped.
        data: ``{mime type: JSON value}`` that tools read from the stored notebook; it is not shown.
    """
    if not in_notebook():
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(text.encode(encoding, "backslashreplace").decode(encoding))  # not every terminal has every character
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": page, **(data or {})}, raw=True)
