"""The error of a numerical gradient against its step."""

import numpy as np
import pytest

from dlcourse import plots


def test_the_smallest_error_is_told_and_the_axes_are_logarithmic():
    steps = np.array([1e-1, 1e-3, 1e-5])
    figure = plots.gradient_error(steps, {"central": [[1e-2, 1e-6, 1e-8], [3e-2, 3e-6, 3e-8]]}, title="Falls")
    assert figure.alt == "Falls. Relative error against the step h: central smallest, 2e-08, at h = 1e-05."
    (axis,) = figure.axes
    assert axis.get_xscale() == axis.get_yscale() == "log"
    np.testing.assert_allclose(axis.lines[0].get_ydata(), [2e-2, 2e-6, 2e-8])
    guides = {line.get_label(): np.log10(line.get_ydata()) for line in axis.lines[1:]}
    slopes = {name: np.diff(values) / np.diff(np.log10(steps)) for name, values in guides.items()}
    for name, power in (("slope of h", 1), ("slope of h²", 2), ("slope of 1/h", -1)):
        np.testing.assert_allclose(slopes[name], power)


def test_a_curve_of_another_length_is_refused():
    with pytest.raises(ValueError, match="gradient_error"):
        plots.gradient_error([1e-1, 1e-2], {"central": [[1.0, 2.0, 3.0]]}, title="No")
