import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training import fit, run
from dlcourse.training.nan_guard import NaNGuard, find_culprit

L = keras.layers


class Break(L.Layer):
    """NaN in the output, or in the gradient, where an input is above 50."""

    def __init__(self, forward=True, **options):
        super().__init__(**options)
        self.forward = forward

    def call(self, x):
        bad = x > 50

        @tf.custom_gradient
        def backward(x):
            return tf.identity(x), lambda g: tf.where(bad, np.float32("nan"), g)

        return tf.where(bad, np.float32("inf"), x) if self.forward else backward(x)


def model(*layers, optimizer="sgd", loss="mse"):
    keras.utils.set_random_seed(0)
    result = keras.Sequential([keras.Input((3,)), *layers, L.Dense(1, name="last")])
    result.compile(keras.optimizers.get(optimizer), loss)
    return result


def data(bad=None, n=40):
    x = np.random.default_rng(0).normal(size=(n, 3)).astype("float32")
    if bad is not None:
        x[bad, 1] = 100
    return x, np.ones((n, 1), "float32")


def stopped(each, x, y, **options):
    guard = NaNGuard()
    history = fit(each, x, y, batch_size=4, shuffle=False, callbacks=[guard], **{"jit": False, **options})
    assert history.interrupted == guard.report
    return guard.report, history


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_it_names_layer_and_step_of_the_forward_pass(monkeypatch, capsys, seconds):
    monkeypatch.setattr(run, "CHUNK_SECONDS", seconds)
    each = model(L.Dense(3, kernel_initializer="identity", name="first"), Break(name="breaker"))
    reference = model(L.Dense(3, kernel_initializer="identity"), Break())
    reference.set_weights(each.get_weights())
    report, history = stopped(each, *data(bad=26), epochs=3)
    assert (
        report
        == "NaNGuard stopped in epoch 1 at step 7: the output of layer 'breaker' (Break) isn't finite (forward pass)."
    )
    assert capsys.readouterr().out.strip() == report and history.epoch == []
    fit(
        reference, *(part[:24] for part in data(bad=26)), batch_size=4, shuffle=False, jit=False
    )  # the six steps before
    for a, b in zip(each.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_it_names_the_layer_of_the_backward_pass_nearest_to_the_loss():
    layers = [L.Dense(3, kernel_initializer="identity", name=name) for name in ("a", "b")]
    report, _ = stopped(model(*layers, Break(forward=False), L.Dense(3, name="c")), *data(bad=5))
    assert "epoch 1 at step 2" in report
    assert report.endswith("/b' isn't finite (backward pass).")


def test_a_gradient_of_some_rows_only_is_looked_at_too():
    layers = [L.Embedding(5, 4, "ones", name="words"), Break(forward=False), L.Flatten()]
    keras.utils.set_random_seed(0)
    each = keras.Sequential([keras.Input((3,)), layers[0], L.Rescaling(100.0), *layers[1:], L.Dense(1)])
    each.compile("sgd", "mse")
    assert stopped(each, np.ones((8, 3), int), np.ones((8, 1)))[0].endswith("words' isn't finite (backward pass).")


def test_it_tells_an_input_a_loss_and_an_update_apart():
    report, _ = stopped(
        model(), *data(bad=5) if False else (np.where(data(bad=5)[0] > 50, np.inf, data()[0]), data()[1])
    )
    assert "step 2: the input of layer 'last' (Dense) isn't finite already" in report
    each = model(loss=lambda y, p: keras.ops.mean(p) + keras.ops.mean(keras.ops.stop_gradient(y) / 0.0))
    assert "step 1: the loss isn't finite, though every output is." in stopped(each, *data())[0]
    each, (x, y) = model(optimizer=keras.optimizers.SGD(1e38)), data()
    assert "step 1: outputs and gradients are finite, but the optimizer's step is" in stopped(each, x, 1e3 * y)[0]


def test_an_inner_layer_and_an_operation_are_named():
    inner = keras.Sequential([keras.Input((3,)), Break(name="deep")], name="inner")
    first = L.Dense(3, kernel_initializer="identity")
    assert "layer 'deep' (Break)" in stopped(model(first, inner), *data(bad=5))[0]
    x = keras.Input((3,))
    each = keras.Model(x, L.Dense(1)(keras.ops.log(L.Dense(3)(x))))
    each.compile("sgd", "mse")
    assert "(Log) isn't finite (forward pass)" in stopped(each, *data())[0]


def test_it_says_nothing_while_all_is_well():
    each, plain = model(L.Dropout(0.5)), model(L.Dropout(0.5))
    report, history = stopped(each, *data(), epochs=2, seed=1)
    assert report is None and history.epoch == [0, 1]
    fit(plain, *data(), epochs=2, batch_size=4, shuffle=False, jit=False, seed=1)
    for a, b in zip(each.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_streams_too_and_a_second_run_starts_afresh():
    x, y = data(bad=9)
    guard, each = NaNGuard(), model(L.Dense(3, kernel_initializer="identity"), Break())
    fit(each, tf.data.Dataset.from_tensor_slices((x, y)).batch(4), jit=False, callbacks=[guard], epochs=2)
    assert "step 3" in guard.report
    fit(each, *data(), jit=False, callbacks=[guard])
    assert guard.report is None
    assert "call" not in vars(each.layers[0]) and "apply" not in vars(each.optimizer)


def test_looking_leaves_the_model_in_order_also_after_an_error():
    class Failing(L.Layer):
        def call(self, x):
            raise RuntimeError("no")

    each = model()
    with pytest.raises((RuntimeError, ValueError)):
        find_culprit(each, (tf.ones((2, 5)), tf.ones((2, 1))))
    assert "call" not in vars(each.layers[0]) and "apply" not in vars(each.optimizer)


def test_it_can_be_serialized():
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(NaNGuard()))
    assert isinstance(again, NaNGuard)
