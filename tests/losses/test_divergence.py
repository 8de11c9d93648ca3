"""The Kullback-Leibler divergence is Keras's and SciPy's, zeros included."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from support.losses import loss_contract, same_loss, value_and_slope
from support.parity import central_differences, close

from dlcourse import losses

RNG = np.random.default_rng(0)
Y, P = RNG.dirichlet(np.ones(3), size=5), RNG.dirichlet(np.ones(3), size=5)


def test_the_function_is_its_equation_and_its_slope_the_difference():
    close(losses.kl_divergence(Y, P), stats.entropy(Y, P, axis=-1), 1e-12)
    slope = value_and_slope(losses.kl_divergence, Y, P)[1]
    close(slope, central_differences(lambda p: losses.kl_divergence(Y, p).numpy().sum(), P), 1e-7)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"kl_divergence.. got y_true of shape \(5, 1\)"):
        losses.kl_divergence(np.ones((5, 1)), np.ones((5, 3)))
    for bad in ([[-0.5, 0.5]], [[0.5, 2.0]]):
        with pytest.raises(ValueError, match="kl_divergence.. got y_true with values from .*; give probabilities"):
            losses.kl_divergence(bad, [[0.5, 0.5]])
        with pytest.raises(ValueError, match="kl_divergence.. got y_pred with values from .*; give probabilities"):
            losses.kl_divergence([[0.5, 0.5]], bad)
    compiled = tf.function(losses.kl_divergence, autograph=False)
    assert np.isfinite(compiled(tf.constant([[2.0, 1.0]]), tf.constant([[-2.0, 1.0]])))


def test_the_loss_is_that_of_keras():
    same_loss("KLDivergence", losses.KLDivergence, Y, P, thorough=True)
    sequences = RNG.dirichlet(np.ones(5), size=(2, 2, 3))
    same_loss("KLDivergence", losses.KLDivergence, *sequences)
    zeros = np.array([[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]]), np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]])
    same_loss("KLDivergence", losses.KLDivergence, *zeros)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
@settings(max_examples=20, deadline=None)
def test_it_is_never_negative_and_0_from_a_distribution_to_itself(y, p):
    y, p = np.array(y) / np.sum(y), np.array(p) / np.sum(p)
    assert float(losses.kl_divergence(y, p)) >= -1e-12
    assert abs(float(losses.kl_divergence(y, y))) < 1e-12


def test_contract():
    loss_contract(losses.KLDivergence, {}, Y.astype("float32"), P.astype("float32"))
