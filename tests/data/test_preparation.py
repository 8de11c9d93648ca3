import keras
import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from dlcourse.data import Standardizer, one_hot, standardize


@pytest.fixture
def arrays():
    rng = np.random.default_rng(3)
    scale, shift = 10.0 ** rng.uniform(-3, 3, 7), rng.normal(size=7) * 100
    return rng.normal(size=(53, 7)) * scale + shift, rng.normal(size=(11, 7)) * scale + shift


def test_standardizer_agrees_with_keras_normalization(arrays):
    train, other = arrays
    layer = keras.layers.Normalization()
    layer.adapt(train)
    # Keras computes in float32 and takes the variance as a difference of squares, hence 1e-3
    np.testing.assert_allclose(Standardizer(train)(other), layer(other).numpy(), rtol=1e-3, atol=1e-3)


def test_standardize_agrees_with_scikit_learn_to_rounding(arrays):
    train, other = arrays
    scaler = StandardScaler().fit(train)
    for ours, theirs in zip(standardize(train, other), (scaler.transform(train), scaler.transform(other)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(Standardizer(train)(other), scaler.transform(other), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("value", [0.0, 4.0, 0.1, 1e9 / 3])
def test_a_constant_column_is_centred_even_where_rounding_gives_it_a_deviation(value):
    train = np.full((7, 1), value)
    scaled, other = standardize(train, train + 2.0)
    np.testing.assert_allclose(scaled, 0.0, atol=1e-6)
    np.testing.assert_allclose(other, 2.0, rtol=1e-6)
    np.testing.assert_allclose(Standardizer(train)(train + 2.0), 2.0, rtol=1e-6)


def test_other_rows_do_not_change_the_statistics(arrays):
    train, other = arrays
    np.testing.assert_array_equal(standardize(train, other)[1][:1], standardize(train, other[:1])[1])


def test_pictures_keep_their_shape():
    images = np.random.default_rng(5).normal(size=(13, 3, 5))
    scaled = Standardizer(images)(images)
    np.testing.assert_allclose(scaled.mean(axis=0), np.zeros((3, 5)), atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), np.ones((3, 5)), atol=1e-12)


def test_a_standardizer_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"shape \(0, 3\); give \(rows, columns\) with one row or more"):
        Standardizer(np.ones((0, 3)))
    with pytest.raises(ValueError, match=r"made for rows \(3,\); got \(5,\)"):
        Standardizer(np.eye(3))(np.ones((2, 5)))


def test_one_hot_agrees_with_keras():
    labels = np.random.default_rng(6).integers(0, 7, size=31)
    ours = one_hot(labels, 11)
    np.testing.assert_array_equal(ours, np.asarray(keras.ops.one_hot(labels, 11)))
    assert ours.dtype == np.float64 and one_hot([], 3).shape == (0, 3)


@pytest.mark.parametrize("labels", [[0.0, 1.5], [[0], [1]], 3, ["0"], [float("nan")]])
def test_labels_that_are_no_row_of_whole_numbers_are_refused(labels):
    with pytest.raises(ValueError, match=r"one_hot\(\) got .* labels of shape .*; give whole numbers \(B,\)"):
        one_hot(labels, 5)


def test_whole_numbers_may_come_as_floats():
    np.testing.assert_array_equal(one_hot([2.0, 0.0], 3), one_hot([2, 0], 3))


@pytest.mark.parametrize("labels", [[0, 5], [-1, 2]])
def test_a_label_without_a_column_is_refused(labels):
    with pytest.raises(ValueError, match="num_classes=5 allows 0 to 4"):
        one_hot(labels, 5)
