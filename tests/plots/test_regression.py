import numpy as np
import pytest

from dlcourse import plots

X, Y = np.arange(7.0), np.array([0.0, 1, 2, 3, 4, 5, 40])


def test_points_outliers_and_curves_are_told_apart():
    grid = np.array([0.0, 6.0])
    curves = {"MSE": [-4, 20], "MAE": np.array([[0, 6], [0, 8]])}
    figure = plots.fitted_curves(X[:, None], Y, grid, curves, marked=Y > 10, title="T", limits=(-5, 45))
    axes = figure.axes[0]
    assert len(axes.collections[0].get_offsets()) == 6
    assert axes.lines[0].get_xydata().tolist() == [[6.0, 40.0]]
    assert len({line.get_linestyle() for line in axes.lines[1:]}) == 2
    assert (
        figure.alt == "T. 7 points, 1 of them outliers. MSE from -4 at x 0 to 20 at x 6. MAE from 0 at x 0 to 7 at x 6."
    )


def test_curves_and_points_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="got 6 values of y for 7 values of x"):
        plots.fitted_curves(X, Y[1:], X, {"a": X}, title="T")
    with pytest.raises(ValueError, match="got 6 values of 'a' for 7 places of the grid"):
        plots.fitted_curves(X, Y, X, {"a": X[1:]}, title="T")


def test_each_surface_marks_its_lowest_point_and_the_given_ones():
    slopes, intercepts = np.linspace(0, 4, 9), np.linspace(-3, 3, 13)
    losses = {
        "one": (slopes - 1) ** 2 + (intercepts[:, None] + 2) ** 2,
        "two": np.abs(slopes - 3) + np.abs(intercepts[:, None] - 0.5),
    }
    figure = plots.loss_surfaces(slopes, intercepts, losses, title="T", marks={"true": (2, 1)})
    assert figure.alt == "T. one is lowest at slope 1, intercept -2. two is lowest at slope 3, intercept 0.5."
    for axes, lowest in zip(figure.axes, ([1, -2], [3, 0.5]), strict=True):
        assert [line.get_xydata()[0].tolist() for line in axes.lines] == [lowest, [2, 1]]
        assert axes.lines[0].get_marker() != axes.lines[1].get_marker()


def test_a_surface_that_is_turned_is_refused():
    with pytest.raises(ValueError, match=r"of shape \(3, 5\); give \(5, 3\), a row for each intercept"):
        plots.loss_surfaces(np.arange(3.0), np.arange(5.0), {"a": np.zeros((3, 5))}, title="T")


def test_huber_s_panels_agree_with_keras():
    import keras

    figure = plots.huber_fits(X, Y, {1.5: (1.0, 0.25), 4.0: (2.0, 0.0)}, title="T")
    loss, slope, line = figure.axes
    r = loss.lines[1].get_xdata()
    expected = keras.losses.Huber(delta=1.5, reduction="none")(np.zeros((len(r), 1)), r[:, None]).numpy()
    np.testing.assert_allclose(loss.lines[1].get_ydata(), expected, rtol=1e-5, atol=1e-6)  # Keras computes in float32
    np.testing.assert_allclose(slope.lines[1].get_ydata(), np.gradient(expected, r), atol=0.05)
    np.testing.assert_allclose(line.lines[1].get_ydata(), X + 0.25)
    assert figure.alt == "T. delta 1.5: line with slope 1, intercept 0.25. delta 4: line with slope 2, intercept 0."


def test_a_delta_of_zero_is_refused():
    with pytest.raises(ValueError, match="give numbers above 0"):
        plots.huber_fits(X, Y, {0: (1, 0)}, title="T")
