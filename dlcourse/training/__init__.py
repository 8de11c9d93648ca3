"""Training loops in stages, from a step with GradientTape to ``fit``: Keras's results in a fraction of its time.

``train_step`` (one step, plain TensorFlow) · ``compiled_step`` (the same as a graph) · ``compiled_epoch`` (all steps of
an epoch in one graph) · ``fit`` (what an engineer calls: like ``model.fit``, with checkpoints to resume from).
Each name is loaded when it is first asked for.
"""

from importlib import import_module

_HOME = {
    "batch_indices": "batches",
    "epoch_batches": "batches",
    "steps_per_epoch": "batches",
    "train_step": "steps",
    "evaluate": "steps",
    "eager_fit": "steps",
    "compiled_step": "steps",
    "compiled_epoch": "epoch",
    "fit": "fitting",
    "History": "history",
    "EarlyStopping": "callbacks",
    "ReduceLROnPlateau": "callbacks",
    "Checkpoint": "checkpoint",
    "CSVLog": "logs",
    "JSONLog": "logs",
    "NaNGuard": "nan_guard",
}
__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'dlcourse.training' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"dlcourse.training.{_HOME[name]}"), name)


def __dir__():
    return sorted([*globals(), *__all__])
