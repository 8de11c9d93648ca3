"""What a head can reach at best, and what is trained."""

import numpy as np
import pytest

from dlcourse.experiments import output_heads


def test_no_bounded_answers_have_a_lower_error():
    rng = np.random.default_rng(0)
    y = rng.normal(scale=3, size=101)
    best = output_heads.lowest_mse(y, -1, 2)
    for _ in range(50):
        assert np.mean((rng.uniform(-1, 2, 101) - y) ** 2) >= best
    near = np.array([min(np.linspace(-1, 2, 3001), key=lambda a, target=t: (a - target) ** 2) for t in y])
    assert np.mean((near - y) ** 2) == pytest.approx(best, abs=1e-5)  # the grid's steps are 0.001


def test_the_bound_on_evenly_spread_points_is_the_integral():
    from scipy.integrate import quad

    square, _ = quad(lambda x: max(abs(5 * np.sin(2 * x)) - 1, 0) ** 2, -2, 2, limit=200)
    even = np.linspace(-2, 2, 100_001)
    assert output_heads.lowest_mse(5 * np.sin(2 * even), -1, 1) == pytest.approx(square / 4, rel=1e-4)


def test_the_sine_has_the_stated_height_and_rising_x():
    x, y = output_heads.sine_of_five()
    np.testing.assert_allclose(y, 5 * np.sin(2 * x[:, 0]), rtol=1e-12)
    assert np.all(np.diff(x[:, 0]) >= 0) and -2 <= x.min() and x.max() <= 2


def test_predictions_come_back_at_the_scale_of_the_targets():
    outputs = output_heads.regression_head("tanh", seeds=(4,), scale=5.0)
    assert outputs.shape == (1, 400) and 1 < np.abs(outputs).max() <= 5


def test_three_classes_are_reported_a_seed_at_a_time():
    run = output_heads.three_class_head("softmax", seeds=(3, 4))
    assert run["outputs"].shape == (2, 100, 3) and run["loss"].shape == run["accuracy"].shape == (2,)
    np.testing.assert_allclose(run["outputs"].sum(axis=-1), 1, rtol=1e-5)
    assert np.all(run["accuracy"] > 0.9)
