"""Three parts that share no example."""

import numpy as np

from dlcourse.data import split_indices
from dlcourse.grading.exercise import Exercise, Mistake


def stub(n, val, test, seed):
    """Return three shuffled arrays of row numbers that share none and together hold 0 ... n-1.

    n: number of examples.
    val, test: the fraction of n that the second and the third part get, each rounded:
        round(n * fraction) rows. A fraction may be 0: its part is then empty.
    seed: a whole number; the same seed gives the same split, another seed another one.
    Returns: (train, val, test), three arrays of whole numbers, each in random order;
        train holds all that the others leave, and that is never nothing.

    For example split_indices(10, 0.2, 0.3, seed=0) could be
    ([7, 2, 9, 0, 4], [8, 1], [3, 6, 5]).
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "a small set": (23, 0.2, 0.3, 10 + seed),
        "two parts of equal size": (59, 0.25, 0.25, 20 + seed),
        "no validation part": (101, 0.0, 0.3, 30 + seed),
        "parts that have to be rounded": (97, 0.17, 0.29, 40 + seed),
        "no test part": (31, 0.3, 0.0, 50 + seed),
        "all rows train": (29, 0.0, 0.0, 60 + seed),
        "the digits": (1797, 0.15, 0.2, int(rng.integers(1000, 9999))),
    }


def observe(answer, n, val, test, seed):
    """The split, the split a second time, and the split by another seed."""
    return {name: answer(n, val, test, each) for name, each in zip(_calls(seed), (seed, seed, seed + 1), strict=True)}


def _calls(seed):
    """What the three calls are named: the learner reads it beside what came back."""
    return f"seed {seed}", f"seed {seed} again", f"seed {seed + 1}"


def holds(observed, n, val, test, seed):
    split, again, other = (observed[name] for name in _calls(seed))
    train, second, third = parts = [np.ravel(part) for part in split]
    sizes, due = [len(part) for part in parts], _sizes(n, val, test)
    if sizes != due:
        yield "sizes", f"The parts have {sizes} rows; {due} are expected for n = {n}, val = {val}, test = {test}."
    together = np.concatenate(parts)
    if np.any(together != np.round(together)) or np.any((together < 0) | (together >= n)):
        low, high = together.min(), together.max()
        yield "range", f"Row numbers are whole numbers from 0 to {n - 1}; yours reach from {low:g} to {high:g}."
    if (twice := _repeated(train)) is not None:
        yield "repeats", f"Row {twice} stands in train more than once."
    shared = np.concatenate([np.intersect1d(a, b) for a, b in ((train, second), (train, third), (second, third))])
    if len(shared):
        yield "shared", f"Row {shared[0]:g} stands in two parts."
    if any(10 <= len(part) < n and np.ptp(part) == len(part) - 1 and _repeated(part) is None for part in parts):
        yield "block", "A part is an unbroken block of the file's rows: the rows were cut before they were shuffled."
    if missing := n - len(np.unique(together)):
        yield "missing", f"{missing} of the {n} rows are in no part."
    if len(train) > 1 and np.all(np.diff(train) == 1):
        yield "file order", "Train is an unbroken run of rows in the order of the file: nothing was shuffled."
    elif len(train) > 1 and np.all(np.diff(train) >= 0):
        yield "sorted", "Train is sorted; the rows should come in random order."
    if not _alike(split, again):
        yield "seed", f"Seed {seed} gave two different splits when it was used twice."
    elif _alike(split, other):
        yield "one split", f"Seeds {seed} and {seed + 1} gave the same split."


def _sizes(n, val, test):
    n_val, n_test = round(n * val), round(n * test)
    return [n - n_val - n_test, n_val, n_test]


def _repeated(rows):
    values, counts = np.unique(rows, return_counts=True)
    return f"{values[counts > 1][0]:g}" if np.any(counts > 1) else None


def _alike(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def _cut(order, n, val, test):
    n_val, n_test = round(n * val), round(n * test)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def with_replacement(n, val, test, seed):
    return _cut(np.random.default_rng(seed).integers(0, n, size=n), n, val, test)


def each_part_drawn_alone(n, val, test, seed):
    rng = np.random.default_rng(seed)
    return tuple(rng.choice(n, size=size, replace=False) for size in _sizes(n, val, test))


def not_shuffled(n, val, test, seed):
    return _cut(np.arange(n), n, val, test)


def shuffled_after_cutting(n, val, test, seed):
    rng = np.random.default_rng(seed)
    return tuple(rng.permutation(part) for part in not_shuffled(n, val, test, seed))


def sorted_parts(n, val, test, seed):
    return tuple(np.sort(part) for part in split_indices(n, val, test, seed))


def seed_ignored(n, val, test, seed):
    return _cut(np.random.default_rng().permutation(n), n, val, test)


def always_the_same(n, val, test, seed):
    return split_indices(n, val, test, 0)


def rounded_down(n, val, test, seed):
    order, n_val, n_test = np.random.default_rng(seed).permutation(n), int(n * val), int(n * test)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def rounded_up(n, val, test, seed):
    n_val, n_test = int(np.ceil(n * val)), int(np.ceil(n * test))
    order = np.random.default_rng(seed).permutation(n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def test_gets_the_rest(n, val, test, seed):
    order, n_val, n_train = np.random.default_rng(seed).permutation(n), round(n * val), round(n * (1 - val - test))
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]


def fraction_of_the_rest(n, val, test, seed):
    order, n_test = np.random.default_rng(seed).permutation(n), round(n * test)
    n_val = round((n - n_test) * val)
    return order[n_test + n_val :], order[n_test : n_test + n_val], order[:n_test]


def test_comes_second(n, val, test, seed):
    train, second, third = split_indices(n, val, test, seed)
    return train, third, second


def train_keeps_all(n, val, test, seed):
    _, second, third = split_indices(n, val, test, seed)
    return np.random.default_rng(seed + 77).permutation(n), second, third


def cut_from_the_end(n, val, test, seed):
    order, n_val, n_test = np.random.default_rng(seed).permutation(n), round(n * val), round(n * test)
    return order[: -(n_val + n_test)], order[-(n_val + n_test) : -n_test], order[-n_test:]


def by_set_difference(n, val, test, seed):
    rng = np.random.default_rng(seed)
    held = rng.choice(n, size=round(n * val) + round(n * test), replace=False)
    rest = rng.permutation(np.setdiff1d(np.arange(n), held))
    return rest, held[: round(n * val)], held[round(n * val) :]


def by_the_old_generator(n, val, test, seed):
    return _cut(np.random.RandomState(seed).permutation(n), n, val, test)


def by_scikit_learn(n, val, test, seed):
    from sklearn.utils import shuffle

    return _cut(shuffle(np.arange(n), random_state=seed), n, val, test)


EXERCISE = Exercise(
    name="split_indices",
    title="Split without overlap",
    points=2,
    stars=2,
    minutes=10,
    task=(
        "Every result of this course is judged on images that no model saw. Write `split_indices(n, val, test, seed)`: "
        "three arrays of row numbers that share none, each in random order, so that no later step follows the order of "
        "the file. Many answers are right, so the check looks at what your parts have to have in common, not at the "
        "numbers."
    ),
    stub=stub,
    solution=split_indices,
    reasons=(
        (
            "default_rng(seed).permutation(n)",
            "One shuffled order of all rows: cut into pieces, it can't hold a row twice.",
        ),
        (
            "round(n * val), round(n * test)",
            "Sizes are rounded once; training gets all that is left, so nothing is lost.",
        ),
    ),
    cases=cases,
    hints=(
        "Shuffle all row numbers once. Then you only need to cut.",
        "With n_val = round(n·val) and n_test = round(n·test), the first n_val rows of the shuffled order are val.",
        "A generator made from the seed has a method that shuffles 0 ... n-1; slice what it returns three times.",
    ),
    mistakes=(
        Mistake(
            with_replacement,
            "You drew rows with replacement: some stand in a part twice, in two parts, or in none.",
        ),
        Mistake(
            each_part_drawn_alone,
            "You drew each part on its own, so the same row ends up in two parts: test rows are trained on.",
        ),
        Mistake(train_keeps_all, "Train holds every row, also those of the other parts: the test would be no test."),
        Mistake(
            not_shuffled,
            "Your parts keep the order of the file. If the file is sorted, a whole class may be missing from train.",
        ),
        Mistake(
            shuffled_after_cutting,
            "You cut blocks out of the file and shuffled too late: the test rows are neighbours, of one kind perhaps. "
            "Shuffle all rows first, then cut.",
        ),
        Mistake(
            sorted_parts,
            "Your train rows are in rising order, as sorting or a set leaves them; batches would follow the file.",
        ),
        Mistake(
            seed_ignored,
            "The seed has no effect: the same seed gave two splits, so nobody could repeat your result.",
        ),
        Mistake(always_the_same, "Every seed gives the same split. Make the generator from the seed that is passed."),
        Mistake(
            rounded_down,
            "You cut the sizes off instead of rounding. For n = 23 and val = 0.2, n·val is 4.6: int gives 4, round 5.",
        ),
        Mistake(
            rounded_up,
            "You rounded the sizes up. For n = 101 and test = 0.3, n·test is 30.3: math.ceil gives 31, round 30.",
        ),
        Mistake(
            test_gets_the_rest,
            "Your test part got what rounding left over. val and test have round(n·fraction) rows; train has the rest.",
        ),
        Mistake(fraction_of_the_rest, "You took val as a fraction of what test leaves; both are fractions of n."),
        Mistake(
            cut_from_the_end,
            "You count from the end, and a part may be empty: `order[-0:]` is the same as `order[0:]`, all rows.",
        ),
        Mistake(test_comes_second, "Your second part has the size of test. The order is train, val, test."),
    ),
    also_right=(by_set_difference, by_the_old_generator, by_scikit_learn),
    observe=observe,
    holds=holds,
    avoid=("sklearn.model_selection.train_test_split",),
    why="A row in two parts is the commonest leak: the test then measures memory.",
    next="The second commonest leak comes with the scaling, in the next section.",
)
