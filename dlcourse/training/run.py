"""The loop itself: epochs made of chunks of steps, with everything that happens between two chunks."""

import time

from dlcourse.training.checkpoint import Checkpoint
from dlcourse.training.history import History
from dlcourse.training.hooks import Hooks
from dlcourse.training.interrupt import Interrupt
from dlcourse.training.progress_bar import ProgressBar
from dlcourse.training.state import Variables, remember, remembered

CHUNK_SECONDS = 0.25


class Stopped(Exception):
    """Training ends here, and the sentence says why."""


class Pace:
    """How many steps a chunk has: about a quarter of a second's, or always one."""

    def __init__(self, single=False):
        self.steps, self.single = 1, single

    def took(self, steps, seconds):
        """Learn from a chunk; it may have been compiled meanwhile, so growth is limited and goes on."""
        rest = steps < self.steps and seconds < CHUNK_SECONDS  # the end of an epoch tells little
        if not self.single and not rest:
            wanted = round(steps * CHUNK_SECONDS / max(seconds, 1e-6))
            self.steps = max(1, min(wanted, 8 * steps))


class Chunk:
    """Consecutive steps of an epoch in a single compiled call.

    Attributes:
        epoch, first, last: which steps; ``last`` is the first that isn't among them.
        piece: runs steps again, and gives their batches.
        variables: the state of the run.
        logs: tensors, the metrics over the epoch so far.
    """

    def __init__(self, piece, variables, epoch, first, last):
        self.piece, self.variables, self.epoch, self.first, self.last = piece, variables, epoch, first, last
        self.logs = {}

    def run(self):
        """Run the steps; how many seconds they took."""
        began = time.perf_counter()
        self.logs = self.piece.run(self.first, self.last)
        if self.last - self.first > 1:
            self.numbers()  # waits for a device that works by itself
        return time.perf_counter() - began

    def numbers(self):
        """The logs as floats, the loss first."""
        return {name: float(self.logs[name]) for name in sorted(self.logs, key=lambda name: (name != "loss", name))}


class Run:
    """One call of ``fit``: see there for the arguments.

    Args:
        source, validation: ``Arrays`` or ``Stream``; no validation: None.
        seed: what ``fit`` was given; the order of the rows follows from it, or was drawn.
    """

    def __init__(self, model, source, validation, callbacks, epochs, first_epoch, verbose, validation_freq, seed):
        self.model, self.source, self.validation, self.validation_freq = model, source, validation, validation_freq
        self.epochs, self.epoch, self.step, self.seed = epochs, first_epoch, 0, seed
        self.history, self.logs = History(), {}
        self.checkpoint = next((each for each in callbacks if isinstance(each, Checkpoint)), None)
        params = {
            "epochs": epochs,
            "steps": source.steps,
            "verbose": 0,
            "validation_freq": validation_freq,
            "chunks": True,
        }
        self.hooks = Hooks([each for each in callbacks if each is not self.checkpoint], model, params)
        self.bar = ProgressBar(verbose, epochs)
        self.pace, self.validation_pace = Pace(single=bool(self.hooks.by_batch)), Pace()
        self.variables = Variables(model, source.variables())

    def go(self):
        """Run all epochs that are left; the history."""
        self.model.stop_training = False
        self.hooks.call("on_train_begin")
        if self.checkpoint:
            self._resume()
        self.bar.start(self.epoch)
        with Interrupt() as self.interrupt:
            try:
                while self.epoch < self.epochs and not self.model.stop_training:
                    self._epoch()
                self._save()
                if (
                    getattr(self.model, "optimizer", None) is not None
                ):  # moving averages of the weights take their place
                    self.model.optimizer.finalize_variable_values(self.model.trainable_weights)
            except Stopped as stop:
                self.history.interrupted = str(stop)
            except KeyboardInterrupt:
                self.history.interrupted = self._by_hand()
        self.hooks.call("on_train_end", self.logs)
        self.bar.close(len(self.history.epoch), self.logs)
        if self.history.interrupted:
            print(self.history.interrupted, flush=True)
        return self.history

    def _epoch(self):
        if self.step == 0:  # else it goes on in the middle, sums of the metrics and all
            self.model.reset_metrics()
            self.hooks.call("on_epoch_begin", self.epoch)
        self._train()
        logs = dict(self.logs)
        if self.validation is not None and (self.epoch + 1) % self.validation_freq == 0:
            logs |= {f"val_{name}": value for name, value in self._validate().items()}
        self.hooks.call("on_epoch_end", self.epoch, logs)
        self.history.add(self.epoch, logs)
        self.bar.epoch_end(self.epoch, logs)
        self.epoch, self.step, self.logs = self.epoch + 1, 0, logs
        self._save_if_due(epoch_end=True)
        if self.interrupt.asked and self.epoch < self.epochs:
            self._stop_by_hand()

    def _train(self):
        chunk = None
        for chunk in self._chunks(self.source, self.pace, self.step, self.hooks.before):
            self.step = chunk.last
            report = self.hooks.after(chunk)
            if report:
                raise Stopped(report)
            if self.interrupt.asked or (self.checkpoint and self.checkpoint.due()):
                self.logs = chunk.numbers()
            self._save_if_due()
            if self.interrupt.asked:
                self._stop_by_hand()
            self.bar.update(self.epoch, chunk.last, self.source.steps, chunk.numbers)
            if self.model.stop_training:
                break
        if chunk is not None:
            self.logs = chunk.numbers()

    def _validate(self):
        self.model.reset_metrics()
        self.hooks.call("on_test_begin")
        for chunk in self._chunks(self.validation, self.validation_pace):  # noqa: B007
            if self.interrupt.asked:
                self._stop_by_hand()
        logs = chunk.numbers()
        self.hooks.call("on_test_end", logs)
        return logs

    def _chunks(self, source, pace, first=0, before=lambda chunk: None):
        """Run an epoch from step ``first`` on; each chunk is handed out once it has run."""
        for piece in source.pieces(self.epoch, first):
            at = piece.first
            while at < piece.last:
                chunk = Chunk(piece, self.variables, self.epoch, at, min(at + pace.steps, piece.last))
                before(chunk)
                pace.took(chunk.last - at, chunk.run())
                yield chunk
                at = chunk.last

    def _stop_by_hand(self):
        if self.source.exact or self.step == 0:
            self._save()
        raise Stopped(self._by_hand())

    def _by_hand(self):
        of = f" of {self.source.steps}" if self.source.steps else ""
        place = f"in epoch {self.epoch + 1} after step {self.step}{of}" if self.step else f"after epoch {self.epoch}"
        return f"fit() was stopped by hand {place}; the model has the weights of that moment."

    def _save_if_due(self, epoch_end=False):
        due = self.checkpoint and self.checkpoint.due()
        if self.checkpoint and (due if self.source.exact else epoch_end):
            self._save()

    def _save(self):
        if self.checkpoint:
            self.checkpoint.save(self.variables, self._facts())

    def _facts(self):
        return {
            "epoch": self.epoch,
            "step": self.step,
            "logs": self.logs,
            "history": self.history.history,
            "epochs": self.history.epoch,
            "data": {**self.source.facts(), "seed": self.seed},
            "order": self.source.seed,
            "stopped": bool(self.model.stop_training),
            "names": [type(each).__name__ for each in self.hooks.callbacks],
            "callbacks": [remembered(each) for each in self.hooks.callbacks],
        }

    def _resume(self):
        """Take up the run that the checkpoint holds, if it holds one."""
        self.checkpoint.start()
        found = self.checkpoint.load(self.variables)
        if found is None:
            return
        values, facts = found
        self.checkpoint.same("data", facts["data"], self._facts()["data"])
        self.checkpoint.same("callbacks", facts["names"], self._facts()["names"])
        self.variables.write(values)
        self.source.seed = facts["order"]
        self.epoch, self.step, self.logs = facts["epoch"], facts["step"], facts["logs"]
        self.history.history, self.history.epoch = facts["history"], facts["epochs"]
        self.model.stop_training = facts["stopped"]
        for callback, memory in zip(self.hooks.callbacks, facts["callbacks"], strict=True):
            remember(callback, memory)
        place = f"epoch {self.epoch + 1}, step {self.step + 1}" if self.epoch < self.epochs else "its end"
        self.bar.say(f"fit() goes on from {self.checkpoint.path.name} at {place}.")
