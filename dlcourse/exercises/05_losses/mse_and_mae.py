"""Exercise: the mean squared and the mean absolute error."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import mse_and_mae


def stub(y, p):
    """The mean squared and the mean absolute error of predictions p for targets y.

    y, p: arrays that hold the same number of entries: the same shape, or (n, 1) for one
    and (n,) for the other. Keras predicts (n, 1) where targets often are (n,).
    Returns (mse, mae): two numbers, the means over all entries.
    Example: y = [1, 2], p = [2, 5] gives (5, 2).
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def pair(*shapes):
        return tuple(rng.normal(1.0, 3.0, size=shape) for shape in shapes)

    y, p = pair(7, 7)
    far = p.copy()
    far[seed % 7] += 100
    return {
        "the worked example": (np.array([1.0, 2.0]), np.array([2.0, 5.0])),
        "one entry": pair(1, 1),
        "targets (3,), predictions (3, 1)": pair(3, (3, 1)),
        "targets (5, 1), predictions (5,)": pair((5, 1), 5),
        "seven entries": (y, p),
        "one prediction far off": (y, far),
        "11 examples, both (11, 1)": pair((11, 1), (11, 1)),
        "13 examples with 2 outputs each": pair((13, 2), (13, 2)),
        "whole numbers": (rng.integers(-9, 10, size=17), rng.integers(-9, 10, size=17)),
    }


def broadcast(y, p):
    r = y - p
    return np.mean(r**2), np.mean(np.abs(r))


def targets_flattened_alone(y, p):
    return broadcast(np.squeeze(y), p)


def predictions_flattened_alone(y, p):
    return broadcast(y, np.squeeze(p))


def predictions_raveled_alone(y, p):
    return broadcast(y, p.ravel())


def first_column(y, p):
    return broadcast(y, p[:, 0])


def targets_made_a_column(y, p):
    return broadcast(np.reshape(y, (-1, 1)), p)


def root(y, p):
    mse, mae = mse_and_mae(y, p)
    return np.sqrt(mse), mae


def both_squared(y, p):
    mse, _ = mse_and_mae(y, p)
    return mse, np.sqrt(mse)


def summed(y, p):
    r = y.ravel() - p.ravel()
    return np.sum(r**2), np.sum(np.abs(r))


def the_other_way_round(y, p):
    return mse_and_mae(y, p)[::-1]


def half(y, p):
    mse, mae = mse_and_mae(y, p)
    return mse / 2, mae


def both_halved(y, p):
    mse, mae = mse_and_mae(y, p)
    return mse / 2, mae / 2


def signed(y, p):
    return mse_and_mae(y, p)[0], np.mean(p.ravel() - y.ravel())


def signed_the_other_way(y, p):
    return mse_and_mae(y, p)[0], np.mean(y.ravel() - p.ravel())


def absolute_after_the_mean(y, p):
    return mse_and_mae(y, p)[0], abs(np.mean(p.ravel() - y.ravel()))


def means_first(y, p):
    r = np.mean(p) - np.mean(y)
    return r**2, abs(r)


def squared_after_the_mean(y, p):
    return np.mean(p.ravel() - y.ravel()) ** 2, mse_and_mae(y, p)[1]


def mean_absolute_squared(y, p):
    mae = mse_and_mae(y, p)[1]
    return mae**2, mae


def by_rows(y, p):
    r = y.ravel() - p.ravel()
    return np.sum(r**2) / len(y), np.sum(np.abs(r)) / len(y)


def one_less(y, p):
    r = y.ravel() - p.ravel()
    with np.errstate(divide="ignore"):
        return np.sum(r**2) / np.float64(r.size - 1), np.sum(np.abs(r)) / np.float64(r.size - 1)


def medians(y, p):
    r = y.ravel() - p.ravel()
    return np.median(r**2), np.median(np.abs(r))


def median_absolute(y, p):
    return mse_and_mae(y, p)[0], np.median(np.abs(y.ravel() - p.ravel()))


def per_output(y, p):
    r = y.reshape(p.shape) - p
    return np.mean(r**2, axis=0), np.mean(np.abs(r), axis=0)


def per_example(y, p):
    r = y.reshape(p.shape) - p
    return np.mean(r**2, axis=-1), np.mean(np.abs(r), axis=-1)


def not_averaged(y, p):
    r = y.reshape(p.shape) - p
    return r**2, np.abs(r)


def variance(y, p):
    return np.var(y.ravel() - p.ravel()), mse_and_mae(y, p)[1]


def with_reshape(y, p):
    r = p - y.reshape(p.shape)
    return (r**2).mean(), abs(r).mean()


def with_loop(y, p):
    residuals = [float(b) - float(a) for a, b in zip(y.ravel(), p.ravel(), strict=True)]
    return sum(r * r for r in residuals) / len(residuals), sum(abs(r) for r in residuals) / len(residuals)


def with_norms(y, p):
    r = np.ravel(p) - np.ravel(y)
    return r @ r / r.size, np.linalg.norm(r, ord=1) / r.size


def with_keras(y, p):
    from keras import ops

    r = ops.cast(ops.reshape(p, -1), "float32") - ops.cast(ops.reshape(y, -1), "float32")
    return ops.mean(ops.square(r)), ops.mean(ops.abs(r))


def with_tensorflow(y, p):
    import tensorflow as tf

    r = tf.cast(tf.reshape(p, [-1]), "float64") - tf.cast(tf.reshape(y, [-1]), "float64")
    return tf.reduce_mean(r * r), tf.reduce_mean(tf.abs(r))


EXERCISE = Exercise(
    name="mse_and_mae",
    title="Mean squared and mean absolute error",
    points=2,
    stars=1,
    minutes=5,
    task=(
        "Write both errors of a regression: the mean of the squared residuals and the mean of the absolute ones. "
        "Residuals are predictions minus targets. Mind the shapes: NumPy subtracts (n,) from (n, 1) without a word "
        "and hands you n × n differences."
    ),
    stub=stub,
    solution=mse_and_mae,
    reasons=(
        ('paired("mse_and_mae()"', "Checks the shapes, and says what is wrong with them. Your answer doesn't need it."),
        ("np.squeeze(p)", "(n, 1) and (n,) hold the same n numbers; first bring them to one shape, then subtract."),
        ("np.mean(r**2)", "A residual twice as large counts four times: large errors rule."),
        ("np.mean(np.abs(r))", "A residual twice as large counts twice, so one outlier can't rule."),
    ),
    cases=cases,
    hints=(
        "Two steps: one residual for each target, whatever the shapes; then two means over all of them.",
        "r_i = p_i - y_i;  MSE = (1/n) Σ r_i²;  MAE = (1/n) Σ |r_i|, with n the number of all entries.",
        "Give p the shape of y (or flatten both) before you subtract. Then take `.mean()` of the squares, and of "
        "`np.abs` of the residuals, over everything.",
    ),
    mistakes=(
        Mistake(
            broadcast,
            "Right for equal shapes. But (n, 1) against (n,) broadcasts to n² differences, each target against each "
            "prediction. Bring both to one shape before you subtract.",
        ),
        Mistake(
            targets_flattened_alone,
            "You take the axis of size 1 off the targets only. Where predictions are (n, 1) there are n² differences.",
        ),
        Mistake(
            predictions_flattened_alone,
            "You take the axis of size 1 off the predictions only. Where targets are (n, 1) there are n² differences.",
        ),
        Mistake(
            predictions_raveled_alone,
            "You flatten the predictions only. Targets of shape (n, 1) or (n, 2) then don't fit: flatten both.",
        ),
        Mistake(
            first_column,
            "You take column 0 of the predictions. That fits (n, 1) against (n,) and fails elsewhere: bring both to "
            "one shape, whatever it is.",
        ),
        Mistake(
            targets_made_a_column,
            "You make a column of the targets. Predictions of shape (n,) then broadcast with it to n² differences.",
        ),
        Mistake(root, "Your first number is the root of the mean squared error (RMSE). Leave the root out."),
        Mistake(
            both_squared,
            "Your second number is the root of the first (RMSE). The absolute value is taken of each residual, before "
            "the mean.",
        ),
        Mistake(summed, "Your numbers are sums. Divide by the number of entries: means are expected."),
        Mistake(the_other_way_round, "Both numbers are right, in the wrong order: return (mse, mae)."),
        Mistake(half, "Your MSE is half of what it should be. The factor 1/2 is another convention; take the mean."),
        Mistake(both_halved, "Both of your numbers are half of what they should be. Take plain means, without 1/2."),
        Mistake(
            signed,
            "Your second number is the mean of p - y with its sign: errors of both signs cancel. Take each residual's "
            "absolute value first.",
        ),
        Mistake(
            signed_the_other_way,
            "Your second number is the mean of y - p with its sign: errors of both signs cancel. Take each residual's "
            "absolute value first.",
        ),
        Mistake(
            absolute_after_the_mean,
            "You take the absolute value of the mean residual. Errors of both signs have cancelled by then: absolute "
            "value first, mean second.",
        ),
        Mistake(
            means_first,
            "You compare the mean prediction with the mean target. Errors of both signs cancel: one residual for each "
            "entry, then the mean of their squares, and of their absolute values.",
        ),
        Mistake(squared_after_the_mean, "Your first number is the square of the mean residual. Square first."),
        Mistake(
            mean_absolute_squared,
            "Your first number is the MAE squared. The mean of squares is another number: square each residual.",
        ),
        Mistake(
            by_rows,
            "You divide by the number of rows. With 2 outputs per row there are twice as many entries: use the mean "
            "over all.",
        ),
        Mistake(
            one_less,
            "You divide by n - 1. That corrects an estimated variance; these are plain means: divide by n.",
        ),
        Mistake(
            variance,
            "Your first number is the variance of the residuals: their mean is taken off first. Leave it in.",
        ),
        Mistake(medians, "Your numbers are medians of the squared and absolute residuals. Means are expected."),
        Mistake(median_absolute, "Your second number is the median of the absolute residuals. Take their mean."),
        Mistake(per_output, "You average down the columns, one number per output. One mean over all is expected."),
        Mistake(per_example, "You average over the last axis only. One mean over all entries is expected."),
        Mistake(not_averaged, "You return one squared and one absolute error per entry. Take the means over all."),
    ),
    also_right=(with_reshape, with_loop, with_norms, with_keras, with_tensorflow),
    returns=("mse", "mae"),
    avoid=(
        "keras.losses.mean_squared_error",
        "keras.losses.mean_absolute_error",
        "keras.losses.MeanSquaredError",
        "keras.losses.MeanAbsoluteError",
        "keras.metrics.MeanSquaredError",
        "keras.metrics.MeanAbsoluteError",
        "dlcourse.losses.mean_squared_error",
        "dlcourse.losses.mean_absolute_error",
        "dlcourse.losses.MeanSquaredError",
        "dlcourse.losses.MeanAbsoluteError",
        "sklearn.metrics.mean_squared_error",
        "sklearn.metrics.mean_absolute_error",
    ),
    why="One of them is least at the mean of the targets, the other at their median: that decides what a model learns.",
    next="The best constant answer: which number is least under each of the two?",
)
