"""Newton's method lands where the quadratic is flat."""

import numpy as np
import pytest
import tensorflow as tf

from dlcourse.optimizers import newton, newton_step


def quadratic(seed=0, size=5):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size))
    return root @ root.T + np.eye(size), rng.normal(size=size), rng.normal(size=size)


def test_one_step_reaches_the_minimum_of_a_quadratic():
    H, minimum, start = quadratic()
    np.testing.assert_allclose(newton_step(start, H @ (start - minimum), H), minimum, rtol=1e-10)


def test_gradients_and_hessians_are_taken_for_you():
    H, minimum, start = quadratic(1)
    path = newton(lambda w: 0.5 * tf.tensordot(w - minimum, tf.linalg.matvec(tf.constant(H), w - minimum), 1), start, 2)
    assert path.shape == (3, 5)
    np.testing.assert_array_equal(path[0], start)
    np.testing.assert_allclose(path[1], minimum, rtol=1e-10)


def test_it_converges_on_a_loss_that_is_not_quadratic():
    """Rosenbrock's valley, minimum at (1, 1); gradient descent needs thousands of steps there."""
    path = newton(lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, [-1.2, 1.0], steps=10)
    np.testing.assert_allclose(path[-1], 1.0, rtol=1e-8)


def test_it_lands_on_a_saddle_and_damping_leaves_it():
    def saddle(w):
        return w[0] ** 2 - w[1] ** 2

    np.testing.assert_allclose(newton(saddle, [1.0, 0.001], steps=1)[-1], 0, atol=1e-12)
    # damped by 3: (2 + 3) and (-2 + 3) divide the gradient (2, -0.002)
    np.testing.assert_allclose(newton(saddle, [1.0, 0.001], steps=1, damping=3.0)[-1], [0.6, 0.003], rtol=1e-12)


def test_a_weight_without_influence_makes_it_singular():
    with pytest.raises(np.linalg.LinAlgError):
        newton(lambda w: w[0] ** 2, [1.0, 2.0], steps=1)


@pytest.mark.parametrize("shapes", [((3,), (2,), (3, 3)), ((3,), (3,), (3, 2)), ((3, 1), (3, 1), (3, 3))])
def test_shapes_that_do_not_fit(shapes):
    with pytest.raises(ValueError, match=r"newton_step\(\) got w .* give \(D,\), \(D,\) and \(D, D\)"):
        newton_step(*(np.ones(shape) for shape in shapes))


def test_ten_steps_unless_asked():
    assert newton(lambda w: w[0] ** 2, [1.0]).shape == (11, 1)


def test_options_outside_their_range():
    with pytest.raises(ValueError, match=r"newton\(\) got steps=0"):
        newton(lambda w: w[0] ** 2, [1.0], steps=0)
    with pytest.raises(ValueError, match=r"newton\(\) got damping=-1"):
        newton(lambda w: w[0] ** 2, [1.0], damping=-1)
