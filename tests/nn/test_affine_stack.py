import keras
import numpy as np
import pytest

from dlcourse.nn import collapse_linear


def stack(*sizes, seed=0):
    rng = np.random.default_rng(seed)
    pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
    return [rng.normal(size=pair) for pair in pairs], [rng.normal(size=pair[1]) for pair in pairs]


@pytest.mark.parametrize("sizes", [(3, 2), (2, 3, 5), (5, 7, 3, 11, 2), (5, 1, 7)])
def test_one_layer_gives_what_keras_s_stack_gives(sizes):
    weights, biases = stack(*sizes)
    layers = [keras.layers.Dense(units, dtype="float64") for units in sizes[1:]]
    model = keras.Sequential([keras.Input((sizes[0],), dtype="float64"), *layers])
    for layer, W, b in zip(layers, weights, biases, strict=True):
        layer.set_weights([W, b])
    X = np.random.default_rng(1).normal(size=(13, sizes[0]))
    W, b = collapse_linear(weights, biases)
    expected = model(X).numpy()
    # Another order of the products: rounding, relative to the largest output.
    np.testing.assert_allclose(X @ W + b, expected, rtol=0, atol=1e-10 * np.abs(expected).max())
    assert (W.shape, b.shape) == ((sizes[0], sizes[-1]), (sizes[-1],))


def test_lists_will_do_and_nothing_is_changed():
    weights, biases = [[[1, 2]], [[3], [4]]], [[1, 1], [5]]
    W, b = collapse_linear(weights, biases)
    assert W.tolist() == [[11]] and b.tolist() == [12]
    assert weights == [[[1, 2]], [[3], [4]]]


@pytest.mark.parametrize(
    "weights, biases",
    [
        ([], []),
        ([np.ones((2, 3))], []),
        ([np.ones((2, 3)), np.ones((2, 3))], [np.ones(3), np.ones(3)]),
        ([np.ones((2, 3))], [np.ones((1, 3))]),
        ([np.ones(3)], [np.ones(3)]),
    ],
)
def test_a_stack_that_does_not_fit_is_refused(weights, biases):
    with pytest.raises(ValueError, match=r"collapse_linear\(\) got weights .*; give one bias"):
        collapse_linear(weights, biases)
