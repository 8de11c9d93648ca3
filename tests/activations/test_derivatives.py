"""Every activation is listed with its own derivative."""

import numpy as np
import pytest
import tensorflow as tf
from support.parity import close

from dlcourse import activations

NAMES = sorted(set(activations.__all__) - {"DERIVATIVES", "derivative"})


def test_every_activation_has_its_derivative():
    assert sorted(activations.DERIVATIVES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_derivative_of_the_function_of_that_name(name):
    options = {"alpha": 0.4} if name == "prelu" else {}
    x = tf.constant([-1.3, -0.2, 0.9], dtype="float64")
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = getattr(activations, name)(x, **options)
    jacobian = tape.jacobian(y, x, experimental_use_pfor=False).numpy()
    expected = jacobian if "softmax" in name else np.diag(jacobian)
    close(activations.derivative(name)(x, **options), expected, 1e-12)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="derivative.. got name='reul'; give one of 'elu', 'gelu'"):
        activations.derivative("reul")
