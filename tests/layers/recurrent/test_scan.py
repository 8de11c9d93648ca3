import keras
import numpy as np
import pytest
import tensorflow as tf
from support.parity import close
from support.recurrent import MASK, B, D, T

from dlcourse.layers.recurrent import scan
from dlcourse.layers.recurrent.scan import shown


def step(x, states):
    """Two states of different sizes; each step depends on the order of steps."""
    h, c = states
    return [0.5 * h + x, c * 0.25 + x[:, :1] - h[:, :1]]


def by_hand(x, states, mask):
    h, c = [state.copy() for state in states]
    history = [[], []]
    for t in range(x.shape[1]):
        after = step(x[:, t], (h, c))
        for b in range(len(x)):
            if mask is None or mask[b, t]:
                h[b], c[b] = after[0][b], after[1][b]
        history[0].append(h.copy())
        history[1].append(c.copy())
    return [np.stack(each, axis=1) for each in history]


@pytest.mark.parametrize("unroll", [False, True])
@pytest.mark.parametrize("mask", [None, MASK])
def test_scan_is_a_loop_over_the_steps(unroll, mask):
    rng = np.random.default_rng(0)
    x, states = rng.normal(size=(B, T, D)), [rng.normal(size=(B, D)), rng.normal(size=(B, 1))]
    for ours, theirs in zip(scan(step, x, states, mask, unroll), by_hand(x, states, mask), strict=True):
        close(ours, theirs, 1e-12)


def test_on_another_backend_keras_scan_is_the_loop(monkeypatch):
    rng = np.random.default_rng(0)
    x, states = rng.normal(size=(B, T, D)), [rng.normal(size=(B, D)), rng.normal(size=(B, 1))]
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    monkeypatch.setattr(tf, "scan", None)
    for ours, theirs in zip(scan(step, x, states, MASK), by_hand(x, states, MASK), strict=True):
        close(ours, theirs, 1e-12)


def test_xla_compiles_the_gradient_too():
    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            last = scan(step, x, [tf.zeros((B, size), x.dtype) for size in (D, 1)])[1][:, -1]
            total = tf.reduce_sum(tf.sin(last))
        return tape.gradient(total, x)

    x = tf.constant(np.random.default_rng(0).normal(size=(B, T, D)))
    close(tf.function(gradient, jit_compile=True, autograph=False)(x), gradient(x), 1e-12)


def test_unrolled_steps_are_no_loop():
    def kinds(unroll):
        x, states = tf.zeros((B, T, D)), [tf.zeros((B, D)), tf.zeros((B, 1))]
        call = tf.function(lambda: scan(step, x, states, unroll=unroll), autograph=False)
        return {operation.type for operation in call.get_concrete_function().graph.get_operations()}

    assert any("While" in kind for kind in kinds(False)) and not any("While" in kind for kind in kinds(True))


def test_scan_takes_a_number_of_steps_that_is_known_only_when_it_runs():
    @tf.function(input_signature=[tf.TensorSpec((None, None, D), "float64")] * 1, autograph=False)
    def call(x):
        states = [tf.zeros((tf.shape(x)[0], size), "float64") for size in (D, 1)]
        return scan(step, x, states, tf.constant(MASK))

    x = np.random.default_rng(0).normal(size=(B, T, D))
    for ours, theirs in zip(call(x), by_hand(x, [np.zeros((B, D)), np.zeros((B, 1))], MASK), strict=True):
        close(ours, theirs, 1e-12)


def test_outputs_show_from_the_first_step_that_counts_or_only_at_those_that_do():
    np.testing.assert_array_equal(shown(MASK, True), MASK)
    np.testing.assert_array_equal(shown(MASK, False), np.logical_or.accumulate(MASK, axis=1))
