"""Dropout: Keras's bits, and what the scaling promises."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close
from support.twins import same_options

from dlcourse.layers.dropouts import Dropout, dropout, inverted_dropout

X = np.random.default_rng(0).normal(size=(5, 7, 3)).astype("float32")


@pytest.mark.parametrize("options", [{}, {"seed": 3}, {"noise_shape": (None, 1, 3), "seed": 5}])
def test_options_are_kerass(options):
    same_options(Dropout(0.25, **options), keras.layers.Dropout(0.25, **options), (2, 7, 3))


@pytest.mark.parametrize("options", [{}, {"noise_shape": (None, 1, None)}, {"noise_shape": [5, 7, 1]}])
@pytest.mark.parametrize("dtype", ["float64", "float32", "mixed_float16", "mixed_bfloat16"])
def test_the_same_seed_drops_what_keras_drops(options, dtype):
    ours, theirs = (kind(0.3, seed=7, dtype=dtype, **options) for kind in (Dropout, keras.layers.Dropout))
    for _ in range(2):  # and again at the next call
        a, b = ours(X, training=True), theirs(X, training=True)
        assert a.dtype == b.dtype and np.array_equal(np.asarray(a) == 0, np.asarray(b) == 0)
        # bfloat16 has 8 bits: one of them is what rounding may change
        close(np.asarray(a, "float64"), np.asarray(b, "float64"), 2**-8 if "16" in dtype else 1e-7)


def test_gradients_are_kerass():
    gradients = []
    for layer in (Dropout(0.3, seed=7), keras.layers.Dropout(0.3, seed=7)):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=True) ** 2
        gradients.append(tape.gradient(y, x))
    close(*gradients, 1e-6)


def test_numpys_values_are_0_or_scaled():
    y = inverted_dropout(np.ones((100, 50)), 0.2, True, np.random.default_rng(0))
    assert set(np.unique(y)) == {0.0, 1.25}
    close(y.mean(), 1.0, 0.02)  # 5000 draws: the mean's deviation is 0.007
    assert 1 < len(np.unique(y[:, 0])) and not np.array_equal(y[0], y[1])


def test_numpys_inference_is_the_identity():
    x = np.arange(6.0)
    assert inverted_dropout(x, 0.9, False, None) is x
    assert np.array_equal(inverted_dropout([1, 2], 0, True, np.random.default_rng(0)), [1, 2])


def test_a_number_is_dropped_where_the_draw_is_below_the_rate():
    class Draws:
        def random(self, shape):
            assert shape == (3,)
            return np.array([0.1, 0.5, 0.9])

    assert inverted_dropout(np.array([1.0, 2.0, 3.0]), 0.5, True, Draws()).tolist() == [0.0, 4.0, 6.0]


def test_the_functions_seed_may_be_a_number():
    assert np.array_equal(dropout(X, 0.3, seed=1), dropout(X, 0.3, seed=1))
    assert not np.array_equal(dropout(X, 0.3, seed=1), dropout(X, 0.3, seed=2))
    assert not np.array_equal(dropout(X, 0.3), dropout(X, 0.3))


def test_inference_and_rate_0_are_the_identity():
    assert np.array_equal(Dropout(0.9)(X), X)
    assert np.array_equal(Dropout(0.9)(X, training=False), X)
    layer = Dropout(0)
    assert np.array_equal(layer(X, training=True), X) and not layer.variables


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, "half"])
def test_rates_are_from_0_to_below_1(rate):
    with pytest.raises(ValueError, match=f"Dropout got rate={rate!r}; give a number of at least 0 and below 1"):
        Dropout(rate)
    with pytest.raises(ValueError, match=r"inverted_dropout\(\) got rate="):
        inverted_dropout(X, rate, True, np.random.default_rng(0))


def test_bad_noise_shapes():
    with pytest.raises(ValueError, match="Dropout got noise_shape='row'; give a tuple with a number or None"):
        Dropout(0.5, noise_shape="row")
    with pytest.raises(ValueError, match=r"Dropout got noise_shape=\(1, 3\) for 3 axes; give a number or None for"):
        Dropout(0.5, noise_shape=(1, 3))(X, training=True)
    with pytest.raises(ValueError, match="Dropout got noise_shape=0; give a whole number"):
        Dropout(0.5, noise_shape=(None, 0))


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")  # nothing to train: Keras says so
def test_contract():
    layer_contract(
        Dropout,
        {"rate": 0.3, "noise_shape": (None, 1, None), "seed": 3},
        (5, 7, 3),
        unknown=(0, 1),
        supports_masking=True,
        expected_num_seed_generators=1,
        expected_num_non_trainable_variables=1,
    )
