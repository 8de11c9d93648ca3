"""How well does a language model expect a text?"""

import numpy as np

from dlcourse.metrics.confusion import arrays


def token_cross_entropy(labels, predictions, from_logits=False):
    """What each token costs, in nats: ``-log p(label)``.

    Args:
        labels: token ids, any shape, such as (B, T); where a token is padding, any id from 0 to V - 1.
        predictions: with one more axis, (B, T, V): the probability of each id, or its logit.
        from_logits: whether ``predictions`` are logits, that is before the softmax.

    Returns:
        An array of the labels' shape, 0 or above; infinite where a token had probability 0.

    Raises:
        ValueError: shapes that don't fit, an id outside 0 to V - 1, or probabilities that don't sum to 1.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 3.13.

    Example:
        >>> token_cross_entropy([0, 1], [[0.5, 0.5], [0.75, 0.25]]).round(4).tolist()
        [0.6931, 1.3863]
    """
    labels, predictions = arrays("token_cross_entropy()", labels, predictions)
    _check(labels, predictions)
    chosen = np.take_along_axis(predictions, labels[..., None], axis=-1)[..., 0]
    if from_logits:
        highest = predictions.max(axis=-1)
        return highest - chosen + np.log(np.exp(predictions - highest[..., None]).sum(axis=-1))
    if not (np.abs(predictions.sum(axis=-1) - 1) < 1e-3).all() or predictions.min() < 0:
        raise ValueError(
            "token_cross_entropy() got probabilities that don't sum to 1; say from_logits=True for logits."
        )
    with np.errstate(divide="ignore"):
        return -np.log(chosen) + 0.0  # not -0.0


def _check(labels, predictions):
    if predictions.ndim == 0 or labels.shape != predictions.shape[:-1] or labels.size == 0:
        raise ValueError(
            f"token_cross_entropy() got labels {labels.shape} and predictions {predictions.shape}; "
            "give predictions one axis more, (..., V), and at least one token."
        )
    V = predictions.shape[-1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= V:
        raise ValueError(
            f"token_cross_entropy() got {labels.dtype} labels from {labels.min()} to {labels.max()}; "
            f"give integers from 0 to {V - 1}, for padding too, and mask it in perplexity()."
        )


def perplexity(token_nll, mask=None):
    """Among how many equally likely tokens a model hesitates: ``exp(mean over real tokens of -log p)``.

    1 is certain and right; V is as good as guessing among V tokens. Two perplexities can be compared only where the
    tokens are the same.

    Args:
        token_nll: -log p of each token, in nats, any shape, as ``token_cross_entropy`` gives.
        mask: True (or 1) where a token is real, False (or 0) where it is padding; all are real unless given.

    Returns:
        A float of 1 or more.

    Raises:
        ValueError: another shape of the mask, no real token, or costs below 0 (log p instead of -log p).

    Source: Jelinek, Mercer, Bahl, Baker, "Perplexity, a measure of the difficulty of speech recognition tasks", 1977.

    Example:
        >>> round(perplexity(token_cross_entropy([2, 0], [[0.25] * 4, [0.25] * 4])), 6)
        4.0
        >>> round(perplexity(np.log([2.0, 8.0, 999.0]), mask=[1, 1, 0]), 6)
        4.0
    """
    token_nll = arrays("perplexity()", token_nll)[0].astype(float)
    mask = np.ones(token_nll.shape, bool) if mask is None else np.asarray(mask)
    if mask.shape != token_nll.shape or not np.isin(mask, (0, 1)).all():
        raise ValueError(
            f"perplexity() got costs {token_nll.shape} and a mask {mask.shape}; give one True or False for each token."
        )
    costs = token_nll[mask.astype(bool)]
    if costs.size == 0:
        raise ValueError("perplexity() got no real token; give at least one, and True where a token is real.")
    if not (costs > -1e-6).all():  # rounding may leave a cost just below 0
        raise ValueError(
            f"perplexity() got a cost of {costs.min():.3g}; give -log p of each token, which is 0 or more."
        )
    with np.errstate(over="ignore"):
        return float(np.exp(costs.mean()))
