import keras
import pytest

from dlcourse.training.callbacks import EarlyStopping
from dlcourse.training.hooks import Hooks, wants_batches


class Recorder(keras.callbacks.Callback):
    def __init__(self, report=None):
        super().__init__()
        self.report, self.seen = report, []

    def on_chunk_begin(self, chunk):
        self.seen.append(("begin", chunk.first))

    def on_chunk_end(self, chunk):
        self.seen.append(("end", chunk.last))
        return self.report


class Batches(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        self.begin = batch, logs

    def on_train_batch_end(self, batch, logs=None):
        self.end = batch, logs


class Chunk:
    first, last = 5, 6

    def numbers(self):
        return {"loss": 0.5}


def test_it_is_seen_who_wants_batches(tmp_path):
    assert not wants_batches(EarlyStopping())
    assert not wants_batches(keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate))
    assert not wants_batches(keras.callbacks.ModelCheckpoint(tmp_path / "a.keras"))
    assert wants_batches(keras.callbacks.ModelCheckpoint(tmp_path / "a.keras", save_freq=3))
    assert wants_batches(Batches())
    assert not wants_batches(keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None))
    assert wants_batches(keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None))
    for name in ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end"):
        assert wants_batches(type("One", (keras.callbacks.Callback,), {name: lambda *a, **k: None})())


def test_all_are_called_in_order_with_what_keras_gives():
    model = keras.Sequential()
    first, second, batches = Recorder(), Recorder("stop now"), Batches()
    hooks = Hooks([first, second, batches], model, {"epochs": 7})
    assert second.model is model and second.params == {"epochs": 7}
    chunk = Chunk()
    hooks.before(chunk)
    assert batches.begin == (5, {})
    assert hooks.after(chunk) == "stop now"
    assert batches.end == (5, {"loss": 0.5})
    assert first.seen == second.seen == [("begin", 5), ("end", 6)]
    calls = []
    first.on_epoch_end = second.on_epoch_end = batches.on_epoch_end = lambda *arguments: calls.append(arguments)
    hooks.call("on_epoch_end", 3, {"loss": 1.0})
    assert calls == [(3, {"loss": 1.0})] * 3
    assert Hooks([first], model, {}).after(chunk) is None


def test_something_else_among_callbacks_is_told():
    with pytest.raises(ValueError, match="'stop' among callbacks; give objects of keras.callbacks.Callback"):
        Hooks(["stop"], None, {})
