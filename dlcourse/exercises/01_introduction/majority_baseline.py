"""The score that a model reaches without looking."""

from collections import Counter

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.metrics import majority_baseline


def stub(y_train, y_test):
    """Return the accuracy of always answering the commonest training label.

    y_train: array of whole numbers, the labels to choose the answer from.
    y_test: array of whole numbers, the labels to judge it by.
    Returns: a decimal number from 0 to 1. If several labels are equally common in y_train,
        answer the smallest of them.

    For example y_train [1, 1, 1, 0], y_test [1, 0, 0, 0]: the answer is always 1,
    right once in 4, so 0.25.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    skewed = np.concatenate([np.full(7, 1), np.full(3, 0), np.full(2, 2)])
    return {
        "three labels": (np.array([2, 2, 0]), np.array([2, 0, 1, 2, 1])),
        "a tie, the larger label first": (np.array([5, 3, 5, 3, 8]), np.array([3, 3, 5, 3, 8, 8, 3])),
        "a tie, the smaller label first": (np.array([1, 8, 1, 8, 5]), np.array([8, 1, 5, 1, 8, 1, 8, 8])),
        "a tie of three": (np.array([6, 2, 4, 2, 6, 4, 9]), np.array([4, 2, 6, 4, 2, 2, 6, 9, 6, 6, 6])),
        "another label leads the test": (rng.permutation(skewed), np.array([0] * 8 + [1] * 3 + [2] * 2)),
        "the commonest label is not in the test": (np.array([4, 4, 4, 9, 6]), np.array([9, 6, 9])),
        "only one label": (np.full(5, 7), np.full(11, 7)),
        "many labels": (np.concatenate([np.full(9, 6), rng.permutation(31) % 10]), rng.integers(0, 10, size=37)),
    }


def _share(y, label):
    return float(np.mean(np.asarray(y) == label))


def chosen_by_the_test(y_train, y_test):
    return majority_baseline(y_test, y_test)


def judged_by_train(y_train, y_test):
    return majority_baseline(y_train, y_train)


def one_in_k(y_train, y_test):
    return 1 / len(np.unique(y_train))


def error_rate(y_train, y_test):
    return 1 - majority_baseline(y_train, y_test)


def largest_of_a_tie(y_train, y_test):
    labels, counts = np.unique(y_train, return_counts=True)
    return _share(y_test, labels[counts == counts.max()].max())


def first_of_a_tie(y_train, y_test):
    return _share(y_test, Counter(np.asarray(y_train).tolist()).most_common(1)[0][0])


def whichever_of_a_tie(y_train, y_test):
    labels = np.asarray(y_train).tolist()
    return _share(y_test, max(set(labels), key=labels.count))


def middle_label(y_train, y_test):
    return _share(y_test, np.median(y_train))


def mean_label(y_train, y_test):
    return _share(y_test, round(float(np.mean(y_train))))


def chosen_by_both(y_train, y_test):
    return majority_baseline(np.concatenate([y_train, y_test]), y_test)


def divided_by_train(y_train, y_test):
    return majority_baseline(y_train, y_test) * len(y_test) / len(y_train)


def the_label(y_train, y_test):
    labels, counts = np.unique(y_train, return_counts=True)
    return float(labels[counts.argmax()])


def place_for_label(y_train, y_test):
    return _share(y_test, np.unique(y_train, return_counts=True)[1].argmax())


def first_label(y_train, y_test):
    return _share(y_test, np.asarray(y_train)[0])


def percent(y_train, y_test):
    return 100 * majority_baseline(y_train, y_test)


def number_right(y_train, y_test):
    return majority_baseline(y_train, y_test) * len(y_test)


def largest_label(y_train, y_test):
    return _share(y_test, np.max(y_train))


def by_bincount(y_train, y_test):
    return _share(y_test, np.bincount(y_train).argmax())


def by_counter(y_train, y_test):
    counts = Counter(np.asarray(y_train).tolist())
    answer = min(counts, key=lambda label: (-counts[label], label))
    return sum(label == answer for label in y_test) / len(y_test)


def by_scipy(y_train, y_test):
    from scipy.stats import mode

    return np.mean(y_test == mode(y_train).mode)


EXERCISE = Exercise(
    name="majority_baseline",
    title="The score to beat",
    points=2,
    stars=2,
    minutes=7,
    task=(
        "Before you praise a model, ask what someone scores who never looks at the images. Write "
        "`majority_baseline(y_train, y_test)`: the accuracy on the test labels of always answering the label that is "
        "commonest among the training labels."
    ),
    stub=stub,
    solution=majority_baseline,
    reasons=(
        (
            "np.unique(y_train, return_counts=True)",
            "The answer is chosen on the training labels: test labels only judge.",
        ),
        ("counts.argmax()", "`np.unique` sorts the labels, and `argmax` takes the first maximum: the smallest label."),
        ("np.asarray(y_test) == commonest", "The share of test labels that the constant answer meets is its accuracy."),
    ),
    cases=cases,
    hints=(
        "Two steps: choose one label by looking at y_train, then count how often y_test agrees with it.",
        "`np.unique(y, return_counts=True)` gives the labels in rising order and how often each occurs.",
        "`np.argmax` returns the first of several largest entries, which settles a tie as the task asks.",
    ),
    mistakes=(
        Mistake(chosen_by_the_test, "You chose the answer by the test labels, which a model may not see."),
        Mistake(judged_by_train, "You judged the answer on the training labels; its accuracy on y_test is asked."),
        Mistake(
            one_in_k,
            "You returned one over the number of classes. That is what guessing at random scores on average.",
        ),
        Mistake(error_rate, "You returned how often the answer is wrong; accuracy is how often it is right."),
        Mistake(largest_of_a_tie, "Of equally common labels you took the largest one; the task says the smallest."),
        Mistake(
            first_of_a_tie,
            "Of equally common labels you took the one that comes first in the data, as `Counter.most_common` does; "
            "the task says the smallest.",
        ),
        Mistake(
            whichever_of_a_tie,
            "Of equally common labels you took one that is not the smallest. A set has no order: `max` over it takes "
            "whichever comes first.",
        ),
        Mistake(middle_label, "You answered the median, the label in the middle. Asked is the one that is commonest."),
        Mistake(mean_label, "You answered the mean label, rounded. Labels are names: count them, don't average them."),
        Mistake(
            chosen_by_both,
            "A leak: you chose the answer by training and test labels together; choose it by y_train alone.",
        ),
        Mistake(divided_by_train, "You divided by the number of training labels. The test labels are judged."),
        Mistake(the_label, "You returned the commonest label itself. Asked is how often y_test agrees with it."),
        Mistake(
            place_for_label,
            "You answered the place of the largest count, not the label that stands there: `labels[counts.argmax()]`.",
        ),
        Mistake(first_label, "You answered the first training label; asked is the one that occurs most often."),
        Mistake(percent, "You returned percent. Accuracy is a share from 0 to 1."),
        Mistake(number_right, "You returned how many are right. Divide by the number of test labels."),
        Mistake(
            largest_label,
            "You answered the largest label. The commonest one is the label with the largest count.",
        ),
    ),
    also_right=(by_bincount, by_counter, by_scipy),
    avoid=("sklearn.dummy.DummyClassifier",),
    why="On data where 95 % of the cases are healthy, this baseline scores 0.95 and finds no illness at all.",
    next="The figure of moved digits carries such a baseline as a line.",
)
