import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from dlcourse.data import split_indices, train_val_test_split

FRACTION = st.floats(0, 0.45)


@given(st.integers(11, 199), FRACTION, FRACTION, st.integers(0, 10**6))
def test_parts_are_disjoint_complete_and_of_the_stated_sizes(n, val, test, seed):
    parts = split_indices(n, val, test, seed)
    assert [len(part) for part in parts[1:]] == [round(n * val), round(n * test)]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(n))


@pytest.mark.parametrize(("n", "test"), [(1797, 0.3), (101, 0.25), (53, 0.5), (997, 0.1)])
def test_sizes_are_scikit_learns_up_to_its_rounding_up(n, test):
    train, _, held = split_indices(n, 0.0, test, seed=0)
    theirs = train_test_split(np.arange(n), test_size=test, random_state=0)
    # scikit-learn rounds the test part up, we round to the nearest
    assert 0 <= len(theirs[1]) - len(held) <= 1 and 0 <= len(train) - len(theirs[0]) <= 1


def test_the_split_is_shuffled_repeatable_and_changes_with_the_seed():
    one, again, other = (np.concatenate(split_indices(211, 0.2, 0.3, seed)) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, again)
    assert np.any(one != other)
    # 211 shuffled numbers: a step upwards is as likely as one downwards, within six standard deviations
    assert abs(np.mean(np.diff(one) > 0) - 0.5) < 6 * 0.5 / np.sqrt(210)


@pytest.mark.parametrize(("val", "test"), [(-0.1, 0.2), (0.5, 0.5), (0.0, 1.0), (0.7, 0.8)])
def test_fractions_that_leave_nothing_are_refused(val, test):
    with pytest.raises(ValueError, match="leave examples to train on"):
        split_indices(16, val, test, seed=0)


def test_rows_of_all_arrays_stay_together():
    rng = np.random.default_rng(2)
    x, y, names = rng.normal(size=(43, 5)), np.arange(43), [f"row {i}" for i in range(43)]
    for part_x, part_y, part_names in train_val_test_split(x, y, names, val=0.2, test=0.3, seed=8):
        np.testing.assert_array_equal(part_x, x[part_y])
        assert list(part_names) == [f"row {i}" for i in part_y]


def test_a_single_array_gives_three_arrays():
    train, val, test = train_val_test_split(np.arange(29), val=0.2, test=0.3)
    assert sorted([*train, *val, *test]) == list(range(29)) and val.shape == (6,)


def test_arrays_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"arrays of \[3, 5\] rows"):
        train_val_test_split(np.ones(3), np.ones(5))
    with pytest.raises(ValueError, match="one row an example"):
        train_val_test_split()
