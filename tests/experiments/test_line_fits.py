"""Lines that are exactly best under their loss: held against scikit-learn and SciPy, and against their neighbours."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import QuantileRegressor

from dlcourse.data import line_with_outliers
from dlcourse.experiments.line_fits import LOSSES, fit_line, mean_loss


def noisy(seed):
    x, y = line_with_outliers(29, seed)
    return x[:, 0], y


def total(line, x, y, loss, delta=1.0):
    return mean_loss(y - line[0] * x - line[1], loss, delta)


def test_least_squares_agrees_with_numpy():
    x, y = noisy(0)
    np.testing.assert_allclose(fit_line(x, y, "MSE"), np.polyfit(x, y, 1), rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_least_absolute_deviations_agree_with_quantile_regression(seed):
    x, y = noisy(seed)
    theirs = QuantileRegressor(quantile=0.5, alpha=0).fit(x[:, None], y)
    np.testing.assert_allclose(fit_line(x, y, "MAE"), [theirs.coef_[0], theirs.intercept_], rtol=1e-7)


@pytest.mark.parametrize("delta", [0.1, 1.3, 7.0])
def test_huber_s_line_agrees_with_a_general_minimizer(delta):
    x, y = noisy(2)
    start = np.polyfit(x, y, 1)
    theirs = minimize(
        total, start, (x, y, "Huber", delta), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13}
    )
    np.testing.assert_allclose(fit_line(x, y, "Huber", delta), theirs.x, atol=1e-4)  # it stops where the bowl is flat


@pytest.mark.parametrize("loss", LOSSES)
def test_no_neighbour_of_the_line_is_better(loss):
    x, y = noisy(3)
    line = fit_line(x, y, loss)
    steps = np.random.default_rng(4).normal(scale=0.05, size=(200, 2))
    assert min(total(line + step, x, y, loss) for step in steps) > total(line, x, y, loss)


def test_huber_s_loss_is_continuous_and_meets_keras():
    import keras

    r = np.random.default_rng(5).normal(scale=3, size=(7, 11))
    theirs = keras.losses.Huber(delta=1.7, reduction="none")(np.zeros((7, 11)), r).numpy()
    np.testing.assert_allclose(mean_loss(r, "Huber", 1.7), theirs, rtol=1e-5)  # Keras computes in float32


def test_an_unknown_loss_is_refused():
    with pytest.raises(ValueError, match="got loss='RMSE'; give one of MSE, MAE, Huber"):
        fit_line([0.0, 1.0, 2.0], [0.0, 1.0, 2.0], "RMSE")


def test_points_on_one_vertical_are_skipped_in_pairs():
    np.testing.assert_allclose(fit_line([0.0, 0.0, 1.0, 2.0], [1.0, 9.0, 3.0, 5.0], "MAE"), [2.0, 1.0])
