"""Many trainings in one graph give what Keras gives one after the other."""

import keras
import numpy as np
import pytest

from dlcourse.experiments.side_by_side import SideBySide
from dlcourse.models import dense_network


@pytest.fixture(scope="module")
def runs():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 41, 5)), rng.integers(0, 3, size=(3, 41))
    models = [dense_network([5, 7, 11, 3], "tanh") for _ in range(3)]
    rows = rng.integers(0, 41, size=(3, 13, 8))
    return models, x, y, rows, [0.003, 0.01, 0.03]


def test_thirteen_steps_in_two_calls_are_thirteen_steps_of_keras(runs):
    models, x, y, rows, rates = runs
    side = SideBySide([model.get_weights() for model in models], keras.ops.tanh, x, y, rates)
    side.run(rows[:, :6])
    side.run(rows[:, 6:])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for r, (model, rate) in enumerate(zip(models, rates, strict=True)):
        model.compile(keras.optimizers.Adam(rate), loss)
        for batch in rows[r]:
            model.train_on_batch(x[r][batch], y[r][batch])
        ours, theirs = side.theta[r].numpy(), np.concatenate([each.ravel() for each in model.get_weights()])
        # Each of 13 steps divides by the root of a small number, so rounding in float32 shows up to 1e-5.
        np.testing.assert_allclose(ours, theirs, atol=2e-5)
        np.testing.assert_allclose(side.losses()[r], float(loss(y[r], model(x[r]))), rtol=1e-4)
        np.testing.assert_allclose(side.logits(x)[r], model(x[r]).numpy(), atol=2e-4)


def test_a_run_does_not_depend_on_its_neighbours(runs):
    models, x, y, rows, rates = runs
    weights = [model.get_weights() for model in models]
    three = SideBySide(weights, keras.ops.tanh, x, y, rates)
    alone = SideBySide(weights[1:2], keras.ops.tanh, x[1:2], y[1:2], rates[1:2])
    three.run(rows)
    alone.run(rows[1:2])
    np.testing.assert_allclose(three.losses()[1], alone.losses()[0], rtol=1e-4)


def test_a_rate_of_0_changes_nothing(runs):
    models, x, y, rows, _ = runs
    side = SideBySide([model.get_weights() for model in models], keras.ops.tanh, x, y, [0.0, 0.0, 0.1])
    before = side.theta.numpy()
    side.run(rows)
    np.testing.assert_array_equal(side.theta.numpy()[:2], before[:2])
    assert not np.array_equal(side.theta.numpy()[2], before[2])
