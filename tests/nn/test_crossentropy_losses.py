import numpy as np
import pytest
import tensorflow as tf
from scipy.special import rel_entr
from support.parity import central_differences, close

from dlcourse.nn import (
    bce_from_logits,
    kl_divergence,
    softmax_crossentropy_gradient,
    sparse_categorical_crossentropy,
)


def classes(n, K, scale=2.0, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, K, n), rng.normal(scale=scale, size=(n, K))


@pytest.fixture(autouse=True)
def strict_arithmetic():
    """Overflow, division by 0 and invalid operations raise here."""
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


@pytest.mark.parametrize("scale", [1, 30, 1000])
@pytest.mark.parametrize("shape", [(), (11,), (7, 3)])
def test_binary_crossentropy_is_tensorflows(scale, shape):
    rng = np.random.default_rng(1)
    z = rng.normal(scale=scale, size=shape)
    for y in (rng.integers(0, 2, size=shape).astype(float), rng.uniform(size=shape)):
        close(bce_from_logits(y, z), tf.nn.sigmoid_cross_entropy_with_logits(y, z), 1e-12)


def test_binary_crossentropy_at_its_ends():
    y, z = np.array([1.0, 0.0, 1.0, 0.0, 0.25]), np.array([1e3, 1e3, -1e3, -1e3, 1e3])
    assert bce_from_logits(y, z).tolist() == [0.0, 1000.0, 1000.0, 0.0, 750.0]
    assert bce_from_logits(1.0, 50.0) == pytest.approx(np.exp(-50.0), rel=1e-12)  # -log σ(50), to full precision


@pytest.mark.parametrize("scale", [1, 400])
def test_sparse_crossentropy_is_tensorflows(scale):
    labels, logits = classes(13, 5, scale)
    expected = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    close(sparse_categorical_crossentropy(labels, logits), expected, 1e-12)


@pytest.mark.parametrize("shift", [-1500.0, 0.0, 1500.0])
def test_each_row_is_shifted_by_its_own_maximum(shift):
    labels, logits = classes(7, 3, seed=2)
    heights = np.linspace(-1500, shift, 7)[:, None]
    # a logit of 1500 holds 13 digits after the point
    close(
        sparse_categorical_crossentropy(labels, logits + heights),
        sparse_categorical_crossentropy(labels, logits),
        1e-11,
    )
    close(softmax_crossentropy_gradient(labels, logits + heights), softmax_crossentropy_gradient(labels, logits), 1e-11)


@pytest.mark.parametrize("scale", [1, 400])
@pytest.mark.parametrize("shape", [(1, 3), (13, 5), (3, 11)])
def test_the_gradient_is_the_tapes(shape, scale):
    labels, logits = classes(*shape, scale, seed=3)
    variable = tf.Variable(logits)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, variable))
    ours = softmax_crossentropy_gradient(labels, logits)
    close(ours, tape.gradient(loss, variable), 1e-12)
    close(ours.sum(axis=1), np.zeros(shape[0]), 1e-15)


def test_the_gradient_is_that_of_the_mean_loss():
    labels, logits = classes(7, 5, seed=4)
    slope = central_differences(lambda z: sparse_categorical_crossentropy(labels, z).mean(), logits)
    close(softmax_crossentropy_gradient(labels, logits), slope, 1e-7)  # steps of 1e-6: exact to about 1e-9


def distributions(*shape, seed=0):
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1]), rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])


@pytest.mark.parametrize("shape", [(5,), (7, 3), (2, 3, 11)])
def test_the_divergence_is_scipys_sum_of_relative_entropies(shape):
    p, q = distributions(*shape)
    close(kl_divergence(p, q), rel_entr(p, q).sum(axis=-1), 1e-12)
    assert np.all(kl_divergence(p, q) > 0) and not np.allclose(kl_divergence(p, q), kl_divergence(q, p), rtol=0.01)
    close(kl_divergence(p, p), np.zeros(shape[:-1]), 0)


def test_zeros_of_the_divergence():
    p = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0], [0.0, 1.0]])
    q = np.array([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    assert kl_divergence(p, q).tolist() == [np.log(2), np.inf, 0.0, np.inf]


def test_whole_numbers_are_taken_and_float32_stays():
    assert bce_from_logits([1, 0], [0, 0]).tolist() == [np.log(2)] * 2
    assert sparse_categorical_crossentropy([1], [[0, 0]]).tolist() == [np.log(2)]
    assert kl_divergence([1, 0], [1, 0]) == 0.0
    single, labels = np.full((2, 2), 0.5, dtype="float32"), np.array([0, 1], dtype="uint8")
    found = (
        bce_from_logits(single, single),
        sparse_categorical_crossentropy(labels, single),
        softmax_crossentropy_gradient(labels, single),
        kl_divergence(single, single),
    )
    assert {each.dtype.name for each in found} == {"float32"}


@pytest.mark.parametrize("function", [sparse_categorical_crossentropy, softmax_crossentropy_gradient])
@pytest.mark.parametrize(
    ("labels", "logits", "words"),
    [
        ([0, 3], np.ones((2, 3)), r"labels \[0 3\]; give integers from 0 to 2"),
        ([-1, 0], np.ones((2, 3)), "give integers from 0 to 2"),
        ([0.0, 1.0], np.ones((2, 3)), "give integers from 0 to 2"),
        ([0, 1, 2], np.ones((2, 3)), r"labels of shape \(3,\) and logits of shape \(2, 3\); give \(n,\) and \(n, K\)"),
        (np.eye(2, dtype=int), np.ones((2, 2)), r"give \(n,\) and \(n, K\)"),
        (1, np.ones(3), r"give \(n,\) and \(n, K\)"),
    ],
)
def test_labels_that_are_no_classes_are_refused(function, labels, logits, words):
    with pytest.raises(ValueError, match=rf"^{function.__name__}\(\) got .*{words}"):
        function(labels, logits)


@pytest.mark.parametrize("labels", [[2.0, 0.0], [-1.0, 1.0], [np.nan, 0.0]])
def test_labels_outside_0_to_1_are_refused(labels):
    with pytest.raises(ValueError, match=r"bce_from_logits\(\) got labels from .* to .*; give labels from 0 to 1"):
        bce_from_logits(labels, [0.0, 0.0])


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"bce_from_logits\(\) got y of shape \(3,\) and z of shape \(3, 1\)"):
        bce_from_logits(np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"kl_divergence\(\) got p of shape \(2,\) and q of shape \(1, 2\)"):
        kl_divergence([0.5, 0.5], [[0.5, 0.5]])


@pytest.mark.parametrize("wrong", [[2.0, -1.0], [0.5, 0.6], [np.nan, 1.0], [3.0, 2.0]])
@pytest.mark.parametrize("name", ["p", "q"])
def test_rows_that_are_no_distributions_are_refused(name, wrong):
    pair = {"p": [0.5, 0.5], "q": [0.5, 0.5], name: wrong}
    with pytest.raises(ValueError, match=rf"kl_divergence\(\) got {name} that holds no probabilities"):
        kl_divergence(**pair)


def test_single_numbers_are_no_distributions():
    with pytest.raises(ValueError, match="holds no probabilities"):
        kl_divergence(1.0, 1.0)
