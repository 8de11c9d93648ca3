"""What a training run leaves behind: one number for each metric and epoch."""


class History:
    """The record of a run, as Keras's ``History``: ``plots.training_history`` draws it.

    Attributes:
        history: ``{"loss": [one an epoch], "val_loss": [...], ...}``.
        epoch: the numbers of the epochs, from 0.
        interrupted: the sentence that was shown where the run was stopped by hand, else None.

    Example:
        >>> history = History()
        >>> history.add(0, {"loss": 0.5})
        >>> history.history, history.epoch
        ({'loss': [0.5]}, [0])
    """

    def __init__(self):
        self.history, self.epoch, self.interrupted = {}, [], None

    def add(self, epoch, logs):
        """Append an epoch; a metric that was not measured in every epoch has fewer entries, as in Keras."""
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self):
        last = ", ".join(f"{name} {values[-1]:.4g}" for name, values in self.history.items())
        return f"History: {len(self.epoch)} epochs" + (f"; {last}" if last else "")
