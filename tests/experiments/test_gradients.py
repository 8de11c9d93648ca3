"""Lesson 03's measurements of gradients."""

import numpy as np
import pytest
import tensorflow as tf

from dlcourse.experiments.gradients import (
    gradient_errors,
    kept_bytes,
    multiplications,
    order_of_a_step,
    outputs_and_gradients,
    random_problem,
)


def test_the_random_problem_s_gradient_is_the_tape_s():
    d, u, k = sizes = (3, 5, 2)
    loss, w, gradient = random_problem(seed=4, sizes=sizes, rows=7)
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(7, d)), rng.normal(size=(7, k))
    ends = np.cumsum([d * u, u, u * k, k])
    parts = [tf.Variable(part.reshape(shape)) for part, shape in zip(
        np.split(w, ends[:-1]), [(d, u), (u,), (u, k), (k,)], strict=True
    )]  # fmt: skip
    with tf.GradientTape() as tape:
        W1, b1, W2, b2 = parts
        value = tf.reduce_mean((tf.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2)
    theirs = np.concatenate([np.ravel(each) for each in tape.gradient(value, parts)])
    assert loss(w) == pytest.approx(float(value), rel=1e-12)
    np.testing.assert_allclose(gradient, theirs, rtol=1e-12)


def test_errors_fall_like_h_and_like_h_squared():
    errors = gradient_errors([1e-2, 1e-3], seeds=[7, 11, 13], sizes=(3, 5, 2), rows=7)
    assert errors["forward"].shape == errors["central"].shape == (3, 2)
    # A tenth of the step: a tenth, or a hundredth, of the error, up to terms of higher order (a few percent here).
    np.testing.assert_allclose(errors["forward"][:, 0] / errors["forward"][:, 1], 10, rtol=0.1)
    np.testing.assert_allclose(errors["central"][:, 0] / errors["central"][:, 1], 100, rtol=0.1)


@pytest.mark.parametrize("sizes", [[2, 3, 1], [5, 7, 11, 3]])
def test_products_are_counted_from_the_sizes(sizes):
    rows, edges = 13, [a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    assert multiplications(sizes, rows, with_gradients=False) == rows * sum(edges)
    # backward: dW for each layer, dX for each but the first
    assert multiplications(sizes, rows, with_gradients=True) == rows * (3 * sum(edges) - edges[0])


@pytest.mark.parametrize("sizes", [[2, 3, 1], [5, 7, 11, 3], [64, 512, 512, 10]])  # small weights are constants
def test_the_inputs_of_every_layer_are_kept_in_float32(sizes):
    for rows in (1, 13):
        assert kept_bytes(sizes, rows) == 4 * rows * sum(sizes[:-1])


def test_a_step_updates_last(monkeypatch):
    assert order_of_a_step() == ["forward pass", "loss", "backward pass", "update"]

    def backwards(model, loss_fn, optimizer, x, y):  # a step that moves the weights before anything is known
        weights = model.trainable_variables
        optimizer.apply([tf.zeros_like(w) for w in weights], weights)
        loss_fn(y, model(x))

    monkeypatch.setattr("dlcourse.training.train_step", backwards)
    assert order_of_a_step() == ["update", "forward pass", "loss"]


def test_a_layers_outputs_and_gradients_are_those_of_its_equation():
    import keras

    x = np.random.default_rng(1).normal(size=(11, 7)).astype("float32")
    outputs, dx, dW, db = outputs_and_gradients(keras.layers.Dense(5), x, seed=2)
    rng = np.random.default_rng(2)
    W, b = rng.normal(size=(7, 5)), rng.normal(size=5)
    sent_back = rng.normal(size=(11, 5))
    for got, expected in ((outputs, x @ W + b), (dx, sent_back @ W.T), (dW, x.T @ sent_back), (db, sent_back.sum(0))):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)  # float32 against float64
