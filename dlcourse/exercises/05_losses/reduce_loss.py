"""Exercise: from the losses of examples to one number."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import reduce_loss


def stub(per_example, reduction, penalty=0.0):
    """The losses of a batch as they are, or as one number.

    per_example: (n,), the loss of each example.
    reduction: "none", "sum" or "mean".
    penalty: one number that belongs to the model, such as the size of its weights.
    Returns the losses (n,) without the penalty for "none"; for "sum" and "mean" one number,
    with the penalty added once.
    Example: per_example = [1, 2, 6], "mean", penalty 0.5 gives 3.5.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def losses(n):
        return rng.exponential(2.0, size=n) + 0.1

    return {
        "the worked example": (np.array([1.0, 2.0, 6.0]), "mean", 0.5),
        "one example, mean": (losses(1), "mean", 0.25),
        "five examples, none, with a penalty": (losses(5), "none", 0.75),
        "five examples, sum, penalty left out": (losses(5), "sum"),
        "seven examples, mean, penalty left out": (losses(7), "mean"),
        "seven examples, sum, with a penalty": (losses(7), "sum", 1.5),
        "11 examples, mean, with a penalty": (losses(11), "mean", 1.25),
        "13 examples, none, penalty left out": (losses(13), "none"),
        "17 examples, sum, a large penalty": (losses(17), "sum", 30.0),
    }


def penalty_per_example(per_example, reduction, penalty=0.0):
    return per_example if reduction == "none" else reduce_loss(per_example + penalty, reduction)


def penalty_for_each_everywhere(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example + penalty, reduction)


def penalty_in_none(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction, penalty) + (penalty if reduction == "none" else 0)


def sum_divided(per_example, reduction, penalty=0.0):
    return per_example if reduction == "none" else np.mean(per_example) + penalty


def mean_not_divided(per_example, reduction, penalty=0.0):
    return per_example if reduction == "none" else np.sum(per_example) + penalty


def sum_and_mean_exchanged(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, {"sum": "mean", "mean": "sum"}.get(reduction, reduction), penalty)


def no_penalty(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction)


def penalty_divided(per_example, reduction, penalty=0.0):
    if reduction == "mean":
        return (np.sum(per_example) + penalty) / len(per_example)
    return reduce_loss(per_example, reduction, penalty)


def penalty_in_mean_only(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction, penalty if reduction == "mean" else 0.0)


def penalty_in_sum_only(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction, penalty if reduction == "sum" else 0.0)


def penalty_times_n(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction, penalty * len(per_example))


def penalty_subtracted(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction, -penalty)


def penalty_as_factor(per_example, reduction, penalty=0.0):
    return reduce_loss(per_example, reduction) * (1.0 if reduction == "none" else penalty)


def none_as_mean(per_example, reduction, penalty=0.0):
    return (np.sum(per_example) if reduction == "sum" else np.mean(per_example)) + penalty


def none_as_sum(per_example, reduction, penalty=0.0):
    return (np.mean(per_example) if reduction == "mean" else np.sum(per_example)) + penalty


def none_as_bare_sum(per_example, reduction, penalty=0.0):
    return np.sum(per_example) if reduction == "none" else reduce_loss(per_example, reduction, penalty)


def none_as_bare_mean(per_example, reduction, penalty=0.0):
    return np.mean(per_example) if reduction == "none" else reduce_loss(per_example, reduction, penalty)


def none_returns_none(per_example, reduction, penalty=0.0):
    return None if reduction == "none" else reduce_loss(per_example, reduction, penalty)


def no_default(per_example, reduction, penalty):
    return reduce_loss(per_example, reduction, penalty)


def always_the_sum(per_example, reduction, penalty=0.0):
    return np.sum(per_example) + penalty


def always_the_mean(per_example, reduction, penalty=0.0):
    return np.mean(per_example) + penalty


def penalty_as_an_example(per_example, reduction, penalty=0.0):
    return per_example if reduction == "none" else reduce_loss(np.append(per_example, penalty), reduction)


def first_example_alone(per_example, reduction, penalty=0.0):
    return per_example if reduction == "none" else per_example[0] + penalty


def one_dimensional(per_example, reduction, penalty=0.0):
    return np.atleast_1d(reduce_loss(per_example, reduction, penalty))


def with_a_dictionary(per_example, reduction, penalty=0.0):
    reduced = {
        "none": per_example,
        "sum": np.sum(per_example) + penalty,
        "mean": np.mean(per_example) + penalty,
    }
    return reduced[reduction]


def with_loop(per_example, reduction, penalty=0.0):
    if reduction == "none":
        return [float(loss) for loss in per_example]
    total = 0.0
    for loss in per_example:
        total += float(loss)
    if reduction == "mean":
        total /= len(per_example)
    return total + penalty


def with_match(per_example, reduction, penalty=0.0):
    match reduction:
        case "none":
            return per_example.copy()
        case "sum":
            return per_example @ np.ones(len(per_example)) + penalty
        case "mean":
            return np.average(per_example) + penalty


def with_tensorflow(per_example, reduction, penalty=0.0):
    import tensorflow as tf

    losses = tf.cast(per_example, "float32")
    if reduction == "none":
        return losses
    return (tf.reduce_sum(losses) if reduction == "sum" else tf.reduce_mean(losses)) + penalty


EXERCISE = Exercise(
    name="reduce_loss",
    title="From examples' losses to one number",
    points=2,
    stars=1,
    minutes=5,
    task=(
        "A loss belongs to an example, a cost to the batch. Write the step between them: the losses as they are, "
        "their sum, or their mean. The penalty belongs to the model, not to an example, so it is added once, to the "
        "one number."
    ),
    stub=stub,
    solution=reduce_loss,
    reasons=(
        ('one_of("reduce_loss()"', "Refuses any other word. Your answer doesn't need it."),
        ("return losses", "Without a reduction there is no one number that a penalty could be added to."),
        ("losses.mean()", "The mean keeps its size when the batch grows; the sum grows with it."),
        ("+ penalty", "Added once, after the reduction, so that its weight doesn't depend on the batch."),
    ),
    cases=cases,
    hints=(
        "Three answers for three words. In which of them is there one number that a penalty can be added to?",
        "sum: Σ_i l_i + penalty;  mean: (1/n) Σ_i l_i + penalty;  none: the losses l_i themselves.",
        "Return the array at once for one of the words. Otherwise reduce first, and add the penalty to the result.",
    ),
    mistakes=(
        Mistake(
            penalty_per_example,
            "You add the penalty to every example. In a mean nobody sees it, in a sum it counts n times, so it grows "
            "with the batch. Add it once, after the reduction.",
        ),
        Mistake(
            penalty_for_each_everywhere,
            "You add the penalty to every example: 'none' holds it, and in a sum it counts n times. Add it once, after "
            "the reduction, for 'sum' and 'mean' only.",
        ),
        Mistake(penalty_in_none, "Your 'none' holds the penalty. It returns the examples' losses as they are."),
        Mistake(sum_divided, "Your 'sum' is the mean: it must not be divided by n."),
        Mistake(mean_not_divided, "Your 'mean' is the sum: divide it by the number of examples."),
        Mistake(sum_and_mean_exchanged, "Your 'sum' returns the mean and your 'mean' the sum: exchange them."),
        Mistake(no_penalty, "The penalty is missing from your sum and your mean."),
        Mistake(
            penalty_divided,
            "Your mean divides the penalty by n as well, so it shrinks as the batch grows. Divide first, then add it.",
        ),
        Mistake(penalty_in_mean_only, "The penalty is in your mean, but missing from your sum."),
        Mistake(penalty_in_sum_only, "The penalty is in your sum, but missing from your mean."),
        Mistake(penalty_times_n, "Your sum and your mean hold n times the penalty. It counts once per batch."),
        Mistake(penalty_subtracted, "You subtract the penalty. It makes the cost larger: add it."),
        Mistake(penalty_as_factor, "You multiply by the penalty. It is a term of its own: add it."),
        Mistake(
            none_as_mean,
            "Your 'none' returns the mean: the last branch takes every word that is not 'sum'. 'none' returns the "
            "array of losses.",
        ),
        Mistake(
            none_as_sum,
            "Your 'none' returns the sum: the last branch takes every word that is not 'mean'. 'none' returns the "
            "array of losses.",
        ),
        Mistake(none_as_bare_sum, "Your 'none' returns the sum. It means: no reduction, the array of losses."),
        Mistake(none_as_bare_mean, "Your 'none' returns the mean. It means: no reduction, the array of losses."),
        Mistake(
            none_returns_none,
            "For 'none' you return None. The word means: no reduction. The array of losses comes back as it is.",
        ),
        Mistake(
            always_the_sum,
            'You return the sum for every word. (A condition like `reduction == "sum" or "mean"` is always true: '
            "compare twice.)",
        ),
        Mistake(
            always_the_mean,
            'You return the mean for every word. (A condition like `reduction == "mean" or "sum"` is always true: '
            "compare twice.)",
        ),
        Mistake(
            penalty_as_an_example,
            "You append the penalty to the losses, so your mean divides by n + 1. Reduce first, then add it.",
        ),
        Mistake(
            first_example_alone,
            "Only the first example's loss is in your number. (Does a `return` stand inside the loop?)",
        ),
        Mistake(one_dimensional, "You return an array of one number. For sum and mean, the number itself is expected."),
        Mistake(
            no_default,
            "It works until the penalty is left out. Give it a default in the line that starts with `def`: "
            "`penalty=0.0`.",
        ),
    ),
    also_right=(with_a_dictionary, with_loop, with_match, with_tensorflow),
    why="A sum makes a larger batch take larger steps, a mean doesn't; and a penalty inside the mean changes weight.",
    next="Loss, cost, objective, metric: say which of them each of your three answers is.",
)
