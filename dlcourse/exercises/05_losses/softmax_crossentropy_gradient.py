"""Exercise: the gradient of softmax and cross-entropy together."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import softmax_crossentropy_gradient


def stub(labels, logits):
    """The gradient of the mean cross-entropy of a batch with respect to its logits.

    labels: (n,), integers from 0 to K - 1.
    logits: (n, K), one row per example, any real numbers: 1000 and -1000 too.
    Returns (n, K): dL/dlogits of L = (1/n) Σ_i -log p_i[y_i], with p the softmax of each row.
    Example: labels = [1], logits = [[0, 0]] gives [[0.5, -0.5]].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def steps(logits):  # of 1/64, which float32 holds exactly even beside 1200
        return np.round(64 * logits) / 64

    def drawn(n, K, scale=2.0):
        return rng.integers(0, K, size=n), steps(rng.normal(scale=scale, size=(n, K)))

    labels, logits = drawn(7, 3)
    return {
        "the worked example": (np.array([1]), np.array([[0.0, 0.0]])),
        "one example, 3 classes": drawn(1, 3),
        "two examples of one class": (np.array([2, 2]), rng.normal(size=(2, 5))),
        "as many examples as classes": (rng.permutation(5), rng.normal(scale=2.0, size=(5, 5))),
        "more classes than examples": drawn(3, 11),
        "seven examples, 3 classes": (labels, logits),
        "rows at very different heights": (labels, logits + rng.permutation(np.linspace(-1200, 1200, 7))[:, None]),
        "sure and right, sure and wrong": (
            np.array([0, 2, 1]),
            np.array([[1000.0, 0.0, 0.0], [1000.0, 0.0, 0.0], [0.0, -1000.0, -2000.0]]),
        ),
        "13 examples, 2 classes": drawn(13, 2),
    }


def softmax(logits, axis=-1):
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def one_hot(labels, logits):
    return np.eye(logits.shape[1])[labels]


def quiet(function):
    """The mistakes divide by 0 on purpose."""

    def answer(labels, logits):
        with np.errstate(all="ignore"):
            return function(labels, logits)

    answer.__name__ = function.__name__
    return answer


@quiet
def jacobian_times_one_by_p(labels, logits):
    rows = []
    for p, truth in zip(softmax(logits), one_hot(labels, logits), strict=True):
        rows.append((np.diag(p) - np.outer(p, p)) @ (-truth / p))
    return np.array(rows) / len(labels)


def not_divided(labels, logits):
    return softmax(logits) - one_hot(labels, logits)


def divided_by_all_entries(labels, logits):
    return not_divided(labels, logits) / logits.size


def divided_by_the_classes(labels, logits):
    return not_divided(labels, logits) / logits.shape[1]


def sign(labels, logits):
    return (one_hot(labels, logits) - softmax(logits)) / len(labels)


def sign_and_not_divided(labels, logits):
    return one_hot(labels, logits) - softmax(logits)


def probabilities_alone(labels, logits):
    return softmax(logits) / len(labels)


def labels_alone(labels, logits):
    return -one_hot(labels, logits) / len(labels)


@quiet
def with_respect_to_p(labels, logits):
    return -one_hot(labels, logits) / softmax(logits) / len(labels)


def one_derivative_too_many(labels, logits):
    p = softmax(logits)
    return (p - one_hot(labels, logits)) * p * (1 - p) / len(labels)


@quiet
def no_shift(labels, logits):
    powers = np.exp(logits)
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(labels, logits)) / len(labels)


@quiet
def one_shift_for_all(labels, logits):
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(labels, logits)) / len(labels)


@quiet
def normalized_over_everything(labels, logits):
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum() - one_hot(labels, logits)) / len(labels)


def softmax_down_the_columns(labels, logits):
    return (softmax(logits, axis=0) - one_hot(labels, logits)) / len(labels)


def true_class_alone(labels, logits):
    return (softmax(logits) - 1) * one_hot(labels, logits) / len(labels)


def loss_of_each_example(labels, logits):
    p = softmax(logits)[np.arange(len(labels)), labels]
    return (p - 1) / len(labels)


def labels_from_1(labels, logits):
    return softmax_crossentropy_gradient((labels - 1) % logits.shape[1], logits)


def sigmoid_for_softmax(labels, logits):
    return (np.exp(-np.logaddexp(0, -logits)) - one_hot(labels, logits)) / len(labels)


def label_as_a_number(labels, logits):
    return (softmax(logits) - labels[:, None]) / len(labels)


def label_as_a_row(labels, logits):
    return (softmax(logits) - labels) / len(labels)


def summed_over_the_batch(labels, logits):
    return softmax_crossentropy_gradient(labels, logits).sum(axis=0)


def averaged_over_the_batch(labels, logits):
    return softmax_crossentropy_gradient(labels, logits).mean(axis=0)


def rows_instead_of_entries(labels, logits):
    p = softmax(logits)
    p[labels] -= 1
    return p / len(labels)


def whole_columns(labels, logits):
    p = softmax(logits)
    p[:, labels] -= 1
    return p / len(labels)


def logits_for_softmax(labels, logits):
    return (logits - one_hot(labels, logits)) / len(labels)


def softmax_twice(labels, logits):
    return softmax_crossentropy_gradient(labels, softmax(logits))


def only_the_labels_divided(labels, logits):
    return softmax(logits) - one_hot(labels, logits) / len(labels)


def squared_error(labels, logits):
    p, truth = softmax(logits), one_hot(labels, logits)
    slope = 2 * (p - truth)
    return p * (slope - (slope * p).sum(axis=1, keepdims=True)) / len(labels)


def best_class(labels, logits):
    return softmax_crossentropy_gradient(logits.argmax(axis=1), logits)


def minus_1_at_the_label(labels, logits):
    p = softmax(logits)
    p[np.arange(len(p)), labels] = -1
    return p / len(p)


def reversed_at_the_label(labels, logits):
    p = softmax(logits)
    return np.where(one_hot(labels, logits) == 1, 1 - p, p) / len(p)


def divided_twice(labels, logits):
    return not_divided(labels, logits) / len(labels) ** 2


def one_hot_of_n(labels, logits):
    return (softmax(logits) - np.eye(len(labels))[labels]) / len(labels)


def maximum_without_keepdims(labels, logits):
    powers = np.exp(logits - logits.max(axis=1))
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(labels, logits)) / len(labels)


@quiet
def sum_without_keepdims(labels, logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1) - one_hot(labels, logits)) / len(labels)


@quiet
def both_without_keepdims(labels, logits):
    powers = np.exp(logits - logits.max(axis=1))
    return (powers / powers.sum(axis=1) - one_hot(labels, logits)) / len(labels)


@quiet
def unshifted_sum_without_keepdims(labels, logits):
    powers = np.exp(logits)
    return (powers / powers.sum(axis=1) - one_hot(labels, logits)) / len(labels)


def logarithm_of_p(labels, logits):
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return (log_p - one_hot(labels, logits)) / len(labels)


def the_loss(labels, logits):
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return -(one_hot(labels, logits) * log_p).sum(axis=1).mean()


def logits_clipped(labels, logits):
    return with_one_hot(labels, np.clip(logits, -500, 500))


def one_taken_off_everywhere(labels, logits):
    return (softmax(logits) - 1) / len(labels)


def with_one_hot(labels, logits):
    return (softmax(logits) - one_hot(labels, logits)) / len(labels)


def with_loop(labels, logits):
    from math import exp

    gradient = np.zeros(logits.shape)
    for i, row in enumerate(logits):
        powers = [exp(z - max(row)) for z in row]
        for k, power in enumerate(powers):
            gradient[i, k] = (power / sum(powers) - (k == labels[i])) / len(labels)
    return gradient


def with_log_softmax(labels, logits):
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return (np.exp(log_p) - (np.arange(logits.shape[1]) == labels[:, None])) / logits.shape[0]


def with_jacobian_at_the_label(labels, logits):
    """Column y of the Jacobian over p_y, divided on paper: dp_k/dz_y / p_y is 1 - p_y at y and -p_k elsewhere."""
    p = softmax(logits)
    return np.array([-(np.eye(len(row))[y] - row) for row, y in zip(p, labels, strict=True)]) / len(p)


def with_keras(labels, logits):
    from keras import ops

    p = ops.softmax(ops.cast(logits, "float32"))
    return (p - ops.one_hot(labels, logits.shape[1])) / logits.shape[0]


def with_tensorflow(labels, logits):
    import tensorflow as tf

    return (tf.nn.softmax(logits) - tf.one_hot(labels, logits.shape[1], dtype=logits.dtype)) / len(labels)


EXERCISE = Exercise(
    name="softmax_crossentropy_gradient",
    title="The gradient of softmax and cross-entropy",
    points=4,
    stars=3,
    minutes=10,
    task=(
        "Write the gradient of the batch's mean cross-entropy with respect to the logits. Derive it on paper from "
        "log Σ e^z - z_y: what is the slope with respect to the true class's logit, and what to another's? Softmax "
        "and logarithm together give less to compute than either alone, and nothing to divide by 0."
    ),
    stub=stub,
    solution=softmax_crossentropy_gradient,
    reasons=(
        (
            'classified("softmax_crossentropy_gradient()"',
            "Checks shapes and labels, and says what is wrong with them. Your answer doesn't need it.",
        ),
        ("logits.max(axis=1, keepdims=True)", "Each row's largest logit comes off first, so that nothing overflows."),
        ("powers / powers.sum(axis=1, keepdims=True)", "The slope of log Σ e^z is the softmax p."),
        ("-= 1", "The slope of -z_y is -1, at the true class of each row and nowhere else."),
        ("/ len(labels)", "The loss is a mean over n examples, so each has a share of 1/n in it."),
    ),
    cases=cases,
    hints=(
        "The loss of one example is log Σ_k e^z_k - z_y. Differentiate both terms with respect to one logit z_j.",
        "d/dz_j log Σ_k e^z_k = e^z_j / Σ_k e^z_k = p_j, and d/dz_j z_y is 1 for j = y, else 0. With the "
        "mean: (p - onehot(y)) / n.",
        "Compute the softmax of each row (largest logit of the row off first). Take 1 off the entry of each row's "
        "label: index with `np.arange(n), labels`. Divide by n.",
    ),
    mistakes=(
        Mistake(
            jacobian_times_one_by_p,
            "Right until p_y rounds to 0: then -1/p_y is infinite and times 0 it is NaN. Multiply the Jacobian by -1/p "
            "on paper: p_y cancels, and (p - onehot)/n is left.",
        ),
        Mistake(not_divided, "Your gradient is n times too large: the loss is the mean over the n examples."),
        Mistake(
            divided_by_all_entries,
            "You divide by n·K. The loss is a mean over the n examples, not over all entries.",
        ),
        Mistake(divided_by_the_classes, "You divide by the number of classes. Divide by the number of examples."),
        Mistake(
            sign,
            "Your signs are reversed. A larger logit of a wrong class raises the loss, so its gradient is positive.",
        ),
        Mistake(
            sign_and_not_divided,
            "Your numbers are onehot - p: minus the gradient, and n times too large. The gradient is (p - onehot)/n.",
        ),
        Mistake(
            probabilities_alone,
            "Your numbers are p/n. The slope of -z_y is missing: take 1 off p at the true class.",
        ),
        Mistake(labels_alone, "Your numbers are -onehot/n. The slope of log Σ e^z is missing: the softmax p."),
        Mistake(
            with_respect_to_p,
            "Your numbers are -1/p at the true class: the gradient with respect to the probabilities. Go on to the "
            "logits.",
        ),
        Mistake(
            one_derivative_too_many,
            "You multiply by p(1 - p). The softmax's derivative is in p - onehot already: the two have cancelled.",
        ),
        Mistake(
            no_shift,
            "NaN for large logits: e^1000 overflows. Take each row's largest logit off before the exponential.",
        ),
        Mistake(
            one_shift_for_all,
            "NaN where a row lies far below the largest logit of the array: 0/0. Take off each row's own maximum.",
        ),
        Mistake(
            normalized_over_everything,
            "Your softmax divides by the sum over the whole array. Each row must sum to 1.",
        ),
        Mistake(
            softmax_down_the_columns,
            "Your softmax runs down the columns, over the examples. The classes of each row compete: last axis.",
        ),
        Mistake(
            true_class_alone,
            "Only the true class has a gradient in your answer. The others' logits count too: theirs is p/n.",
        ),
        Mistake(
            loss_of_each_example,
            "You return one number per example, (p_y - 1)/n. Every logit has a gradient: (n, K) numbers.",
        ),
        Mistake(labels_from_1, "Your labels are off by one: classes are counted from 0, so label 0 is column 0."),
        Mistake(
            sigmoid_for_softmax,
            "You use a sigmoid of each logit. The classes of a row share one softmax, so each row sums to 0.",
        ),
        Mistake(
            label_as_a_number,
            "You subtract the label's number from the whole row. Subtract 1 at the label's place: its one-hot row.",
        ),
        Mistake(
            label_as_a_row,
            "You subtract the labels' numbers along each row: they broadcast over the classes, or don't fit. Subtract "
            "1 at each row's label.",
        ),
        Mistake(summed_over_the_batch, "You sum over the examples. Every logit of every example has its own gradient."),
        Mistake(
            averaged_over_the_batch,
            "You average over the examples. Every logit of every example has its own gradient: (n, K) numbers.",
        ),
        Mistake(
            rows_instead_of_entries,
            "`p[labels] -= 1` changes whole rows (and fails for a label beyond the last row). One entry of each row is "
            "meant: `p[np.arange(n), labels]`.",
        ),
        Mistake(
            whole_columns,
            "`p[:, labels] -= 1` changes whole columns. One entry of each row is meant: `p[np.arange(n), labels]`.",
        ),
        Mistake(logits_for_softmax, "Your numbers are (logits - onehot)/n: the softmax is missing."),
        Mistake(softmax_twice, "You apply the softmax twice. p is the softmax of the logits, once."),
        Mistake(
            only_the_labels_divided,
            "You divide only the one-hot labels by n: `a - b / n` divides b alone. Put the difference in parentheses.",
        ),
        Mistake(
            squared_error,
            "Your numbers are the gradient of the squared error after a softmax. Cross-entropy's has no factor p.",
        ),
        Mistake(minus_1_at_the_label, "You set the entry at the label to -1. Subtract 1 from the p that stands there."),
        Mistake(reversed_at_the_label, "At the label you have 1 - p_y. It is p_y - 1, below 0: the sign is reversed."),
        Mistake(one_taken_off_everywhere, "You take 1 off every entry. Only the true class's entry loses 1."),
        Mistake(divided_twice, "You divide by n twice. The loss is one mean over the n examples: divide once."),
        Mistake(
            one_hot_of_n,
            "Your one-hot rows have n columns, one per example. They need K, one per class: `logits.shape[1]`.",
        ),
        Mistake(
            maximum_without_keepdims,
            "Your row maxima are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` keeps them a "
            "column (n, 1).",
        ),
        Mistake(
            sum_without_keepdims,
            "Your row sums are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` keeps them a "
            "column (n, 1).",
        ),
        Mistake(
            both_without_keepdims,
            "Your row maxima and row sums are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` "
            "keeps both a column (n, 1).",
        ),
        Mistake(
            unshifted_sum_without_keepdims,
            "Two faults: your row sums (n,) are laid along the columns (`keepdims=True` keeps them a column), and "
            "large logits overflow (take each row's largest off first).",
        ),
        Mistake(
            logarithm_of_p, "Your numbers hold log p where p is due: the logarithm is gone once you differentiate."
        ),
        Mistake(the_loss, "Your one number is the loss itself. Return its gradient, a number for each logit."),
        Mistake(
            logits_clipped,
            "You clip the logits at ±500. Logits beyond then count as equal: take each row's largest off instead.",
        ),
        Mistake(
            best_class,
            "You take 1 off at the class with the largest logit. It belongs to the true class, the label.",
        ),
    ),
    also_right=(
        with_one_hot,
        with_loop,
        with_log_softmax,
        with_jacobian_at_the_label,
        with_keras,
        with_tensorflow,
    ),
    avoid=(
        "tensorflow.GradientTape",
        "tensorflow.gradients",
        "dlcourse.nn.softmax_cross_entropy",
        "dlcourse.nn.numerical_gradient",
    ),
    atol=2e-5,  # float32 holds a logit of 1200 to 1e-4, and log p with it
    why="Prediction minus truth: the surer and the more wrong the model is, the harder the loss pulls.",
    next="Does a classifier need cross-entropy at all? Three losses on the same digits, below.",
)
