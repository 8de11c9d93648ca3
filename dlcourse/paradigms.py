"""Four kinds of feedback that a model can learn from, and tasks that show them."""

KINDS = ("supervised", "unsupervised", "self-supervised", "reinforcement")


def match_paradigm():
    """Which kind of feedback each of nine tasks gives: ``{task: kind}``.

    Supervised: each input comes with its target. Unsupervised: only inputs. Self-supervised: only inputs, but a part
    of each is hidden and serves as the target. Reinforcement: only a reward for the action that was taken.

    Source: Sutton and Barto, "Reinforcement Learning", 2nd ed., 2018, section 1.1; Goodfellow, Bengio, Courville,
    "Deep Learning", 2016, section 5.1.3; LeCun, Bengio, Hinton, "Deep learning", 2015.

    Example:
        >>> sorted(set(match_paradigm().values())) == sorted(KINDS)
        True
    """
    return {
        "spam_filter": "supervised",
        "house_price": "supervised",
        "tumour_outline": "supervised",
        "customer_groups": "unsupervised",
        "odd_sounds": "unsupervised",
        "next_token": "self-supervised",
        "hidden_patches": "self-supervised",
        "advert_choice": "reinforcement",
        "walking_robot": "reinforcement",
    }
