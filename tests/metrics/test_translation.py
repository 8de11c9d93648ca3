import math

import numpy as np
import pytest

from dlcourse.metrics import bleu, clipped_matches

# The examples of Papineni et al. 2002, section 2, with what the paper says about them.
CANDIDATE_1 = "it is a guide to action which ensures that the military always obeys the commands of the party".split()
CANDIDATE_2 = "it is to insure the troops forever hearing the activity guidebook that party direct".split()
REFERENCES = [
    sentence.split()
    for sentence in (
        "it is a guide to action that ensures that the military will forever heed party commands",
        "it is the guiding principle which guarantees the military forces always being under the command of the party",
        "it is the practical guide for the army always to heed the directions of the party",
    )
]
THE_CAT = ["the cat is on the mat".split(), "there is a cat on the mat".split()]


def test_the_papers_modified_precisions():
    assert clipped_matches([REFERENCES], [CANDIDATE_1], 1) == (17, 18)
    assert clipped_matches([REFERENCES], [CANDIDATE_1], 2) == (10, 17)
    assert clipped_matches([REFERENCES], [CANDIDATE_2], 1) == (8, 14)
    assert clipped_matches([REFERENCES], [CANDIDATE_2], 2) == (1, 13)
    assert clipped_matches([THE_CAT], [["the"] * 7], 1) == (2, 7)
    assert clipped_matches([THE_CAT], [["the"] * 7], 2) == (0, 6)


def test_the_papers_first_candidate_by_hand():
    # 3-grams: "it is a", "is a guide", "a guide to", "guide to action", "ensures that the", "that the military",
    # "of the party"; 4-grams: the first three of those, each one token longer, and "ensures that the military".
    # 18 tokens, and the closest reference has 18: no penalty.
    expected = (17 / 18 * 10 / 17 * 7 / 16 * 4 / 15) ** (1 / 4)
    assert bleu([REFERENCES], [CANDIDATE_1]) == pytest.approx(expected, rel=1e-12)
    assert bleu([REFERENCES], [CANDIDATE_1], max_n=2) == pytest.approx((10 / 18) ** 0.5, rel=1e-12)
    # 14 tokens, the closest reference has 16; no 3-gram is found.
    assert bleu([REFERENCES], [CANDIDATE_2], 2) == pytest.approx(
        math.exp(1 - 16 / 14) * (8 / 14 / 13) ** 0.5, rel=1e-12
    )
    assert bleu([REFERENCES], [CANDIDATE_2]) == 0.0
    smoothed = 8 / 14 * 2 / 14 * 1 / 13 * 1 / 12
    assert bleu([REFERENCES], [CANDIDATE_2], smooth=True) == pytest.approx(math.exp(1 - 16 / 14) * smoothed**0.25)


def brute_force(references, candidates, max_n, smooth):
    """The definition, counted with lists."""
    log_precision = 0
    for n in range(1, max_n + 1):
        matches = total = 0
        for translations, candidate in zip(references, candidates, strict=True):
            pieces = [candidate[i : i + n] for i in range(len(candidate) - n + 1)]
            total += len(pieces)
            for piece in {tuple(piece) for piece in pieces}:
                most = 0
                for reference in translations:
                    most = max(most, sum(tuple(reference[i : i + n]) == piece for i in range(len(reference))))
                matches += min(most, pieces.count(list(piece)))
        if smooth and n > 1:
            matches, total = matches + 1, total + 1
        if matches == 0:
            return 0.0
        log_precision += math.log(matches / total) / max_n
    c, r = sum(map(len, candidates)), 0
    for translations, candidate in zip(references, candidates, strict=True):
        lengths = sorted(len(reference) for reference in translations)
        r += min(lengths, key=lambda length: abs(length - len(candidate)))  # the shorter of equally close ones
    return min(1, math.exp(1 - r / c)) * math.exp(log_precision)


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("max_n", [1, 2, 4])
def test_random_corpora_agree_with_counting(max_n, smooth):
    scores = []
    for seed in range(12):
        rng = np.random.default_rng(seed)

        def sentence(rng=rng):
            return rng.choice(list("abc"), rng.integers(2, 13)).tolist()

        candidates = [sentence() for _ in range(5)]
        references = [[sentence() for _ in range(rng.integers(1, 4))] for _ in candidates]
        scores.append(bleu(references, candidates, max_n, smooth))
        assert isinstance(scores[-1], float)
        assert scores[-1] == pytest.approx(brute_force(references, candidates, max_n, smooth), rel=1e-12)
    assert len(set(scores)) > 6


def test_the_penalty_takes_the_closest_length_and_of_two_the_shorter():
    four, references = ["a"] * 4, [["a"] * 3, ["a"] * 5]
    assert bleu([references], [four], max_n=1) == 1.0  # r = 3; with r = 5 it would be e^(-1/4)
    assert bleu([[["a"] * 9, ["a"] * 6]], [four], max_n=1) == pytest.approx(math.exp(1 - 6 / 4))
    short_and_long = bleu([[["a"] * 5], [["a"] * 3]], [["a"] * 3, ["a"] * 5], max_n=1)
    assert short_and_long == pytest.approx(6 / 8)  # lengths add up over the corpus: no penalty


def test_perfect_shuffled_short_and_empty_translations():
    assert bleu([REFERENCES], [REFERENCES[1]]) == 1.0
    assert bleu([REFERENCES], [REFERENCES[1][::-1]], max_n=1) == 1.0
    assert bleu([[["a", "b"]]], [["a", "b"]]) == 0.0  # no 3-grams
    assert bleu([[["a", "b"]]], [["a", "b"]], smooth=True) == 1.0
    assert bleu([[["a"]]], [[]]) == bleu([[["a"]]], [[]], smooth=True) == 0.0
    assert bleu([[[1, 2, 3, 4]]], [(1, 2, 3, 4)]) == 1.0  # token ids, tuples


@pytest.mark.parametrize("function", [bleu, lambda references, candidates: clipped_matches(references, candidates, 1)])
@pytest.mark.parametrize(
    ("references", "candidates", "error", "words"),
    [
        ([], [], ValueError, "got 0 references, 0 candidates; give equally many, at least one"),
        ([[["a"]]], [["a"], ["b"]], ValueError, "got 1 references, 2 candidates; give equally many"),
        ([[]], [["a"]], ValueError, "got no reference for candidate 0; give at least one"),
        (
            [[["a"]]],
            ["a"],
            TypeError,
            r"got a candidate as text; give each as a list of tokens, such as text.split\(\)",
        ),
        ([[["a"]]], "a", TypeError, "got a candidate as text"),
        ([[["a"]], [["a"]]], [["a"], "b c"], TypeError, "got a candidate as text"),
        (
            [[["a"]], [["b"], "a b"]],
            [["a"], ["b"]],
            TypeError,
            r"got references\[1\] with text in place of token lists",
        ),
        ([[["a"]], ["a"]], [["a"], ["a"]], TypeError, r"got references\[1\] with text in place of token lists"),
        ([[["a"]], "a"], [["a"], ["a"]], TypeError, r"got references\[1\] with text in place of token lists"),
    ],
)
def test_wrong_sentences(function, references, candidates, error, words):
    name = "bleu" if function is bleu else "clipped_matches"
    with pytest.raises(error, match=rf"^{name}\(\) {words}"):
        function(references, candidates)


def test_wrong_lengths_of_ngrams():
    with pytest.raises(ValueError, match=r"^bleu\(\) got max_n=0; give a whole number of 1 or more"):
        bleu([[["a"]]], [["a"]], 0)
    with pytest.raises(ValueError, match=r"^clipped_matches\(\) got n=0; give a whole number of 1 or more"):
        clipped_matches([[["a"]]], [["a"]], 0)
