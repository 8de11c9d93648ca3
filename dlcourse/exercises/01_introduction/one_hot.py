"""Labels as rows of zeros with a single one."""

import numpy as np

from dlcourse.data import one_hot
from dlcourse.grading.exercise import Exercise, Mistake


def stub(labels, num_classes):
    """Return a row for each label: zeros, and a one in the label's column.

    labels: array of n whole numbers from 0 to num_classes - 1.
    num_classes: the number of columns, whether or not every class occurs in labels.
    Returns: array of decimal numbers (float), shape (n, num_classes).

    For example one_hot([2, 0], 3) is [[0., 0., 1.],
                                       [1., 0., 0.]]
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "a single label": (np.array([1]), 3),
        "as many labels as classes": (np.array([2, 0, 4, 1, 3]), 5),
        "the largest classes don't occur": (np.array([1, 0, 2, 1, 0, 2, 2]), 11),
        "the smallest class doesn't occur": (np.array([4, 2, 1, 3, 6, 5]), 7),
        "only one class occurs": (np.full(13, 3), 5),
        "digits": (np.concatenate([[0, 9], rng.integers(0, 10, size=27)]), 10),
    }


def columns_from_labels(labels, num_classes):
    return np.eye(int(np.max(labels)) + 1)[labels]


def columns_that_occur(labels, num_classes):
    return (np.asarray(labels)[:, None] == np.unique(labels)).astype(float)


def transposed(labels, num_classes):
    return one_hot(labels, num_classes).T


def shifted(labels, num_classes):
    return np.eye(num_classes)[np.asarray(labels) - 1]


def every_row_alike(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[:, labels] = 1.0
    return rows


def one_column_more(labels, num_classes):
    return np.eye(num_classes + 1)[labels]


def label_as_entry(labels, num_classes):
    return one_hot(labels, num_classes) * np.asarray(labels)[:, None]


def all_up_to(labels, num_classes):
    return (np.arange(num_classes) <= np.asarray(labels)[:, None]).astype(float)


def whole_numbers(labels, num_classes):
    return one_hot(labels, num_classes).astype(int)


def by_identity(labels, num_classes):
    return np.eye(num_classes)[labels]


def by_loop(labels, num_classes):
    rows = []
    for label in labels:
        row = [0.0] * num_classes
        row[int(label)] = 1.0
        rows.append(row)
    return rows


def by_comparison(labels, num_classes):
    return (np.arange(num_classes) == np.asarray(labels)[:, None]).astype("float32")


EXERCISE = Exercise(
    name="one_hot",
    title="One column for each label",
    points=1,
    stars=1,
    minutes=6,
    task=(
        "The network gives ten scores, the label is one number. Write `one_hot(labels, num_classes)`, which turns "
        "labels into rows that scores can be compared with: all zeros, and a one in the label's column."
    ),
    stub=stub,
    solution=one_hot,
    reasons=(
        (
            "np.zeros((len(labels), num_classes))",
            "The number of columns is given, so a class that is absent keeps its column.",
        ),
        (
            "rows[np.arange(len(labels)), labels] = 1.0",
            "Row number and label together pick one entry in every row at once.",
        ),
    ),
    cases=cases,
    hints=(
        "Start with an array of zeros of the right shape. Which entry of row i becomes one?",
        "Row i has its one in column labels[i]: H[i, labels[i]] = 1.",
        "With two arrays of whole numbers as index, NumPy sets one entry a row; a loop over the rows does as well.",
    ),
    mistakes=(
        Mistake(
            columns_from_labels,
            "You took the number of columns from the largest label: classes absent here lost theirs.",
        ),
        Mistake(columns_that_occur, "You made columns only for the labels that occur; every class needs its column."),
        Mistake(transposed, "Your classes run down the rows. Each example is a row; classes run along axis 1."),
        Mistake(shifted, "Your ones stand a column too far left: label 0 belongs to column 0."),
        Mistake(
            every_row_alike,
            "Every row got a one for every label: `rows[:, labels]` means all rows. Pair each row with its own label.",
        ),
        Mistake(one_column_more, "You made a column too many: labels run from 0 to num_classes - 1."),
        Mistake(
            label_as_entry,
            "You wrote the label itself into its column. The entry is always one, so no class weighs more.",
        ),
        Mistake(all_up_to, "You filled every column up to the label. Only the label's own column holds a one."),
        Mistake(
            whole_numbers,
            "Your entries are whole numbers (int). Scores are decimal numbers, so make the rows float.",
        ),
    ),
    also_right=(by_identity, by_loop, by_comparison),
    avoid=("keras.ops.one_hot", "keras.utils.to_categorical", "tensorflow.one_hot"),
    dtype="float",
    why="A digit is a name, not a quantity: 8 is not twice 4. One column a class keeps a model from thinking so.",
    next="What if a loss treats the label as a quantity after all? The bars below show it, where parts are taken out.",
)
