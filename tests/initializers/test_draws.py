"""Fans, spreads and orthogonality as their definitions say."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close

from dlcourse.initializers import draws

SEED = 11


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((64, 10), (64, 10)),
        ((3, 5, 7, 11), (3 * 5 * 7, 3 * 5 * 11)),
        ((3, 7, 11), (21, 33)),
        ((2, 3, 5, 7, 11), (210, 330)),
        ((7,), (7, 7)),
        ((), (1, 1)),
    ],
)
def test_fans_count_what_an_output_reads_and_what_reads_an_input(shape, expected):
    assert draws.fans(shape) == expected


@pytest.mark.parametrize("shape", [(0, 3), (None, 3), (2.5, 3)])
def test_fans_refuse_sizes_that_are_none(shape):
    with pytest.raises(ValueError, match=r"fans.. got shape\[0\]=.*; give a whole number of 1 or more"):
        draws.fans(shape)


def test_he_looks_at_the_inputs_and_glorot_at_both_sides():
    assert draws.he_and_glorot_std(50, 150) == pytest.approx((0.2, 0.1), rel=1e-12)
    assert draws.he_and_glorot_std(150, 50) == pytest.approx(((2 / 150) ** 0.5, 0.1), rel=1e-12)
    with pytest.raises(ValueError, match="he_and_glorot_std.. got fan_out=0"):
        draws.he_and_glorot_std(5, 0)
    with pytest.raises(ValueError, match="he_and_glorot_std.. got fan_in=-1"):
        draws.he_and_glorot_std(-1, 5)


@pytest.mark.parametrize("draw", [draws.scaled_normal, draws.scaled_uniform])
def test_the_variance_is_the_one_asked_for(draw):
    numbers = draw((1000, 500), 0.37, seed=SEED).numpy()
    # Of n = 5e5 draws the variance has the relative standard error √(kurtosis - 1)/√n < 0.002; 2 % is ten of them.
    assert numbers.var() == pytest.approx(0.37, rel=0.02)
    assert abs(numbers.mean()) < 5 * (0.37 / numbers.size) ** 0.5
    bound = {"scaled_uniform": (3 * 0.37) ** 0.5, "scaled_normal": 2 * (0.37) ** 0.5 / 0.8796}[draw.__name__]
    assert 0.999 * bound < np.abs(numbers).max() <= bound * (1 + 1e-4)


@pytest.mark.parametrize("draw", [draws.scaled_normal, draws.scaled_uniform])
def test_seed_and_dtype_are_passed_on(draw):
    first = draw((3, 2), 1.0, seed=SEED, dtype="float64").numpy()
    assert first.dtype == "float64"
    close(draw((3, 2), 1.0, seed=SEED, dtype="float64"), first, 0)
    assert np.abs(draw((3, 2), 1.0, seed=SEED + 1, dtype="float64").numpy() - first).max() > 0.01


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (5, 5), (2, 3, 5), (2, 3, 11)])
def test_orthogonal_changes_no_lengths(shape):
    W = draws.orthogonal(shape, SEED, gain=1.5, dtype="float64").numpy()
    assert W.shape == shape and W.dtype == "float64"
    W = W.reshape(-1, shape[-1])
    product = W.T @ W if W.shape[0] >= W.shape[1] else W @ W.T
    close(product, 1.5**2 * np.eye(len(product)), 1e-12)
    close(draws.orthogonal(shape, SEED), keras.initializers.Orthogonal(seed=SEED)(shape), 0)


def test_the_signs_are_fixed():
    """R's diagonal is positive: WᵀA = R for the normal matrix A that was drawn."""
    A = keras.random.normal((7, 3), seed=SEED, dtype="float64").numpy()
    R = draws.orthogonal((7, 3), SEED, dtype="float64").numpy().T @ A
    assert (np.diag(R) > 0).all()
    close(np.tril(R, -1), np.zeros((3, 3)), 1e-12)


@given(st.integers(0, 2**31 - 1))
@settings(max_examples=10, deadline=None)
def test_an_orthogonal_matrix_keeps_the_norm_of_a_vector(seed):
    x = np.arange(1.0, 6.0)
    W = draws.orthogonal((5, 5), seed, dtype="float64").numpy()
    assert np.linalg.norm(x @ W) == pytest.approx(np.linalg.norm(x), rel=1e-12)


def test_orthogonal_refuses_a_vector():
    with pytest.raises(ValueError, match=r"orthogonal.. got the shape \(5,\); give one with two axes"):
        draws.orthogonal((5,))
