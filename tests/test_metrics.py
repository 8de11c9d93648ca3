import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score

from dlcourse.metrics import accuracy, majority_baseline


def test_accuracy_agrees_with_scikit_learn_for_classes_and_scores():
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 5, 47), rng.normal(size=(47, 5))
    expected = accuracy_score(labels, scores.argmax(axis=1))
    assert accuracy(labels, scores) == accuracy(labels, scores.argmax(axis=1)) == expected


@pytest.mark.parametrize(("labels", "predictions"), [([1, 2], [1, 2, 3]), ([], []), ([1], 1)])
def test_accuracy_refuses_what_it_cannot_compare(labels, predictions):
    with pytest.raises(ValueError, match="give equally many"):
        accuracy(labels, predictions)


@pytest.mark.parametrize("seed", range(7))
def test_majority_baseline_agrees_with_scikit_learns_dummy(seed):
    rng = np.random.default_rng(seed)
    y_train, y_test = rng.integers(0, 4, 23), rng.integers(0, 4, 31)
    dummy = DummyClassifier(strategy="most_frequent").fit(np.zeros((23, 1)), y_train)
    assert majority_baseline(y_train, y_test) == pytest.approx(dummy.score(np.zeros((31, 1)), y_test))


def test_the_smallest_of_equally_common_labels_is_answered():
    assert majority_baseline([9, 2, 9, 2, 5], [2, 2, 9, 5]) == 0.5
