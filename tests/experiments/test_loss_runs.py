import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.data import two_clouds
from dlcourse.experiments import calibration_run, loss_runs
from dlcourse.experiments.repeated import squared_error
from dlcourse.nn import sigmoid_stable


@pytest.mark.parametrize(
    "name, loss",
    [("cross-entropy", keras.losses.binary_crossentropy), ("squared error", keras.losses.mean_squared_error)],
)
def test_slopes_agree_with_the_tape(name, loss):
    z = tf.constant(np.random.default_rng(0).normal(scale=2, size=(13, 1)))
    y = np.random.default_rng(1).integers(0, 2, (13, 1)).astype(float)
    with tf.GradientTape() as tape:
        tape.watch(z)
        values = loss(y, tf.sigmoid(z))
    expected = tape.gradient(values, z).numpy()
    # Keras clips the probability at 1e-7, far from these logits
    np.testing.assert_allclose(loss_runs.SLOPES[name](y, sigmoid_stable(z.numpy())), expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("adam", [False, True])
def test_the_neuron_takes_the_steps_of_keras(adam):
    X, y = two_clouds(200, 0.1, 3)
    z = X @ [0.6, 0.8] - 1
    scale = -10 / np.abs(z).mean()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, dtype="float64")])
    model.set_weights([scale * np.array([[0.6], [0.8]]), np.array([-scale])])
    optimizer = keras.optimizers.Adam(0.5) if adam else keras.optimizers.SGD(0.5)
    model.compile(optimizer, keras.losses.BinaryCrossentropy(from_logits=True))
    expected = []
    for _ in range(13):
        expected.append(np.mean((model(X).numpy()[:, 0] >= 0) == y))
        model.train_on_batch(X, y[:, None])
    found = loss_runs.recovery("cross-entropy", 0.5, 12, seeds=[3], adam=adam)
    assert found.shape == (1, 13) and found[0, 0] == 0
    np.testing.assert_allclose(found[0], expected, atol=0.011)  # two points of 200 may lie on the border in float32


def test_the_share_of_class_1_fits_the_accuracy_at_the_end():
    rate, steps, seeds = 0.5, 300, [1, 3]  # half way: seed 1 has all points in one class, seed 3 has not
    ones = loss_runs.class_1_at_the_end("squared error", rate, steps, seeds)
    right = loss_runs.recovery("squared error", rate, steps, seeds)[:, -1]
    assert ones[0] in (0, 1) and right[0] == 0.5
    assert 0 < ones[1] < 1 and right[1] < 0.2


def test_the_first_step_is_counted_and_a_run_that_never_arrives_is_told():
    runs = [[0.0, 0.5, 0.9, 0.4], [0.0, 0.1, 0.2, 0.3], [0.95, 0.1, 0.2, 0.3]]
    assert loss_runs.steps_until(runs, 0.9).tolist() == [2, 4, 0]


def test_skewed_targets_have_the_stated_mean_and_quantiles():
    x, y = loss_runs.skewed_targets(200003, seed=5)
    noise = (y - 1 - 2 * x[:, 0]) / (x[:, 0] + 0.5)
    assert noise.min() >= 0
    assert noise.mean() == pytest.approx(1, abs=0.02)  # 0.02 is nine standard errors
    for share in (0.5, 0.9):
        assert np.mean(noise < -np.log(1 - share)) == pytest.approx(share, abs=0.01)


def test_a_loss_that_asks_for_the_mean_finds_it():
    curves, share = loss_runs.skewed_by_loss(squared_error, steps=700, seeds=[0])
    expected = 1 + 2 * loss_runs.GRID + (loss_runs.GRID + 0.5)
    assert curves.shape == (1, 21) and share.shape == (1,)
    assert np.abs(curves[0] - expected).max() < 0.35 and 0.55 < share[0] < 0.72


def test_digits_are_read_after_each_number_of_steps():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    accuracy, reported = loss_runs.digits_by_loss(loss, steps=(0, 150), seeds=[0, 1])
    assert accuracy.shape == reported.shape == (2, 2)
    assert np.all(accuracy[:, 0] < 0.4) and np.all(accuracy[:, 1] > 0.8)
    assert np.all(reported[:, 1] < reported[:, 0])
    assert loss_runs.digits_by_loss(loss, steps=150, seeds=[0, 1])[0].shape == (2,)


def test_long_training_answers_for_images_it_has_not_seen():
    found = calibration_run.long_training(steps=(0, 200), wrong=0.0, seeds=[4])
    (labels, untrained), (again, logits) = found[0][0], found[200][0]
    assert logits.shape == (797, 10) and labels.tolist() == again.tolist()
    assert np.mean(untrained.argmax(axis=1) == labels) < 0.4 < 0.85 < np.mean(logits.argmax(axis=1) == labels)


def test_a_share_of_the_labels_is_wrong_and_rows_stay_together():
    x, y = calibration_run._shuffled(0.2, 7)
    clean_x, clean = calibration_run._shuffled(0.0, 7)
    np.testing.assert_array_equal(x, clean_x)
    assert np.mean(y != clean) == pytest.approx(0.2, abs=0.001)
