"""One token from logits: the likeliest, or as often as its probability says."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close

from dlcourse.sampling import next_token, sample_with_temperature

EVENLY = (np.arange(10000, dtype="float32") + 0.5) / 10000  # as good as 10000 draws without their noise


def softmax(z):
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()


def shares(logits, **options):
    """How often each token is drawn, over all ``u``."""
    rows = np.tile(np.asarray(logits, dtype="float32"), (len(EVENLY), 1))
    return np.bincount(next_token(rows, EVENLY, **options), minlength=len(logits)) / len(EVENLY)


def expected(logits, temperature=1.0, top_k=None, top_p=1.0):
    """Token by token: those that are cut get nothing, the others their share of the rest."""
    p = softmax(np.asarray(logits) / temperature)
    kept, reached = np.zeros(len(p)), 0.0
    for place, token in enumerate(np.argsort(-p)):
        if reached < top_p and (top_k is None or place < top_k):
            kept[token] = p[token]
        reached += p[token]
    return kept / kept.sum()


OPTIONS = [
    {"temperature": 1.0},
    {"temperature": 0.3},
    {"temperature": 3.0},
    {"temperature": 2.0, "top_k": 3},
    {"temperature": 1.0, "top_k": 1},
    {"temperature": 1.0, "top_p": 0.6},
    {"temperature": 1.0, "top_p": 1e-6},
    {"temperature": 2.0, "top_k": 2, "top_p": 0.9},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_tokens_come_as_often_as_they_should(options):
    logits = np.random.default_rng(0).normal(size=7) * 2
    close(shares(logits, **options), expected(logits, **options), 3e-4)  # three of the 10000


def test_top_p_stops_at_the_token_that_reaches_it():
    logits = np.log([0.5, 0.25, 0.125, 0.125])
    close(shares(logits, temperature=1.0, top_p=0.5) > 0, [1, 0, 0, 0], 0)
    close(shares(logits, temperature=1.0, top_p=0.51) > 0, [1, 1, 0, 0], 0)


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True, width=32))
@settings(max_examples=20, deadline=None)
def test_a_token_without_probability_is_never_drawn(seed, u):
    logits = np.random.default_rng(seed).normal(size=(1, 6)).astype("float32")
    logits[0, :4] = -1e9
    assert int(next_token(logits, [u], 1.0)[0]) >= 4
    last = np.nextafter(np.float32(1), np.float32(0))
    assert int(next_token(logits, [last], 1.0)[0]) >= 4 and int(next_token(logits, [0.0], 1.0)[0]) >= 4


def test_rows_are_by_themselves_and_the_likeliest_needs_no_draw():
    logits = np.random.default_rng(0).normal(size=(5, 7)).astype("float32")
    assert next_token(logits).numpy().tolist() == logits.argmax(axis=1).tolist()
    assert next_token(tf.cast(logits, "bfloat16")).dtype == "int32"
    u = np.random.default_rng(1).random(5).astype("float32")
    together = next_token(logits, u, 1.5, 4, 0.9)
    alone = [int(next_token(logits[i : i + 1], u[i : i + 1], 1.5, 4, 0.9)[0]) for i in range(5)]
    assert together.numpy().tolist() == alone and together.dtype == "int32"


def test_options_may_be_tensors_and_compile():
    logits, u = np.random.default_rng(0).normal(size=(5, 7)).astype("float32"), np.full(5, 0.7, dtype="float32")
    options = [tf.constant(each, "float32") for each in (0.8, 4, 0.9)]
    for jit in (False, True):
        call = tf.function(next_token, jit_compile=jit, autograph=False)
        result = call(tf.constant(logits), tf.constant(u), *options)
        assert result.numpy().tolist() == next_token(logits, u, 0.8, 4, 0.9).numpy().tolist()


def test_numpys_draw_has_the_softmaxs_frequencies():
    logits, rng = np.array([0.0, 1.0, 3.0]), np.random.default_rng(0)
    for t in (0.5, 1.0, 4.0):
        drawn = np.bincount([sample_with_temperature(logits, t, rng) for _ in range(4000)], minlength=3) / 4000
        close(drawn, softmax(logits / t), 0.03)  # four standard errors of a share of one half
    assert sample_with_temperature(logits, 0, rng) == 2
    assert sample_with_temperature([1e4, -1e4], 1.0, rng) == 0
    assert isinstance(sample_with_temperature(logits, 1.0, rng), int)


@pytest.mark.parametrize("t", [-1, np.nan, np.inf])
def test_impossible_temperatures(t):
    with pytest.raises(ValueError, match=r"sample_with_temperature\(\) got t=.*at least 0 and below inf"):
        sample_with_temperature([0.0], t, np.random.default_rng(0))


@pytest.mark.parametrize("logits", [[], [[0.0, 1.0]], [np.nan, 1.0], [-np.inf, -np.inf], 3.0])
@pytest.mark.parametrize("t", [0, 1])
def test_impossible_logits(logits, t):
    with pytest.raises(ValueError, match=r"sample_with_temperature\(\) got logits of shape .*; give \(V,\)"):
        sample_with_temperature(logits, t, np.random.default_rng(0))


def test_a_seed_is_no_generator():
    with pytest.raises(ValueError, match=r"got rng=7; give np.random.default_rng\(0\), made once"):
        sample_with_temperature([0.0, 1.0], 1, 7)
    assert sample_with_temperature([0.0, 1.0], 0, None) == 1


def test_draws_of_numpy_are_taken_and_other_shapes_refused():
    logits = np.random.default_rng(0).normal(size=(5, 7))
    u = np.random.default_rng(1).random(5)
    assert u.dtype == "float64"
    assert next_token(logits, u, 1.0).numpy().tolist() == next_token(logits, u.astype("float32"), 1.0).numpy().tolist()
    for wrong in ((logits, 0.5), (logits[0], [0.5])):
        with pytest.raises(ValueError, match=r"next_token\(\) got logits of shape .*; give \(B, V\) and a"):
            next_token(*wrong, 1.0)
