"""Neurons and the perceptron against Keras, scikit-learn, and what the theorems promise."""

import subprocess
import sys

import numpy as np
import pytest

from dlcourse.data import CLOUDS_SEPARATOR, iris_pair, logic_table, two_clouds
from dlcourse.neurons import (
    LeakyIntegrateFire,
    Neuron,
    Perceptron,
    heaviside,
    mistake_bound,
    neuron_output,
    perceptron_step,
    train_perceptron,
    xor_by_hand,
)


def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def test_heaviside_is_numpys_with_one_at_zero():
    z = np.random.default_rng(0).normal(size=(7, 11))
    z[2, 3] = z[5, 1] = 0.0
    np.testing.assert_array_equal(heaviside(z), np.heaviside(z, 1.0))
    assert heaviside(0) == 1 and heaviside(-1e-300) == 0


@pytest.mark.parametrize("activation", ["linear", "relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("seed", range(3))
def test_a_neuron_is_a_dense_layer_with_one_unit(activation, seed):
    import keras

    rng = np.random.default_rng(seed)
    w, b, X = rng.normal(size=7), rng.normal(), rng.normal(size=(13, 7))
    layer = keras.layers.Dense(1, activation=activation)
    layer.build((None, 7))
    layer.set_weights([w[:, None], np.array([b])])
    # Keras computes in float32: seven products of size 1 leave errors of about 1e-6.
    np.testing.assert_allclose(Neuron(w, b, activation)(X), layer(X).numpy()[:, 0], rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(Neuron(w, b, activation)(X[3]), layer(X[3:4]).numpy()[0, 0], rtol=1e-5, atol=2e-6)


def test_a_neuron_takes_any_function_as_activation():
    x, w = np.array([2.0, 3.0, 5.0]), np.array([1.0, -1.0, 0.5])
    assert neuron_output(x, w, 0.25, np.square) == (2 - 3 + 2.5 + 0.25) ** 2
    assert Neuron(w, 0.25, np.square)(x) == (2 - 3 + 2.5 + 0.25) ** 2


def test_the_sigmoid_neither_overflows_nor_warns():
    np.testing.assert_allclose(Neuron([1.0], activation="sigmoid")([[-1e5], [0.0], [1e5]]), [0, 0.5, 1])


def test_a_neuron_refuses_what_it_cannot_use():
    with pytest.raises(ValueError, match="'softplus'; give a function or one of"):
        Neuron([1.0], activation="softplus")
    with pytest.raises(ValueError, match=r"3 weights but got an input of shape \(5,\)"):
        Neuron(np.ones(3))(np.ones(5))


def test_a_step_corrects_only_mistakes_and_leaves_its_arguments_alone():
    w, x = np.array([1.0, -2.0]), np.array([3.0, 1.0])  # w·x = 1: fires
    kept = perceptron_step(w, 0.0, x, 1, 0.5)
    np.testing.assert_array_equal(kept[0], [1, -2])
    moved = perceptron_step(w, 0.0, x, 0, 0.5)
    np.testing.assert_array_equal(moved[0], [-0.5, -2.5])
    assert kept[1] == 0 and moved[1] == -0.5
    np.testing.assert_array_equal(w, [1, -2])


@pytest.mark.parametrize("seed", range(4))
def test_every_step_after_a_mistake_moves_the_sum_by_the_squared_length(seed):
    rng = np.random.default_rng(seed)
    w, b, x = rng.normal(size=5), rng.normal(), rng.normal(size=5)
    wrong = int(w @ x + b < 0)
    new_w, new_b = perceptron_step(w, b, x, wrong, 0.3)
    change = (new_w @ x + new_b) - (w @ x + b)
    np.testing.assert_allclose(change, (2 * wrong - 1) * 0.3 * (x @ x + 1), rtol=1e-12)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("margin", [0.05, 0.5, None])
def test_the_perceptron_passes_through_scikit_learns_weights(seed, margin):
    from sklearn.linear_model import Perceptron as Theirs

    X, y = two_clouds(n=41, margin=margin, seed=seed)
    first = np.argmin(y)  # a row of class 0: at z = 0 scikit-learn counts a mistake for either class
    X, y = np.roll(X, -first, axis=0), np.roll(y, -first)
    ours = Perceptron(max_epochs=29).fit(X, y)
    theirs = Theirs(shuffle=False, tol=None, max_iter=len(ours.mistakes_per_epoch)).fit(X, y)
    # The same additions in another order: rounding only.
    np.testing.assert_allclose(ours.w, theirs.coef_[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours.b, theirs.intercept_[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize("margin", [0.1, None])
def test_function_and_class_learn_the_same(margin):
    X, y = two_clouds(n=31, margin=margin, seed=7)
    w, b, mistakes = train_perceptron(X, y, lr=0.5, max_epochs=17)
    model = Perceptron(lr=0.5, max_epochs=17).fit(X, y)
    np.testing.assert_array_equal(model.w, w)
    assert (model.b, model.mistakes_per_epoch) == (b, mistakes)
    assert len(model.updates) == sum(mistakes)
    assert [sum(step.epoch == epoch for step in model.updates) for epoch in range(len(mistakes))] == mistakes
    np.testing.assert_array_equal(model.updates[-1].w, w)


@pytest.mark.parametrize("table", ["and", "or", "nand"])
def test_tables_with_a_separating_line_are_learned(table):
    X, y = logic_table(table)
    model = Perceptron(max_epochs=50).fit(X, y)
    assert model.mistakes_per_epoch[-1] == 0 and len(model.mistakes_per_epoch) < 50
    np.testing.assert_array_equal(model.predict(X), y)


def test_xor_has_a_mistake_in_every_epoch_and_ends_at_the_limit():
    model = Perceptron(max_epochs=101).fit(*logic_table("xor"))
    assert len(model.mistakes_per_epoch) == 101 and min(model.mistakes_per_epoch) > 0


def test_without_a_bias_and_is_never_learned():
    model = Perceptron(max_epochs=101, use_bias=False).fit(*logic_table("and"))
    assert min(model.mistakes_per_epoch) > 0 and model.b == 0 and all(step.b == 0 for step in model.updates)


@pytest.mark.parametrize("lr", [0.125, 4.0])  # powers of two scale without rounding
def test_from_zero_the_learning_rate_only_scales(lr):
    X, y = two_clouds(n=37, margin=0.1, seed=3)
    one, other = Perceptron().fit(X, y), Perceptron(lr=lr).fit(X, y)
    np.testing.assert_array_equal(other.w, lr * one.w)
    assert other.mistakes_per_epoch == one.mistakes_per_epoch


def test_the_perceptron_refuses_other_names_of_classes_and_other_shapes():
    with pytest.raises(ValueError, match=r"classes \[-1, 1\]; name them 0 and 1"):
        Perceptron().fit(np.eye(2), [-1, 1])
    with pytest.raises(ValueError, match=r"shape \(2, 2\) and classes of shape \(3,\)"):
        Perceptron().fit(np.eye(2), [0, 1, 1])


@pytest.mark.parametrize("seed", range(7))
@pytest.mark.parametrize("margin", [0.02, 0.3, 1.5])
def test_mistakes_never_exceed_novikoffs_bound(seed, margin):
    X, y = two_clouds(n=53, margin=margin, seed=seed)
    bound = mistake_bound(with_ones(X), y, np.append(*CLOUDS_SEPARATOR))
    assert 1 <= len(Perceptron().fit(X, y).updates) <= bound


def test_the_bound_is_the_formula_and_does_not_depend_on_the_length_of_the_separator():
    X, y = np.array([[3.0, 4.0, 1.0], [-1.0, 0.0, 1.0]]), np.array([1, 0])
    u = np.array([3.0, 0.0, 1.0])  # scores 10 and 2: the smallest margin is 2 / √10, the longest row √26
    np.testing.assert_allclose(mistake_bound(X, y, u), 26 / (4 / 10))
    np.testing.assert_allclose(mistake_bound(X, y, 7 * u), mistake_bound(X, y, u))


@pytest.mark.parametrize("w_star", [[-1.0, 0.0], [0.0, 0.0]])
def test_the_bound_refuses_weights_that_do_not_separate(w_star):
    with pytest.raises(ValueError, match="does not separate"):
        mistake_bound(np.array([[2.0, 1.0], [-1.0, 1.0]]), np.array([1, 0]), np.array(w_star))


def test_two_hidden_units_compute_xor():
    W1, b1, w2, b2 = xor_by_hand()
    X, y = logic_table("xor")
    np.testing.assert_array_equal(((X @ W1 + b1 >= 0) * 1.0 @ w2 + b2) >= 0, y == 1)


@pytest.mark.parametrize("current", [15.5, 19.0, 31.0, 59.0])
@pytest.mark.parametrize("tau, refractory", [(0.02, 0.002), (0.011, 0.0)])
def test_the_rate_is_the_number_of_simulated_spikes(current, tau, refractory):
    cell = LeakyIntegrateFire(tau=tau, refractory=refractory)
    _, spikes = cell.simulate(current, duration=2.0, dt=2e-5)
    # Spikes fall on multiples of dt, up to two steps late each: below one percent of these intervals, and one spike.
    assert abs(len(spikes) / 2 - cell.rate(current)) < 0.01 * cell.rate(current) + 0.5
    assert np.diff(spikes).min() > refractory


def test_below_the_threshold_the_cell_is_silent():
    cell = LeakyIntegrateFire()
    voltage, spikes = cell.simulate(14.0, duration=0.5)
    assert len(spikes) == 0 and voltage.max() < 14.0 and cell.rate(15.0) == 0
    with pytest.raises(ValueError, match="tau > 0"):
        LeakyIntegrateFire(tau=0)


def test_iris_petals_are_separated():
    X, y = iris_pair(("petal length", "petal width"))
    assert np.array_equal(Perceptron().fit(X, y).predict(X), y)


def test_neurons_load_neither_tensorflow_nor_scikit_learn():
    code = "import sys, dlcourse.neurons, dlcourse.data; print({'tensorflow', 'keras', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
