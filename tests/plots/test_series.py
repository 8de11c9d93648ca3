"""Forecasts beside what was measured."""

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.plots.series import score


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_a_forecast_follows_what_was_measured():
    figure = plots.forecasts([1.0, 2.0, 4.0], {"up": [5.0, 6.0]}, title="T", xlabel="hour", ylabel="load (MW)")
    start, measured, up = figure.axes[0].lines
    assert start.get_xdata()[0] == 3
    np.testing.assert_array_equal(measured.get_xydata(), [[0, 1], [1, 2], [2, 4]])
    np.testing.assert_array_equal(up.get_xydata(), [[3, 5], [4, 6]])
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("hour", "load (MW)")
    assert legend(figure) == ["measured", "up"] and measured.get_linestyle() != up.get_linestyle()
    assert figure.alt == "T. 3 measured values; forecasts from hour 3. up: 2 ahead, ending at 6."


def test_where_the_truth_is_known_the_text_scores_it():
    measured, guess = [0.0, 0.0, 1.0, 2.0, 3.0, 4.0], np.array([1.5, 1.5, 1.0])
    intervals = {"a": (guess - 0.6, guess + 0.6)}
    models = {"a": guess, "b": [0.0, 2.0, 3.0, 4.0, 9.0]}
    figure = plots.forecasts(measured, models, title="T", start=2, intervals=intervals, level=0.9)
    assert "a: 3 ahead, mean absolute error 1, interval holds 67 % of the truths." in figure.alt
    assert "b: 5 ahead, mean absolute error 0.25." in figure.alt
    band = figure.axes[0].collections[0].get_paths()[0].vertices
    assert set(band[:, 0]) == {2, 3, 4}
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((0.4, 2.1))
    assert legend(figure) == ["measured", "a", "b", "90 % interval of a"]
    assert len({line.get_linestyle() for line in figure.axes[0].lines[1:]}) == 3
    assert legend(plots.forecasts([1], {"a": [1]}, title="T", intervals={"a": ([0], [2])}))[-1] == "interval of a"


def test_each_interval_has_the_colour_of_its_forecast():
    models = {"a": [1.0], "b": [2.0]}
    axes = plots.forecasts([1], models, title="T", intervals={"b": ([1], [3])}).axes[0]
    np.testing.assert_allclose(axes.collections[0].get_facecolor()[0, :3], plots_rgb(axes.lines[3].get_color()))


def plots_rgb(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def test_scores_leave_out_what_is_not_known():
    nan = np.nan
    predicted, truth = np.array([1.0, nan, 3.0, 5.0]), np.array([2.0, 2.0, nan])
    assert score(predicted, truth) == (1.0, None)
    low, high = np.array([2.0, 0, 0, 0]), np.array([2.0, 0, 0, 0])
    assert score(predicted, truth, (low, high)) == (1.0, 1.0)
    assert score(predicted, np.array([])) == (None, None)


def test_gaps_are_marked_and_a_series_of_one_can_be_drawn():
    figure = plots.forecasts([1.0, np.nan, 2.0], {"a": [np.inf]}, title="T")
    assert legend(figure)[-1] == "NaN or infinite" and "ending at not finite" in figure.alt and figure.png()
    assert plots.forecasts([1.0], {"a": [1.0]}, title="T", start=0, alt="Mine.").alt == "Mine."


@pytest.mark.parametrize(
    "measured, predicted, options, words",
    [
        ([], {"a": [1]}, {}, "got measured of shape"),
        ([1], {}, {}, "empty dictionary for forecast"),
        ([1], {"a": []}, {}, "the forecast of 'a'"),
        ([1], {"a": [1]}, {"start": 2}, "start=2 in a series of 1; give 0 to 1"),
        ([1], {"a": [1]}, {"start": -1}, "start=-1"),
        ([1], {"a": [1]}, {"intervals": {"b": ([0], [1])}}, "interval of 'b', which has no forecast; give a"),
        ([1], {"a": [1]}, {"intervals": {"a": ([0, 0], [1])}}, "2 ends of the interval of 'a' for 1 forecasts"),
        ([1], {"a": [1]}, {"intervals": {"a": ([0], [1, 1])}}, "2 ends of the interval"),
        ([1], {"a": [1]}, {"intervals": {"a": ([2], [1])}}, r"upside down; give \(low, high\)"),
    ],
)
def test_bad_series_are_met_with_a_sentence(measured, predicted, options, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.forecasts(measured, predicted, title="T", **options)
    assert str(caught.value).startswith("forecasts() got")
