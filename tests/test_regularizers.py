"""The penalties are Keras's, values and gradients; soft thresholding is the minimum it claims to be."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parity import close, gradients_match_differences, same_function

from dlcourse import regularizers

CASES = [
    ("L1", {}),
    ("L1", {"l1": 0.25}),
    ("L2", {}),
    ("L2", {"l2": 0.75}),
    ("L1L2", {"l1": 0.25}),
    ("L1L2", {"l2": 0.75}),
    ("L1L2", {"l1": 0.25, "l2": 0.75}),
    ("OrthogonalRegularizer", {}),
    ("OrthogonalRegularizer", {"factor": 0.75, "mode": "columns"}),
    ("OrthogonalRegularizer", {"mode": "rows"}),
]


def _mean_cosine(rows):
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.mean([abs(unit[i] @ unit[j]) for i in range(len(rows)) for j in range(i)])


def test_the_orthogonal_penalty_is_the_mean_cosine_of_all_pairs():
    W = np.random.default_rng(0).normal(size=(5, 3))
    for mode, rows in ("rows", W), ("columns", W.T):
        close(regularizers.orthogonal_penalty(W, mode), _mean_cosine(rows), 1e-12)
        gradients_match_differences(lambda w, mode=mode: regularizers.orthogonal_penalty(w, mode), W)
    close(regularizers.orthogonal_penalty(W), _mean_cosine(W), 1e-12)
    close(regularizers.OrthogonalRegularizer(0.5)(W), 0.5 * _mean_cosine(W), 1e-12)


def test_the_penalty_is_nothing_by_default():
    assert float(regularizers.L1L2()(keras.ops.ones(3))) == 0.0
    assert regularizers.L1L2().get_config() == keras.regularizers.L1L2().get_config()
    w = np.array([1.0, -2.0])
    assert float(regularizers.l1_l2_penalty(w)) == 0.0
    assert float(regularizers.l1_l2_penalty(w, 3.0)) == 9.0
    assert float(regularizers.l1_l2_penalty(w, l2=3.0)) == 15.0


def test_soft_thresholding_gives_exact_zeros():
    result = regularizers.soft_threshold([-3.0, -1.0, 0.5, 0.0, 1.5], 1.0)
    assert result.numpy().tolist() == [-2.0, 0.0, 0.0, 0.0, 0.5]
    close(regularizers.soft_threshold(np.array([-3.0, 2.0]), 0), [-3.0, 2.0], 0)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_penalty_is_that_of_keras(name, options):
    ours, theirs = getattr(regularizers, name)(**options), getattr(keras.regularizers, name)(**options)
    # Keras rounds its factors to float32; only 0.25 and 0.75 come through whole.
    tolerance = None if options else {"float64": 1e-7}
    shapes = (7, 5), np.array([[0.0, -2.0, 1.0]]), (2, 3, 5, 7)  # with the kink of |w|
    if name == "OrthogonalRegularizer":
        same_function(ours, theirs, (7, 5), dtypes=("float32",))  # Keras's takes no float64
    else:
        for shape in shapes:
            same_function(ours, theirs, shape, tolerance=tolerance)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_configuration_says_all_that_keras_says(name, options):
    regularizer = getattr(regularizers, name)(**options)
    theirs = getattr(keras.regularizers, name)(**options).get_config()
    config = regularizer.get_config()
    assert config.keys() == theirs.keys() and config.pop("mode", None) == theirs.pop("mode", None)
    assert config == pytest.approx(theirs, rel=1e-6)  # theirs went through float32
    copy = keras.regularizers.deserialize(keras.regularizers.serialize(regularizer))
    assert type(copy) is type(regularizer) and copy.get_config() == regularizer.get_config()
    assert keras.saving.get_registered_name(type(regularizer)) == f"dlcourse>{name}"


def test_perpendicular_rows_and_a_single_one_cost_nothing():
    assert float(regularizers.orthogonal_penalty(3 * np.eye(3))) == 0.0
    assert float(regularizers.orthogonal_penalty(np.array([[1.0, 2.0]]))) == 0.0
    assert np.isfinite(regularizers.orthogonal_penalty(np.zeros((3, 2))))


@given(st.floats(-5, 5), st.floats(0, 3))
@settings(max_examples=20, deadline=None)
def test_soft_thresholding_is_the_proximal_step(w, t):
    """No number of a fine grid has a lower ``(u - w)²/2 + t |u|``."""
    u = float(regularizers.soft_threshold(np.float64(w), t))
    grid = np.linspace(-6, 6, 2001)
    assert (u - w) ** 2 / 2 + t * abs(u) <= ((grid - w) ** 2 / 2 + t * np.abs(grid)).min() + 1e-12


def test_a_layer_takes_them():
    layer = keras.layers.Dense(3, kernel_regularizer=regularizers.L1L2(0.3, 0.7))
    layer.build((None, 5))
    kernel = layer.kernel.numpy()
    close(layer.losses[0], 0.3 * np.abs(kernel).sum() + 0.7 * (kernel**2).sum(), 1e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda bad: regularizers.L1(bad), "L1 got l1="),
        (lambda bad: regularizers.L2(bad), "L2 got l2="),
        (lambda bad: regularizers.L1L2(bad), "L1L2 got l1="),
        (lambda bad: regularizers.L1L2(l2=bad), "L1L2 got l2="),
        (lambda bad: regularizers.OrthogonalRegularizer(bad), "OrthogonalRegularizer got factor="),
    ],
)
@pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf"), "1"])
def test_factors_are_numbers_of_0_or_more(make, words, bad):
    with pytest.raises(ValueError, match=words):
        make(bad)


@pytest.mark.parametrize(("name", "option"), [("L1", "l1"), ("L2", "l2"), ("L1L2", "l1"), ("L1L2", "l2")])
def test_a_factor_of_0_is_allowed(name, option):
    assert float(getattr(regularizers, name)(**{option: 0})(keras.ops.ones(3))) == 0.0
    assert regularizers.OrthogonalRegularizer(0).factor == 0.0


def test_other_bad_input_is_refused():
    with pytest.raises(ValueError, match="OrthogonalRegularizer got mode='row'; give one of 'rows', 'columns'"):
        regularizers.OrthogonalRegularizer(mode="row")
    with pytest.raises(ValueError, match="orthogonal_penalty.. got mode='row'"):
        regularizers.orthogonal_penalty(np.eye(2), "row")
    with pytest.raises(ValueError, match=r"orthogonal_penalty.. got an input of shape \(3,\); give 2 axes, \(D, U\)"):
        regularizers.orthogonal_penalty(np.ones(3))
    with pytest.raises(ValueError, match="soft_threshold.. got t=-1"):
        regularizers.soft_threshold([1.0], -1)
