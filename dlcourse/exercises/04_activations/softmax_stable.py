"""Exercise: softmax along any axis, without overflow."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import softmax_stable


def stub(z, axis=-1):
    """Softmax along one axis: positive numbers whose sum along it is 1.

    z: an array of logits of any shape, of any size (1000, -1000).
    axis: along which the results sum to 1; the last one unless given.
    Returns p in the shape of z, with p_i = e^z_i / (sum of e^z_j over that axis).
    Adding the same number to all logits along the axis must not change p.
    Example: z = [[1000, 1000], [0, -1000]] gives [[0.5, 0.5], [1, 0]].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    rows = np.round(16 * rng.normal(size=(5, 3))) / 16  # float32 holds them exactly, also next to 30000
    return {
        "three logits": (np.array([0.0, 1.0, 2.0]) + rng.normal(),),
        "one logit": (rng.normal(size=1), 0),
        "large logits, a difference of 1": (np.array([1000.0, 999.0]),),
        "far apart: 1000 and -1000": (np.array([1000.0, -1000.0, 0.0]), 0),
        "all equal, and negative": (np.full(5, -20000.0),),
        "rows of a matrix": (rows,),
        "columns of a matrix": (rng.normal(size=(7, 2)), 0),
        "a square matrix": (rng.normal(size=(3, 3)), 1),
        "one row far below the others": (rows - np.array([0.0, 1000.0, 0.0, 30000.0, 0.0])[:, None], 1),
        "the middle one of three axes": (rng.normal(scale=3.0, size=(2, 5, 3)), 1),
    }


def powers(z, axis, shift=None):
    return np.exp(z - (z.max(axis=axis, keepdims=True) if shift is None else shift))


def over_the_whole_batch(z, axis=-1):
    e = np.exp(z - z.max())
    return e / e.sum()


def rows_shifted_sum_of_all(z, axis=-1):
    e = powers(z, axis)
    return e / e.sum()


def no_shift(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def no_number_replaced(z, axis=-1):
    return np.nan_to_num(no_shift(z, axis))


def largest_of_all(z, axis=-1):
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


def always_the_last_axis(z, axis=-1):
    return softmax_stable(z, -1)


def always_the_first_axis(z, axis=-1):
    return softmax_stable(z, 0)


def always_axis_1(z, axis=-1):
    return softmax_stable(z, 1)


def the_other_axis(z, axis=-1):
    return softmax_stable(z, -1 if axis == 0 and z.ndim > 1 else 0)


def sum_without_keepdims(z, axis=-1):
    e = powers(z, axis)
    return e / e.sum(axis=axis)


def maximum_without_keepdims(z, axis=-1):
    e = np.exp(z - z.max(axis=axis))
    return e / e.sum(axis=axis, keepdims=True)


def neither_with_keepdims(z, axis=-1):
    e = np.exp(z - z.max(axis=axis))
    return e / e.sum(axis=axis)


def shifted_by_the_mean(z, axis=-1):
    e = powers(z, axis, z.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def shifted_by_the_smallest(z, axis=-1):
    e = powers(z, axis, z.min(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def maximum_added(z, axis=-1):
    e = np.exp(z + z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def divided_by_the_largest(z, axis=-1):
    e = np.exp(z / z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def divided_by_the_largest_power(z, axis=-1):
    e = np.exp(z)
    return e / e.max(axis=axis, keepdims=True)


def shifted_by_the_largest_size(z, axis=-1):
    e = powers(z, axis, np.abs(z).max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def shifted_by_1000(z, axis=-1):
    e = np.exp(z - 1000)
    return e / e.sum(axis=axis, keepdims=True)


def axis_0_unless_given(z, axis=0):
    return softmax_stable(z, axis)


def axis_1_unless_given(z, axis=1):
    return softmax_stable(z, axis)


def guarded_sum(z, axis=-1):
    e = powers(z, axis)
    return e / (e.sum(axis=axis, keepdims=True) + 1e-5)


def shifted_above_only(z, axis=-1):
    e = powers(z, axis)
    return e / np.exp(z).sum(axis=axis, keepdims=True)


def shifted_below_only(z, axis=-1):
    return np.exp(z) / powers(z, axis).sum(axis=axis, keepdims=True)


def clipped(z, axis=-1):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)


def not_divided(z, axis=-1):
    return powers(z, axis)


def mean_for_sum(z, axis=-1):
    e = powers(z, axis)
    return e / e.mean(axis=axis, keepdims=True)


def no_exponential(z, axis=-1):
    with np.errstate(divide="ignore", invalid="ignore"):
        return z / z.sum(axis=axis, keepdims=True)


def absolute_shares(z, axis=-1):
    return np.abs(z) / np.abs(z).sum(axis=axis, keepdims=True)


def square_norm(z, axis=-1):
    e = powers(z, axis)
    return e / np.sqrt((e**2).sum(axis=axis, keepdims=True))


def one_sigmoid_each(z, axis=-1):
    return np.exp(-np.logaddexp(0, -z))


def sigmoids_divided(z, axis=-1):
    s = np.exp(-np.logaddexp(0, -z))
    with np.errstate(invalid="ignore"):
        return s / s.sum(axis=axis, keepdims=True)


def winner_takes_all(z, axis=-1):
    return (z == z.max(axis=axis, keepdims=True)).astype(float)


def smallest_wins(z, axis=-1):
    return softmax_stable(-z, axis)


def logarithm(z, axis=-1):
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def base_two(z, axis=-1):
    e = np.exp2(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def with_logarithms(z, axis=-1):
    return np.exp(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))


def with_slices(z, axis=-1):
    def one(z):
        e = np.exp(z - z.max())
        return e / e.sum()

    return np.apply_along_axis(one, axis, z)


def with_moved_axis(z, axis=-1):
    rows = np.moveaxis(z, axis, -1)
    shares = [
        [1 / np.exp(np.minimum(row - each, 700)).sum() for each in row] for row in rows.reshape(-1, rows.shape[-1])
    ]
    return np.moveaxis(np.reshape(shares, rows.shape), -1, axis)


def with_keras(z, axis=-1):
    from keras import ops

    z = ops.convert_to_tensor(z)
    e = ops.exp(z - ops.max(z, axis=axis, keepdims=True))
    return e / ops.sum(e, axis=axis, keepdims=True)


EXERCISE = Exercise(
    name="softmax_stable",
    title="Softmax for logits of any size",
    points=2,
    stars=2,
    minutes=8,
    task=(
        "Softmax turns scores (*logits*) into positive numbers with sum 1. Typed as it is printed, it gives NaN for "
        "logits of 1000. But it stays the same when one number is added to all of them, so choose that number well. "
        "Write it for any axis of an array."
    ),
    stub=stub,
    solution=softmax_stable,
    reasons=(
        (
            "z - z.max(",
            "Takes the factor e^max out of numerator and denominator. The largest exponent is then 0, and nothing "
            "can overflow.",
        ),
        ("keepdims=True", "Leaves the axis in place with size 1, so that each row meets its own maximum and sum."),
        ("e / e.sum(", "The sum holds e^0 = 1, so it is never 0."),
    ),
    cases=cases,
    hints=(
        "Take the same number off all logits along the axis. Which number makes the largest power exactly 1?",
        "p_i = e^(z_i - m) / Σ_j e^(z_j - m), with m the largest z along the axis. Each row has an m of its own.",
        "Three steps: `.max(...)` along the axis, `np.exp` of the difference, division by `.sum(...)` along the axis. "
        "`keepdims=True` keeps the shapes of the first and the last fitting.",
    ),
    mistakes=(
        Mistake(
            over_the_whole_batch,
            "All of your numbers together sum to 1. Along the axis each row (or column) must sum to 1 by itself.",
        ),
        Mistake(
            rows_shifted_sum_of_all,
            "Your maximum is taken along the axis, but your sum over everything. Each row must sum to 1 by itself.",
        ),
        Mistake(
            no_shift,
            "Large logits give NaN: e^1000 overflows, and inf/inf is no number. Strongly negative ones give 0/0. Take "
            "the largest logit off first.",
        ),
        Mistake(
            no_number_replaced,
            "For large logits you give 0 or numbers that don't sum to 1: NaN was replaced after the overflow. Prevent "
            "the overflow instead: take the largest logit off first.",
        ),
        Mistake(
            largest_of_all,
            "You take off the largest logit of the whole array. A row of -1000 beside one of 0 then underflows, and "
            "gives 0/0. Each row needs its own maximum.",
        ),
        Mistake(
            always_the_last_axis, "The argument `axis` is not used: your numbers always sum to 1 along the last axis."
        ),
        Mistake(
            always_the_first_axis, "The argument `axis` is not used: your numbers always sum to 1 along the first axis."
        ),
        Mistake(
            always_axis_1,
            "Your function always works along axis 1: a single row of logits has none, and raises AxisError. Use the "
            "argument `axis`.",
        ),
        Mistake(
            the_other_axis,
            "Your numbers sum to 1 along another axis than the one that is asked for. `axis` is the axis to sum over.",
        ),
        Mistake(
            sum_without_keepdims,
            "One row comes out right, a matrix doesn't: your sum has lost its axis, so it meets the wrong rows or "
            "none. Give the sum `keepdims=True`.",
        ),
        Mistake(
            maximum_without_keepdims,
            "One row comes out right, a matrix fails, and where the shapes fit by chance rows far below others go "
            "wrong: your maximum has lost its axis. Give it `keepdims=True`.",
        ),
        Mistake(
            neither_with_keepdims,
            "One row comes out right, a matrix doesn't: maximum and sum have lost their axis, so they meet the wrong "
            "rows or none. Give both `keepdims=True`.",
        ),
        Mistake(
            shifted_by_the_mean,
            "You take off the mean. Logits far above it still overflow: 1000 and -1000 give NaN. Take off the largest.",
        ),
        Mistake(
            shifted_by_the_smallest,
            "You take off the smallest logit, so the powers only grow. Take off the largest, then none is above 1.",
        ),
        Mistake(maximum_added, "You add the largest logit. Take it off: then the largest exponent is 0."),
        Mistake(
            divided_by_the_largest,
            "You divide by the largest logit. That changes all ratios; take it off instead, which changes none.",
        ),
        Mistake(
            divided_by_the_largest_power,
            "You divide by the largest power, so your numbers don't sum to 1, and large logits still overflow. Take "
            "the largest logit off before `np.exp`, and divide by the sum.",
        ),
        Mistake(
            shifted_by_the_largest_size,
            "You take off the largest |z|. Where all logits are far below 0 the powers all become 0, and 0/0 is NaN. "
            "Take off the largest z.",
        ),
        Mistake(
            shifted_by_1000,
            "You always take off 1000. Logits near 0 then give powers of 0, and 0/0 is NaN. Take off the largest.",
        ),
        Mistake(
            axis_0_unless_given,
            "Where `axis` is given you are right. Without it you work along the first axis; the default is the last, "
            "`axis=-1`.",
        ),
        Mistake(
            axis_1_unless_given,
            "Where `axis` is given you are right. Without it you work along axis 1, which a single row doesn't have; "
            "the default is the last axis, `axis=-1`.",
        ),
        Mistake(
            guarded_sum,
            "Your numbers sum to a little less than 1: something is added to the sum. It needs no guard: the largest "
            "power is e^0 = 1, so the sum is never 0.",
        ),
        Mistake(
            shifted_above_only,
            "Only your numerator is shifted. Numerator and denominator need the same shift, or their ratio changes.",
        ),
        Mistake(
            shifted_below_only,
            "Only your denominator is shifted. Numerator and denominator need the same shift, or their ratio changes.",
        ),
        Mistake(
            clipped,
            "Your logits are clipped: 1000 and 999 come out equal, though one is 2.7 times as likely. Take "
            "the largest off instead.",
        ),
        Mistake(not_divided, "Your numbers don't sum to 1: the division by their sum is missing."),
        Mistake(mean_for_sum, "Your numbers sum to how many there are: you divide by the mean. Divide by the sum."),
        Mistake(no_exponential, "You divide z itself by its sum. Negative logits need the exponential first."),
        Mistake(absolute_shares, "You divide |z| by its sum, so -1000 counts as much as 1000. Use the exponential."),
        Mistake(
            square_norm,
            "The squares of your numbers sum to 1: you divide by the length. Divide by the sum of the powers.",
        ),
        Mistake(
            one_sigmoid_each,
            "You give each logit a sigmoid of its own, so the numbers don't sum to 1. Softmax compares the logits.",
        ),
        Mistake(sigmoids_divided, "You divide sigmoids by their sum. In softmax the powers e^z are divided by theirs."),
        Mistake(
            winner_takes_all,
            "You give 1 to the largest logit and 0 to the others. Softmax is soft: e^z divided by the sum.",
        ),
        Mistake(smallest_wins, "Your smallest logit gets the largest number: the sign of z is turned around."),
        Mistake(logarithm, "Your numbers are negative: that is the logarithm of softmax."),
        Mistake(base_two, "You take powers of 2. Softmax takes powers of e: `np.exp`."),
    ),
    also_right=(with_logarithms, with_slices, with_moved_axis, with_keras),
    avoid=(
        "scipy.special.softmax",
        "scipy.special.log_softmax",
        "keras.ops.softmax",
        "keras.ops.log_softmax",
        "keras.activations.softmax",
        "keras.layers.Softmax",
        "keras.layers.Activation",
        "tensorflow.nn.softmax",
        "tensorflow.nn.log_softmax",
    ),
    rtol=5e-6,  # answers in float32 are nearer than that
    atol=1e-9,
    why="The shift costs one subtraction and turns NaN into the right answer; attention needs it as much as a loss.",
    next="What softmax becomes for two classes, and what to do when several labels hold.",
)
