"""The losses of real numbers are Keras's, and refuse shapes that would broadcast."""

import numpy as np
import pytest
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

# Keras holds the log 2 of log cosh in float32.
LOG_2 = {"float64": 1e-7}
CASES = [
    ("MeanSquaredError", {}),
    ("MeanAbsoluteError", {}),
    ("Huber", {}),
    ("Huber", {"delta": 0.5}),
    ("Huber", {"delta": 3.0}),
    ("LogCosh", {}),
]
RNG = np.random.default_rng(0)
Y, P = RNG.normal(size=(5, 3)), RNG.normal(scale=2, size=(5, 3))


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (losses.mean_squared_error, lambda r: r**2),
        (losses.mean_absolute_error, np.abs),
        (lambda y, p: losses.huber(y, p, 0.7), lambda r: np.where(abs(r) <= 0.7, r**2 / 2, 0.7 * abs(r) - 0.245)),
        (losses.huber, lambda r: np.where(abs(r) <= 1, r**2 / 2, abs(r) - 0.5)),
        (losses.log_cosh, lambda r: np.log(np.cosh(r))),
    ],
)
def test_the_function_is_its_equation_and_its_slope_the_difference(loss, expected):
    close(loss(Y, P), expected(P - Y).mean(axis=-1), 1e-12)
    slope = value_and_slope(loss, Y, P)[1]
    close(slope, central_differences(lambda p: loss(Y, p).numpy().sum(), P), 1e-7)


@pytest.mark.parametrize("name", ["mean_squared_error", "mean_absolute_error", "huber", "log_cosh"])
@pytest.mark.parametrize(("true", "pred"), [((5, 1), (5, 3)), ((5,), (3,)), ((5,), (5, 3)), ((1, 5), (5, 1)), ((), ())])
def test_shapes_that_would_broadcast_are_refused(name, true, pred):
    with pytest.raises(ValueError, match=rf"{name}.. got y_true of shape .*; give shapes that fit"):
        getattr(losses, name)(np.ones(true), np.ones(pred))


@pytest.mark.parametrize("delta", [0, -1.0, "1", float("nan")])
def test_huber_refuses_a_delta_that_is_not_above_0(delta):
    with pytest.raises(ValueError, match="Huber got delta=.*; give a number above 0"):
        losses.Huber(delta)
    with pytest.raises(ValueError, match="huber.. got delta=.*; give a number above 0"):
        losses.huber([1.0], [1.0], delta)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_loss_is_that_of_keras(name, options):
    ours = getattr(losses, name)
    same_loss(name, ours, Y, P, options, thorough=True, tolerance=LOG_2 if name == "LogCosh" else None)
    for y, p in (RNG.normal(size=(2, 2, 3, 5)), (Y[:, 0], P[:, 0])):
        same_loss(name, ours, y, p, options, tolerance=LOG_2 if name == "LogCosh" else None)


@pytest.mark.parametrize(("name", "options"), CASES)
@pytest.mark.parametrize(
    ("true", "pred"), [((5,), (5, 1)), ((5, 1), (5,)), ((2, 3), (2, 3, 1)), ((2, 3, 1), (2, 3)), ((5, 1), (5, 1))]
)
def test_a_last_axis_of_1_is_put_right_as_in_keras(name, options, true, pred):
    tolerance = LOG_2 if name == "LogCosh" else None
    same_loss(name, getattr(losses, name), RNG.normal(size=true), RNG.normal(size=pred), options, tolerance=tolerance)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_extreme_residuals_and_kinks_are_those_of_keras(name, options):
    r = np.array([[0.0], [1000.0], [-1000.0], [options.get("delta", 1.0)]])
    tolerance = {**LOG_2, "float32": 1e-4}  # of log cosh 1000, rounded at 2000
    same_loss(name, getattr(losses, name), np.zeros((4, 1)), r, options, tolerance=tolerance)


def test_whole_numbers_are_taken():
    close(losses.mean_squared_error([[1, 2]], [[1, 5]]), [4.5], 0)


@pytest.mark.parametrize(("name", "options"), [CASES[0], CASES[1], CASES[3], CASES[5]])
def test_contract(name, options):
    loss_contract(getattr(losses, name), options, Y.astype("float32"), P.astype("float32"))
