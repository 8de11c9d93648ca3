"""What happens between epochs: stop when nothing gets better, or go on with a smaller rate.

Both are Keras callbacks and work in ``model.fit`` too, there with ``validation_freq=1``.
"""

import keras

from dlcourse import _require

_UP = (
    "acc",
    "auc",
    "precision",
    "recall",
    "specificity",
    "f1",
    "iou",
    "io_u",
    "r2",
    "cosine",
    "similarity",
    "positives",
)
_DOWN = ("loss", "error", "mse", "mae", "mape", "msle", "entropy", "poisson", "divergence", "hinge", "false")


def better_if(name, mode="auto"):
    """ "min" or "max": the direction in which a metric improves, told by its name unless ``mode`` says it.

    Example:
        >>> better_if("val_loss"), better_if("val_accuracy"), better_if("score", "max")
        ('min', 'max', 'max')
    """
    _require.one_of("better_if()", "mode", mode, ("auto", "min", "max"))
    if mode != "auto":
        return mode
    for words, direction in ((_DOWN, "min"), (_UP, "max")):
        if any(word in name.lower() for word in words):
            return direction
    raise ValueError(f"Whether {name!r} should rise or fall isn't clear from its name; give mode='min' or mode='max'.")


class _Watching(keras.callbacks.Callback):
    """Follows one number of the history."""

    def __init__(self, monitor, mode, min_delta):
        super().__init__()
        owner = type(self).__name__
        self.monitor, self.mode = monitor, _require.one_of(owner, "mode", mode, ("auto", "min", "max"))
        self.min_delta = _require.number(owner, "min_delta", min_delta, low=0)
        self.direction = better_if(monitor, mode)
        self.best, self.wait = None, 0

    def on_train_begin(self, logs=None):
        self.best, self.wait = None, 0

    def value(self, logs):
        """The number of this epoch; None where validation pauses."""
        if self.monitor in (logs or {}):
            return float(logs[self.monitor])
        if self.monitor.startswith("val_") and (self.params or {}).get("validation_freq", 1) > 1:
            return None
        held = ", ".join(logs or {}) or "nothing"
        hint = "; val_... needs validation_data or validation_split" if self.monitor.startswith("val_") else ""
        raise ValueError(f"{type(self).__name__} got monitor={self.monitor!r}, but the logs hold {held}{hint}.")

    def improves(self, value, reference):
        """Whether ``value`` is better than ``reference`` by more than ``min_delta``."""
        if reference is None:
            return True
        if self.direction == "min":
            return value + self.min_delta < reference
        return value - self.min_delta > reference


@keras.saving.register_keras_serializable(package="dlcourse")
class EarlyStopping(_Watching):
    """Stops when a metric has not improved for ``patience`` epochs; the same epochs as Keras's callback.

    An epoch improves when its value is below the best one (above, for ``mode="max"``) by more than ``min_delta``.

    Args:
        monitor: the metric.
        min_delta: how much better counts as better.
        patience: after how many epochs in a row without improvement it acts; 0 and 1 are the same.
        mode: "min", "max", or "auto": told by the metric's name.
        baseline: a value that must be improved upon before patience is granted anew.
        restore_best_weights: end with the weights of the best epoch instead of those of the last.
        start_from_epoch: epochs before this one don't count.

    Raises:
        ValueError: the metric isn't in the logs, or it isn't clear which direction is better.

    Source: Prechelt, "Early stopping, but when?", 1998.

    Example:
        >>> stop = EarlyStopping(patience=1)
        >>> stop.set_model(keras.Sequential())
        >>> stop.on_train_begin()
        >>> for epoch, loss in enumerate([0.5, 0.4, 0.41]):
        ...     stop.on_epoch_end(epoch, {"val_loss": loss})
        >>> stop.stopped_epoch, stop.best_epoch
        (2, 1)
    """

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0.0,
        patience=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__(monitor, mode, min_delta)
        self.patience = int(_require.number("EarlyStopping", "patience", patience, low=0))
        self.baseline, self.restore_best_weights = baseline, restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.stopped_epoch, self.best_epoch, self.best_weights = 0, 0, None

    def on_train_begin(self, logs=None):
        super().on_train_begin()
        self.stopped_epoch, self.best_epoch, self.best_weights = 0, 0, None

    def on_epoch_end(self, epoch, logs=None):
        value = self.value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._keep(epoch)
        self.wait += 1
        if self.improves(value, self.best):
            self.best = value
            self._keep(epoch)
            if self.baseline is None or self.improves(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def _keep(self, epoch):
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs=None):
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)

    def get_config(self):
        names = ("monitor", "min_delta", "patience", "mode", "baseline", "restore_best_weights", "start_from_epoch")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


@keras.saving.register_keras_serializable(package="dlcourse")
class ReduceLROnPlateau(_Watching):
    """Multiplies the learning rate by ``factor`` when a metric has not improved for ``patience`` epochs.

    The rate of each epoch is added to the logs as ``learning_rate``. The compiled loop reads the rate from a variable,
    so nothing is compiled again.

    Args:
        monitor: the metric.
        factor: below 1.
        patience: after how many epochs in a row without improvement it acts; 0 and 1 are the same.
        mode: "min", "max", or "auto": told by the metric's name.
        min_delta: how much better counts as better.
        cooldown: how many epochs after a reduction are not counted.
        min_lr: the rate never falls below it.

    Raises:
        ValueError: a factor outside 0 to 1, or a metric that isn't in the logs.

    Example:
        >>> ReduceLROnPlateau(factor=0.5, patience=3).factor
        0.5
    """

    def __init__(
        self, monitor="val_loss", factor=0.1, patience=10, mode="auto", min_delta=1e-4, cooldown=0, min_lr=0.0
    ):
        super().__init__(monitor, mode, min_delta)
        self.factor = _require.number("ReduceLROnPlateau", "factor", factor, above=0, below=1)
        self.patience = int(_require.number("ReduceLROnPlateau", "patience", patience, low=0))
        self.cooldown = int(_require.number("ReduceLROnPlateau", "cooldown", cooldown, low=0))
        self.min_lr = _require.number("ReduceLROnPlateau", "min_lr", min_lr, low=0)
        self.resting = 0

    def on_train_begin(self, logs=None):
        super().on_train_begin()
        self.resting = 0

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        logs["learning_rate"] = rate = float(self.model.optimizer.learning_rate)
        value = self.value(logs)
        if value is None:
            return
        if self.resting:
            self.resting, self.wait = self.resting - 1, 0
        if self.improves(value, self.best):
            self.best, self.wait = value, 0
        elif not self.resting:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self.model.optimizer.learning_rate = max(rate * self.factor, self.min_lr)
                self.resting, self.wait = self.cooldown, 0

    def get_config(self):
        names = ("monitor", "factor", "patience", "mode", "min_delta", "cooldown", "min_lr")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config):
        return cls(**config)
