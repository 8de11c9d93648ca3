"""BLEU: how much of a translation is found in what people wrote."""

from collections import Counter

import numpy as np

from dlcourse._require import positive_integer


def bleu(references, candidates, max_n=4, smooth=False):
    """The corpus BLEU of translations: ``BP exp(mean over n = 1..N of log p_n)``.

    ``p_n`` is the share of the candidates' n-grams that are in a reference, each counted at most as often as it occurs
    in the reference that has it most (``clipped_matches``), added up over all sentences before dividing. The brevity
    penalty is ``BP = 1 if c > r else exp(1 - r/c)``: c tokens in all candidates, r in the references that are closest
    in length, one for each candidate (of two equally close the shorter).

    Args:
        references: for each candidate a list of one or more references; each a list of tokens.
        candidates: a list of translations, each a list of tokens.
        max_n: N, the longest n-grams.
        smooth: add 1 to matches and total for n > 1, so that one missing 4-gram does not make the score 0.

    Returns:
        A float from 0 to 1; 0 where some p_n is 0 or has no n-grams.

    Raises:
        ValueError: nothing to compare, different numbers, or a candidate without reference.
        TypeError: a sentence that is not split into tokens.

    Source: Papineni et al., "BLEU: a method for automatic evaluation of machine translation", 2002, section 2; Lin
    and Och, "ORANGE: a method for evaluating automatic evaluation metrics for machine translation", 2004 (smoothing).

    Example:
        >>> cat = "the cat is on the mat".split()
        >>> bleu([[cat]], [cat]), round(bleu([[cat]], [cat[:5]]), 4)
        (1.0, 0.8187)
    """
    positive_integer("bleu()", "max_n", max_n)
    _check("bleu()", references, candidates)
    counts = np.array([clipped_matches(references, candidates, n) for n in range(1, max_n + 1)])  # (N, 2)
    if smooth:
        counts[1:] += 1
    matches, totals = counts.T
    if matches.min() == 0:
        return 0.0
    return float(_brevity_penalty(references, candidates) * np.exp(np.log(matches / totals).mean()))


def clipped_matches(references, candidates, n):
    """How many of the candidates' n-grams are found in the references, and how many there are.

    An n-gram counts at most as often as it occurs in the reference that has it most: "the the the" finds "the" in
    "the cat" once. ``matches / total`` is the modified n-gram precision of BLEU.

    Args:
        references: for each candidate a list of references; each a list of tokens.
        candidates: a list of translations, each a list of tokens.
        n: how many tokens in a row.

    Returns:
        ``(matches, total)``, two integers over all candidates.

    Raises:
        ValueError, TypeError: as ``bleu``.

    Source: Papineni et al. 2002, section 2.1.

    Example:
        >>> clipped_matches([[["the", "cat"]]], [["the", "the", "the"]], n=1)
        (1, 3)
    """
    positive_integer("clipped_matches()", "n", n)
    _check("clipped_matches()", references, candidates)
    matches = total = 0
    for translations, candidate in zip(references, candidates, strict=True):
        allowed = Counter()
        for reference in translations:
            allowed |= _ngrams(reference, n)  # the larger of the two counts
        found = _ngrams(candidate, n)
        matches += (found & allowed).total()  # the smaller of the two counts
        total += found.total()
    return matches, total


def _ngrams(tokens, n):
    return Counter(zip(*[tokens[start:] for start in range(n)], strict=False))


def _brevity_penalty(references, candidates):
    c = sum(len(candidate) for candidate in candidates)
    r = sum(
        min((abs(len(reference) - len(candidate)), len(reference)) for reference in translations)[1]
        for translations, candidate in zip(references, candidates, strict=True)
    )
    return 1.0 if c > r else np.exp(1 - r / c)


def _check(owner, references, candidates):
    if len(references) != len(candidates) or not candidates:
        raise ValueError(
            f"{owner} got {len(references)} references, {len(candidates)} candidates; give equally many, at least one."
        )
    if any(isinstance(candidate, str) for candidate in candidates):
        raise TypeError(f"{owner} got a candidate as text; give each as a list of tokens, such as text.split().")
    for i, translations in enumerate(references):
        if any(isinstance(reference, str) for reference in translations):
            raise TypeError(
                f"{owner} got references[{i}] with text in place of token lists; give a list of references for each "
                "candidate, each a list of tokens."
            )
        if not translations:
            raise ValueError(f"{owner} got no reference for candidate {i}; give at least one.")
