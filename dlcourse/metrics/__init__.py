"""How good are the answers? Functions of NumPy arrays, and streaming classes for ``fit`` where Keras has none.

``Perplexity`` is loaded when it is first asked for, so importing this module does not import Keras.
"""

from dlcourse.metrics.classification import (
    accuracy,
    f1_score,
    majority_baseline,
    precision,
    precision_recall_f1,
    recall,
)
from dlcourse.metrics.confusion import confusion_matrix, mean_iou
from dlcourse.metrics.language import perplexity, token_cross_entropy
from dlcourse.metrics.translation import bleu, clipped_matches

__all__ = [
    "Perplexity",
    "accuracy",
    "bleu",
    "clipped_matches",
    "confusion_matrix",
    "f1_score",
    "majority_baseline",
    "mean_iou",
    "perplexity",
    "precision",
    "precision_recall_f1",
    "recall",
    "token_cross_entropy",
]


def __getattr__(name):
    if name != "Perplexity":
        raise AttributeError(f"module 'dlcourse.metrics' has no attribute {name!r}; it has {', '.join(__all__)}")
    from dlcourse.metrics.streaming import Perplexity

    return Perplexity


def __dir__():
    return sorted({*globals(), *__all__})
