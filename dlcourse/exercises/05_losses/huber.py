"""Exercise: the Huber loss."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import huber


def stub(y, p, delta):
    """The Huber loss of each prediction: squared for small residuals r = p - y, straight beyond.

    y, p: targets and predictions, arrays of one shape.  delta: a number above 0.
    Returns an array of that shape (no mean): r²/2 where |r| <= delta,
    and delta |r| - delta²/2 elsewhere.
    Example: y = [0, 0], p = [1, -5], delta = 2 gives [0.5, 8].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def pair(*shape):
        return rng.normal(size=shape), rng.normal(scale=3.0, size=shape)

    start = rng.normal(size=3)
    r = np.array([0.2, -0.9, 4.0, -0.1, -7.0, 1.1, -1.4])
    return {
        "the worked example": (np.array([0.0, 0.0]), np.array([1.0, -5.0]), 2.0),
        "no residual, and |r| = delta on both sides": (start, start + np.array([0.0, 0.5, -0.5]), 0.5),
        "just inside and just outside delta": (np.zeros(5), np.array([0.7, -0.72, 0.69, 0.71, -0.68]), 0.7),
        "small and large residuals, delta 1": (np.zeros(7), r, 1.0),
        "11 residuals, delta 3": (*pair(11), 3.0),
        "five examples with 3 outputs, delta 0.5": (*pair(5, 3), 0.5),
        "13 examples with 1 output, delta 2": (*pair(13, 1), 2.0),
        "all residuals far beyond delta": (np.zeros(17), rng.choice([-1.0, 1.0], 17) * rng.uniform(50, 90, 17), 1.5),
    }


def no_offset(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * size)


def whole_delta_squared_off(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * (size - delta))


def offset_without_square(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * size - delta / 2)


def offset_added(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * size + delta**2 / 2)


def square_not_halved(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2, delta * size - delta**2 / 2)


def twice(y, p, delta):
    return 2 * huber(y, p, delta)


def compared_with_its_sign(y, p, delta):
    r = p - y
    return np.where(r <= delta, r**2 / 2, delta * r - delta**2 / 2)


def compared_with_its_sign_the_other_way(y, p, delta):
    return compared_with_its_sign(p, y, delta)


def signed_line(y, p, delta):
    r = p - y
    return np.where(np.abs(r) <= delta, r**2 / 2, delta * r - delta**2 / 2)


def signed_line_the_other_way(y, p, delta):
    return signed_line(p, y, delta)


def branches_exchanged(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, delta * size - delta**2 / 2, size**2 / 2)


def always_one(y, p, delta):
    return huber(y, p, 1.0)


def slope_one(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, size - delta / 2)


def smooth_l1(y, p, delta):
    return huber(y, p, delta) / delta


def square_compared(y, p, delta):
    size = np.abs(p - y)
    return np.where(size**2 <= delta, size**2 / 2, delta * size - delta**2 / 2)


def half_square_compared(y, p, delta):
    size = np.abs(p - y)
    return np.where(size**2 / 2 <= delta, size**2 / 2, delta * size - delta**2 / 2)


def line_as_minimum(y, p, delta):
    size = np.abs(p - y)
    return np.minimum(size**2 / 2, delta * size)


def flat_beyond(y, p, delta):
    return np.clip(p - y, -delta, delta) ** 2 / 2


def pseudo_huber(y, p, delta):
    return delta**2 * (np.sqrt(1 + ((p - y) / delta) ** 2) - 1)


def log_cosh(y, p, delta):
    return np.logaddexp(p - y, y - p) - np.log(2)


def squared_only(y, p, delta):
    return (p - y) ** 2 / 2


def line_only(y, p, delta):
    return delta * np.abs(p - y) - delta**2 / 2


def absolute_only(y, p, delta):
    return np.abs(p - y)


def the_slope(y, p, delta):
    return np.clip(p - y, -delta, delta)


def mean_of_all(y, p, delta):
    return np.mean(huber(y, p, delta))


def mean_of_each_row(y, p, delta):
    return np.mean(huber(y, p, delta), axis=-1)


def decided_at_once(y, p, delta):
    size = np.abs(p - y)
    if size <= delta:
        return size**2 / 2
    return delta * size - delta**2 / 2


def decided_row_by_row(y, p, delta):
    losses = []
    for r in np.abs(p - y):
        if r <= delta:
            losses.append(r**2 / 2)
        else:
            losses.append(delta * r - delta**2 / 2)
    return np.array(losses)


def decided_for_the_largest(y, p, delta):
    size = np.abs(p - y)
    if np.all(size <= delta):
        return size**2 / 2
    return delta * size - delta**2 / 2


def offset_of_one_half(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * size - 0.5)


def line_of_delta_1(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, size - 0.5)


def offset_times_delta(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size**2 / 2, delta * (size - delta**2 / 2))


def not_squared(y, p, delta):
    size = np.abs(p - y)
    return np.where(size <= delta, size / 2, delta * size - delta**2 / 2)


def both_at_delta(y, p, delta):
    size = np.abs(p - y)
    return (size <= delta) * size**2 / 2 + (size >= delta) * (delta * size - delta**2 / 2)


def neither_at_delta(y, p, delta):
    size = np.abs(p - y)
    return (size < delta) * size**2 / 2 + (size > delta) * (delta * size - delta**2 / 2)


def sum_of_both_pieces(y, p, delta):
    size = np.abs(p - y)
    return size**2 / 2 + delta * size - delta**2 / 2


def sum_of_all(y, p, delta):
    return np.sum(huber(y, p, delta))


def with_loop(y, p, delta):
    losses = np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        size = abs(p[index] - y[index])
        losses[index] = 0.5 * size * size if size < delta else delta * (size - 0.5 * delta)
    return losses


def with_minimum(y, p, delta):
    size = np.abs(y - p)
    near = np.minimum(size, delta)
    return near * (size - near / 2)


def with_mask(y, p, delta):
    r = y - p
    far = np.abs(r) > delta
    losses = r**2 / 2
    losses[far] = delta * np.abs(r[far]) - delta**2 / 2
    return losses


def with_keras(y, p, delta):
    from keras import ops

    size = ops.abs(ops.cast(p, "float32") - ops.cast(y, "float32"))
    return ops.where(size <= delta, 0.5 * size**2, delta * size - 0.5 * delta**2)


EXERCISE = Exercise(
    name="huber",
    title="The Huber loss",
    points=3,
    stars=2,
    minutes=7,
    task=(
        "Write the loss that is squared for small residuals and straight for large ones. It has two pieces that meet "
        "at |r| = delta. Neither the loss nor its slope may jump there: delta in front of |r| makes the slopes meet, "
        "- delta²/2 makes the values meet. Return one loss for each entry."
    ),
    stub=stub,
    solution=huber,
    reasons=(
        ('paired("huber()"', "Checks the shapes, and says what is wrong with them. Your answer doesn't need it."),
        ("np.abs(p - y)", "Only the size of a residual counts: too high and too low cost the same."),
        ("size**2 / 2", "With the half its slope is |r|, which is delta where the straight piece takes over."),
        ("delta * size - delta**2 / 2", "Slope delta, moved down until it meets the square: delta² - delta²/2."),
    ),
    cases=cases,
    hints=(
        "Work with |r|. One condition decides, entry by entry, which of two formulas holds.",
        "l = r²/2 for |r| <= delta;  l = delta |r| - delta²/2 beyond. At |r| = delta both give delta²/2.",
        "`np.where(condition, a, b)` picks entry by entry: a where the condition is true, b elsewhere. An `if` can't, "
        "because it decides once for the whole array.",
    ),
    mistakes=(
        Mistake(
            no_offset,
            "Your loss jumps at |r| = delta, from delta²/2 to delta². The straight piece needs - delta²/2.",
        ),
        Mistake(
            whole_delta_squared_off,
            "Your loss jumps at |r| = delta, from delta²/2 to 0. The straight piece is lowered by delta²/2, not "
            "delta².",
        ),
        Mistake(offset_without_square, "You take delta/2 off the straight piece. It is delta²/2."),
        Mistake(offset_added, "You add delta²/2 to the straight piece. It is subtracted, so that both pieces meet."),
        Mistake(
            square_not_halved,
            "Your loss jumps at |r| = delta, from delta² to delta²/2. The squared piece is r²/2.",
        ),
        Mistake(twice, "Your numbers are twice the Huber loss: r² and 2·delta·|r| - delta². Halve both pieces."),
        Mistake(
            compared_with_its_sign,
            "You compare r itself with delta. A large negative residual then counts as small and is squared: compare "
            "|r|.",
        ),
        Mistake(
            compared_with_its_sign_the_other_way,
            "You compare y - p itself with delta. A prediction far too high then counts as small and is squared: "
            "compare |r|.",
        ),
        Mistake(
            signed_line,
            "Large negative residuals get a negative loss: the straight piece needs |r|, not r = p - y.",
        ),
        Mistake(
            signed_line_the_other_way,
            "Predictions far too high get a negative loss: the straight piece needs |r|, not y - p.",
        ),
        Mistake(
            branches_exchanged,
            "Your two pieces are exchanged: the square belongs to |r| <= delta, the line beyond.",
        ),
        Mistake(always_one, "Your numbers are those of delta = 1, whatever delta is. Use the argument."),
        Mistake(
            slope_one,
            "Your straight piece is |r| - delta/2: its slope is 1. It has to be delta, or slope and loss jump.",
        ),
        Mistake(
            smooth_l1,
            "Your numbers are the Huber loss divided by delta, which is PyTorch's SmoothL1Loss. Multiply by delta.",
        ),
        Mistake(square_compared, "You compare r² with delta. Compare |r| with delta."),
        Mistake(half_square_compared, "You compare r²/2 with delta. Compare |r| with delta."),
        Mistake(
            line_as_minimum,
            "You take the smaller of r²/2 and delta·|r|. They cross at 2·delta and with a corner. Change over at "
            "|r| = delta, to delta·|r| - delta²/2.",
        ),
        Mistake(
            flat_beyond,
            "Beyond delta your loss stays at delta²/2. Then a far point has no slope at all; the Huber loss goes on "
            "as a straight line.",
        ),
        Mistake(
            pseudo_huber,
            "Your numbers are the pseudo-Huber loss, delta²(√(1 + (r/delta)²) - 1), a smooth cousin. Write the two "
            "pieces.",
        ),
        Mistake(log_cosh, "Your numbers are log cosh r, a smooth cousin that knows no delta. Write the two pieces."),
        Mistake(squared_only, "Your loss is r²/2 everywhere. Beyond delta it goes on as a straight line."),
        Mistake(
            line_only,
            "Your loss is the straight piece everywhere. For |r| <= delta it is r²/2. (If you take the smaller of the "
            "two: the line is never above the square, so `np.minimum` always picks the line.)",
        ),
        Mistake(
            absolute_only, "Your loss is |r| everywhere. For |r| <= delta it is r²/2, beyond delta·|r| - delta²/2."
        ),
        Mistake(the_slope, "Your numbers are the slope of the Huber loss, r held between -delta and delta."),
        Mistake(mean_of_all, "Your one number is the mean of the right losses. Return the losses, one per entry."),
        Mistake(
            mean_of_each_row,
            "You average over the last axis, as Keras's losses do. Here every entry keeps its own loss.",
        ),
        Mistake(offset_of_one_half, "You take 1/2 off the straight piece. That fits delta = 1 only: it is delta²/2."),
        Mistake(line_of_delta_1, "Your straight piece is |r| - 1/2, which fits delta = 1 only: delta·|r| - delta²/2."),
        Mistake(
            offset_times_delta,
            "Your straight piece is delta·(|r| - delta²/2). The delta in front multiplies all of it: inside the "
            "parentheses it is delta/2.",
        ),
        Mistake(not_squared, "Your piece for small residuals is |r|/2. It is r²/2."),
        Mistake(
            both_at_delta,
            "Where |r| is exactly delta both of your pieces count, and the loss is twice as large. Take one of <= and "
            ">= without the equals sign.",
        ),
        Mistake(
            neither_at_delta,
            "Where |r| is exactly delta neither of your pieces counts, and the loss is 0. One of < and > needs the "
            "equals sign.",
        ),
        Mistake(sum_of_both_pieces, "You add both pieces everywhere. For each entry only one of them holds."),
        Mistake(sum_of_all, "Your one number is the sum of the right losses. Return the losses, one per entry."),
        Mistake(
            decided_at_once,
            "A comparison of arrays gives one True or False for each entry, so `if`, `min` and `max` can't use it. "
            "`np.where` chooses entry by entry.",
        ),
        Mistake(
            decided_row_by_row,
            "Right for arrays (n,). Of an array (n, K) your loop meets whole rows, and `if` can't decide for several "
            "entries at once. `np.where` chooses entry by entry, whatever the shape.",
        ),
        Mistake(
            decided_for_the_largest,
            "Your `if` decides for all entries at once, so small residuals get the straight piece as well. `np.where` "
            "chooses entry by entry.",
        ),
    ),
    also_right=(with_loop, with_minimum, with_mask, with_keras),
    avoid=(
        "keras.losses.huber",
        "keras.losses.Huber",
        "dlcourse.losses.huber",
        "dlcourse.losses.Huber",
        "scipy.special.huber",
    ),
    why="An outlier pulls with the slope delta at most, however far away it is; near the target the pull fades to 0.",
    next="Move delta below, and watch loss, slope and line at once.",
)
