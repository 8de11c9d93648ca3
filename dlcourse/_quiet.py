"""Make the first ``import tensorflow`` (or ``import keras``) print nothing.

TensorFlow's C++ side writes a dozen log lines while it is imported and while it first looks for devices. No
setting silences them all, so file descriptor 2 points at the null device for just that long. Errors that come
later still show.
"""

import contextlib
import importlib.abc
import importlib.util
import os
import sys


def install():
    """Watch for the first import of TensorFlow, unless it is loaded already."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if "tensorflow" not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    """Finds ``tensorflow`` as everybody else would, and wraps its loader."""

    asking = False

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow" or self.asking:
            return None
        self.asking = True  # the others, not this one again
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.asking = False
        if spec is not None:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load_silently(load, module)
        return spec


def _load_silently(load, module):
    with _stderr_closed():
        load(module)
        module.config.list_physical_devices()


@contextlib.contextmanager
def _stderr_closed():
    if sys.stderr:
        sys.stderr.flush()
    try:
        saved, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a program without a console has none
        yield
        return
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)
