import keras
import numpy as np
import pytest
from sklearn import metrics as sklearn
from sklearn.dummy import DummyClassifier

from dlcourse.metrics import accuracy, f1_score, majority_baseline, precision, precision_recall_f1, recall

SCORES = {
    "precision": (precision, sklearn.precision_score),
    "recall": (recall, sklearn.recall_score),
    "f1": (f1_score, sklearn.f1_score),
}


def test_accuracy_agrees_with_scikit_learn_for_classes_and_scores():
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 5, 47), rng.normal(size=(47, 5))
    expected = sklearn.accuracy_score(labels, scores.argmax(axis=1))
    assert accuracy(labels, scores) == accuracy(labels, scores.argmax(axis=1)) == expected


@pytest.mark.parametrize(("labels", "predictions"), [([1, 2], [1, 2, 3]), ([], []), ([1], 1)])
def test_accuracy_refuses_what_it_cannot_compare(labels, predictions):
    with pytest.raises(ValueError, match=r"^accuracy\(\) got .* give equally many"):
        accuracy(labels, predictions)


def test_accuracy_refuses_a_column_of_sigmoids():
    with pytest.raises(ValueError, match=r"^accuracy\(\) got scores of one class, \(3, 1\); make them classes first"):
        accuracy([0, 1, 1], [[0.2], [0.8], [0.9]])


@pytest.mark.parametrize("seed", range(7))
def test_majority_baseline_agrees_with_scikit_learns_dummy(seed):
    rng = np.random.default_rng(seed)
    y_train, y_test = rng.integers(0, 4, 23), rng.integers(0, 4, 31)
    dummy = DummyClassifier(strategy="most_frequent").fit(np.zeros((23, 1)), y_train)
    assert majority_baseline(y_train, y_test) == pytest.approx(dummy.score(np.zeros((31, 1)), y_test))


def test_the_smallest_of_equally_common_labels_is_answered():
    assert majority_baseline([9, 2, 9, 2, 5], [2, 2, 9, 5]) == 0.5


@pytest.mark.parametrize(("y_train", "y_test"), [([], [1]), ([1], [])])
def test_majority_baseline_needs_labels_of_both_kinds(y_train, y_test):
    words = rf"got {len(y_train)} and {len(y_test)} labels; give some of both"
    with pytest.raises(ValueError, match=words):
        majority_baseline(y_train, y_test)


def same(name, labels, predictions, classes=None, **options):
    ours, theirs = SCORES[name]
    found = ours(labels, predictions, classes=classes, **{k: v for k, v in options.items() if k != "pos_label"})
    named = range(classes) if isinstance(classes, int) else classes
    expected = theirs(labels, predictions, labels=named, zero_division=0, **options)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert isinstance(found, np.ndarray if options["average"] is None else float)


@pytest.mark.parametrize("average", ["macro", "micro", None])
@pytest.mark.parametrize("name", SCORES)
def test_averages_over_classes_are_scikit_learns(name, average):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        labels, predictions = rng.choice([0, 1, 3, 4], 47), rng.choice([0, 1, 2], 47)  # 2 is never right, 3 never found
        same(name, labels, predictions, average=average)
        same(name, labels, predictions, classes=7, average=average)  # 5 and 6 occur nowhere
        same(name, labels, predictions, classes=[4, 0, 3, 1, 2], average=average)
        same(name, np.array(list("abcde"))[labels], np.array(list("abcde"))[predictions], average=average)


@pytest.mark.parametrize("name", SCORES)
def test_binary_is_scikit_learns_also_where_it_is_0(name):
    ours, theirs = SCORES[name]
    for seed in range(5):
        rng = np.random.default_rng(seed)
        labels, predictions = rng.integers(0, 2, 31), (rng.random(31) < 0.3).astype(int)
        for positive in (1, 0):
            expected = theirs(labels, predictions, pos_label=positive)
            assert ours(labels, predictions, positive=positive) == pytest.approx(expected)
            assert ours(labels, predictions, "binary", positive) == pytest.approx(expected)
        assert ours(labels, predictions) == pytest.approx(theirs(labels, predictions))
    zero, one = np.zeros(3, int), np.ones(3, int)
    for labels, predictions in ((zero, one), (one, zero), (zero, zero), (one, one)):
        found = ours(labels, predictions)
        assert isinstance(found, float) and found == theirs(labels, predictions, zero_division=0)


def test_a_positive_class_that_no_one_names_scores_0():
    for score in (precision, recall, f1_score):
        assert score([0, 0, 0], [0, 0, 0]) == 0.0


@pytest.mark.parametrize("average", ["macro", "micro", None])
def test_f1_is_that_of_keras(average):
    rng = np.random.default_rng(1)
    labels, scores = rng.integers(0, 5, 47), rng.random((47, 5))
    theirs = keras.metrics.F1Score(average=average)  # the largest score counts
    theirs.update_state(np.eye(5)[labels], scores)
    np.testing.assert_allclose(f1_score(labels, scores, average, classes=5), theirs.result(), rtol=1e-6)  # float32


def test_precision_and_recall_are_those_of_keras():
    rng = np.random.default_rng(2)
    labels, scores = rng.integers(0, 2, 47), rng.random(47)
    for ours, theirs in ((precision, keras.metrics.Precision()), (recall, keras.metrics.Recall())):
        theirs.update_state(labels, scores)
        assert ours(labels, scores > 0.5) == pytest.approx(float(theirs.result()), rel=1e-6)  # float32


@pytest.mark.parametrize("positive", ["a", "b", "c", "d"])
def test_one_class_against_the_others_is_scikit_learns(positive):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        labels, predictions = rng.choice(list("aaabc"), 23), rng.choice(list("aab"), 23)  # c is never predicted
        theirs = [
            each(labels == positive, predictions == positive, zero_division=0)
            for each in (sklearn.precision_score, sklearn.recall_score, sklearn.f1_score)
        ]
        found = precision_recall_f1(labels, predictions, positive)
        assert found == pytest.approx(tuple(theirs)) and all(isinstance(value, float) for value in found)


def test_wrong_calls():
    for score in (precision, recall, f1_score):
        name = rf"^{score.__name__}\(\) got"
        with pytest.raises(
            ValueError, match=rf"{name} average='weighted'; give one of 'binary', 'micro', 'macro', None"
        ):
            score([0, 1], [0, 1], "weighted")
        with pytest.raises(ValueError, match=rf"{name} 3 classes; with more than two say average='macro'"):
            score([0, 1, 2], [0, 1, 1])
        with pytest.raises(ValueError, match=rf"{name} positive=1; give one of the classes, \['ham', 'spam'\]"):
            score(["ham", "spam"], ["ham", "ham"])
        with pytest.raises(ValueError, match=rf"{name} \(2,\) labels, \(3,\) predictions; give equally many"):
            score([0, 1], [0, 1, 1])
    with pytest.raises(ValueError, match=r"^precision_recall_f1\(\) got .* give equally many"):
        precision_recall_f1([0, 1], [0], 1)


def test_probabilities_are_no_classes():
    with pytest.raises(ValueError, match=r"accuracy\(\) got predictions that are no whole numbers"):
        accuracy([0, 1], [0.2, 0.8])
    assert accuracy([0, 1], [0.0, 1.0]) == 1.0
