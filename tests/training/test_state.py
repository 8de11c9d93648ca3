import json

import keras
import numpy as np
import tensorflow as tf

from dlcourse.training.callbacks import EarlyStopping
from dlcourse.training.state import Variables, from_json, remember, remembered, reseed, to_json

L = keras.layers


def model():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), L.Dense(3), L.BatchNormalization(), L.Dropout(0.5), L.Dropout(0.5)])
    model.compile("adam", "mse", metrics=["mae"])
    model.train_on_batch(np.ones((4, 5)), np.ones((4, 3)))
    return model


def test_all_variables_are_read_and_written():
    trained, extra = model(), tf.Variable(1.0)
    variables = Variables(trained, [extra, trained.variables[0].value])
    count = len(trained.variables) + len(trained.optimizer.variables) + 2 * 2  # sum and count of two metrics
    assert len(variables.all) == count + 1
    assert variables.all[-1] is extra
    assert len(variables.model) == len(trained.variables)
    before = [each.numpy() for each in variables.all]
    values = variables.read()
    trained.train_on_batch(np.ones((4, 5)), np.zeros((4, 3)))
    extra.assign(5.0)
    assert np.any([np.any(a != b) for a, b in zip(before, variables.all, strict=True)])
    variables.write(values)
    for a, b in zip(before, variables.all, strict=True):
        np.testing.assert_array_equal(a, b)
    assert variables.describe()[0] == [[5, 3], "float32"]
    assert variables.describe()[-1] == [[], "float32"]


def test_a_model_without_an_optimizer_has_variables_too():
    plain = keras.Sequential([keras.Input((5,)), L.Dense(3)])
    assert len(Variables(plain).all) == 2


def test_reseeding_sets_what_dropout_draws_and_nothing_else():
    a, b = model(), model()
    weights = [each.copy() for each in a.get_weights()]
    b.layers[2].seed_generator.state.assign([9, 9])
    x = np.ones((64, 5))
    assert np.any(a(x, training=True) != b(x, training=True))
    for seed in (3, 3, 4):
        for each in (a, b):
            each.set_weights(weights)  # the moving statistics have moved
            reseed(each, seed)
        states = [np.array(layer.seed_generator.state) for layer in a.layers[2:]]
        assert states[0][0] != states[1][0] and states[0][1] == states[1][1] == 0
        np.testing.assert_array_equal(a(x, training=True), b(x, training=True))
    reseed(a, 3)
    assert np.any(states[0] != np.array(a.layers[2].seed_generator.state))


def test_callbacks_are_remembered_without_their_options():
    for kind, options in ((EarlyStopping, {}), (keras.callbacks.EarlyStopping, {"verbose": 1})):
        first, again = kind("loss", 0.5, 2, mode="min", restore_best_weights=True, **options), kind("loss", 0.5, 7)
        first.set_params({"epochs": 3})
        first.set_model(model())
        first.on_train_begin()
        for epoch, loss in enumerate([3.0, 1.0, 0.9]):
            first.on_epoch_end(epoch, {"loss": loss})
        arrays = []
        text = json.dumps(to_json(remembered(first), arrays))
        again.on_train_begin()
        remember(again, from_json(json.loads(text), arrays))
        assert (again.wait, again.best, again.best_epoch) == (1, 1.0, 1)
        assert (again.patience, abs(again.min_delta), again.params) == (7, 0.5, None)
        for a, b in zip(again.best_weights, first.best_weights, strict=True):
            np.testing.assert_array_equal(a, b)


def test_plain_data_goes_through_json_unchanged():
    data = {
        "numbers": [1, 0.1, True, None, "text", float("inf")],
        "nested": {"array": np.arange(3), "deep": [[np.float32(0.1)]]},
        "empty": [{}, []],
    }
    arrays = [np.zeros(2)]  # some are there before
    again = from_json(json.loads(json.dumps(to_json(data, arrays))), arrays)
    assert again["numbers"] == data["numbers"] and again["empty"] == data["empty"]
    np.testing.assert_array_equal(again["nested"]["array"], np.arange(3))
    scalar = again["nested"]["deep"][0][0]
    assert scalar == np.float32(0.1) and isinstance(scalar, np.float32)


def test_what_is_not_plain_is_left_out():
    callback = keras.callbacks.Callback()
    callback.good = {"a": (1, [np.ones(2)])}
    callback.function, callback.mixed, callback.keys = print, [1, print], {1: 2}
    assert list(remembered(callback)) == ["good"] or set(remembered(callback)) == {"good", "_model"}
