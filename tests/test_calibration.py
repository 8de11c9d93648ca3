"""Reliability against the equation written out in a loop, and against scikit-learn's calibration curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from dlcourse.calibration import reliability


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def by_the_equation(labels, probabilities, bins):
    """Guo et al., 2017, equation 3, an example at a time."""
    members = [[] for _ in range(bins)]
    for label, row in zip(labels, probabilities, strict=True):
        confidence = max(row)
        m = next(m for m in range(1, bins + 1) if confidence <= m / bins or m == bins)
        members[m - 1].append((confidence, float(np.argmax(row) == label)))
    error = sum(abs(sum(c for c, _ in bin) - sum(r for _, r in bin)) for bin in members) / len(labels)
    return members, error


@pytest.mark.parametrize("bins", [1, 7, 11])
def test_several_classes_follow_the_equation(bins):
    rng = np.random.default_rng(bins)
    probabilities, labels = softmax(2 * rng.normal(size=(97, 5))), rng.integers(0, 5, 97)
    members, error = by_the_equation(labels, probabilities, bins)
    result = reliability(labels, probabilities, bins)
    assert result.counts.tolist() == [len(bin) for bin in members]
    assert result.error == pytest.approx(error, rel=1e-12)
    for m, bin in enumerate(members):
        if bin:
            np.testing.assert_allclose([result.confidence[m], result.accuracy[m]], np.mean(bin, axis=0), rtol=1e-12)
        else:
            assert np.isnan(result.confidence[m]) and np.isnan(result.accuracy[m])
    np.testing.assert_allclose(result.edges, np.arange(bins + 1) / bins)


@pytest.mark.parametrize("column", [False, True])
def test_two_classes_agree_with_scikit_learn(column):
    rng = np.random.default_rng(3)
    p = rng.random(203)
    labels = (rng.random(203) < p**2).astype(int)
    result = reliability(labels, p[:, None] if column else p, bins=9)
    accuracy, confidence = calibration_curve(labels, p, n_bins=9)
    filled = result.counts > 0
    np.testing.assert_allclose(result.accuracy[filled], accuracy)
    np.testing.assert_allclose(result.confidence[filled], confidence)


def test_ten_bins_are_the_default():
    assert len(reliability([1], [0.5]).counts) == 10


def test_an_edge_belongs_to_the_bin_on_its_left_and_the_ends_have_one():
    result = reliability([0, 1, 1, 1, 0], [0.0, 0.5, 0.25, 1.0, 0.26], bins=4)
    assert result.counts.tolist() == [2, 2, 0, 1]
    tenths = reliability(np.ones(10, int), np.linspace(0, 1, 11)[1:], bins=10)
    assert tenths.counts.tolist() == [1] * 10


def test_a_model_that_is_always_sure_and_right_has_no_error():
    assert reliability([0, 2, 1], np.eye(3)[[0, 2, 1]]).error == 0.0
    assert reliability([1, 0, 0], np.eye(3)[[0, 2, 1]]).error == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20))
def test_the_order_of_examples_does_not_matter_and_the_error_is_a_share(seed, bins):
    rng = np.random.default_rng(seed)
    probabilities, labels, order = softmax(rng.normal(size=(31, 3))), rng.integers(0, 3, 31), rng.permutation(31)
    first, second = reliability(labels, probabilities, bins), reliability(labels[order], probabilities[order], bins)
    assert first.error == pytest.approx(second.error, abs=1e-12) and 0 <= first.error <= 1
    assert first.counts.sum() == 31


def test_half_precision_rows_are_taken_and_stay_within_one():
    rng = np.random.default_rng(0)
    probabilities = softmax(rng.normal(size=(29, 7))).astype(np.float16)
    result = reliability(rng.integers(0, 7, 29), probabilities)
    assert np.isfinite(result.error)
    assert reliability([1], [1.0005]).confidence[-1] == 1.0


@pytest.mark.parametrize(
    "labels, probabilities, bins, words",
    [
        ([], [], 10, "B at least 1"),
        ([0, 1], [0.5], 10, r"labels of shape \(2,\) and probabilities of shape \(1,\)"),
        ([[0], [1]], [0.5, 0.5], 10, r"give \(B,\) labels"),
        ([0], [[[0.5, 0.5]]], 10, r"\(B, K\) probabilities"),
        ([0, 1], [2.0, -1.0], 10, "not logits"),
        ([0, 1], [0.5, -0.01], 10, "not logits"),
        ([0, 1], [0.5, 1.01], 10, "not logits"),
        ([0, 1], [np.nan, 0.5], 10, "not logits"),
        ([0, 1], [[0.5, 0.4], [0.5, 0.5]], 10, "a sum of 1"),
        ([0, 1], [[0.5, 0.6], [0.5, 0.5]], 10, "a sum of 1"),
        ([0, 1], [[0.5, 0.5012], [0.5, 0.5]], 10, "a sum of 1"),
        ([0, 2], [0.5, 0.5], 10, "among 0 to 1"),
        ([0, 3], [[0.2, 0.3, 0.5]] * 2, 10, "among 0 to 2"),
        ([0, -1], [0.5, 0.5], 10, "among 0 to 1"),
        ([0, 0.5], [0.5, 0.5], 10, "numbers of classes"),
        ([0, 1], [0.5, 0.5], 0, "bins=0"),
    ],
)
def test_bad_input_is_met_with_a_sentence(labels, probabilities, bins, words):
    with pytest.raises(ValueError, match=words) as caught:
        reliability(labels, probabilities, bins)
    assert str(caught.value).startswith("reliability() got") and str(caught.value).endswith(".")
