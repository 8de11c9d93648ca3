"""Exercise: Novikoff's bound on the number of mistakes."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import mistake_bound


def stub(X, y, w_star):
    """The most mistakes that a perceptron which starts from zero weights can make: (R/γ)².

    X: inputs (n, d); its last column holds ones (for the bias).  y: classes (n,), 0 or 1.
    w_star: weights (d,) that separate the classes, of any length.
    R is the length of the longest row of X. γ is the smallest margin: the smallest value of
    s (w_star·x) / ‖w_star‖ over the rows, with s = +1 for class 1 and s = -1 for class 0.
    Raises ValueError if w_star doesn't separate the classes (some s (w_star·x) is 0 or less).
    Example: rows [3, 1] (class 1) and [-2, 1] (class 0), w_star = [1, 0.25] gives 3.47.
    """
    raise NotImplementedError


def observe(answer, X, y, w_star):
    """The refusal is part of the answer: whether a value came back, and 0 where a ValueError was raised."""
    try:
        return "a value returned", answer(X, y, w_star)
    except ValueError:
        return "a ValueError raised", 0.0


def _separated(rng, n, d):
    """Rows with ones in the last column, their classes by random weights, and those weights."""
    w_star = rng.normal(size=d)
    X = np.column_stack([rng.normal(scale=2, size=(4 * n, d - 1)), np.ones(4 * n)])
    X = X[np.argsort(-np.abs(X @ w_star))][:n]
    return X, (X @ w_star > 0).astype(int), w_star


def cases(seed):
    rng = np.random.default_rng(seed)
    X, y, w_star = _separated(rng, 7, 3)
    flipped = y.copy()
    flipped[2] = 1 - flipped[2]
    return {
        "two rows": (np.array([[3.0, 1.0], [-2.0, 1.0]]), np.array([1, 0]), np.array([1.0, 0.25])),
        "three rows, one exactly on the line": (
            np.array([[2.0, 1.0], [0.0, 1.0], [-3.0, 1.0]]),
            np.array([1, 1, 0]),
            np.array([1.0, 0.0]),
        ),
        "seven rows": (X, y, w_star),
        "the same rows, w_star doubled": (X, y, 2 * w_star),
        "one row on the wrong side": (X, flipped, w_star),
        "rows of unequal length": (X * rng.uniform(0.5, 3, size=(7, 1)), y, w_star),
        "class 0 only": (X[y == y[0]], np.zeros(int((y == y[0]).sum()), dtype=int), -w_star if y[0] else w_star),
        "thirteen rows, five columns": _separated(rng, 13, 5),
    }


def _bound(X, y, w_star, margin, longest=lambda X: np.linalg.norm(X, axis=1).max()):
    signs = 2 * y - 1
    if (signs * (X @ w_star)).min() <= 0:
        raise ValueError("w_star does not separate")
    return (longest(X) / margin(signs * (X @ w_star), w_star)) ** 2


def _smallest(scores, w_star):
    return scores.min() / np.linalg.norm(w_star)


def not_normalised(X, y, w_star):
    return _bound(X, y, w_star, lambda scores, w: scores.min())


def not_squared(X, y, w_star):
    return _bound(X, y, w_star, _smallest) ** 0.5


def mean_margin(X, y, w_star):
    return _bound(X, y, w_star, lambda scores, w: scores.mean() / np.linalg.norm(w))


def mean_length(X, y, w_star):
    return _bound(X, y, w_star, _smallest, longest=lambda X: np.linalg.norm(X, axis=1).mean())


def without_ones(X, y, w_star):
    return _bound(X, y, w_star, _smallest, longest=lambda X: np.linalg.norm(X[:, :-1], axis=1).max())


def whole_matrix(X, y, w_star):
    return _bound(X, y, w_star, _smallest, longest=np.linalg.norm)


def down_the_columns(X, y, w_star):
    return _bound(X, y, w_star, _smallest, longest=lambda X: np.linalg.norm(X, axis=0).max())


def bias_left_out_of_the_length(X, y, w_star):
    return _bound(X, y, w_star, lambda scores, w: scores.min() / np.linalg.norm(w[:-1]))


def zero_allowed(X, y, w_star):
    margin = ((2 * y - 1) * (X @ w_star)).min() / np.linalg.norm(w_star)
    if margin < 0:
        raise ValueError("w_star does not separate")
    return np.inf if margin == 0 else (np.linalg.norm(X, axis=1).max() / margin) ** 2


def signs_turned_round(X, y, w_star):
    return mistake_bound(X, 1 - y, w_star)


def no_check(X, y, w_star):
    margin = ((2 * y - 1) * (X @ w_star)).min() / np.linalg.norm(w_star)
    return np.inf if margin == 0 else (np.linalg.norm(X, axis=1).max() / margin) ** 2


def _instead(X, y, w_star, value):
    try:
        return mistake_bound(X, y, w_star)
    except ValueError:
        return value


def none_instead(X, y, w_star):
    return _instead(X, y, w_star, None)


def infinity_instead(X, y, w_star):
    return _instead(X, y, w_star, np.inf)


def zero_instead(X, y, w_star):
    return _instead(X, y, w_star, 0.0)


def absolute_margins(X, y, w_star):
    margin = np.abs(X @ w_star).min() / np.linalg.norm(w_star)
    return np.inf if margin == 0 else (np.linalg.norm(X, axis=1).max() / margin) ** 2


def turned_round(X, y, w_star):
    return (np.min((2 * y - 1) * (X @ w_star)) / np.linalg.norm(w_star) / np.linalg.norm(X, axis=1).max()) ** 2


def classes_as_signs(X, y, w_star):
    if (y * (X @ w_star)).min() <= 0:
        raise ValueError("w_star does not separate")
    return mistake_bound(X, y, w_star)


def with_loop(X, y, w_star):
    length = sum(value**2 for value in w_star) ** 0.5
    margins = [(1 if target == 1 else -1) * float(row @ w_star) / length for row, target in zip(X, y, strict=True)]
    if min(margins) <= 0:
        raise ValueError("w_star leaves a row on the wrong side")
    return max(float(row @ row) for row in X) / min(margins) ** 2


def with_unit_vector(X, y, w_star):
    margins = (2 * y - 1) * (X @ (w_star / np.linalg.norm(w_star)))
    if not np.all(margins > 0):
        raise ValueError("not separated")
    return np.max(np.sum(X**2, axis=1)) / np.min(margins) ** 2


EXERCISE = Exercise(
    name="mistake_bound",
    title="The largest possible number of mistakes",
    points=3,
    stars=2,
    minutes=10,
    task=(
        "Compute the bound of the proof: $(R/\\gamma)^2$. $R$ is the longest row (the column of ones is already in "
        "`X`), $\\gamma$ the smallest margin of the separator scaled to length 1. Weights that don't separate the "
        "classes promise nothing: raise a `ValueError` for them."
    ),
    stub=stub,
    solution=mistake_bound,
    reasons=(
        (
            "2 * np.asarray(y) - 1",
            "Classes 0 and 1 become the signs -1 and +1, so that a right row has a positive margin.",
        ),
        (
            "raise ValueError",
            "The theorem is about data that w* separates; for other weights the formula means nothing.",
        ),
        (
            "np.linalg.norm(w_star)",
            "A margin is a distance: doubling w* doesn't move the line, so it may not change the bound.",
        ),
        (
            ".max()",
            "The proof must hold for every order of mistakes, so the worst row counts: longest row, smallest margin.",
        ),
    ),
    cases=cases,
    hints=(
        "First the signed scores: positive for every row that w_star puts on the right side. If one is not, raise.",
        "γ = min_i s_i (w*·x_i) / ‖w*‖ with s_i = ±1, R = max_i ‖x_i‖, and the bound is (R/γ)².",
        "Signs from classes: twice y, minus 1. Row lengths: `np.linalg.norm` with `axis=1`. Then smallest score, "
        "divide, square.",
    ),
    mistakes=(
        Mistake(
            not_normalised,
            "Your bound changes when w_star is doubled, though the line stays where it is. Divide by the length of "
            "w_star.",
        ),
        Mistake(not_squared, "You return R/γ. It must be squared."),
        Mistake(mean_margin, "You use the mean margin. γ is the smallest one: the row that is hardest to get right."),
        Mistake(mean_length, "You use the mean length of the rows. R is the longest row."),
        Mistake(
            without_ones,
            "Your R leaves the column of ones out. It is the bias's input, so it belongs to the length.",
        ),
        Mistake(
            whole_matrix,
            "Your R is the norm of the whole matrix. Take the length of each row (axis=1), then the largest.",
        ),
        Mistake(
            down_the_columns,
            "Your R is the longest column of X. Rows are the examples: take the length of each row (axis=1).",
        ),
        Mistake(
            bias_left_out_of_the_length,
            "Your length of w_star leaves its last entry out. Here the bias is one of the weights, with the ones as "
            "its input, so it belongs to the length.",
        ),
        Mistake(
            zero_allowed,
            "A row exactly on the line has the margin 0, and you accept it: the bound would be infinite. Raise a "
            "ValueError for <= 0.",
        ),
        Mistake(
            signs_turned_round,
            "You refuse every w_star, even one that separates. Are the signs turned round? Class 1 has s = +1, class 0 "
            "s = -1. Or does NumPy raise a ValueError in your code, over shapes?",
        ),
        Mistake(
            no_check,
            "You return a number for weights that don't separate the classes. Raise a ValueError there: "
            "`raise ValueError(...)`.",
        ),
        Mistake(
            none_instead,
            "You return None for weights that don't separate the classes. Raise a ValueError there, so that nobody "
            "computes on with it.",
        ),
        Mistake(
            infinity_instead,
            "You return infinity for weights that don't separate the classes. They promise nothing at all: raise a "
            "ValueError there.",
        ),
        Mistake(
            zero_instead,
            "You return 0 for weights that don't separate the classes: that would promise no mistake. Raise a "
            "ValueError there.",
        ),
        Mistake(
            absolute_margins,
            "The absolute value hides rows on the wrong side. Use signs from y, and raise a ValueError for a margin "
            "<= 0.",
        ),
        Mistake(
            turned_round,
            "You return (γ/R)², the inverse, and no ValueError: long rows and small margins make more mistakes "
            "possible.",
        ),
        Mistake(
            classes_as_signs,
            "You multiply by y itself, so class 0 gets the score 0 and data that are separated are refused. Use 2y "
            "- 1.",
        ),
    ),
    also_right=(with_loop, with_unit_vector),
    observe=observe,
    returns=("outcome", "bound"),
    why="A proof that learning ends, with a number that you can compute before or after: rare in deep learning.",
    next="How far below the bound real runs stay: the figure after this exercise.",
)
