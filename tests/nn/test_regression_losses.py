import keras
import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_squared_error
from support.parity import central_differences, close

from dlcourse.nn import huber, mse_and_mae, reduce_loss


def pair(true, pred=None, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=true), rng.normal(scale=2, size=true if pred is None else pred)


@pytest.mark.parametrize("shape", [(7,), (7, 1), (5, 3)])
def test_both_means_are_scikit_learns(shape):
    y, p = pair(shape)
    # scikit-learn averages the outputs' means, which is the mean over all entries
    close(mse_and_mae(y, p), (mean_squared_error(y, p), mean_absolute_error(y, p)), 1e-12)


@pytest.mark.parametrize(("true", "pred"), [((7, 1), (7,)), ((7,), (7, 1)), ((1, 7), (7,)), ((1,), ())])
def test_an_axis_of_1_does_not_broadcast(true, pred):
    y, p = pair(true, pred)
    expected = mean_squared_error(y.ravel(), p.ravel()), mean_absolute_error(y.ravel(), p.ravel())
    found = mse_and_mae(y, p)
    close(found, expected, 1e-12)
    assert all(type(each) is float for each in found)


def test_the_best_constants_are_mean_and_median():
    y = np.random.default_rng(1).exponential(size=101)
    constants = np.linspace(0, 3, 3001)
    errors = np.array([mse_and_mae(y, np.full(101, c)) for c in constants])
    mse_best, mae_best = constants[errors.argmin(axis=0)]
    assert mse_best == pytest.approx(y.mean(), abs=1e-3)  # the grid's step
    assert mae_best == pytest.approx(np.median(y), abs=1e-3)


@pytest.mark.parametrize(("true", "pred"), [((2, 3), (3, 2)), ((5,), (3,)), ((6,), (2, 3)), ((3, 1), (3, 2))])
def test_errors_of_other_shapes_are_refused(true, pred):
    with pytest.raises(ValueError, match=r"mse_and_mae\(\) got y of shape .* and p of shape .*; give two of one shape"):
        mse_and_mae(np.ones(true), np.ones(pred))
    with pytest.raises(ValueError, match=r"huber\(\) got y of shape .* and p of shape .*; give two of one shape"):
        huber(np.ones(true), np.ones(pred), 1.0)


def test_no_entries_have_no_mean():
    with pytest.raises(ValueError, match="got no entries"):
        mse_and_mae([], [])
    with pytest.raises(ValueError, match=r"losses of shape \(0,\); give \(n,\), n at least 1 for a mean"):
        reduce_loss([], "mean")
    assert reduce_loss([], "sum", 0.5) == 0.5


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_reductions_are_those_of_keras(reduction):
    y, p = pair((11, 3), seed=2)
    expected = keras.losses.MeanSquaredError(reduction=reduction, dtype="float64")(y, p)
    losses = ((y - p) ** 2).mean(axis=1)
    close(reduce_loss(losses, reduction), expected, 1e-12)
    extra = reduce_loss(losses, reduction, penalty=0.7) - reduce_loss(losses, reduction)
    close(extra, np.zeros(11) if reduction == "none" else 0.7, 1e-12)


def test_the_penalty_of_a_layer_is_added_once_as_in_keras():
    rng = np.random.default_rng(3)
    X, y, W = rng.normal(size=(7, 5)), rng.normal(size=(7, 1)), rng.normal(size=(5, 1))
    layer = keras.layers.Dense(1, use_bias=False, kernel_regularizer=keras.regularizers.L2(0.1))
    model = keras.Sequential([keras.Input((5,)), layer])
    model.compile(loss="mean_squared_error")
    layer.set_weights([W])
    ours = reduce_loss(((X @ W - y) ** 2)[:, 0], "mean", penalty=0.1 * (W**2).sum())
    close(model.evaluate(X, y, batch_size=7, verbose=0), ours, 1e-5)  # evaluate works in float32


@pytest.mark.parametrize("reduction", ["Mean", "average", None, ""])
def test_other_reductions_are_refused(reduction):
    with pytest.raises(ValueError, match=r"reduce_loss\(\) got reduction=.*; give one of 'none', 'sum', 'mean'"):
        reduce_loss([1.0], reduction)


def test_losses_that_are_not_one_per_example_are_refused():
    with pytest.raises(ValueError, match=r"reduce_loss\(\) got losses of shape \(2, 3\)"):
        reduce_loss(np.ones((2, 3)), "sum")


@pytest.mark.parametrize("delta", [0.5, 1, 3.0])
@pytest.mark.parametrize("shape", [(), (11,), (5, 3)])
def test_huber_is_that_of_keras(delta, shape):
    y, p = pair(shape, seed=4)
    close(huber(y, 3 * p, delta), keras.losses.huber(y[..., None], 3 * p[..., None], delta), 1e-12)


@pytest.mark.parametrize("delta", [0.5, 1.0, 3.0])
def test_value_and_slope_of_huber_fit_together_at_delta(delta):
    ends = np.array([delta, -delta])
    step = 1e-7
    inside, outside = huber(0 * ends, ends * (1 - step), delta), huber(0 * ends, ends * (1 + step), delta)
    np.testing.assert_allclose(inside, delta**2 / 2, rtol=1e-6)
    np.testing.assert_allclose(outside, delta**2 / 2, rtol=1e-6)
    r = np.array([-9.0, -0.3, 0.1, 7.0])
    slope = central_differences(lambda p: huber(np.zeros(4), p, delta).sum(), r)
    close(slope, np.clip(r, -delta, delta), 1e-7)  # the equation's slope: r, but never beyond delta


@pytest.mark.parametrize("delta", [0, -1.0, "1", float("nan"), None])
def test_a_delta_that_is_not_above_0_is_refused(delta):
    with pytest.raises(ValueError, match=r"huber\(\) got delta=.*; give a number above 0"):
        huber([1.0], [1.0], delta)


def test_whole_numbers_are_taken_and_float32_stays():
    assert huber([0, 0], [1, 5], 2).tolist() == [0.5, 8.0]
    single = np.ones(3, dtype="float32")
    assert huber(single, 2 * single, 0.5).dtype == "float32"
    assert reduce_loss(single, "mean").dtype == "float32" and reduce_loss([1, 2], "sum") == 3.0
