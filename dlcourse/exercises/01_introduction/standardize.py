"""Scale by the training rows, and by nothing else."""

import numpy as np

from dlcourse.data import standardize
from dlcourse.grading.exercise import Exercise, Mistake


def stub(train, other):
    """Scale both arrays, column by column, by the mean and the standard deviation of train.

    train: array (n, d), one example a row.
    other: array (m, d), validation or test rows.
    Returns: (train_scaled, other_scaled). In train_scaled every column has mean 0 and standard
        deviation 1 (divide by n: NumPy's default). A column that never changes in train is
        only centred, not divided.

    For example train [[1.], [3.]] has mean 2 and deviation 1: it becomes [[-1.], [1.]];
    other [[5.]] becomes [[3.]].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    skewed = rng.normal(size=(11, 3)) * [1, 50, 0.01] + [5, -300, 2]
    constant = rng.normal(size=(13, 5)) + 2
    constant[:, 2] = 4.0
    return {
        "one column": (np.array([[1.0], [3.0], [8.0]]), np.array([[5.0], [2.0]])),
        "columns of very different size": (skewed, rng.normal(size=(7, 3)) * [3, 10, 0.05] + [9, -250, 1]),
        "a column that never changes": (constant, rng.normal(size=(3, 5)) + 2),
        "a single row to scale": (rng.normal(size=(17, 2)) + 1, rng.normal(size=(1, 2)) * 3),
        "as many rows as columns": (rng.normal(size=(5, 5)) * 2 - 1, rng.normal(size=(5, 5))),
        "small pictures": (rng.integers(0, 17, size=(23, 19)) * 1.0, rng.integers(0, 17, size=(29, 19)) * 0.5),
    }


def _scale(x, mean, std):
    return (x - mean) / np.where(std == 0, 1.0, std)


def each_by_itself(train, other):
    return tuple(_scale(x, x.mean(axis=0), x.std(axis=0)) for x in (train, other))


def both_together(train, other):
    rows = np.concatenate([train, other])
    return tuple(_scale(x, rows.mean(axis=0), rows.std(axis=0)) for x in (train, other))


def one_for_all(train, other):
    return tuple(_scale(x, train.mean(), train.std()) for x in (train, other))


def row_by_row(train, other):
    return tuple(_scale(x, x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)) for x in (train, other))


def divides_by_zero(train, other):
    with np.errstate(invalid="ignore", divide="ignore"):
        return tuple((x - train.mean(axis=0)) / train.std(axis=0) for x in (train, other))


def a_little_more(train, other):
    mean, scale = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mean) / scale, (other - mean) / scale


def constant_to_zero(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return tuple(np.where(std == 0, 0.0, _scale(x, mean, std)) for x in (train, other))


def own_mean(train, other):
    return standardize(train, other)[0], _scale(other, other.mean(axis=0), train.std(axis=0))


def by_variance(train, other):
    return tuple(_scale(x, train.mean(axis=0), train.var(axis=0)) for x in (train, other))


def by_n_minus_one(train, other):
    return tuple(_scale(x, train.mean(axis=0), train.std(axis=0, ddof=1)) for x in (train, other))


def not_centred(train, other):
    return tuple(_scale(x, 0.0, train.std(axis=0)) for x in (train, other))


def only_centred(train, other):
    return train - train.mean(axis=0), other - train.mean(axis=0)


def to_zero_and_one(train, other):
    low, high = train.min(axis=0), train.max(axis=0)
    return tuple(_scale(x, low, high - low) for x in (train, other))


def other_left(train, other):
    return standardize(train, other)[0], other * 1.0


def nan_to_zero(train, other):
    return tuple(np.nan_to_num(each) for each in divides_by_zero(train, other))


def small_deviations_kept(train, other):
    return tuple((x - train.mean(axis=0)) / np.maximum(train.std(axis=0), 1) for x in (train, other))


def constant_left(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return tuple(np.where(std == 0, x, _scale(x, mean, std)) for x in (train, other))


def own_deviation(train, other):
    return standardize(train, other)[0], _scale(other, train.mean(axis=0), other.std(axis=0))


def without_parentheses(train, other):
    std = train.std(axis=0)
    return tuple(x - train.mean(axis=0) / np.where(std == 0, 1.0, std) for x in (train, other))


def other_first(train, other):
    return standardize(train, other)[::-1]


def only_train(train, other):
    return standardize(train, other)[0]


def only_other(train, other):
    return standardize(train, other)[1]


def column_by_column(train, other):
    results = np.array(train, dtype=float), np.array(other, dtype=float)
    for column in range(train.shape[1]):
        mean, std = np.mean(train[:, column]), np.std(train[:, column])
        for result in results:
            result[:, column] = (result[:, column] - mean) / (std or 1.0)
    return results


def from_sums(train, other):
    mean = np.sum(train, axis=0) / len(train)
    std = np.sqrt(np.einsum("nd,nd->d", train - mean, train - mean) / len(train))
    std[std == 0] = 1
    return (train - mean) / std, (other - mean) / std


EXERCISE = Exercise(
    name="standardize",
    title="Scale without looking ahead",
    points=2,
    stars=2,
    minutes=10,
    task=(
        "Write `standardize(train, other)`: both arrays scaled column by column, so that the training columns have "
        "mean 0 and standard deviation 1. The statistics come from the training rows alone. In our digits some "
        "pixels never carry ink: their deviation is 0, and they must not turn into NaN."
    ),
    stub=stub,
    solution=standardize,
    reasons=(
        (
            "train.mean(axis=0), train.std(axis=0)",
            "Axis 0 runs over the examples, so each column gets its own statistics.",
        ),
        ("np.where(constant, 1.0, std)", "Dividing by 1 leaves a constant column centred, instead of 0/0."),
        ("(other - mean) / scale", "The other rows are scaled by the training statistics, as one new image will be."),
    ),
    cases=cases,
    hints=(
        "Which numbers may you look at to scale a test image? Only those that you had before it came.",
        "x' = (x - mean) / std with mean and std of train, one number for each column (axis=0), for both arrays.",
        "Replace a deviation of 0 by 1 before dividing; `np.where(condition, a, b)` chooses entry by entry.",
    ),
    mistakes=(
        Mistake(each_by_itself, "A leak: the second array was scaled by its own statistics, not by train's."),
        Mistake(both_together, "A leak: your statistics come from both arrays together; use train's alone."),
        Mistake(
            one_for_all,
            "You used one mean and one deviation for the whole array. Each column has its own (axis=0).",
        ),
        Mistake(
            row_by_row,
            "You scaled each row by itself. Statistics are taken over the examples, column by column (axis=0).",
        ),
        Mistake(
            divides_by_zero,
            "A column that never changes has deviation 0, and 0/0 is NaN. Divide such a column by 1.",
        ),
        Mistake(
            a_little_more,
            "You divide a column that never changes by a tiny number: when other differs there, it becomes huge. "
            "Divide such a column by 1.",
        ),
        Mistake(
            constant_to_zero,
            "Where train never changes you set other to 0. Such a column is only centred: other - mean stays.",
        ),
        Mistake(own_mean, "A leak: you subtracted the second array's own mean; use train's."),
        Mistake(by_variance, "You divided by the variance. The standard deviation is its square root."),
        Mistake(by_n_minus_one, "You divided by n - 1 in the deviation (ddof=1); here it is n, NumPy's default."),
        Mistake(not_centred, "You divided by the deviation without subtracting the mean."),
        Mistake(only_centred, "You subtracted the mean, but did not divide by the deviation."),
        Mistake(to_zero_and_one, "You scaled to the range 0 to 1 by minimum and maximum; use mean and deviation."),
        Mistake(
            other_left,
            "Your second array has the values it came with. Scale it too, by the mean and deviation that train had "
            "before it was scaled.",
        ),
        Mistake(
            nan_to_zero,
            "You divided by a deviation of 0 and replaced the result: NaN became 0, infinity a gigantic number. "
            "Divide such a column by 1 instead.",
        ),
        Mistake(
            small_deviations_kept,
            "Your columns with a deviation below 1 were not divided by it: np.maximum(std, 1) changes more than zeros.",
        ),
        Mistake(constant_left, "Where train never changes you left both as they were; subtract the mean there too."),
        Mistake(own_deviation, "A leak: you divided the second array by its own deviation; use train's."),
        Mistake(
            without_parentheses,
            "You divided only the mean by the deviation: division comes before minus. Write `(x - mean)`.",
        ),
        Mistake(other_first, "You returned the two arrays in the other order. First comes train_scaled."),
        Mistake(only_train, "You returned train_scaled alone. Asked are two: `return train_scaled, other_scaled`."),
        Mistake(only_other, "You returned other_scaled alone. Asked are two: `return train_scaled, other_scaled`."),
    ),
    also_right=(column_by_column, from_sums),
    returns=("train_scaled", "other_scaled"),
    avoid=("sklearn.preprocessing.StandardScaler", "keras.layers.Normalization"),
    why="A model in use meets one image at a time: it has no test set whose mean it could take.",
    next="`dlcourse.data.Standardizer` remembers the statistics, and agrees with keras.layers.Normalization.",
)
