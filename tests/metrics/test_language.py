import keras
import numpy as np
import pytest

from dlcourse.metrics import perplexity, token_cross_entropy


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("shape", [(), (5,), (3, 5), (2, 3, 5)])
def test_costs_are_those_of_keras_from_probabilities_and_logits(shape):
    rng = np.random.default_rng(0)
    labels, logits = rng.integers(0, 7, shape), rng.normal(size=(*shape, 7))
    expected = keras.ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    np.testing.assert_allclose(token_cross_entropy(labels, softmax(logits)), expected, rtol=1e-10)
    np.testing.assert_allclose(token_cross_entropy(labels, logits, from_logits=True), expected, rtol=1e-10)


def test_extreme_tokens_cost_nothing_or_everything():
    found = token_cross_entropy([0, 1], [[1.0, 0.0], [1.0, 0.0]])
    assert found.tolist() == [0.0, np.inf] and not np.signbit(found[0])
    assert token_cross_entropy([0, 1], [[1000.0, 0.0], [1000.0, 0.0]], from_logits=True).tolist() == [0.0, 1000.0]
    rows = [[0.0, 0.0], [-1000.0, -1000.0], [1000.0, 1000.0]]  # each shifted by its own maximum
    np.testing.assert_allclose(token_cross_entropy([0, 1, 0], rows, from_logits=True), np.log(2))
    assert perplexity([np.inf, 0.0]) == perplexity([1000.0]) == np.inf


@pytest.mark.parametrize("V", [2, 13])
def test_a_uniform_model_has_the_perplexity_v(V):
    labels = np.random.default_rng(1).integers(0, V, (3, 5))
    assert perplexity(token_cross_entropy(labels, np.full((3, 5, V), 1 / V))) == pytest.approx(V)
    assert perplexity(token_cross_entropy(labels, np.zeros((3, 5, V)), from_logits=True)) == pytest.approx(V)


def test_perplexity_is_the_inverse_geometric_mean_of_real_tokens():
    p = np.random.default_rng(2).random((3, 5))
    mask = np.random.default_rng(3).integers(0, 2, (3, 5))
    expected = np.prod(p[mask == 1]) ** (-1 / mask.sum())
    nll = np.where(mask, -np.log(p), np.inf)  # whatever padding costs doesn't matter
    for given in (mask, mask.astype(bool), mask.astype(float), mask.tolist()):
        found = perplexity(nll, given)
        assert isinstance(found, float) and found == pytest.approx(expected)
    assert perplexity(-np.log(p)) == pytest.approx(np.prod(p) ** (-1 / 15))
    assert perplexity([0.0, -1e-7]) == pytest.approx(1)  # rounding below 0 is no mistake


@pytest.mark.parametrize(
    ("labels", "predictions", "words"),
    [
        ([0, 1], np.ones((3, 2)) / 2, r"got labels \(2,\) and predictions \(3, 2\); give predictions one axis more"),
        (0, 0.5, r"got labels \(\) and predictions \(\); give predictions one axis more"),
        (np.zeros((0,), int), np.ones((0, 2)), "and at least one token"),
        ([0, 2], np.ones((2, 2)) / 2, "int64 labels from 0 to 2; give integers from 0 to 1"),
        ([-1, 0], np.ones((2, 2)) / 2, "int64 labels from -1 to 0; give integers from 0 to 1, for padding too"),
        ([0.0, 1.0], np.ones((2, 2)) / 2, "float64 labels"),
        ([0, 1], [[0.5, 0.5], [0.5, 0.6]], "don't sum to 1; say from_logits=True for logits"),
        ([0, 1], [[0.5, 0.5], [0.5, 0.4]], "don't sum to 1"),
        ([0, 1], [[0.5, 0.5], [0.5, 0.5012]], "don't sum to 1"),
        ([0, 1], [[0.5, 0.5], [1.5, -0.5]], "don't sum to 1"),
        ([0, 1], [[0.5, 0.5], [np.nan, 0.5]], "don't sum to 1"),
    ],
)
def test_wrong_tokens(labels, predictions, words):
    with pytest.raises(ValueError, match=rf"token_cross_entropy\(\) got .*{words.removeprefix('got ')}"):
        token_cross_entropy(labels, predictions)


def test_every_integer_type_and_the_last_id_are_taken():
    labels = np.array([0, 2], "uint8")
    np.testing.assert_allclose(token_cross_entropy(labels, np.eye(3)[[0, 2]]), 0)
    token_cross_entropy([0], [[0.5, 0.5008]])  # rounded probabilities are taken


@pytest.mark.parametrize(
    ("nll", "mask", "words"),
    [
        ([0.5, 0.5], [1], r"got costs \(2,\) and a mask \(1,\); give one True or False for each token"),
        ([0.5, 0.5], [0.5, 1], "give one True or False for each token"),
        ([0.5, 0.5], [0, 0], "got no real token; give at least one"),
        ([], None, "got no real token"),
        ([0.5, -0.7], None, "got a cost of -0.7; give -log p of each token"),
        ([0.5, -1.2e-6], None, "got a cost of -1.2e-06"),
        ([0.5, np.nan], None, "got a cost of nan"),
    ],
)
def test_wrong_costs(nll, mask, words):
    with pytest.raises(ValueError, match=rf"perplexity\(\) .*{words}"):
        perplexity(nll, mask)
