import numpy as np
import pytest

from dlcourse.data import cubic_curve, line_with_outliers, sine_curve, sparse_regression, sparse_weights


def test_a_sine_has_its_height_frequency_and_range():
    x, y = sine_curve(997, seed=1, amplitude=5.0, frequency=3.0, low=-1.0, high=2.5)
    np.testing.assert_allclose(y, 5.0 * np.sin(3.0 * x[:, 0]), atol=1e-12)
    assert -1.0 <= x[0, 0] < -0.95 and 2.45 < x[-1, 0] <= 2.5 and np.all(np.diff(x[:, 0]) >= 0)
    assert abs(x.mean() - 0.75) < 5 * 3.5 / np.sqrt(12 * 997)  # uniform: five standard errors


@pytest.mark.parametrize(
    "make, right",
    [
        (sine_curve, np.sin),
        (cubic_curve, lambda x: 4 * x**3 - 3 * x),
        (lambda *args, **options: line_with_outliers(*args, outliers=0, **options), lambda x: 2 * x + 1),
    ],
)
def test_the_noise_is_what_is_left_beside_the_curve(make, right):
    x, y = make(4001, seed=2, noise=0.3)
    left = y - right(x[:, 0])
    # 4,001 draws: five standard errors of mean and deviation
    assert abs(left.mean()) < 5 * 0.3 / np.sqrt(4001) and abs(left.std() / 0.3 - 1) < 0.06
    assert np.all(np.diff(x[:, 0]) >= 0)


def test_the_cubic_lies_between_minus_one_and_one():
    x, y = cubic_curve(2003, noise=0.0)
    assert -1 <= x.min() < -0.99 and 0.99 < x.max() <= 1 and np.abs(y).max() <= 1 + 1e-12


@pytest.mark.parametrize("outliers", [0, 1, 4])
def test_outliers_are_the_last_rows_fifteen_too_high(outliers):
    x, y = line_with_outliers(23, seed=4, outliers=outliers, noise=0.0)
    np.testing.assert_allclose(x[:, 0], np.linspace(-2, 2, 23))
    np.testing.assert_allclose(y - (2 * x[:, 0] + 1), [0.0] * (23 - outliers) + [15.0] * outliers, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_three_outliers_double_the_slope_of_least_squares(seed):
    x, y = line_with_outliers(seed=seed)
    all_points, clean = np.polyfit(x[:, 0], y, 1)[0], np.polyfit(x[:-3, 0], y[:-3], 1)[0]
    # 27 points with noise 0.3 over a range of 4 fix the slope to 0.05; four of these
    assert abs(clean - 2) < 0.2 and 3.5 < all_points < 4.5


def test_only_the_first_inputs_of_the_sparse_regression_matter():
    x, y = sparse_regression(211, seed=3, features=13, informative=3, noise=0.0)
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    np.testing.assert_allclose(weights, [3, -2, 1] + [0] * 10, atol=1e-10)
    np.testing.assert_array_equal(sparse_weights(13, 3), [3, -2, 1] + [0] * 10)
    noisy = sparse_regression(4001, seed=3, noise=0.1)
    left = noisy[1] - noisy[0] @ sparse_weights()
    assert abs(left.std() / 0.1 - 1) < 0.06 and abs(noisy[0].std() - 1) < 0.02 and abs(noisy[0].mean()) < 0.02
    assert np.count_nonzero(sparse_weights()) == 5 and sparse_weights().shape == (40,)


@pytest.mark.parametrize("make", [sine_curve, line_with_outliers, cubic_curve, sparse_regression])
def test_wrong_arguments_are_named(make):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got count=2.5; give a whole number"):
        make(2.5)
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got noise=-1"):
        make(5, noise=-1)


def test_what_a_curve_can_not_have():
    with pytest.raises(ValueError, match=r"sine_curve\(\) got low=1; give a number below 1"):
        sine_curve(5, low=1, high=1)
    for outliers in (-1, 6):
        with pytest.raises(ValueError, match=rf"got outliers={outliers}; give a number of at least 0 and of at most 5"):
            line_with_outliers(5, outliers=outliers)
    with pytest.raises(ValueError, match="got informative=4; give a number of at most 3"):
        sparse_regression(5, features=3, informative=4)
    with pytest.raises(ValueError, match=r"sparse_weights\(\) got features=0"):
        sparse_regression(5, features=0)
    with pytest.raises(ValueError, match=r"sparse_weights\(\) got informative=0; give a whole number"):
        sparse_regression(5, informative=0)
