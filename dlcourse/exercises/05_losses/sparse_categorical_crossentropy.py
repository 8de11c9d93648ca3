"""Exercise: cross-entropy of integer labels, from logits, by log-sum-exp."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import sparse_categorical_crossentropy


def stub(labels, logits):
    """The cross-entropy of each example, -log p_y in nats, with p the softmax of its logits.

    labels: (n,), integers from 0 to K - 1: the true class y of each example.
    logits: (n, K), one row per example, any real numbers: 1000 and -1000 too.
    Returns (n,), one loss per example (no mean).
    Example: labels = [1, 0], logits = [[0, 0], [2, 0]] gives [0.6931, 0.1269].
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
        "the worked example": (np.array([1, 0]), np.array([[0.0, 0.0], [2.0, 0.0]])),
        "one example": drawn(1, 3),
        "as many examples as classes": (rng.permutation(5), rng.normal(scale=2.0, size=(5, 5))),
        "more classes than examples": drawn(3, 11),
        "seven examples, 3 classes": (labels, logits),
        "rows at very different heights": (labels, logits + rng.permutation(np.linspace(-1200, 1200, 7))[:, None]),
        "sure and right, sure and wrong": (
            np.array([0, 2, 1]),
            np.array([[1000.0, 0.0, 0.0], [1000.0, 0.0, 0.0], [0.0, -1000.0, -2000.0]]),
        ),
        "13 examples, 2 classes": drawn(13, 2),
        "17 examples, 5 classes, large logits": drawn(17, 5, 400.0),
    }


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def picked(values, labels):
    return values[np.arange(len(labels)), labels]


def quiet(function):
    """The mistakes meet logarithms of 0 on purpose."""

    def answer(labels, logits):
        with np.errstate(all="ignore"):
            return function(labels, logits)

    answer.__name__ = function.__name__
    return answer


def rows_instead_of_entries(labels, logits):
    return -log_softmax(logits)[labels]


def whole_columns(labels, logits):
    return -log_softmax(logits)[:, labels]


def softmax_twice(labels, logits):
    return sparse_categorical_crossentropy(labels, np.exp(log_softmax(logits)))


def in_bits(labels, logits):
    return sparse_categorical_crossentropy(labels, logits) / np.log(2)


@quiet
def no_shift(labels, logits):
    return np.log(np.exp(logits).sum(axis=1)) - picked(logits, labels)


@quiet
def softmax_without_shift(labels, logits):
    powers = np.exp(logits)
    return -np.log(picked(powers / powers.sum(axis=1, keepdims=True), labels))


@quiet
def logarithm_of_a_softmax(labels, logits):
    return -np.log(picked(np.exp(log_softmax(logits)), labels))


@quiet
def one_shift_for_all(labels, logits):
    shifted = logits - logits.max()
    return np.log(np.exp(shifted).sum(axis=1)) - picked(shifted, labels)


@quiet
def softmax_with_one_shift_for_all(labels, logits):
    powers = np.exp(logits - logits.max())
    return -np.log(picked(powers / powers.sum(axis=1, keepdims=True), labels))


def bounded(eps):
    """The true class's probability kept off 0 by eps: no loss is above -log eps."""

    def answer(labels, logits):
        return -np.log(picked(np.exp(log_softmax(logits)), labels) + eps)

    answer.__name__ = f"bounded_by_{eps:.0e}"
    return answer


def clipped(eps):
    """The true class's probability clipped at eps."""

    def answer(labels, logits):
        return -np.log(np.clip(picked(np.exp(log_softmax(logits)), labels), eps, 1))

    answer.__name__ = f"clipped_at_{eps:.0e}"
    return answer


@quiet
def true_logit_taken_off(labels, logits):
    return np.log(np.exp(logits - picked(logits, labels)[:, None]).sum(axis=1))


def columns_in_the_formula(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[:, labels]


@quiet
def unshifted_columns_in_the_formula(labels, logits):
    return np.log(np.exp(logits).sum(axis=1)) - logits[:, labels]


@quiet
def unshifted_column_minus_row(labels, logits):
    return np.log(np.exp(logits).sum(axis=1, keepdims=True)) - picked(logits, labels)


def maximum_without_keepdims_added_back(labels, logits):
    top = logits.max(axis=1)
    return top + np.log(np.exp(logits - top).sum(axis=1)) - picked(logits, labels)


@quiet
def both_without_keepdims(labels, logits):
    powers = np.exp(logits - logits.max(axis=1))
    return -np.log(picked(powers / powers.sum(axis=1), labels))


def shift_not_added_back(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - picked(logits, labels)


def shift_added_without_need(labels, logits):
    return sparse_categorical_crossentropy(labels, logits) + logits.max(axis=1)


def mean_of_all(labels, logits):
    return np.mean(sparse_categorical_crossentropy(labels, logits))


def sum_of_all(labels, logits):
    return np.sum(sparse_categorical_crossentropy(labels, logits))


def sign_forgotten(labels, logits):
    return -sparse_categorical_crossentropy(labels, logits)


def logarithm_forgotten(labels, logits):
    return -np.exp(-sparse_categorical_crossentropy(labels, logits))


def what_is_missing_to_1(labels, logits):
    return 1 - np.exp(-sparse_categorical_crossentropy(labels, logits))


@quiet
def logits_as_probabilities(labels, logits):
    return -np.log(picked(logits, labels))


def logit_alone(labels, logits):
    return -picked(logits, labels)


@quiet
def sum_without_logarithm(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.exp(shifted).sum(axis=1) - picked(shifted, labels)


@quiet
def softmax_down_the_columns(labels, logits):
    return -picked(log_softmax(logits.T).T, labels)


def softmax_over_everything(labels, logits):
    return -picked(log_softmax(logits.ravel()).reshape(logits.shape), labels)


def labels_from_1(labels, logits):
    return sparse_categorical_crossentropy((labels - 1) % logits.shape[1], logits)


def best_class(labels, logits):
    return sparse_categorical_crossentropy(logits.argmax(axis=1), logits)


@quiet
def all_classes_as_questions(labels, logits):
    truth = np.eye(logits.shape[1])[labels]
    return (np.logaddexp(0, logits) - truth * logits).sum(axis=1)


def one_sigmoid(labels, logits):
    return np.logaddexp(0, -picked(logits, labels))


@quiet
def zero_times_infinity(labels, logits):
    onehot = np.eye(logits.shape[1])[labels]
    return -(onehot * np.log(np.exp(log_softmax(logits)))).sum(axis=1)


def mean_over_the_classes(labels, logits):
    return sparse_categorical_crossentropy(labels, logits) / logits.shape[1]


def every_class(labels, logits):
    return -log_softmax(logits)


def squared_error(labels, logits):
    return ((np.exp(log_softmax(logits)) - np.eye(logits.shape[1])[labels]) ** 2).sum(axis=1)


def maximum_without_keepdims(labels, logits):
    shifted = logits - logits.max(axis=1)
    return np.log(np.exp(shifted).sum(axis=1)) - picked(shifted, labels)


@quiet
def sum_without_keepdims(labels, logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return -np.log(picked(powers / powers.sum(axis=1), labels))


def column_returned(labels, logits):
    return sparse_categorical_crossentropy(labels, logits)[:, None]


def column_minus_row(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - picked(shifted, labels)


def indices_exchanged(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[labels, np.arange(len(labels))]


@quiet
def mean_taken_off(labels, logits):
    shifted = logits - logits.mean(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - picked(shifted, labels)


def logits_clipped(labels, logits):
    return sparse_categorical_crossentropy(labels, np.clip(logits, -500, 500))


def sum_of_logarithms(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted.sum(axis=1) - picked(shifted, labels)


def average_of_the_powers(labels, logits):
    return sparse_categorical_crossentropy(labels, logits) - np.log(logits.shape[1])


def maximum_for_the_sum(labels, logits):
    return logits.max(axis=1) - picked(logits, labels)


def decimal_logarithm(labels, logits):
    return sparse_categorical_crossentropy(labels, logits) / np.log(10)


def rows_in_the_formula(labels, logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[labels]


@quiet
def unshifted_sum_without_keepdims(labels, logits):
    powers = np.exp(logits)
    return -np.log(picked(powers / powers.sum(axis=1), labels))


def with_one_hot(labels, logits):
    return -(np.eye(logits.shape[1])[labels] * log_softmax(logits)).sum(axis=1)


def with_loop(labels, logits):
    from math import exp, log

    losses = []
    for y, row in zip(labels, logits.tolist(), strict=True):
        top = max(row)
        losses.append(top + log(sum(exp(z - top) for z in row)) - row[y])
    return losses


def with_logaddexp(labels, logits):
    return np.logaddexp.reduce(logits, axis=1) - np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]


def with_scipy(labels, logits):
    from scipy.special import logsumexp

    return logsumexp(logits, axis=1) - logits[np.arange(logits.shape[0]), labels]


def with_keras(labels, logits):
    from keras import ops

    log_p = ops.log_softmax(ops.cast(logits, "float32"))
    return -ops.take_along_axis(log_p, ops.expand_dims(ops.cast(labels, "int32"), 1), axis=1)[:, 0]


def with_tensorflow(labels, logits):
    import tensorflow as tf

    truth = tf.gather(logits, labels, axis=1, batch_dims=1)
    return tf.reduce_logsumexp(logits, axis=1) - truth


EXERCISE = Exercise(
    name="sparse_categorical_crossentropy",
    title="Cross-entropy of integer labels",
    points=3,
    stars=2,
    minutes=8,
    task=(
        "Write the cross-entropy of integer labels, straight from the logits. The loss is minus the logarithm of the "
        "true class's softmax. Never compute that softmax itself: for a wrong class 1000 logits ahead it rounds to 0, "
        "and its logarithm is infinite where the loss is 1000. As in the stable softmax of lesson 04, a number taken "
        "off all logits of a row changes nothing."
    ),
    stub=stub,
    solution=sparse_categorical_crossentropy,
    reasons=(
        (
            'classified("sparse_categorical_crossentropy()"',
            "Checks shapes and labels, and says what is wrong with them. Your answer doesn't need it.",
        ),
        (
            "logits.max(axis=1, keepdims=True)",
            "Each row's own largest logit: its power is then 1, so no sum overflows and none is 0.",
        ),
        ("np.log(np.exp(shifted).sum(axis=1))", "The log-sum-exp: what the softmax divides by, as a logarithm."),
        (
            "np.arange(len(labels)), labels",
            "Row 0 with label 0, row 1 with label 1, and so on: one entry of each row.",
        ),
    ),
    cases=cases,
    hints=(
        "Put p_y = e^z_y / Σ_k e^z_k into -log p_y and simplify: a logarithm of a sum, minus one logit.",
        "log Σ_k e^z_k = m + log Σ_k e^(z_k - m) for every m. With m the largest logit of the row nothing overflows.",
        "Subtract each row's maximum (`keepdims=True` keeps it a column). The loss is the log of the row's sum of "
        "exponentials minus the shifted logit of the label; `a[np.arange(n), labels]` picks one entry per row.",
    ),
    mistakes=(
        Mistake(
            rows_instead_of_entries,
            "`a[labels]` picks whole rows (and fails for a label beyond the last row). One entry of each row is meant: "
            "`a[np.arange(n), labels]`.",
        ),
        Mistake(
            whole_columns,
            "`a[:, labels]` picks a whole column for each label, n × n numbers. One entry of each row is meant: "
            "`a[np.arange(n), labels]`.",
        ),
        Mistake(
            softmax_twice,
            "You apply the softmax twice: the formula for logits is given the probabilities. Start from the logits.",
        ),
        Mistake(in_bits, "Your logarithm has base 2, so you are off by the factor 1.4427. Nats are expected."),
        Mistake(
            no_shift,
            "Right for small logits, infinite or NaN for large ones: e^1000 overflows and e^-1000 is 0. Take the "
            "row's largest logit off first.",
        ),
        Mistake(
            softmax_without_shift,
            "Your softmax is NaN for large logits: e^1000 overflows, infinity by infinity. Take the row's largest "
            "logit off, and keep to logarithms.",
        ),
        Mistake(
            logarithm_of_a_softmax,
            "Your softmax is stable, but the true class's probability rounds to 0 and its logarithm is infinite. The "
            "loss is finite: simplify -log p_y before you compute.",
        ),
        Mistake(
            one_shift_for_all,
            "You take the largest logit of the whole array off. A row far below it is all 0 then, and log 0 infinite: "
            "take off each row's own maximum.",
        ),
        Mistake(
            softmax_with_one_shift_for_all,
            "Your softmax takes the largest logit of the whole array off. A row far below it becomes 0/0: take off "
            "each row's own maximum, and keep to logarithms.",
        ),
        *(
            Mistake(
                bounded(eps),
                f"You keep p off 0 by {eps:.0e}. No loss is then above {-np.log(eps):.1f}, where 1000 is expected. "
                "Simplify -log p_y on paper instead.",
            )
            for eps in (1e-300, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
        ),
        *(
            Mistake(
                clipped(eps),
                f"You clip p at {eps:.0e}. No loss is then above {-np.log(eps):.1f}, where 1000 is expected. Simplify "
                "-log p_y on paper instead.",
            )
            for eps in (1e-7, 1e-6)
        ),
        Mistake(
            true_logit_taken_off,
            "You take the true class's logit off. Right, until a wrong class is some 700 logits ahead: then its power "
            "overflows. Take the row's largest logit off inside the logarithm.",
        ),
        Mistake(
            columns_in_the_formula,
            "`shifted[:, labels]` picks a whole column for each label, n × n numbers. One entry of each row is meant: "
            "`shifted[np.arange(n), labels]`.",
        ),
        Mistake(
            unshifted_columns_in_the_formula,
            "Two faults: `logits[:, labels]` picks a whole column for each label (one entry of each row is "
            "`logits[np.arange(n), labels]`), and large logits overflow (take the row's largest off).",
        ),
        Mistake(
            unshifted_column_minus_row,
            "Two faults: (n, 1) minus (n,) gives n × n numbers (sum without `keepdims` here), and large logits "
            "overflow (take the row's largest off).",
        ),
        Mistake(
            maximum_without_keepdims_added_back,
            "Your row maxima are (n,): added back they fit, but before the exponential NumPy lays them along the "
            "columns, or can't. Subtract them as a column: `top[:, None]`.",
        ),
        Mistake(
            both_without_keepdims,
            "Your row maxima and row sums are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` "
            "keeps both a column (n, 1). And keep to logarithms: a p of 0 has none.",
        ),
        Mistake(
            shift_not_added_back,
            "You shift the logits inside the log-sum-exp and not the logit of the label: off by the row's maximum. "
            "Shift both, or add the maximum back.",
        ),
        Mistake(
            shift_added_without_need,
            "You add the row's maximum back although the logit of the label is shifted too: off by that maximum.",
        ),
        Mistake(
            maximum_without_keepdims,
            "Your row maxima are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` keeps them a "
            "column (n, 1).",
        ),
        Mistake(
            sum_without_keepdims,
            "Your row sums are (n,), so NumPy lays them along the columns, or can't. `keepdims=True` keeps them a "
            "column (n, 1). And keep to logarithms: a p of 0 has none.",
        ),
        Mistake(column_returned, "Your numbers are right, as a column (n, 1). Return (n,)."),
        Mistake(
            column_minus_row,
            "You subtract (n,) from (n, 1) and get n × n numbers. Sum without `keepdims` here, so that both are (n,).",
        ),
        Mistake(indices_exchanged, "Your indices are exchanged: the row comes first, `a[np.arange(n), labels]`."),
        Mistake(
            mean_taken_off,
            "You take the row's mean off. A logit far above it still overflows: take the row's largest off.",
        ),
        Mistake(
            logits_clipped,
            "You clip the logits at ±500. A loss of 1000 then comes out as 500: take the row's largest off instead.",
        ),
        Mistake(sum_of_logarithms, "You sum the logits (the logs of the powers). Sum the powers, then take the log."),
        Mistake(average_of_the_powers, "Your logarithm holds the mean of the powers. It is the log of their sum."),
        Mistake(
            maximum_for_the_sum,
            "You put the largest logit for log Σ e^z. It is only the largest part of it: the other powers count too.",
        ),
        Mistake(decimal_logarithm, "Your logarithm has base 10. Nats are expected: `np.log`."),
        Mistake(
            rows_in_the_formula,
            "`shifted[labels]` picks whole rows, and (n,) minus (n, K) doesn't fit. Pick one entry of each row: "
            "`shifted[np.arange(n), labels]`.",
        ),
        Mistake(
            unshifted_sum_without_keepdims,
            "Two faults: your row sums (n,) are laid along the columns (`keepdims=True` keeps them a column), and "
            "large logits overflow (take the row's largest off, and keep to logarithms).",
        ),
        Mistake(mean_of_all, "Your one number is the mean of the right losses. Return (n,), one per example."),
        Mistake(sum_of_all, "Your one number is the sum of the right losses. Return (n,), one per example."),
        Mistake(sign_forgotten, "Your numbers are log p_y. The loss is minus that, 0 or more."),
        Mistake(logarithm_forgotten, "Your numbers are -p_y, without the logarithm."),
        Mistake(what_is_missing_to_1, "Your numbers are 1 - p_y. Cross-entropy is -log p_y."),
        Mistake(
            logits_as_probabilities,
            "You take the logarithm of the logits: NaN for negative ones. They are no probabilities yet.",
        ),
        Mistake(logit_alone, "Your numbers are -z_y. What all classes share is missing: log Σ_k e^z_k."),
        Mistake(sum_without_logarithm, "You subtract the label's logit from the sum of powers. Take its log first."),
        Mistake(
            softmax_down_the_columns,
            "Your softmax runs down the columns, over the examples. The classes of each row compete: last axis.",
        ),
        Mistake(softmax_over_everything, "Your softmax runs over the whole array. Each row is one distribution."),
        Mistake(labels_from_1, "Your labels are off by one: classes are counted from 0, so label 0 is column 0."),
        Mistake(
            best_class,
            "You take the class with the largest logit. The loss asks for the true class, whatever the model prefers.",
        ),
        Mistake(
            all_classes_as_questions,
            "You add up a binary cross-entropy for every class. Classes exclude each other here: one softmax, and the "
            "true class alone counts.",
        ),
        Mistake(one_sigmoid, "You use a sigmoid of the true class's logit. The other logits of the row count too."),
        Mistake(
            zero_times_infinity,
            "You multiply one-hot labels with log p. Where p rounds to 0, 0 times minus infinity is NaN. Compute log p "
            "without p: shifted logits minus the log-sum-exp.",
        ),
        Mistake(mean_over_the_classes, "You divide by the number of classes. Sum (or pick), no mean over classes."),
        Mistake(every_class, "You return -log p of every class. Pick the true class of each row."),
        Mistake(squared_error, "Your numbers are squared errors of the softmax. Cross-entropy takes logarithms."),
    ),
    also_right=(with_one_hot, with_loop, with_logaddexp, with_scipy, with_keras, with_tensorflow),
    avoid=(
        "keras.losses.sparse_categorical_crossentropy",
        "keras.losses.SparseCategoricalCrossentropy",
        "keras.losses.categorical_crossentropy",
        "keras.losses.CategoricalCrossentropy",
        "keras.ops.sparse_categorical_crossentropy",
        "keras.ops.categorical_crossentropy",
        "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
        "tensorflow.nn.softmax_cross_entropy_with_logits",
        "dlcourse.nn.softmax_cross_entropy",
        "dlcourse.losses.sparse_categorical_crossentropy",
        "dlcourse.losses.SparseCategoricalCrossentropy",
        "dlcourse.losses.categorical_crossentropy",
        "dlcourse.losses.CategoricalCrossentropy",
    ),
    why="Every classifier and every language model of this course is trained on this number.",
    atol=1e-4,  # float32 holds a logit of 1200 to 1e-4
    next="Five losses of Keras on one prediction: which of them give the same number?",
)
