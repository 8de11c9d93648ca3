"""Lesson 03's trained networks, against least squares, scikit-learn's logistic regression and Keras's Adam."""

import keras
import numpy as np
import pytest

from dlcourse.data import two_moons
from dlcourse.experiments import multilayer
from dlcourse.nn import MLP


def test_a_linear_network_arrives_at_least_squares():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(41, 3)), rng.normal(size=(41, 2))
    model = multilayer.trained([3, 2], X, y, steps=900, rate=0.1)
    best = np.linalg.lstsq(np.column_stack([X, np.ones(41)]), y, rcond=None)[0]
    W, b = model.get_weights()
    np.testing.assert_allclose(np.vstack([W, b]), best, atol=1e-6)


def test_a_linear_classifier_arrives_at_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    X, y = two_moons(101, seed=1, noise=0.2)
    model = multilayer.trained([2, 1], X, y, classify=True, steps=3000, rate=0.1)
    theirs = LogisticRegression(C=1e9, max_iter=1000, tol=1e-10).fit(X, y)  # C so large that nothing is penalized
    np.testing.assert_allclose(multilayer.classifier(model)(X)[:, 0], theirs.predict_proba(X)[:, 1], atol=1e-3)


def test_the_first_steps_are_those_of_keras():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(13, 3)), rng.normal(size=(13, 2))
    hidden = keras.layers.Dense(5, activation="tanh", dtype="float64")
    theirs = keras.Sequential([keras.Input((3,), dtype="float64"), hidden, keras.layers.Dense(2, dtype="float64")])
    theirs.set_weights(MLP([3, 5, 2], "tanh", seed=7).get_weights())
    steps, rate = 11, 0.05
    theirs.compile(keras.optimizers.Adam(rate, epsilon=1e-8), "mse")
    for step in range(steps):
        theirs.optimizer.learning_rate = rate * np.cos(np.pi / 2 * step / steps)
        theirs.train_on_batch(X, y)
    ours = multilayer.trained([3, 5, 2], X, y, seed=7, steps=steps, rate=rate)
    np.testing.assert_allclose(ours(X), theirs(X).numpy(), atol=1e-5)  # Keras's Adam takes its rate in float32


def test_runs_depend_on_their_seed_alone():
    X, y = two_moons(37, seed=0)
    first, again, other = (multilayer.trained([2, 3, 1], X, y, seed=seed, steps=5)(X) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


def test_new_points_of_the_moons_are_no_training_points():
    scores = multilayer.moons_accuracy({"line": [], "bent": [11]}, seeds=range(2), steps=200)
    assert scores["line"].shape == scores["bent"].shape == (2,)
    assert np.all(scores["line"] < 0.93) and np.all(scores["bent"] > scores["line"])


def test_fits_of_the_sine_have_a_row_for_each_seed():
    x = np.linspace(-2, 2, 53)
    fits = multilayer.sine_fits(x, units=(1, 11), seeds=range(2), steps=600)
    assert {n: values.shape for n, values in fits.items()} == {1: (2, 53), 11: (2, 53)}
    errors = {n: multilayer.root_mean_square(values - np.sin(3 * x)) for n, values in fits.items()}
    assert np.all(errors[11] < errors[1])


def test_root_mean_square_is_taken_over_the_last_axis():
    assert multilayer.root_mean_square([[3.0, -3.0], [0.0, 4.0]]) == pytest.approx([3.0, np.sqrt(8)])


def test_fields_of_the_board_take_turns():
    X, y = multilayer.checkerboard(997, seed=3)
    for column in range(3):
        for row in range(3):
            centre = np.array([column - 1, row - 1])
            field = np.all(np.abs(X - centre) < 0.5, axis=1)
            assert field.sum() > 50 and set(y[field]) == {(column + row) % 2}
    nets = multilayer.checkerboard_nets((2, 13), steps=300)
    right = {n: np.mean((net(X)[:, 0] > 0) == y) for n, net in nets.items()}
    assert right[2] < 0.8 < right[13]
