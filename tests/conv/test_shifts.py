"""Layers that commute with shifts, and layers that do not."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import numpy as np
import pytest

from dlcourse.conv import shift_test


def circular(x, stride=1):
    """A convolution with wrap-around: each column minus twice the one to its left."""
    return (x - 2 * np.roll(x, 1, axis=2))[:, :, ::stride]


@pytest.fixture
def images():
    return np.random.default_rng(0).normal(size=(2, 3, 8, 2))


def test_circular_convolution_commutes(images):
    for dx in (1, 5, -3):
        assert shift_test(circular, images, dx) == 0.0


def test_a_stride_commutes_where_it_divides(images):
    def strided(x):
        return circular(x, stride=2)

    assert shift_test(strided, images, 4, stride=2) == 0.0
    assert shift_test(strided, images, 3, stride=2) > 0.1


def test_the_largest_difference_is_measured():
    """Shifting a ramp of weights by one column moves each weight by 1, the last one by 3; the sign does not count."""
    x = np.ones((1, 1, 4, 1))
    assert shift_test(lambda x: x * np.arange(4.0)[:, None], x, 1) == 3.0
    assert shift_test(lambda x: -x * np.arange(4.0)[:, None], x, 1) == 3.0


def test_bad_input(images):
    with pytest.raises(ValueError, match=r"shift_test\(\) got images of shape \(3, 8, 2\); give 4 axes"):
        shift_test(circular, images[0], 1)
    with pytest.raises(ValueError, match=r"shift_test\(\) got stride=0"):
        shift_test(circular, images, 1, stride=0)
    with pytest.raises(ValueError, match=r"shift_test\(\) got dx=0.5"):
        shift_test(circular, images, 0.5)
