"""Axes that are there, masks that fit."""

import pytest

from dlcourse.layers._shapes import fits, inside


def test_axes_that_are_there():
    assert inside("f()", (2, 3, 5), -3) == -3
    assert inside("f()", (2, 3, 5), 2) == 2
    assert inside("f()", (2, 3, 5), [0, -1]) == [0, -1]


@pytest.mark.parametrize("axis", [3, -4, [0, 3], (1, -4)])
def test_an_axis_that_is_not_there_is_named(axis):
    with pytest.raises(ValueError, match=r"f\(\) got axis=.* for an input of shape \(2, 3, 5\); give one from -3 to 2"):
        inside("f()", (2, 3, 5), axis)


def test_unknown_sizes_fit():
    assert fits((2, 3), (2, 3)) and fits((None, 3), (2, 3)) and fits((2, 3), (2, None))
    assert not fits((2, 3), (2, 5)) and not fits((5, None), (2, 3))
    assert not fits((2,), (2, 3)) and not fits((2, 3, 5), (2, 3))
