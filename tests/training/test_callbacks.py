import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.training.callbacks import EarlyStopping, ReduceLROnPlateau, better_if

VALUES = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.9]), min_size=1, max_size=12)


class Model:
    """What a callback touches of a model; its weights are the number of the epoch."""

    def __init__(self):
        self.stop_training, self.epoch, self.set_to, self.metrics = False, 0, None, []
        self.optimizer = keras.optimizers.SGD(0.5)

    def get_weights(self):
        return [self.epoch]

    def set_weights(self, weights):
        self.set_to = weights


def run(callback, values, name):
    model, rates = Model(), []
    callback.set_model(model)
    callback.set_params({})
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        model.epoch = epoch
        logs = {name: value}
        callback.on_epoch_end(epoch, logs)
        rates.append(logs.get("learning_rate"))
        if model.stop_training:
            break
    callback.on_train_end()
    return epoch, model.set_to, rates, float(model.optimizer.learning_rate)


@settings(max_examples=150, deadline=None)
@given(
    values=VALUES,
    patience=st.integers(0, 3),
    min_delta=st.sampled_from([0, 0.07, 0.2]),
    mode=st.sampled_from(["min", "max"]),
    baseline=st.sampled_from([None, 0.3]),
    restore=st.booleans(),
    start=st.integers(0, 3),
)
def test_early_stopping_is_keras_one(values, patience, min_delta, mode, baseline, restore, start):
    options = dict(
        monitor="val_loss",
        min_delta=min_delta,
        patience=patience,
        mode=mode,
        baseline=baseline,
        restore_best_weights=restore,
        start_from_epoch=start,
    )
    ours, theirs = EarlyStopping(**options), keras.callbacks.EarlyStopping(**options)
    for _ in range(2):  # the second run starts afresh
        assert run(ours, values, "val_loss")[:2] == run(theirs, values, "val_loss")[:2]
        assert (ours.stopped_epoch, ours.wait, ours.best) == (theirs.stopped_epoch, theirs.wait, theirs.best)
        if restore:
            assert ours.best_epoch == theirs.best_epoch


@settings(max_examples=150, deadline=None)
@given(
    values=VALUES,
    patience=st.integers(0, 3),
    min_delta=st.sampled_from([0, 0.07, 0.2]),
    mode=st.sampled_from(["min", "max"]),
    cooldown=st.integers(0, 3),
    min_lr=st.sampled_from([0.0, 0.1]),
)
def test_reduce_lr_is_keras_one(values, patience, min_delta, mode, cooldown, min_lr):
    options = dict(
        monitor="val_loss",
        factor=0.5,
        patience=patience,
        min_delta=min_delta,
        mode=mode,
        cooldown=cooldown,
        min_lr=min_lr,
    )
    ours, theirs = ReduceLROnPlateau(**options), keras.callbacks.ReduceLROnPlateau(**options)
    for _ in range(2):
        assert run(ours, values, "val_loss") == run(theirs, values, "val_loss")


def test_defaults_are_keras_ones():
    for ours, theirs in (
        (EarlyStopping(), keras.callbacks.EarlyStopping()),
        (ReduceLROnPlateau(), keras.callbacks.ReduceLROnPlateau()),
    ):
        for name in ours.get_config():
            assert getattr(ours, name) == getattr(theirs, name), name


def test_the_direction_is_that_of_keras_metrics():
    names = ["accuracy", "auc", "precision", "recall", "top_k_categorical_accuracy", "mean_io_u", "r2_score"]
    assert {better_if(f"val_{name}") for name in names} == {"max"}
    names = ["loss", "mean_squared_error", "mae", "binary_crossentropy", "kl_divergence", "false_positives", "hinge"]
    assert {better_if(name) for name in names} == {"min"}
    assert better_if("val_Accuracy") == "max"
    assert better_if("loss", "max") == "max" and better_if("accuracy", "min") == "min"
    with pytest.raises(ValueError, match="'score' should rise or fall isn't clear .* give mode='min' or mode='max'"):
        better_if("score")
    with pytest.raises(ValueError, match="mode='up'; give one of"):
        better_if("score", "up")


def test_auto_mode_follows_the_name():
    assert run(EarlyStopping("accuracy", patience=1), [0.1, 0.2, 0.1], "accuracy")[0] == 2
    assert run(EarlyStopping("loss", patience=1), [0.1, 0.2, 0.1], "loss")[0] == 1


def test_a_metric_that_is_not_there_is_told():
    stop = EarlyStopping()
    stop.set_params({})
    with pytest.raises(ValueError, match="EarlyStopping got monitor='val_loss', but the logs hold loss; val_"):
        stop.on_epoch_end(0, {"loss": 1.0})
    with pytest.raises(ValueError, match="hold nothing$|hold nothing\\."):
        EarlyStopping("loss").on_epoch_end(0)
    stop.set_params({"validation_freq": 2})
    stop.on_epoch_end(0, {"loss": 1.0})  # validation pauses in this epoch
    assert stop.wait == 0
    rate = ReduceLROnPlateau(patience=0)
    rate.set_params({"validation_freq": 2})
    rate.set_model(Model())
    rate.on_epoch_end(0, {"loss": 1.0})
    assert float(rate.model.optimizer.learning_rate) == 0.5


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: EarlyStopping(patience=-1), "patience=-1"),
        (lambda: EarlyStopping(min_delta=-0.1), "min_delta=-0.1"),
        (lambda: EarlyStopping("score"), "give mode"),
        (lambda: EarlyStopping(mode="up"), "EarlyStopping got mode='up'"),
        (lambda: ReduceLROnPlateau(factor=1), "factor=1; give a number above 0 and below 1"),
        (lambda: ReduceLROnPlateau(factor=0), "factor=0"),
        (lambda: ReduceLROnPlateau(patience=-1), "patience=-1"),
        (lambda: ReduceLROnPlateau(cooldown=-1), "cooldown=-1"),
        (lambda: ReduceLROnPlateau(min_lr=-1), "min_lr=-1"),
    ],
)
def test_bad_options_are_told(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_they_can_be_serialized():
    for each in (
        EarlyStopping("loss", 0.1, 2, "max", 0.3, True, 4),
        ReduceLROnPlateau("loss", 0.3, 2, "max", 0.1, 3, 0.2),
    ):
        data = keras.saving.serialize_keras_object(each)
        again = keras.saving.deserialize_keras_object(data)
        assert again.get_config() == each.get_config()
        assert data["registered_name"] == f"dlcourse>{type(each).__name__}"
        assert np.all([name in data["config"] for name in ("monitor", "min_delta", "patience", "mode")])
