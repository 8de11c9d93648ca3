"""Which keys may be seen."""

import numpy as np
import pytest
import tensorflow as tf

from dlcourse.layers.masks import causal_mask, combine_masks, padding_mask


@pytest.mark.parametrize(("T", "S", "start"), [(5, None, 0), (1, None, 0), (3, 7, 0), (3, 7, 4), (7, 3, 0)])
def test_a_query_sees_its_own_position_and_what_came_before(T, S, start):
    mask = causal_mask(T, S, start).numpy()
    assert mask.shape == (T, S or T) and mask.dtype == bool
    for t, s in np.ndindex(mask.shape):
        assert mask[t, s] == (s <= start + t)


def test_queries_stand_at_the_beginning_unless_said():
    np.testing.assert_array_equal(causal_mask(3, 5), np.tri(3, 5, dtype=bool))


def test_sizes_may_be_tensors():
    call = tf.function(causal_mask, autograph=False)
    got = call(tf.constant(2), tf.constant(5), tf.constant(3)).numpy()
    np.testing.assert_array_equal(got, np.tri(2, 5, 3, dtype=bool))


@pytest.mark.parametrize("sizes", [(0,), (3, 0), (2.5,)])
def test_impossible_sizes(sizes):
    with pytest.raises(ValueError, match=r"causal_mask\(\) got [TS]=.*whole number of 1 or more"):
        causal_mask(*sizes)


def test_padding_is_what_equals_the_padding_token():
    tokens = [[5, 0, 7], [7, 7, 0]]
    assert padding_mask(tokens).numpy().tolist() == [[True, False, True], [True, True, False]]
    assert padding_mask(np.array(tokens), padding=7).numpy().tolist() == [[True, True, False], [False, False, True]]


def test_combined_both_must_allow():
    rng = np.random.default_rng(0)
    padding, causal = rng.random((2, 5)) < 0.5, rng.random((3, 5)) < 0.5
    both = combine_masks(padding, causal).numpy()
    assert both.shape == (2, 1, 3, 5) and both.dtype == bool
    for b, t, s in np.ndindex(2, 3, 5):
        assert both[b, 0, t, s] == (padding[b, s] and causal[t, s])


@pytest.mark.parametrize("shapes", [((2, 5), (5,)), ((5,), (3, 5)), ((2, 5), (3, 4))])
def test_masks_that_do_not_fit(shapes):
    with pytest.raises(ValueError, match=r"combine_masks\(\) got masks of shapes .* give \(B, S\) and \(T, S\)"):
        combine_masks(*[np.ones(shape, dtype=bool) for shape in shapes])
