"""Exercise: the Kullback-Leibler divergence."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import kl_divergence


def stub(p, q):
    """The Kullback-Leibler divergence KL(p, q) = Σ_k p_k log(p_k / q_k), in nats.

    p, q: distributions along the last axis, arrays of one shape (..., K): K for one pair,
    (n, K) for n pairs, and so on.
    Returns one number for each pair, shape (...): the sum runs over the last axis only.
    By convention 0 log 0 counts as 0, also where q is 0 too; where q = 0 < p it is infinite.
    Example: p = [1, 0], q = [0.5, 0.5] gives 0.6931, and p = [0.5, 0.5], q = [1, 0] gives inf.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)

    def drawn(*shape):
        return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])

    def with_zero(rows, place):
        rows = rows.copy()
        rows[..., place] = 0
        return rows / rows.sum(axis=-1, keepdims=True)

    same = drawn(5)
    first, second = drawn(7, 3), drawn(7, 3)
    zeros_in_p, zeros_in_q = first.copy(), second.copy()
    zeros_in_p[1], zeros_in_p[4], zeros_in_q[5] = [0, 1, 0], [0.25, 0, 0.75], [0.5, 0, 0.5]
    return {
        "two classes": (np.array([0.25, 0.75]), np.array([0.5, 0.5])),
        "three classes": (np.array([0.1, 0.4, 0.5]), np.array([0.8, 0.15, 0.05])),
        "p equal to q": (same, same.copy()),
        "p is 0 for one class": (with_zero(drawn(5), 2), drawn(5)),
        "p and q are 0 for the same class": (with_zero(drawn(5), 3), with_zero(drawn(5), 3)),
        "q is 0 where p is not": (drawn(5), with_zero(drawn(5), 1)),
        "p is one-hot": (np.eye(3)[seed % 3], drawn(3)),
        "seven pairs": (first, second),
        "seven pairs with zeros in some": (zeros_in_p, zeros_in_q),
        "as many pairs as classes": (drawn(5, 5), drawn(5, 5)),
        "2 times 3 pairs of 11 classes": (drawn(2, 3, 11), drawn(2, 3, 11)),
    }


def quiet(function):
    """The mistakes take logarithms of 0 on purpose."""

    def answer(p, q):
        with np.errstate(all="ignore"):
            return function(p, q)

    answer.__name__ = function.__name__
    return answer


@quiet
def terms(p, q):
    return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)


def entropy(p):
    return -terms(p, np.ones_like(p)).sum(axis=-1)


def exchanged(p, q):
    return kl_divergence(q, p)


@quiet
def cross_entropy(p, q):
    return -np.where(p > 0, p * np.log(q), 0.0).sum(axis=-1)


def entropy_alone(p, q):
    return entropy(p)


@quiet
def zeros_not_minded(p, q):
    return np.sum(p * np.log(p / q), axis=-1)


def total(p, q):
    return terms(p, q).sum()


@quiet
def total_of_the_positive(p, q):
    positive = (p > 0) & (q > 0)
    return np.sum(p[positive] * np.log(p[positive] / q[positive]))


@quiet
def exchanged_and_zeros_not_minded(p, q):
    return np.sum(q * np.log(q / p), axis=-1)


@quiet
def total_and_zeros_not_minded(p, q):
    return np.sum(p * np.log(p / q))


@quiet
def quotient_of_logarithms(p, q):
    return np.where(p > 0, p * (np.log(p) / np.log(q)), 0.0).sum(axis=-1)


@quiet
def quotient_of_logarithms_and_zeros_not_minded(p, q):
    return np.sum(p * (np.log(p) / np.log(q)), axis=-1)


@quiet
def one_infinity(p, q):
    return np.inf if np.any((q == 0) & (p > 0)) else kl_divergence(p, q)


def mean_over_the_classes(p, q):
    return terms(p, q).mean(axis=-1)


def mean_over_the_pairs(p, q):
    return kl_divergence(p, q).mean()


def down_the_columns(p, q):
    return terms(p, q).sum(axis=0)


def over_axis_1(p, q):
    return terms(p, q).sum(axis=1)


def not_summed(p, q):
    return terms(p, q)


def in_bits(p, q):
    return kl_divergence(p, q) / np.log(2)


def sign(p, q):
    return -kl_divergence(p, q)


def weighed_by_q(p, q):
    return -kl_divergence(q, p)


@quiet
def no_weights(p, q):
    return np.where(p > 0, np.log(p / q), 0.0).sum(axis=-1)


@quiet
def sum_of_both_ways(p, q):
    return kl_divergence(p, q) + kl_divergence(q, p)


def mean_of_both_ways(p, q):
    return (kl_divergence(p, q) + kl_divergence(q, p)) / 2


def jensen_shannon(p, q):
    middle = (p + q) / 2
    return (kl_divergence(p, middle) + kl_divergence(q, middle)) / 2


def clipped_as_keras(p, q):
    p, q = np.clip(p, 1e-7, 1), np.clip(q, 1e-7, 1)
    return np.sum(p * np.log(p / q), axis=-1)


def little_added(eps):
    """To escape the logarithm of 0: infinity becomes -log eps."""

    def answer(p, q):
        return np.sum(p * np.log((p + eps) / (q + eps)), axis=-1)

    answer.__name__ = f"added_{eps:.1e}"
    return answer


@quiet
def zeros_of_q_left_out(p, q):
    return np.where((p > 0) & (q > 0), p * np.log(p / q), 0.0).sum(axis=-1)


@quiet
def infinity_as_a_large_number(p, q):
    return np.nan_to_num(p * np.log(p / q)).sum(axis=-1)


@quiet
def infinite_wherever_q_is_0(p, q):
    return np.where(np.any(q == 0, axis=-1), np.inf, kl_divergence(p, q))


@quiet
def infinite_for_all_pairs(p, q):
    return np.full(p.shape[:-1], np.inf) if np.any((q == 0) & (p > 0)) else kl_divergence(p, q)


@quiet
def nothing_for_zeros_in_p(p, q):
    return np.where(np.any(p == 0, axis=-1), 0.0, kl_divergence(p, q))


def of_a_softmax(p, q):
    p, q = (np.exp(each) / np.exp(each).sum(axis=-1, keepdims=True) for each in (p, q))
    return np.sum(p * np.log(p / q), axis=-1)


def absolute_terms(p, q):
    return np.abs(terms(p, q)).sum(axis=-1)


def total_variation(p, q):
    return np.abs(p - q).sum(axis=-1) / 2


def squared_distance(p, q):
    return ((p - q) ** 2).sum(axis=-1)


def infinite_at_any_zero_of_q(p, q):
    return np.inf if np.any(q == 0) else kl_divergence(p, q)


def one_pair_only(p, q):
    from math import inf, log

    return sum((a * log(a / b) if b > 0 else inf) for a, b in zip(p, q, strict=True) if a > 0)


def axis_kept(p, q):
    return kl_divergence(p, q)[..., None]


@quiet
def where_q_is_positive(p, q):
    return np.where(q > 0, p * np.log(p / q), 0.0).sum(axis=-1)


def decimal_logarithm(p, q):
    return kl_divergence(p, q) / np.log(10)


def normalized_over_everything(p, q):
    return terms(p / p.sum(), q / q.sum()).sum(axis=-1)


def with_masks(p, q):
    ratio = np.ones_like(p)
    here = (p > 0) & (q > 0)
    ratio[here] = p[here] / q[here]
    divergence = (p * np.log(ratio)).sum(axis=-1)
    return np.where(((p > 0) & (q == 0)).any(axis=-1), np.inf, divergence)


def with_loop(p, q):
    from math import inf, log

    def one(a, b):
        return sum((x * log(x / y) if y > 0 else inf) for x, y in zip(a, b, strict=True) if x > 0)

    width = p.shape[-1]
    pairs = zip(p.reshape(-1, width).tolist(), q.reshape(-1, width).tolist(), strict=True)
    return np.reshape([one(*pair) for pair in pairs], p.shape[:-1])


@quiet
def with_nansum(p, q):
    return np.nansum(p * np.log(p / q), axis=-1)


@quiet
def cross_entropy_minus_entropy(p, q):
    return cross_entropy(p, q) - entropy(p)


def with_xlogy(p, q):
    from scipy.special import xlogy

    return (xlogy(p, p) - xlogy(p, q)).sum(axis=-1)


def with_tensorflow(p, q):
    import tensorflow as tf

    p, q = tf.cast(p, "float32"), tf.cast(q, "float32")
    return tf.reduce_sum(tf.math.xlogy(p, p) - tf.math.xlogy(p, q), axis=-1)


EXERCISE = Exercise(
    name="kl_divergence",
    title="The Kullback-Leibler divergence",
    points=3,
    stars=2,
    minutes=8,
    task=(
        "Write how far q is from p, in nats: the mean of log(p/q) under p. Zeros need care. A class that never "
        "happens under p costs nothing, whatever q says; a class that happens under p and that q calls impossible "
        "costs infinitely much. For the first, NumPy's own answer is NaN."
    ),
    stub=stub,
    solution=kl_divergence,
    reasons=(
        ('distributions("kl_divergence()"', "Checks that rows sum to 1. Your answer doesn't need it."),
        ("np.log(p) - np.log(q)", "What a class costs more under q than under p."),
        ("p * (", "The mean is taken under p: p says how often each class happens. So the order matters."),
        ("np.where(p > 0", "Where p is 0 NumPy finds 0 · -inf, which is NaN; the convention says 0."),
        ("terms.sum(axis=-1)", "Over the classes of each pair. A batch gives one number per pair."),
    ),
    cases=cases,
    hints=(
        "Compute a term for each class, mend the terms where p is 0, then sum over the last axis.",
        "KL(p, q) = Σ_k p_k (log p_k - log q_k): p_k = 0 contributes 0, and log q_k = -inf makes the rest infinite.",
        "`np.where(condition, a, b)` replaces terms entry by entry: keep the term where p is above 0, put 0 elsewhere. "
        "For q = 0 < p NumPy finds inf by itself. `np.errstate` silences its warnings, if you like.",
    ),
    mistakes=(
        Mistake(
            exchanged,
            "Your numbers are KL(q, p): p and q are exchanged. The distribution that weighs the terms comes first.",
        ),
        Mistake(
            cross_entropy,
            "Your numbers are the cross-entropy -Σ p log q. Subtract the entropy of p: KL(p, p) must be 0.",
        ),
        Mistake(entropy_alone, "Your numbers are the entropy of p: q isn't in it. Compare p with q."),
        Mistake(zeros_not_minded, "NaN where p is 0: NumPy finds 0 · log 0. By convention that term is 0."),
        Mistake(total, "You sum over everything. A batch of pairs gives one number for each pair: last axis only."),
        Mistake(
            total_of_the_positive,
            "A mask like p[p > 0] flattens a batch, so you sum over all pairs; and where q = 0 < p you leave the class "
            "out, where inf is expected. `np.where` keeps the shape.",
        ),
        Mistake(
            exchanged_and_zeros_not_minded,
            "Two faults: your numbers are KL(q, p), with p and q exchanged; and a term with weight 0 is NaN, where it "
            "should be 0.",
        ),
        Mistake(
            total_and_zeros_not_minded,
            "Two faults: you sum over everything, where each pair has a number of its own (last axis only); and where "
            "p is 0 you get NaN, where that term should be 0.",
        ),
        Mistake(
            quotient_of_logarithms,
            "You divide the logarithms, log p / log q. The logarithm of the quotient is meant: log(p/q), which is "
            "log p - log q.",
        ),
        Mistake(
            quotient_of_logarithms_and_zeros_not_minded,
            "Two faults: you divide the logarithms, where log(p/q) = log p - log q is meant; and where p is 0 you get "
            "NaN, where that term should be 0.",
        ),
        Mistake(
            one_infinity,
            "For a batch in which one pair has q = 0 < p you return a single inf. Only that pair is infinite; return "
            "one number for each.",
        ),
        Mistake(mean_over_the_classes, "You average over the classes. Sum over them: p is the weight already."),
        Mistake(mean_over_the_pairs, "Your one number is the mean over the pairs. Return one number for each pair."),
        Mistake(
            down_the_columns,
            "You sum down the columns (axis 0), over the pairs. The classes are the last axis: axis -1.",
        ),
        Mistake(over_axis_1, "You sum over axis 1. The classes are the last axis, whatever the shape: axis -1."),
        Mistake(not_summed, "You return one term per class. Sum them over the last axis."),
        Mistake(in_bits, "Your logarithm has base 2, so you are off by the factor 1.4427. Nats are expected."),
        Mistake(sign, "Your sign is reversed: log(q/p) for log(p/q). A divergence is never negative."),
        Mistake(
            weighed_by_q,
            "Your terms are q·log(p/q), weighed by q, and their sum is never above 0. Weigh them by p.",
        ),
        Mistake(no_weights, "Your terms are log(p/q) without the weight p. Likely classes count more."),
        Mistake(sum_of_both_ways, "Your numbers are KL(p, q) + KL(q, p). Only the first one is meant."),
        Mistake(mean_of_both_ways, "Your numbers are the mean of KL(p, q) and KL(q, p). Only the first one is meant."),
        Mistake(
            jensen_shannon,
            "Your numbers are the Jensen-Shannon divergence, to the mean of p and q. Compare p with q itself.",
        ),
        Mistake(
            clipped_as_keras,
            "You clip at 1e-7, as Keras does. Where q = 0 < p you get a finite number; inf is expected here.",
        ),
        *(
            Mistake(
                little_added(eps),
                f"You add {eps:.1e}, or clip there, to escape log 0. Where q = 0 < p you get a finite number; inf is "
                "expected here.",
            )
            for eps in (1e-8, 1e-9, 1e-10, 1e-12, 1e-15, np.finfo(float).eps, 1e-16)
        ),
        Mistake(
            zeros_of_q_left_out,
            "Where q = 0 < p your class contributes 0. The divergence is infinite there; only p = 0 contributes 0.",
        ),
        Mistake(
            infinity_as_a_large_number,
            "`np.nan_to_num` turns infinity into the largest float. Where q = 0 < p, inf itself is expected.",
        ),
        Mistake(
            infinite_wherever_q_is_0,
            "You return infinity wherever q has a zero. Where p is 0 too, that class contributes 0.",
        ),
        Mistake(
            infinite_for_all_pairs,
            "One pair with q = 0 < p makes your whole batch infinite. Only that pair is.",
        ),
        Mistake(
            nothing_for_zeros_in_p,
            "You return 0 wherever p has a zero. Only that class contributes 0; the others still count.",
        ),
        Mistake(
            infinite_at_any_zero_of_q,
            "One zero in q makes your whole answer infinite. Decide class by class: only q = 0 < p is infinite, and "
            "only for its own pair.",
        ),
        Mistake(
            one_pair_only,
            "One pair comes out right. In a batch your loop (or `if`) meets whole rows: use `np.where`, and sum over "
            "the last axis.",
        ),
        Mistake(axis_kept, "Your numbers are right, but the last axis is still there with size 1. Sum it away."),
        Mistake(
            where_q_is_positive,
            "You mend the terms where q is 0. It is p = 0 that contributes 0; where q = 0 < p it is infinite.",
        ),
        Mistake(decimal_logarithm, "Your logarithm has base 10. Nats are expected: `np.log`."),
        Mistake(
            normalized_over_everything,
            "You divide p and q by their sum over all pairs. Every pair is a distribution already.",
        ),
        Mistake(of_a_softmax, "You apply a softmax first. p and q are probabilities already."),
        Mistake(absolute_terms, "You sum absolute terms. Terms with p < q are negative, and belong in the sum so."),
        Mistake(total_variation, "Your numbers are half the sum of |p - q|, the total variation. Take logarithms."),
        Mistake(squared_distance, "Your numbers are squared distances of p and q. Take logarithms, weighed by p."),
    ),
    also_right=(with_masks, with_loop, with_nansum, cross_entropy_minus_entropy, with_xlogy, with_tensorflow),
    avoid=("scipy.stats.entropy", "scipy.special.rel_entr", "scipy.special.kl_div"),
    why="Cross-entropy is the labels' entropy plus this: to lower the loss is to bring q to p, and it can go no lower.",
    next="KL(p, q) against KL(q, p): what each of them punishes.",
)
