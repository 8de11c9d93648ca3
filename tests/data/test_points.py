import numpy as np
import pytest
import sklearn.datasets

from dlcourse.data import gaussian_ring, two_moons, two_spirals


def rows(points):
    """The rows in an order that does not depend on how they were shuffled."""
    return points[np.lexsort(points.round(9).T)]


@pytest.mark.parametrize("count", [1, 2, 31, 200])
def test_moons_without_noise_are_scikit_learns(count):
    points, labels = two_moons(count, seed=3, noise=0.0)
    theirs, their_labels = sklearn.datasets.make_moons(count, noise=None)
    for label in (0, 1):
        np.testing.assert_allclose(rows(points[labels == label]), rows(theirs[their_labels == label]), atol=1e-12)


def test_spirals_wind_as_often_as_they_say_and_never_cross():
    points, labels = two_spirals(803, seed=2, turns=2.0, noise=0.0)
    radius = np.hypot(*points.T)
    # a = 2 pi turns r, half a circle further for class 1: the angle's remainder is that of the radius
    turned = 2 * np.pi * 2.0 * radius + np.pi * labels
    np.testing.assert_allclose(points, radius[:, None] * np.stack([np.cos(turned), np.sin(turned)], axis=1), atol=1e-12)
    assert abs(radius.min() - 0.1) < 1e-12 and abs(radius.max() - 1.0) < 1e-12
    assert [int(n) for n in np.bincount(labels)] == [401, 402]
    # evenly close: neighbours along the arm differ by less than a factor of three, the curved start aside
    arm = points[labels == 0][np.argsort(radius[labels == 0])]
    gaps = np.hypot(*np.diff(arm, axis=0).T)[40:]
    assert gaps.max() < 3 * gaps.min()


def test_the_rings_clouds_have_their_centres_and_spread():
    points, modes = gaussian_ring(5003, seed=1, modes=7, noise=0.03)
    assert np.ptp(np.bincount(modes, minlength=7)) == 1
    for mode in range(7):
        cloud, angle = points[modes == mode], 2 * np.pi * mode / 7
        # 715 draws: means within five standard errors, deviation within a fifth
        np.testing.assert_allclose(cloud.mean(axis=0), [np.cos(angle), np.sin(angle)], atol=5 * 0.03 / np.sqrt(715))
        np.testing.assert_allclose(cloud.std(axis=0), 0.03, rtol=0.2)


@pytest.mark.parametrize("make", [two_moons, two_spirals])
def test_noise_is_normal_in_both_coordinates_and_the_order_is_random(make):
    clean, labels = make(4001, seed=5, noise=0.0)
    noisy, same = make(4001, seed=5, noise=0.2)
    np.testing.assert_array_equal(labels, same)
    np.testing.assert_allclose((noisy - clean).std(axis=0), 0.2, rtol=0.06)  # 4,001 draws: five standard errors
    np.testing.assert_allclose((noisy - clean).mean(axis=0), 0, atol=5 * 0.2 / np.sqrt(4001))
    assert abs(labels[:2000].mean() - 0.5) < 6 * 0.5 / np.sqrt(2000)  # six deviations


@pytest.mark.parametrize("make", [two_moons, two_spirals, gaussian_ring])
def test_wrong_arguments_are_named(make):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got count=0; give a whole number"):
        make(0)
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got noise=-0.1"):
        make(5, noise=-0.1)


def test_a_spiral_turns_and_a_ring_has_modes():
    with pytest.raises(ValueError, match=r"two_spirals\(\) got turns=0; give a number above 0"):
        two_spirals(5, turns=0)
    with pytest.raises(ValueError, match=r"gaussian_ring\(\) got modes=0"):
        gaussian_ring(5, modes=0)
