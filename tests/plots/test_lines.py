"""What all line figures share: checks of arrays, names, spread over runs, and marks where a number is missing."""

import numpy as np
import pytest

from dlcourse.plots import COLOURS, MARKERS, _arrays, _lines, new_figure


def test_the_spread_is_over_the_runs_that_can_be_drawn():
    runs = [[1.0, np.nan, 4.0, 0.0], [3.0, np.inf, -np.inf, 2.0]]
    plain = _lines.spread(runs)
    np.testing.assert_array_equal(plain.mean, [2, np.nan, 4, 1])
    np.testing.assert_array_equal(plain.low, [1, np.nan, 4, 0])
    np.testing.assert_array_equal(plain.high, [3, np.nan, 4, 2])
    assert plain.broken.tolist() == [False, True, True, False]
    log = _lines.spread(runs, log=True)
    np.testing.assert_array_equal(log.mean, [2, np.nan, 4, 2])
    assert log.broken.tolist() == [False, True, True, True]
    np.testing.assert_array_equal(_lines.spread([5.0, 6.0]).mean, [5, 6])


def test_styles_repeat_only_after_many_curves():
    looks = [_lines.style(number) for number in range(49)]
    assert [look["color"] for look in looks[:7]] == list(COLOURS)
    assert [look["marker"] for look in looks[:7]] == list(MARKERS)
    assert [look["ls"] for look in looks[:7]] == list(_lines.LINES)
    assert len({(look["color"], look["ls"]) for look in looks}) == 49
    assert len({(str(look["ls"]), look["marker"]) for look in looks[:14]}) == 14  # without colours too


def test_runs_are_drawn_as_mean_and_band_with_crosses_where_they_break():
    _, axes = new_figure("A figure.")
    _lines.draw_runs(axes, [10, 20, 30], [[1.0, 2.0, np.nan], [3.0, 4.0, 5.0]], **_lines.style(1), label="two")
    line, crosses = axes.lines
    np.testing.assert_array_equal(line.get_xydata(), [[10, 2], [20, 3], [30, 5]])
    np.testing.assert_array_equal(crosses.get_xdata(), [30])
    assert crosses.get_marker() == "x" and crosses.get_color() == line.get_color() == COLOURS[1]
    (band,) = axes.collections
    drawn = band.get_paths()[0].vertices
    assert drawn[drawn[:, 0] == 10][:, 1].min() == 1 and drawn[drawn[:, 0] == 10][:, 1].max() == 3
    assert 0.9 < crosses.get_ydata()[0] < 1  # in shares of the axis, whatever it shows


def test_one_run_has_no_band_and_few_markers():
    _, axes = new_figure("A figure.")
    _lines.draw_runs(axes, np.arange(80), np.arange(80.0), **_lines.style(0))
    assert not axes.collections and axes.lines[0].get_markevery() == 10 and len(axes.lines) == 1
    _lines.draw_runs(axes, np.arange(3), [1.0, 2.0, 3.0], **_lines.style(0))
    assert axes.lines[1].get_markevery() == 1


def test_the_legend_says_what_crosses_mean_where_there_are_some():
    _, axes = new_figure("A figure.")
    _lines.note_broken(axes, False)
    assert not axes.lines
    _lines.note_broken(axes, True)
    _lines.note_broken(axes, True, log=True)
    assert [line.get_label() for line in axes.lines] == ["NaN or infinite", "zero, NaN or infinite"]


@pytest.mark.parametrize(
    "values, far",
    [([1, 100], True), ([1, 99], False), ([0, 1000], False), ([-1, 1000], False), ([], False), ([np.nan, 3], False)],
)
def test_an_axis_is_logarithmic_where_positive_numbers_span_a_hundredfold(values, far):
    assert _arrays.spans(values) is far


def test_infinite_numbers_do_not_decide_about_the_axis():
    assert _arrays.spans([1, 50, np.inf, np.nan]) is False and _arrays.spans([1, 200, np.inf]) is True


@pytest.mark.parametrize(
    "number, words",
    [
        (-0.0, "0"),
        (1234.5, "1,234"),
        (999.4, "999"),
        (999.6, "1,000"),
        (0.00012345, "0.000123"),
        (2e6, "2e+06"),
        (np.inf, "not finite"),
    ],
)
def test_numbers_are_said_with_three_digits(number, words):
    assert _arrays.few(number) == words


def test_long_names_keep_their_ends():
    assert _arrays.short("a long class name 17") == "a long cl… name 17"
    assert _arrays.short("exactly eighteen c") == "exactly eighteen c" and _arrays.short(7) == "7"
    assert len(_arrays.short("x" * 40)) == 18 and len(_arrays.short("x" * 40, 11)) == 11


@pytest.mark.parametrize(
    "count, most, shown", [(5, 5, [0, 1, 2, 3, 4]), (6, 5, [0, 2, 4]), (1, 5, [0]), (11, 5, [0, 3, 6, 9])]
)
def test_labels_are_thinned_evenly(count, most, shown):
    assert _arrays.thinned(count, most) == shown


@pytest.mark.parametrize(
    "value, words",
    [
        ([], r"shape \(0,\); give \(A, B\), not empty"),
        ([1.0], r"shape \(1,\); give \(A, B\)"),
        ([[1], [2, 3]], "rows of one length"),
        ([["a"]], "no array of numbers"),
    ],
)
def test_arrays_are_checked(value, words):
    with pytest.raises(ValueError, match=words):
        _arrays.array("f()", "x", value, "(A, B)")


def test_layouts_count_axes_and_none_takes_all():
    assert [_arrays.axes(layout) for layout in ("(B,)", "(B, T)", "(H, T, S)")] == [1, 2, 3]
    assert _arrays.array("f()", "x", 3).shape == ()
    assert _arrays.array("f()", "x", [1], "(A,)", "(A, B)").dtype == float
    with pytest.raises(ValueError, match=r"give \(A,\) or \(A, B\)"):
        _arrays.array("f()", "x", np.zeros((1, 1, 1)), "(A,)", "(A, B)")


def test_dictionaries_and_counts_are_checked():
    with pytest.raises(ValueError, match=r"f\(\) got an empty dictionary for x; give y\."):
        _arrays.named("f()", "x", {}, "y")
    with pytest.raises(ValueError, match="got a list for x"):
        _arrays.named("f()", "x", [1], "y")
    with pytest.raises(ValueError, match="got 1 names for 2 bars; give equally many"):
        _arrays.as_many("f()", "names", "a", 2, "bars")
    runs = _arrays.named_runs("f()", "x", {"a": [1, 2], "b": [[3], [4]]}, "(N,)", "(R, N)")
    assert runs["a"].shape == (1, 2) and runs["b"].shape == (2, 1)
    with pytest.raises(ValueError, match="the x of 'b'"):
        _arrays.named_runs("f()", "x", {"a": [1], "b": []}, "(N,)")
