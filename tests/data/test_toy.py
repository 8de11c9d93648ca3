"""The toy data sets are what their descriptions say."""

import numpy as np
import pytest

from dlcourse.data import CLOUDS_SEPARATOR, IRIS_FEATURES, iris_pair, logic_table, two_clouds


@pytest.mark.parametrize(
    "name, rule",
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("xor", lambda a, b: a != b),
        ("nand", lambda a, b: not (a and b)),
    ],
)
def test_tables_hold_pythons_own_answers(name, rule):
    X, y = logic_table(name)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [int(rule(*map(bool, row))) for row in X]


def test_an_unknown_table_is_refused():
    with pytest.raises(ValueError, match="'nor'; give one of"):
        logic_table("nor")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n, margin", [(2, 0.0), (23, 0.4), (58, 1.9)])
def test_no_point_lies_in_the_strip_or_on_the_wrong_side(n, margin, seed):
    X, y = two_clouds(n, margin, seed)
    w, b = CLOUDS_SEPARATOR
    assert X.shape == (n, 2) and y.sum() == n - n // 2
    assert ((2 * y - 1) * (X @ w + b)).min() >= margin


def test_without_a_margin_the_clouds_overlap_and_have_the_stated_centres():
    X, y = two_clouds(4001, None, seed=5)
    w, b = CLOUDS_SEPARATOR
    distance = X @ w + b
    # 2000 points with deviation 1: means are right to 1/√2000 = 0.022; four of these.
    np.testing.assert_allclose([distance[y == 0].mean(), distance[y == 1].mean()], [-1.5, 1.5], atol=0.09)
    assert (distance[y == 1] < 0).any() and (distance[y == 0] > 0).any()
    np.testing.assert_allclose(X[y == 1].std(axis=0), 1, atol=0.07)


def test_a_seed_gives_one_data_set():
    one, same, other = two_clouds(19, 0.5, 1), two_clouds(19, 0.5, 1), two_clouds(19, 0.5, 2)
    np.testing.assert_array_equal(one[0], same[0])
    assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("n, margin", [(1, 0.5), (10, -0.1), (10, 2.6)])
def test_impossible_clouds_are_refused(n, margin):
    with pytest.raises(ValueError, match="give n >= 2 and a margin"):
        two_clouds(n, margin)


def test_iris_is_scikit_learns_in_the_asked_order():
    from sklearn.datasets import load_iris

    table = load_iris()
    X, y = iris_pair(("petal width", "sepal length"))
    np.testing.assert_array_equal(X, table.data[:100][:, [3, 0]])
    assert [table.target_names[label] for label in (y[0], y[-1])] == ["setosa", "versicolor"]
    assert [f"{name} (cm)" for name in IRIS_FEATURES] == table.feature_names
    assert iris_pair()[0].shape == (100, 4)


def test_an_unknown_feature_is_refused():
    with pytest.raises(ValueError, match="'stem length'"):
        iris_pair(("stem length",))
