"""Exercise: binary cross-entropy from logits, without overflow."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.grading.plain import plain
from dlcourse.nn import bce_from_logits

QUIET = "no overflow"


def stub(y, z):
    """Binary cross-entropy of each logit, -y log σ(z) - (1 - y) log(1 - σ(z)), in nats.

    y: labels, 0 or 1, or between (soft labels).  z: logits of the same shape, any real numbers.
    Returns an array of that shape (no mean). It stays finite for z = 1000 and z = -1000,
    and no exponential overflows on the way, not even in a branch of np.where that isn't used.
    Example: y = [1, 0], z = [0, 1000] gives [0.6931, 1000].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def drawn(scale, *shape):
        return rng.integers(0, 2, size=shape).astype(float), rng.normal(scale=scale, size=shape)

    signs = rng.permutation([1.0, -1.0, 1.0])
    return {
        "undecided, both labels": (np.array([1.0, 0.0]), np.zeros(2)),
        "class 1 alone": (np.ones(3), rng.normal(scale=2.0, size=3)),
        "class 0 alone": (np.zeros(5), rng.normal(scale=2.0, size=5)),
        "seven examples with 3 labels each": drawn(2.0, 7, 3),
        "soft labels": (rng.uniform(0.05, 0.95, size=11), rng.normal(scale=3.0, size=11)),
        "|z| = 50": (np.array([1.0, 0.0, 1.0, 0.0, 0.5]), np.array([50.0, 50.0, -50.0, -50.0, 50.0])),
        "z = 1000": (np.array([0.0, 1.0, 0.25]), np.full(3, 1000.0)),
        "z = -1000": (np.array([1.0, 0.0, 0.75]), np.full(3, -1000.0)),
        "|z| = 1000 and soft labels": (rng.uniform(0.1, 0.9, size=3), 1000.0 * signs),
        "13 logits of moderate size": drawn(5.0, 13),
    }


def observe(answer, y, z):
    """The values, and whether something overflowed meanwhile; that counts only once the values are right."""
    heard = set()
    with np.errstate(over="call", divide="ignore", invalid="ignore", call=lambda kind, flag: heard.add(kind)):
        values = answer(y, z)
    if not heard or not _right(values, bce_from_logits(y, z)):
        return values, QUIET
    return values, "right values, but an exponential overflowed before"


def _right(values, expected):
    values = plain(values)
    values = np.asarray(values) if isinstance(values, list) else values
    fits = isinstance(values, np.ndarray) and values.dtype.kind in "iuf" and values.shape == expected.shape
    return fits and np.allclose(values, expected, rtol=1e-5, atol=1e-6)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def by_probability(y, p):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -y * np.log(p) - (1 - y) * np.log(1 - p)


def log_of_sigmoid(y, z):
    return by_probability(y, sigmoid(z))


def logits_clipped(y, z):
    return bce_from_logits(y, np.clip(z, -500, 500))


def one_plus_e_to_z(y, z):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z)) - y * z


def one_plus_e_to_minus_z(y, z):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(-z)) + (1 - y) * z


def two_terms_of_exponentials(y, z):
    with np.errstate(over="ignore", invalid="ignore"):
        return y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))


def both_branches(y, z):
    return np.where(z >= 0, np.log1p(np.exp(-z)) + (1 - y) * z, np.log1p(np.exp(z)) - y * z)


def unused_branch_at_large_z(y, z):
    return np.where(z > 30, (1 - y) * z, np.log1p(np.exp(z)) - y * z)


def unused_branch_at_small_z(y, z):
    return np.where(z < -30, -y * z, np.log1p(np.exp(-z)) + (1 - y) * z)


def largest_of_all(y, z):
    return np.max(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


def absolute_value_forgotten(y, z):
    with np.errstate(over="ignore"):
        return np.maximum(z, 0) - y * z + np.log1p(np.exp(-z))


def absolute_value_with_plus(y, z):
    with np.errstate(over="ignore"):
        return np.maximum(z, 0) - y * z + np.log1p(np.exp(np.abs(z)))


def z_for_its_positive_part(y, z):
    return z - y * z + np.log1p(np.exp(-np.abs(z)))


def size_for_the_positive_part(y, z):
    return np.abs(z) - y * z + np.log1p(np.exp(-np.abs(z)))


def correction_forgotten(y, z):
    return np.maximum(z, 0) - y * z


def python_math(y, z):
    from math import exp, log

    flat = [log(1 + exp(-b)) + (1 - a) * b for a, b in zip(y.ravel(), z.ravel(), strict=True)]
    return np.reshape(flat, y.shape)


def python_math_of_probabilities(y, z):
    from math import exp, log

    def one(a, b):
        p = 1 / (1 + exp(-b))
        return -a * log(p) - (1 - a) * log(1 - p)

    return np.reshape([one(*pair) for pair in zip(y.ravel(), z.ravel(), strict=True)], y.shape)


def only_class_1(y, z):
    return y * np.logaddexp(0, -z)


def only_class_0(y, z):
    return (1 - y) * np.logaddexp(0, z)


def labels_ignored(y, z):
    return np.logaddexp(0, -z)


def labels_exchanged(y, z):
    return bce_from_logits(1 - y, z)


def hard_labels(y, z):
    return np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))


def rounded_labels(y, z):
    return np.where(y > 0.5, np.logaddexp(0, -z), np.logaddexp(0, z))


def logits_as_probabilities(y, z):
    return by_probability(y, z)


def sigmoid_twice(y, z):
    return bce_from_logits(y, sigmoid(z))


def sign_forgotten(y, z):
    return -bce_from_logits(y, z)


def in_bits(y, z):
    return bce_from_logits(y, z) / np.log(2)


def squared_error(y, z):
    return (sigmoid(z) - y) ** 2


def the_slope(y, z):
    return sigmoid(z) - y


def over_a_softmax(y, z):
    return -y * (z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


def mean_of_all(y, z):
    return np.mean(bce_from_logits(y, z))


def mean_of_each_row(y, z):
    return np.mean(bce_from_logits(y, z), axis=-1)


def bounded(eps):
    """Probabilities kept off 0 and 1 by eps: no loss is above -log eps."""

    def answer(y, z):
        return by_probability(y, np.clip(sigmoid(z), eps, 1 - eps))

    answer.__name__ = f"bounded_by_{eps:.0e}"
    return answer


def infinity_as_a_large_number(y, z):
    return np.nan_to_num(log_of_sigmoid(y, z))


def logarithms_of_hard_labels(y, z):
    with np.errstate(divide="ignore"):
        return np.where(y == 1, -np.log(sigmoid(z)), -np.log(1 - sigmoid(z)))


def exponent_without_sign(y, z):
    with np.errstate(over="ignore"):
        return np.maximum(z, 0) - y * z + np.log(1 + np.exp(z))


def exponential_alone(y, z):
    return np.maximum(z, 0) - y * z + np.exp(-np.abs(z))


def label_term_added(y, z):
    return np.maximum(z, 0) + y * z + np.log1p(np.exp(-np.abs(z)))


def decimal_logarithm(y, z):
    return bce_from_logits(y, z) / np.log(10)


def correction_in_decimal(y, z):
    return np.maximum(z, 0) - y * z + np.log10(1 + np.exp(-np.abs(z)))


def decided_at_once(y, z):
    return z - y * z + np.log1p(np.exp(-z)) if z > 0 else -y * z + np.log1p(np.exp(z))


def sum_of_all(y, z):
    return np.sum(bce_from_logits(y, z))


def with_logaddexp(y, z):
    return np.logaddexp(0, z) - y * z


def with_two_logaddexps(y, z):
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


def straight_for_large_logits(y, z):
    p = sigmoid(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        formula = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return np.where(np.abs(z) > 30, np.maximum(z, 0) - y * z, formula)


def straight_and_warned(y, z):
    p = sigmoid(z)
    return np.where(np.abs(z) > 30, np.maximum(z, 0) - y * z, -y * np.log(p) - (1 - y) * np.log(1 - p))


def with_loop(y, z):
    from math import exp, log1p

    losses = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        a, b = y[index], z[index]
        losses[index] = (1 - a) * b + log1p(exp(-b)) if b >= 0 else -a * b + log1p(exp(b))
    return losses


def with_masks(y, z):
    losses = -y * z
    up, down = z >= 0, z < 0
    losses[up] += z[up] + np.log(1 + np.exp(-z[up]))
    losses[down] += np.log(1 + np.exp(z[down]))
    return losses


def with_keras(y, z):
    from keras import ops

    y, z = ops.cast(y, "float32"), ops.cast(z, "float32")
    return ops.softplus(z) - y * z


def with_tensorflow(y, z):
    import tensorflow as tf

    return -y * tf.math.log_sigmoid(z) - (1 - y) * tf.math.log_sigmoid(-z)


EXERCISE = Exercise(
    name="bce_from_logits",
    title="Binary cross-entropy that can't overflow",
    points=3,
    stars=2,
    minutes=9,
    task=(
        "Write the binary cross-entropy of logits. As the formula stands, σ(1000) rounds to 1 and log(1 - 1) is "
        "minus infinity, for a loss that is exactly 1000. Put σ into the formula and simplify on paper until no "
        "exponential of a large positive number is left."
    ),
    stub=stub,
    solution=bce_from_logits,
    reasons=(
        (
            'paired("bce_from_logits()"',
            "Checks the shapes, and says what is wrong with them. Your answer doesn't need it.",
        ),
        ("np.maximum(z, 0)", "The part of log(1 + e^z) that grows: z itself where z is large, 0 where it is negative."),
        ("- y * z", "The label enters here alone, so soft labels need nothing further."),
        ("np.exp(-np.abs(z))", "The exponent is never positive: between 0 and 1 for every z, so nothing overflows."),
    ),
    cases=cases,
    observe=observe,
    returns=("values", "overflow"),
    hints=(
        "-log σ(z) = log(1 + e^-z) and -log(1 - σ(z)) = log(1 + e^z), and the first is the second minus z.",
        "With A = log(1 + e^z) the loss is y (A - z) + (1 - y) A = A - y z. For z > 0 take e^z out: "
        "log(1 + e^z) = z + log(1 + e^-z).",
        "Both signs in one formula: log(1 + e^z) is the larger of z and 0, plus `np.log1p` of e to the power -|z|. "
        "Subtract y·z.",
    ),
    mistakes=(
        Mistake(
            log_of_sigmoid,
            "You take the logarithm of σ(z) or 1 - σ(z) after it was rounded to 0: infinity or NaN, at z = 1000, and "
            "at z = 50 already. Simplify log σ(z) on paper first.",
        ),
        *(
            Mistake(
                bounded(eps),
                f"You keep σ(z) off 0 and 1 by {eps:.0e}. No loss is then above {-np.log(eps):.1f}, but at z = -1000 "
                "with y = 1 it is 1000. Simplify log σ(z) on paper instead.",
            )
            for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
        ),
        Mistake(
            logits_clipped,
            "You clip the logits at ±500. At z = 1000 with y = 0 the loss is 1000, not 500: no clipping is needed.",
        ),
        Mistake(
            one_plus_e_to_z,
            "Right until e^z overflows: at z = 1000 you get infinity. For z > 0 write log(1 + e^z) as "
            "z + log(1 + e^-z).",
        ),
        Mistake(
            one_plus_e_to_minus_z,
            "Right until e^-z overflows: at z = -1000 you get infinity. For z < 0 write log(1 + e^-z) as "
            "-z + log(1 + e^z).",
        ),
        Mistake(
            two_terms_of_exponentials,
            "Right at z = 50, infinity or NaN at z = 1000: one of e^z and e^-z overflows. Bring the loss to "
            "log(1 + e^z) - y z, and take the larger part out of the logarithm.",
        ),
        Mistake(
            both_branches,
            "Your values are right, but an exponential overflowed: `np.where` computes both branches for every entry "
            "and then throws one away. With e^-|z| one formula serves both signs.",
        ),
        Mistake(
            unused_branch_at_large_z,
            "Your values are right, but e^1000 overflowed: `np.where` computes both branches for every entry, also "
            "the one that it throws away. With e^-|z| no branch is needed.",
        ),
        Mistake(
            unused_branch_at_small_z,
            "Your values are right, but at z = -1000 e^-z overflowed: `np.where` computes both branches for every "
            "entry, also the one that it throws away. With e^-|z| no branch is needed.",
        ),
        Mistake(
            largest_of_all,
            "`np.max(z, 0)` takes the largest entry along axis 0. The larger of z and 0, entry by entry, is "
            "`np.maximum(z, 0)`.",
        ),
        Mistake(
            absolute_value_forgotten,
            "Right for z >= 0. For negative z the exponent has to be -|z|, and yours is -z.",
        ),
        Mistake(
            absolute_value_with_plus,
            "Your exponent is +|z|. It has to be -|z|, so that the exponential is at most 1.",
        ),
        Mistake(
            z_for_its_positive_part,
            "Right for z >= 0. For negative z the growing part of log(1 + e^z) is 0, not z: max(z, 0).",
        ),
        Mistake(
            size_for_the_positive_part,
            "Right for z >= 0. For negative z the growing part of log(1 + e^z) is 0, not |z|: max(z, 0).",
        ),
        Mistake(
            correction_forgotten,
            "Your numbers are max(z, 0) - y z. The part log(1 + e^-|z|) is missing; at z = 0 it is all of the loss.",
        ),
        Mistake(
            python_math,
            "Python's `math.exp` raises an error where NumPy's gives infinity. It must never see a large positive "
            "number: -|z| is safe.",
        ),
        Mistake(
            python_math_of_probabilities,
            "Python's `math.log` refuses 0: σ(50) rounds to 1, so 1 - σ(50) is 0, though its logarithm is -50. "
            "Simplify log σ(z) on paper first; a probability is never needed.",
        ),
        Mistake(
            infinity_as_a_large_number,
            "`np.nan_to_num` turns infinity into the largest float, where the loss is 1000. Simplify log σ(z) on "
            "paper, so that there is no infinity to mend.",
        ),
        Mistake(
            logarithms_of_hard_labels,
            "Two faults: log σ(z) is infinite where σ(z) rounds to 0, and soft labels are treated as 0. Simplify on "
            "paper, and weigh both terms by y and 1 - y.",
        ),
        Mistake(
            exponent_without_sign,
            "You take the largest part out of the logarithm, max(z, 0), and leave e^z inside. What is left inside is "
            "e^-|z|.",
        ),
        Mistake(exponential_alone, "Your last term is e^-|z|. It is the logarithm of 1 plus that: `np.log1p` of it."),
        Mistake(label_term_added, "You add y·z. It is subtracted: a large logit is good where the label is 1."),
        Mistake(decimal_logarithm, "Your logarithm has base 10. Nats are expected: `np.log`."),
        Mistake(correction_in_decimal, "The logarithm in your last term has base 10. Nats are expected: `np.log1p`."),
        Mistake(
            decided_at_once,
            "A comparison of arrays gives one True or False for each entry, so `if` and `max` can't use it. "
            "`np.maximum` and `np.where` go entry by entry.",
        ),
        Mistake(sum_of_all, "Your one number is the sum of the right losses. Return the losses, one per entry."),
        Mistake(only_class_1, "Class 0 costs nothing in your loss: the term with 1 - y is missing."),
        Mistake(only_class_0, "Class 1 costs nothing in your loss: the term with y is missing."),
        Mistake(labels_ignored, "Your loss treats every label as 1: it doesn't depend on y."),
        Mistake(labels_exchanged, "Your loss is small where the model is wrong: y and 1 - y are exchanged."),
        Mistake(
            hard_labels,
            "Right for labels 0 and 1, but you treat every soft label as 0. Both terms count, weighed by y and 1 - y.",
        ),
        Mistake(
            rounded_labels,
            "Right for labels 0 and 1, but you round soft labels. Both terms count, weighed by y and 1 - y.",
        ),
        Mistake(
            logits_as_probabilities,
            "You take logarithms of the logits themselves. A logit is any real number; its probability is σ(z).",
        ),
        Mistake(sigmoid_twice, "You apply the sigmoid twice: the formula for logits gets σ(z) in place of z."),
        Mistake(sign_forgotten, "Your numbers are the log-likelihood. The loss is minus that, 0 or more."),
        Mistake(in_bits, "Your logarithm has base 2, so you are off by the factor 1.4427. Nats are expected."),
        Mistake(squared_error, "Your numbers are squared errors of σ(z). Cross-entropy takes logarithms."),
        Mistake(the_slope, "Your numbers are σ(z) - y: the slope of this loss, not the loss."),
        Mistake(
            over_a_softmax,
            "You take a softmax over the last axis. Every logit here is a question of its own: one sigmoid each.",
        ),
        Mistake(mean_of_all, "Your one number is the mean of the right losses. Return the losses, one per entry."),
        Mistake(
            mean_of_each_row,
            "You average over the last axis, as Keras's losses do. Here every entry keeps its own loss.",
        ),
    ),
    also_right=(
        with_logaddexp,
        with_two_logaddexps,
        straight_for_large_logits,
        straight_and_warned,
        with_loop,
        with_masks,
        with_keras,
        with_tensorflow,
    ),
    avoid=(
        "keras.losses.binary_crossentropy",
        "keras.losses.BinaryCrossentropy",
        "keras.ops.binary_crossentropy",
        "dlcourse.losses.binary_crossentropy",
        "dlcourse.losses.BinaryCrossentropy",
        "tensorflow.nn.sigmoid_cross_entropy_with_logits",
        "sklearn.metrics.log_loss",
    ),
    why="This is what `from_logits=True` does: the loss and its slope stay exact, however sure the model is.",
    next="A confident mistake: how hard does this loss pull, and how hard the squared error?",
)
