import keras
import numpy as np
import pytest

from dlcourse.experiments.repeated import RepeatedTraining, batch_indices
from dlcourse.models import dense_network


@pytest.fixture(scope="module")
def training():
    return RepeatedTraining(lambda: dense_network([5, 7, 3]), rate=1e-2)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    return rng.normal(size=(59, 5)), rng.integers(0, 3, 59)


def test_batches_use_every_row_once_a_pass():
    batches = batch_indices(12, steps=5, batch=4, rng=np.random.default_rng(1))
    assert batches.shape == (5, 4)
    np.testing.assert_array_equal(np.sort(batches[:3].ravel()), np.arange(12))
    assert batch_indices(7, steps=0, batch=4, rng=np.random.default_rng(1)).shape == (0, 4)


def test_it_takes_the_same_steps_as_keras(training, rows):
    x, y = rows
    batches = batch_indices(len(x), steps=23, batch=11, rng=np.random.default_rng(2))
    training.start(seed=3)
    theirs = dense_network([5, 7, 3])
    theirs.set_weights(training.model.get_weights())
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    theirs.compile(keras.optimizers.Adam(1e-2), loss)
    for batch in batches:
        theirs.train_on_batch(x[batch], y[batch])
    training.run(x, y, batches)
    # the same arithmetic in float32, perhaps in another order
    np.testing.assert_allclose(training.outputs(x), theirs(x).numpy(), rtol=1e-3, atol=1e-4)
    assert training.loss_on(x, y) == pytest.approx(float(loss(y, theirs(x))), rel=1e-3)


def test_a_run_depends_on_its_seed_and_on_nothing_before(training, rows):
    first = training.fit(*rows, seed=5, steps=31).outputs(rows[0])
    training.fit(*rows, seed=6, steps=17)
    np.testing.assert_array_equal(first, training.fit(*rows, seed=5, steps=31).outputs(rows[0]))
    assert np.any(first != training.fit(*rows, seed=6, steps=31).outputs(rows[0]))
