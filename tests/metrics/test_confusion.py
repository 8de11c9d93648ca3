import keras
import numpy as np
import pytest
from sklearn.metrics import confusion_matrix as sklearn_matrix

from dlcourse.metrics import confusion_matrix, mean_iou


@pytest.mark.parametrize("seed", range(5))
def test_the_matrix_is_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    labels, predictions = rng.integers(0, 5, 47), rng.choice([0, 1, 3], 47)
    found = confusion_matrix(labels, predictions)
    assert found.dtype.kind == "i" and np.array_equal(found, sklearn_matrix(labels, predictions))
    everything = sklearn_matrix(labels, predictions, labels=range(7))
    assert np.array_equal(confusion_matrix(labels, predictions, classes=7), everything)
    order = [4, 1, 6, 0, 2, 3]  # rows in this order, one class that doesn't occur
    assert np.array_equal(
        confusion_matrix(labels, predictions, order), sklearn_matrix(labels, predictions, labels=order)
    )


def test_strings_scores_tables_and_whole_floats_are_classes_too():
    labels, predictions = ["cat", "dog", "cat"], ["dog", "dog", "cat"]
    assert confusion_matrix(labels, predictions).tolist() == [[1, 1], [0, 1]]
    assert confusion_matrix(labels, predictions, ["dog", "cat"]).tolist() == [[1, 0], [1, 1]]
    scores = np.random.default_rng(0).normal(size=(2, 3, 5))
    images = np.random.default_rng(1).integers(0, 5, (2, 3))
    expected = sklearn_matrix(images.ravel(), scores.argmax(axis=-1).ravel(), labels=range(5))
    assert np.array_equal(confusion_matrix(images, scores, 5), expected)
    assert confusion_matrix([True, False], [1.0, 1.0]).tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize("seed", range(5))
def test_mean_iou_is_that_of_keras(seed):
    rng = np.random.default_rng(seed)
    labels, predictions = rng.choice([0, 2, 3], (3, 5, 7)), rng.choice([0, 3, 4], (3, 5, 7))  # 1 and 5 don't occur
    theirs = keras.metrics.MeanIoU(num_classes=6)
    theirs.update_state(labels, predictions)
    found = mean_iou(labels, predictions, classes=6)
    assert isinstance(found, float) and found == pytest.approx(float(theirs.result()), rel=1e-6)  # Keras: float32


def test_mean_iou_by_hand():
    assert mean_iou([[0, 0], [2, 2]], [[0, 2], [2, 2]], classes=9) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert mean_iou([5, 5], [5, 5], classes=6) == 1.0
    assert mean_iou([0, 1, 1], [0, 1, 1], classes=3) == 1.0  # a class of one pixel counts
    assert mean_iou([0, 0], [1, 1], classes=2) == 0.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0, 1], [0]), r"got \(2,\) labels, \(1,\) predictions; give equally many"),
        (([], []), r"got \(0,\) labels, \(0,\) predictions; give equally many"),
        (([], np.ones((0, 3))), r"got \(0,\) labels, \(0, 3\) predictions; give equally many"),
        (([0], 0), "give equally many"),
        (([0, 1], [0, 3], 3), "got 3, which is no class; the classes are \\[0, 1, 2\\]"),
        (([-1, 1], [0, 2], 3), "got -1, which is no class; the classes are \\[0, 1, 2\\]"),
        (([0, 9], [0, 8], 8), "got 9, which is no class; the classes are \\[0, 1, 2, 3, 4, 5, 6, 7\\]"),
        (([0, 9], [0, 8], 9), "got 9, which is no class; the classes are 0 to 8"),
        (
            (["cat", "fox"], ["cat", "dog"], ["cat", "dog"]),
            "got 'fox', which is no class; the classes are \\['cat', 'dog'\\]",
        ),
        (([0, 1], [0.3, 0.9]), "got predictions that are no whole numbers; make scores classes first"),
        (([0, np.nan], [0, 1]), "got labels that are no whole numbers"),
        (([0, 1], [[0.3], [0.9]]), r"got scores of one class, \(2, 1\); make them classes first"),
        (([0, 1], ["0", "1"]), "int64 labels and <U1 predictions; give the same kind"),
        ((["0", "1"], [0, 1]), "<U1 labels and int64 predictions; give the same kind"),
        (([0, 1], [0, 1], [0, 1, 1]), r"got classes=\[0, 1, 1\]; give their number, or a list that names each once"),
        (([0, 1], [0, 1], 0), "got classes=0; give their number"),
        (([0, 1], [0, 1], [[0, 1]]), r"got classes=\[\[0, 1\]\]; give their number"),
    ],
)
def test_what_cannot_be_counted(arguments, words):
    with pytest.raises(ValueError, match=rf"^confusion_matrix\(\) {words}" if words.startswith("got") else words):
        confusion_matrix(*arguments)


def test_mean_iou_speaks_of_itself():
    with pytest.raises(ValueError, match=r"^mean_iou\(\) got 255, which is no class"):
        mean_iou([0, 255], [0, 1], classes=2)
