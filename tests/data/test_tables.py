import numpy as np
import pytest
import sklearn.datasets

from dlcourse.data import DIABETES_FEATURES, diabetes


def test_diabetes_is_scikit_learns_in_its_own_units():
    table = sklearn.datasets.load_diabetes(scaled=False)
    x, y = diabetes()
    np.testing.assert_array_equal(x, table.data)
    np.testing.assert_array_equal(y, table.target)
    assert list(DIABETES_FEATURES) == table.feature_names


def test_a_count_draws_people_without_repeating_one():
    x, y = diabetes(97, seed=2)
    everybody = {(*row, target) for row, target in zip(*diabetes(), strict=True)}
    drawn = {(*row, target) for row, target in zip(x, y, strict=True)}
    assert len(drawn) == 97 and drawn <= everybody
    np.testing.assert_array_equal(x, diabetes(97, seed=2)[0])
    assert np.any(x != diabetes(97, seed=3)[0])


@pytest.mark.parametrize("count", [0, -3, 1.5, True])
def test_half_a_person_is_refused(count):
    with pytest.raises(ValueError, match=rf"diabetes\(\) got count={count}; give a whole number"):
        diabetes(count)


def test_more_people_than_there_are_is_refused():
    assert len(diabetes(442)[1]) == 442
    with pytest.raises(ValueError, match=r"diabetes\(\) got count=443; the set has 442 rows: .* or None for all"):
        diabetes(443)
