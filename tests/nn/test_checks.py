import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from dlcourse.nn import Tensor, backprop, numerical_gradient, tanh


@given(array_shapes(min_dims=0, max_dims=3, max_side=3), st.integers(0, 99))
def test_a_quadratics_gradient_is_right_to_rounding_in_every_shape(shape, seed):
    w = np.random.default_rng(seed).normal(size=shape)
    before = w.copy()
    gradient = numerical_gradient(lambda w: np.sum(3 * w**2 - w), w, h=1e-2)
    assert gradient.shape == shape and np.array_equal(w, before)
    np.testing.assert_allclose(gradient, 6 * w - 1, atol=1e-10)  # rounding of values near 100, over 2h


@pytest.mark.parametrize("h", [1e-1, 1e-2])
def test_the_error_on_a_cubic_is_exactly_h_squared(h):
    gradient = numerical_gradient(lambda w: (w**3).sum(), np.array([2.0, -1.0]), h)
    np.testing.assert_allclose(gradient - [12.0, 3.0], h**2, rtol=1e-8)  # rounding 1e-15 over 2h, against h²


def test_the_default_step_finds_a_networks_gradient():
    rng = np.random.default_rng(0)
    X, y, params = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), [(rng.normal(size=(3, 2)), rng.normal(size=2))]
    expected = backprop(X, y, params)[1][0][0]
    found = numerical_gradient(lambda W: backprop(X, y, params)[0], params[0][0])  # it is params' W that moves
    np.testing.assert_allclose(found, expected, atol=1e-9)  # rounding 1e-15 over 2h = 2e-5


def test_the_default_step_is_a_hundred_thousandth():
    found = numerical_gradient(lambda w: (w**3).sum(), np.zeros(2))  # exactly h², without rounding at 0
    np.testing.assert_allclose(found, 1e-10, rtol=1e-9)


def test_f_may_return_a_tensor_or_an_array_of_one_number():
    w = np.array([[0.5, -1.0]])
    for f in (lambda w: tanh(Tensor(w)).sum(), lambda w: np.tanh(w).sum(keepdims=True), lambda w: sum(np.tanh(w[0]))):
        np.testing.assert_allclose(numerical_gradient(f, w), 1 - np.tanh(w) ** 2, atol=1e-9)


def test_views_are_moved_and_given_back():
    whole = np.arange(12.0).reshape(3, 4)
    gradient = numerical_gradient(lambda _: (whole**2).sum(), whole.T[::2], h=0.5)
    np.testing.assert_allclose(gradient, 2 * whole.T[::2])
    assert whole.ravel().tolist() == list(range(12))


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_w_is_restored_when_f_raises(call):
    w, calls = np.array([0.1, 0.7]), []

    def fails(w):
        calls.append(w.copy())
        if len(calls) == call:
            raise RuntimeError("not today")
        return w.sum()

    with pytest.raises(RuntimeError, match="not today"):
        numerical_gradient(fails, w)
    assert w.tolist() == [0.1, 0.7]


@pytest.mark.parametrize("w", [np.array([1, 2]), np.ones(2, "float32"), [1.0], 2.0])
def test_w_has_to_be_an_array_of_float64(w):
    given = rf"an array of {w.dtype}" if isinstance(w, np.ndarray) else type(w).__name__
    with pytest.raises(TypeError, match=rf"numerical_gradient\(\) got w as {given}; give a NumPy array of float64"):
        numerical_gradient(np.sum, w)


@pytest.mark.parametrize("h", [0, -1e-5, float("nan"), None])
def test_the_step_has_to_be_above_0(h):
    with pytest.raises(ValueError, match=r"numerical_gradient\(\) got h=.*; give a number above 0"):
        numerical_gradient(np.sum, np.ones(2), h)


@pytest.mark.parametrize(
    ("value", "given"), [(np.ones(3), r"shape \(3,\)"), (Tensor([1.0, 2.0]), r"shape \(2,\)"), (None, "NoneType")]
)
def test_f_has_to_return_one_number(value, given):
    w = np.ones(2)
    with pytest.raises(ValueError, match=rf"numerical_gradient\(\) got {given} from f; f has to return one number"):
        numerical_gradient(lambda w: value, w)
    assert w.tolist() == [1.0, 1.0]
