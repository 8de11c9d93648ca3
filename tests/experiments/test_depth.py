"""Counting the straight pieces of a curve."""

import numpy as np
import pytest

from dlcourse.experiments.depth import linear_pieces, random_pieces, sawtooth_errors


@pytest.mark.parametrize("bends", [[], [0.31], [0.17, 0.523, 0.911], list(np.arange(1, 31) / 31.5)])
def test_pieces_of_a_broken_line_are_bends_plus_one(bends):
    rng, x = np.random.default_rng(len(bends)), np.linspace(0, 1, 5003)
    y = rng.normal() * x + sum(rng.choice([-1, 1]) * rng.uniform(1, 2) * np.maximum(x - bend, 0) for bend in bends)
    assert linear_pieces(y + 0 * x) == len(bends) + 1


def test_a_curve_whose_values_are_rounded_stays_one_piece():
    x = np.linspace(0, 1, 20001)
    assert linear_pieces(np.full(20001, 0.3)) == 1
    assert linear_pieces(0.3 + 1e-17 * np.random.default_rng(0).normal(size=20001)) == 1
    assert linear_pieces(1e6 + 0.1 * x) == 1


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match=r"got values of shape \(2,\); give a row of at least 3"):
        linear_pieces([0.0, 1.0])
    with pytest.raises(ValueError, match=r"got values of shape \(3, 1\)"):
        linear_pieces(np.zeros((3, 1)))


def test_random_one_layer_networks_have_at_most_a_piece_more_than_units():
    for width in (1, 3, 7):
        pieces = random_pieces(1, width, count=40, seed=width, points=4001)
        assert pieces.shape == (40,) and pieces.min() >= 1 and pieces.max() <= width + 1
    assert np.ptp(pieces) > 0
    np.testing.assert_array_equal(pieces, random_pieces(1, 7, count=40, seed=7, points=4001))


def test_errors_of_the_sawtooth_have_one_entry_a_seed_and_shrink_with_training():
    start, end = (sawtooth_errors([1, 7, 1], "tanh", seeds=range(3), folds=1, steps=n) for n in (1, 400))
    assert start.shape == (3,) and np.all(end < 0.5 * start)
