"""Chunks, callbacks, interruption and resuming, in one process."""

import signal

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import Checkpoint, CSVLog, EarlyStopping, ReduceLROnPlateau, run
from dlcourse.training import fit as plain_fit

L = keras.layers


def fit(*arguments, **options):
    """Without XLA: how a step is compiled makes no difference here, and XLA takes its time."""
    return plain_fit(*arguments, **{"jit": False, **options})


def data(n=59):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, 5)), rng.normal(size=(n, 2))


def model(optimizer=None):
    keras.utils.set_random_seed(0)
    result = keras.Sequential(
        [keras.Input((5,)), L.Dense(7, "tanh"), L.BatchNormalization(), L.Dropout(0.2), L.Dense(2)]
    )
    result.compile(optimizer or keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    return result


def same(a, b):
    for ours, theirs in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


class Recorder(keras.callbacks.Callback):
    """Notes every call; may do something at a moment."""

    def __init__(self, at=None, action=lambda: None):
        super().__init__()
        self.calls, self.at, self.action = [], at, action

    def on_chunk_begin(self, chunk):
        self.note("begin", chunk.epoch, chunk.first)

    def on_chunk_end(self, chunk):
        self.note("end", chunk.epoch, chunk.last)

    def note(self, *call):
        self.calls.append(call)
        if call == self.at:
            self.action()


for _name in ("train_begin", "train_end", "epoch_begin", "epoch_end", "test_begin", "test_end"):
    setattr(Recorder, f"on_{_name}", lambda self, *a, name=_name: self.note(name, *a[: name.startswith("epoch")]))


@pytest.fixture
def one_step_chunks(monkeypatch):
    monkeypatch.setattr(run, "CHUNK_SECONDS", 0.0)


def test_the_size_of_chunks_changes_nothing(monkeypatch):
    results = []
    for seconds in (0.0, 1e9):
        monkeypatch.setattr(run, "CHUNK_SECONDS", seconds)
        each = model()
        recorder = Recorder()
        history = fit(each, *data(), batch_size=4, epochs=3, seed=1, callbacks=[recorder], validation_split=0.2)
        results.append((each, history.history))
        # 47 rows: 11 full batches and a smaller one
        lasts = [call[2] for call in recorder.calls if call[:2] == ("end", 2)]
        assert lasts == (list(range(1, 13)) if seconds == 0 else [11, 12])
    same(results[0][0], results[1][0])
    assert results[0][1] == results[1][1]


def test_pace_grows_eightfold_at_most_and_shrinks_at_once():
    pace = run.Pace()
    assert pace.steps == 1
    pace.took(1, 0.0)
    assert pace.steps == 8
    pace.took(8, 0.08)
    assert pace.steps == 25
    pace.took(3, 0.01)  # a short rest at an epoch's end
    assert pace.steps == 25
    pace.took(3, 0.25)
    assert pace.steps == 3
    pace.took(3, 0.03)
    assert pace.steps == 24
    pace.took(25, 100.0)
    assert pace.steps == 1
    pace = run.Pace(single=True)
    pace.took(1, 0.0)
    assert pace.steps == 1


def test_callbacks_are_called_where_keras_calls_them(one_step_chunks):
    recorder = Recorder()
    fit(
        model(),
        *data(8),
        batch_size=4,
        epochs=4,
        validation_data=data(4),
        validation_freq=2,
        callbacks=[recorder],
        initial_epoch=2,
    )
    chunks = [[("begin", e, 0), ("end", e, 1), ("begin", e, 1), ("end", e, 2)] for e in (2, 3)]
    assert recorder.calls == [
        ("train_begin",),
        ("epoch_begin", 2), *chunks[0], ("epoch_end", 2),
        ("epoch_begin", 3), *chunks[1], ("test_begin",), ("test_end",), ("epoch_end", 3),
        ("train_end",),
    ]  # fmt: skip


def test_batch_callbacks_see_every_batch_as_in_keras():
    def seen(train):
        calls = []
        callback = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda batch, logs: calls.append(batch),
            on_train_batch_end=lambda batch, logs: calls.append(
                (batch, {k: round(float(v), 4) for k, v in logs.items()})
            ),
        )
        train(callback)
        return calls

    x, y = data(11)
    expected = seen(lambda each: model().fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0, callbacks=[each]))
    assert (
        seen(lambda each: fit(model(), x, y, batch_size=4, epochs=2, shuffle=False, jit=False, callbacks=[each]))
        == expected
    )
    assert len(expected) == 12


def test_a_batch_callback_may_stop_in_the_middle():
    each = model()

    def stop(batch, logs):
        each.stop_training = batch == 1

    history = fit(
        each, *data(40), batch_size=4, epochs=3, callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=stop)]
    )
    assert history.epoch == [0] and int(each.optimizer.iterations) == 2
    assert np.isfinite(history.history["loss"][0])


def test_keras_and_our_callbacks_stop_and_slow_down():
    x, y = data()
    for kind in (EarlyStopping, keras.callbacks.EarlyStopping):
        each = model(keras.optimizers.SGD(3.0))  # too large a rate: never better than at first
        history = fit(each, x, y, epochs=9, callbacks=[kind("loss", patience=2, min_delta=1e9)], seed=0)
        assert len(history.epoch) == 3
    for kind in (ReduceLROnPlateau, keras.callbacks.ReduceLROnPlateau):
        each = model(keras.optimizers.SGD(0.125))
        history = fit(each, x, y, epochs=3, callbacks=[kind("loss", factor=0.5, patience=1, min_delta=1e9)])
        assert history.history["learning_rate"] == [0.125, 0.125, 0.0625]
    history = fit(
        model(), x, y, epochs=2, callbacks=[keras.callbacks.LearningRateScheduler(lambda e, r: 0.5 / (e + 1))]
    )
    assert history.history["learning_rate"] == [0.5, 0.25]


def test_the_best_weights_come_back():
    each, best = model(keras.optimizers.SGD(0.5)), []

    class Keep(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            best.append((logs["val_loss"], self.model.get_weights()))

    stop = EarlyStopping(patience=100, restore_best_weights=True)
    fit(each, *data(), epochs=6, validation_data=data(20), callbacks=[Keep(), stop], seed=0)
    for a, b in zip(each.get_weights(), min(best, key=lambda pair: pair[0])[1], strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "at, place",
    [
        (("end", 1, 7), "in epoch 2 after step 7 of 15"),
        (("begin", 1, 7), "in epoch 2 after step 8 of 15"),
        (("epoch_end", 0), "after epoch 1"),
        (("test_begin",), "in epoch 1 after step 15 of 15"),
    ],
)
def test_an_interrupt_stops_after_the_chunk_and_the_run_can_go_on(one_step_chunks, tmp_path, capsys, at, place):
    options = dict(batch_size=4, epochs=3, seed=1, validation_data=data(9))
    whole, parts = model(), model()
    expected = fit(whole, *data(), **options)
    stop = Recorder(at, lambda: signal.raise_signal(signal.SIGINT))
    history = fit(parts, *data(), callbacks=[stop, Checkpoint(tmp_path / "run.ckpt")], **options)
    assert history.interrupted == capsys.readouterr().out.strip()
    assert history.interrupted == f"fit() was stopped by hand {place}; the model has the weights of that moment."
    assert stop.calls[-1] == ("train_end",) and len(history.epoch) < 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    again = model()  # as a new process would
    again.set_weights([0 * each for each in again.get_weights()])
    history = fit(again, *data(), callbacks=[Recorder(), Checkpoint(tmp_path / "run.ckpt")], verbose=1, **options)
    assert "fit() goes on from run.ckpt at epoch" in capsys.readouterr().out
    same(again, whole)
    assert history.history == expected.history and history.epoch == [0, 1, 2] and history.interrupted is None


def test_an_interrupt_anywhere_ends_with_the_history_so_far(capsys):
    def interrupt():
        raise KeyboardInterrupt

    history = fit(model(), *data(), epochs=3, callbacks=[Recorder(("epoch_end", 1), interrupt)])
    assert history.epoch == [0]
    assert "stopped by hand in epoch 2 after step 2 of 2" in capsys.readouterr().out


def test_a_finished_run_is_not_run_again_but_can_be_continued(tmp_path, capsys):
    def train(epochs, each=None):
        each = each or model()
        log = CSVLog(tmp_path / f"{epochs}.csv")
        callbacks = [EarlyStopping("loss", patience=99, restore_best_weights=True), log]
        history = fit(
            each, *data(), epochs=epochs, seed=1, callbacks=[*callbacks, Checkpoint(tmp_path / "run.ckpt")], verbose=2
        )
        return each, history

    first, _ = train(2)
    steps = int(first.optimizer.iterations)
    again, history = train(2)
    assert "goes on from run.ckpt at its end" in capsys.readouterr().out
    same(first, again)
    assert int(again.optimizer.iterations) == steps and history.epoch == [0, 1]
    longer, history = train(3)
    assert "at epoch 3, step 1" in capsys.readouterr().out
    (tmp_path / "run.ckpt").unlink()
    whole, expected = train(3)
    same(longer, whole)
    assert history.history == expected.history
    assert (tmp_path / "3.csv").read_text().count("\n") == 4


def test_a_run_that_stopped_early_stays_stopped(tmp_path):
    for _ in range(2):
        each = model()
        callbacks = [EarlyStopping("loss", patience=1, min_delta=1e9), Checkpoint(tmp_path / "run.ckpt")]
        history = fit(each, *data(), epochs=9, callbacks=callbacks, seed=1)
        assert history.epoch == [0, 1]


def test_a_checkpoint_of_other_data_or_callbacks_is_told(tmp_path):
    path = tmp_path / "run.ckpt"
    fit(model(), *data(), seed=1, callbacks=[Checkpoint(path)])
    before = path.read_bytes()
    for x, y, options, words in (
        (*data(58), {}, "data {'rows': 59.*and this one has {'rows': 58"),
        (*data(), {"batch_size": 7}, "'batch_size': 7"),
        (*data(), {"seed": 2}, "'seed': 2"),
        (*data(), {"shuffle": False}, "'shuffled': False"),
        (*data(), {"callbacks": [EarlyStopping("loss")]}, r"callbacks \[\], and this one has \['EarlyStopping'\]"),
    ):
        options = {"seed": 1, **options, "callbacks": [*options.get("callbacks", []), Checkpoint(path)]}
        with pytest.raises(ValueError, match=words):
            fit(model(), x, y, **options)
    other = keras.Sequential([keras.Input((5,)), L.Dense(2)])
    with pytest.raises(ValueError, match="of another model"):
        fit(other, *data(), loss="mse", optimizer="sgd", seed=1, callbacks=[Checkpoint(path)])
    assert path.read_bytes() == before


def test_without_a_seed_the_order_comes_from_the_checkpoint(one_step_chunks, tmp_path):
    path = tmp_path / "run.ckpt"
    each = model()
    expected = fit(each, *data(), batch_size=4, epochs=2)
    keras.utils.set_random_seed(0)
    each = model()
    stop = Recorder(("end", 1, 5), lambda: signal.raise_signal(signal.SIGINT))
    fit(each, *data(), batch_size=4, epochs=2, callbacks=[stop, Checkpoint(path)])
    each = model()
    np.random.seed(99)
    history = fit(each, *data(), batch_size=4, epochs=2, callbacks=[Recorder(), Checkpoint(path)])
    assert history.history == expected.history


def test_a_stream_is_taken_up_at_the_start_of_an_epoch(tmp_path):
    x, y = data()
    stream = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y.astype("float32"))).batch(4)
    whole, path = model(), tmp_path / "run.ckpt"
    expected = fit(whole, stream, epochs=3, seed=1)
    stop = Recorder(("end", 1, 5), lambda: signal.raise_signal(signal.SIGINT))
    assert fit(model(), stream, epochs=3, seed=1, callbacks=[stop, Checkpoint(path)]).epoch == [0]
    each = model()
    history = fit(each, stream, epochs=3, seed=1, callbacks=[Recorder(), Checkpoint(path)])
    assert history.history == expected.history
    same(each, whole)
