"""The pure steps, against Keras's optimizers: 20 steps with random gradients, in NumPy and in tensors."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close

from dlcourse.optimizers import steps

# Keras rounds its constants to float32, also for float64 weights; these are exact in both, so that nothing but the
# last digits may differ.
LR = 1 / 32
# step, its options, the memory at the start, Keras's optimizer
STEPS = {
    "sgd": (steps.sgd_step, {}, (), lambda: keras.optimizers.SGD(LR)),
    "momentum": (steps.momentum_step, {"beta": 0.75}, (0.0,), lambda: keras.optimizers.SGD(LR, momentum=0.75)),
    "nesterov": (steps.nesterov_step, {"beta": 0.75}, (0.0,), lambda: keras.optimizers.SGD(LR, 0.75, nesterov=True)),
    "adagrad": (steps.adagrad_step, {"eps": 0.25}, (0.1,), lambda: keras.optimizers.Adagrad(LR, 0.1, epsilon=0.25)),
    "rmsprop": (
        steps.rmsprop_step,
        {"rho": 0.75, "eps": 0.25},
        (0.0,),
        lambda: keras.optimizers.RMSprop(LR, rho=0.75, epsilon=0.25),
    ),
    "adam": (
        steps.adam_step,
        {"beta1": 0.75, "beta2": 0.9375, "eps": 0.25},
        (0.0, 0.0),
        lambda: keras.optimizers.Adam(LR, 0.75, 0.9375, epsilon=0.25),
    ),
    "amsgrad": (
        steps.amsgrad_step,
        {"beta1": 0.75, "beta2": 0.9375, "eps": 0.25},
        (0.0, 0.0, 0.0),
        lambda: keras.optimizers.Adam(LR, 0.75, 0.9375, epsilon=0.25, amsgrad=True),
    ),
    "adamw": (
        steps.adamw_step,
        {"beta1": 0.75, "beta2": 0.9375, "eps": 0.25, "decay": 0.25},
        (0.0, 0.0),
        lambda: keras.optimizers.AdamW(LR, 0.25, 0.75, 0.9375, epsilon=0.25),
    ),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("as_tensors", [False, True])
def test_twenty_steps_are_keras_s(name, as_tensors, float64):
    step, options, memory, make = STEPS[name]
    rng = np.random.default_rng(1)
    w, gradients = rng.normal(size=(7, 3)), rng.normal(size=(20, 7, 3)) * np.linspace(3, 0.1, 20)[:, None, None]
    variable, optimizer = keras.Variable(w), make()
    state = (w, *(np.full(w.shape, start) for start in memory))
    if as_tensors:
        state = tuple(map(tf.constant, state))
    timed = "adam" in name or "amsgrad" in name
    for t, grad in enumerate(gradients, start=1):
        when = {"t": t} if timed else {}
        state = step(*state, **when, grad=grad, lr=LR, **options)
        state = state if memory else (state,)
        optimizer.apply([tf.constant(grad)], [variable])
        close(state[0], variable.numpy(), 1e-10, f"after step {t}")


@pytest.fixture
def float64():
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx(before)


@pytest.mark.parametrize("name", STEPS)
def test_nothing_is_changed_in_place(name):
    step, options, memory, _ = STEPS[name]
    given = [np.full(5, 2.0), *(np.full(5, 3.0) for _ in memory)]
    when = {"t": 2} if "adam" in name or "amsgrad" in name else {}
    step(*given, **when, grad=np.ones(5), lr=LR, **options)
    for array, value in zip(given, [2.0, 3.0, 3.0, 3.0], strict=False):
        np.testing.assert_array_equal(array, value)


def test_adam_s_first_step_has_the_length_of_the_rate():
    """Whatever the gradient: exactly lr |g| / (|g| + eps / sqrt(1 - beta2))."""
    g = np.array([1e-4, -3.0, 700.0])
    w, _, _ = steps.adam_step(np.zeros(3), 0.0, 0.0, t=1, grad=g, lr=0.5, beta1=0.9, beta2=0.99, eps=0.02)
    np.testing.assert_allclose(w, -0.5 * g / (np.abs(g) + 0.02 / np.sqrt(0.01)), rtol=1e-12)


def test_amsgrad_divides_by_the_largest_average():
    """After one huge gradient, Adam's steps grow again and AMSGrad's do not."""
    last = {}
    for name in ("adam", "amsgrad"):
        state = (0.0,) * (3 if name == "adam" else 4)
        step = getattr(steps, f"{name}_step")
        for t in range(1, 60):
            before = float(state[0])
            state = step(*state, t=t, grad=100.0 if t == 1 else 1.0, lr=0.1, beta1=0.0, beta2=0.9, eps=0.0)
            last[name] = before - float(state[0])
    assert last["adam"] > 5 * last["amsgrad"] > 0
