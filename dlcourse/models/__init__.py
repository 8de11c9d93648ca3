"""Named models. Keras is imported when the first one is built."""

from importlib import import_module

from dlcourse.models.counting import count_parameters
from dlcourse.models.digits import dense_network, small_cnn

_LAZY = {"TransformerLM": "dlcourse.models.transformer"}  # a class of Keras's: its module imports Keras
__all__ = ["TransformerLM", "count_parameters", "dense_network", "small_cnn"]


def __getattr__(name):
    if name not in _LAZY:
        raise AttributeError(f"module 'dlcourse.models' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_LAZY[name]), name)
