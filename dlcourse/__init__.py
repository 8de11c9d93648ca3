"""dlcourse: a deep-learning course in 24 notebooks, and the package behind it.

A lesson uses five names, and each is loaded when it is first asked for::

    from dlcourse import check, claim, hint, progress, solution

Everything else is imported from its module, for example ``from dlcourse.neurons import Perceptron``.
Importing the package is quick (no TensorFlow) and makes a later ``import keras`` silent.
"""

from importlib import import_module

from dlcourse import _quiet

__version__ = "0.1.0"

_HOME = {
    "check": "dlcourse.grading.check",
    "hint": "dlcourse.grading.help",
    "solution": "dlcourse.grading.help",
    "progress": "dlcourse.grading.progress",
    "claim": "dlcourse.grading.claim",
}
__all__ = sorted(_HOME)

_quiet.install()


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'dlcourse' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOME[name]), name)


def __dir__():
    return sorted([*globals(), *__all__])
