"""Activations with their slopes, and probabilities as bars."""

import numpy as np
import pytest

from dlcourse import plots


def test_each_panel_holds_the_values_and_the_slopes_that_are_given():
    x = np.linspace(-1, 1, 101)
    functions = {"square": (x**2, 2 * x), "identity": (x, np.ones(101)), "cube": (x**3, 3 * x**2)}
    figure = plots.activation_panels(x, functions, title="T", columns=2)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title() for axes in shown] == ["square", "identity", "cube"]
    for axes, (values, slopes) in zip(shown, functions.values(), strict=True):
        lines = {line.get_label(): line for line in axes.lines}
        np.testing.assert_array_equal(lines["f(z)"].get_ydata(), values)
        np.testing.assert_array_equal(lines["slope f'(z)"].get_ydata(), slopes)
        assert lines["f(z)"].get_linestyle() != lines["slope f'(z)"].get_linestyle()  # told apart in grey
    assert "square: values 0 to 1, slopes -2 to 2." in figure.alt and figure.png()


def test_a_jump_is_a_gap_and_a_steep_line_is_none():
    x = np.linspace(-1, 1, 41)
    figure = plots.activation_panels(x, {"step": (1.0 * (x >= 0), 0 * x), "line": (2 * x, 0 * x + 2)}, title="T")
    step, line = (axes.lines[2].get_ydata() for axes in figure.axes)
    assert np.flatnonzero(np.isnan(step)).tolist() == [19]  # the last place before 0
    assert not np.isnan(line).any()


def test_bars_have_the_probabilities_as_heights_and_as_numbers():
    panels = {"cold": [0.9, 0.07, 0.03], "warm": [0.4, 0.35, 0.25]}
    figure = plots.probability_panels(panels, names="ABC", note=["z = 2", "z = 1", "z = 0"], title="T")
    for axes, values in zip(figure.axes, panels.values(), strict=True):
        np.testing.assert_allclose([bar.get_height() for bar in axes.patches], values)
        assert [text.get_text() for text in axes.texts] == [f"{p:.2f}" for p in values]
        assert [text.get_text() for text in axes.get_xticklabels()] == ["A\nz = 2", "B\nz = 1", "C\nz = 0"]
    assert len({bar.get_hatch() for bar in figure.axes[0].patches}) == 3  # told apart in grey
    assert figure.alt == "T. cold: A 0.9, B 0.07, C 0.03. warm: A 0.4, B 0.35, C 0.25."


@pytest.mark.parametrize(
    "draw, words",
    [
        (lambda: plots.activation_panels([0, 1], {}, title="T"), "empty dictionary for functions"),
        (
            lambda: plots.activation_panels([0, 1], {"f": ([1, 2, 3], [1, 2])}, title="T"),
            "3 values of 'f' for 2 inputs",
        ),
        (lambda: plots.activation_panels([0, 1], {"f": ([1, 2], [1])}, title="T"), "1 slopes of 'f' for 2 inputs"),
        (lambda: plots.probability_panels({}, names="A", title="T"), "empty dictionary for panels"),
        (
            lambda: plots.probability_panels({"p": [1, 0]}, names="A", title="T"),
            "1 names for the bars of 'p' for 2 bars",
        ),
    ],
)
def test_bad_input_is_met_with_a_sentence(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()
