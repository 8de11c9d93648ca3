import numpy as np
import pytest

from dlcourse.data import noisy_sine, random_walk, seasonal_series


def test_the_season_repeats_and_the_trend_goes_on():
    month, clean = seasonal_series(97, period=7, noise=0.0)
    np.testing.assert_array_equal(month[:, 0], np.arange(97))
    t = np.arange(97)
    expected = t / 100 + 1.6 * np.sin(2 * np.pi * t / 7) + 0.5 * np.cos(4 * np.pi * t / 7)
    np.testing.assert_allclose(clean, expected, atol=1e-12)
    noise = seasonal_series(4001, seed=1, period=7, noise=0.5)[1] - seasonal_series(4001, period=7, noise=0.0)[1]
    assert abs(noise.std() / 0.5 - 1) < 0.06 and abs(noise.mean()) < 5 * 0.5 / np.sqrt(4001)


@pytest.mark.parametrize("seed", range(3))
def test_last_year_says_more_than_last_month(seed):
    _, value = seasonal_series(seed=seed)
    assert np.abs(value[12:] - value[:-12]).mean() < 0.9 * np.abs(np.diff(value)).mean()


def test_a_random_walk_is_a_sum_of_independent_unit_steps():
    time, value = random_walk(4001, seed=3)
    np.testing.assert_array_equal(time[:, 0], np.arange(4001))
    steps = np.diff(value, prepend=0.0)
    # 4,001 draws: five standard errors of mean, deviation and correlation of neighbours
    assert abs(steps.mean()) < 5 / np.sqrt(4001) and abs(steps.std() - 1) < 0.06
    assert abs(np.corrcoef(steps[1:], steps[:-1])[0, 1]) < 5 / np.sqrt(4001)


def test_a_window_and_its_target_lie_on_one_sine():
    windows, following = noisy_sine(53, seed=2, length=17, noise=0.0)
    values = np.concatenate([windows[:, :, 0], following[:, None]], axis=1)
    # a sine obeys v[t+1] + v[t-1] = 2 cos(w) v[t]; w = 2 pi / period with a period of 10 to 30
    ratio = (values[:, 2:] + values[:, :-2])[:, 4:] / values[:, 1:-1][:, 4:]
    w = np.arccos(np.clip(np.median(ratio, axis=1) / 2, -1, 1))
    left = values[:, 2:] + values[:, :-2] - 2 * np.cos(w)[:, None] * values[:, 1:-1]
    np.testing.assert_allclose(left, 0, atol=1e-6)  # the median's quotient may have a small divisor
    period = 2 * np.pi / w
    assert 10 <= period.min() < 12 and 28 < period.max() <= 30 and np.abs(values).max() <= 1
    first = values[:, 0]
    assert (first > 0.5).any() and (first < -0.5).any()  # every window has a phase of its own


def test_noise_is_on_the_window_and_not_on_the_target():
    clean, target = noisy_sine(211, seed=4, noise=0.0)
    noisy, same = noisy_sine(211, seed=4, noise=0.2)
    np.testing.assert_array_equal(target, same)
    assert abs((noisy - clean).std() / 0.2 - 1) < 0.05


@pytest.mark.parametrize("make", [seasonal_series, random_walk, noisy_sine])
def test_a_series_needs_a_length(make):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got count=-1; give a whole number"):
        make(-1)


def test_other_wrong_arguments_are_named():
    with pytest.raises(ValueError, match=r"seasonal_series\(\) got period=0"):
        seasonal_series(5, period=0)
    with pytest.raises(ValueError, match=r"seasonal_series\(\) got noise=-0.5"):
        seasonal_series(5, noise=-0.5)
    with pytest.raises(ValueError, match=r"noisy_sine\(\) got length=0"):
        noisy_sine(5, length=0)
    with pytest.raises(ValueError, match=r"noisy_sine\(\) got noise='much'"):
        noisy_sine(5, noise="much")
