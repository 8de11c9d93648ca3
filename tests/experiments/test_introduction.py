"""The parts of lesson 01's experiments that have an answer known beforehand; the lesson's claims test the rest."""

import numpy as np
import pytest
from scipy.stats import norm

from dlcourse.experiments import cartpole
from dlcourse.experiments.miniatures import _table_bits, in_words
from dlcourse.experiments.overfitting import wrong_labels
from dlcourse.experiments.representations import project, separation
from dlcourse.paradigms import KINDS, match_paradigm


def test_projection_agrees_with_scikit_learn_up_to_signs():
    from sklearn.decomposition import PCA

    rows = np.random.default_rng(0).normal(size=(37, 5)) * [5, 1, 3, 0.5, 2] + 7
    theirs = PCA(2).fit_transform(rows)
    signs = np.sign(np.sum(theirs * project(rows), axis=0))
    np.testing.assert_allclose(project(rows) * signs, theirs, rtol=1e-8, atol=1e-8)


def test_spread_between_and_within_classes_add_up():
    rng = np.random.default_rng(1)
    rows, labels = rng.normal(size=(41, 3)), rng.integers(0, 4, 41)
    within = sum(((rows[labels == c] - rows[labels == c].mean(axis=0)) ** 2).sum() for c in range(4))
    total = ((rows - rows.mean(axis=0)) ** 2).sum()
    assert separation(rows, labels) == pytest.approx(1 - within / total)
    assert separation(labels[:, None] * 1.0, labels) == pytest.approx(1.0)


def test_the_stated_share_of_labels_is_redrawn():
    labels = np.arange(20011) % 10
    changed = np.mean(wrong_labels(labels, 0.2, seed=3) != labels)
    expected = 0.2 * 0.9  # a tenth of the redrawn labels is right by luck
    assert abs(changed - expected) < norm.isf(1e-9) * np.sqrt(expected * (1 - expected) / len(labels))
    np.testing.assert_array_equal(wrong_labels(labels, 0.0, seed=3), labels)


def test_numbers_in_words_are_all_different():
    words = [in_words(number) for number in range(1000)]
    assert len(set(words)) == 1000
    assert [words[n] for n in (0, 13, 40, 99, 500, 617)] == [
        "zero", "thirteen", "forty", "ninety nine", "five hundred", "six hundred seventeen",
    ]  # fmt: skip


def test_a_table_of_letters_costs_what_its_counts_say():
    seen, unseen = -np.log2(1.1 / 3.7), -np.log2(0.1 / 3.7)  # counts 1 and 0, each plus 0.1, of 1 + 27 * 0.1
    assert _table_bits(["a"], ["a"]) == pytest.approx(seen)
    assert _table_bits(["a"], ["b"]) == pytest.approx((unseen + 2 * np.log2(27)) / 3)  # after "b" it knows nothing


def test_the_cart_pole_agrees_with_lagranges_equations():
    rng = np.random.default_rng(2)
    state, right = rng.uniform(-0.2, 0.2, size=(13, 4)), rng.random(13) > 0.5
    _, speed, angle, turn = state.T
    m, total, half, force = 0.1, 1.1, 0.5, np.where(right, 10.0, -10.0)
    # mass matrix times (cart's acceleration, pole's angular acceleration) = forces; a rod about its end: 4/3 m l^2
    mass = np.array([[[total, m * half * np.cos(a)], [m * half * np.cos(a), 4 / 3 * m * half**2]] for a in angle])
    forces = np.stack([force + m * half * turn**2 * np.sin(angle), m * 9.8 * half * np.sin(angle)], axis=1)
    cart, pole = np.linalg.solve(mass, forces[:, :, None])[:, :, 0].T
    expected = state + 0.02 * np.stack([speed, cart, turn, pole], axis=1)
    np.testing.assert_allclose(cartpole.step(state, right), expected, rtol=1e-10)


def test_a_policy_that_follows_the_pole_stands_longer_than_one_that_never_moves_it_back():
    starts = np.random.default_rng(3).uniform(-0.05, 0.05, size=(11, 4))
    push_right = np.zeros(49)
    push_right[-1] = 1.0
    follow = np.zeros(49)  # hidden unit 0 sees angle and angular speed
    follow[2 * 8], follow[3 * 8], follow[40] = 1.0, 1.0, 1.0
    assert cartpole.balanced_steps(push_right, starts)[0].max() < 15
    assert cartpole.balanced_steps(follow, starts)[0].min() > 60
    assert cartpole.balanced_steps(cartpole.follow_the_pole, starts)[0].min() == 200


def test_every_task_has_one_of_the_four_kinds():
    answer = match_paradigm()
    assert len(answer) == 9 and set(answer.values()) == set(KINDS)
    assert answer["next_token"] == "self-supervised" and answer["advert_choice"] == "reinforcement"
