"""The initializers draw what Keras's draw from the same seed, and are saved with all they were told."""

import keras
import numpy as np
import pytest
from support.parity import close

from dlcourse import initializers

SCALED = ["GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform"]
CASES = [(name, {"seed": 3}) for name in SCALED]
CASES += [
    ("Orthogonal", {"seed": 3}),
    ("Orthogonal", {"gain": 1.7, "seed": 3}),
    ("RandomNormal", {"seed": 3}),
    ("RandomNormal", {"mean": 0.4, "stddev": 0.3, "seed": 3}),
    ("Zeros", {}),
    ("Constant", {}),
    ("Constant", {"value": -0.25}),
]


@pytest.mark.parametrize(("name", "options"), CASES)
@pytest.mark.parametrize("dtype", [None, "float64"])
def test_the_numbers_are_those_of_keras(name, options, dtype):
    ours, theirs = getattr(initializers, name)(**options), getattr(keras.initializers, name)(**options)
    for shape in (5, 3), (2, 3, 5, 7):
        drawn, expected = ours(shape, dtype=dtype), theirs(shape, dtype=dtype)
        assert drawn.dtype == expected.dtype
        # Keras divides by a shorter 0.8796... and multiplies in another order: one or two roundings.
        close(drawn, expected, 1e-14 if dtype else 1e-6)


def test_a_constant_keeps_all_its_digits():
    assert float(initializers.Constant(0.1)((1,), "float64")[0]) == 0.1


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_configuration_says_all_that_keras_says(name, options):
    initializer = getattr(initializers, name)(**options)
    config = initializer.get_config()
    theirs = getattr(keras.initializers, name)(**options).get_config()
    assert config == {key: theirs[key] for key in theirs if not key.endswith("_axes")}
    copy = keras.initializers.deserialize(keras.initializers.serialize(initializer))
    assert type(copy) is type(initializer)
    close(copy((5, 3)), initializer((5, 3)), 0)
    assert keras.saving.get_registered_name(type(initializer)) == f"dlcourse>{name}"


@pytest.mark.parametrize("name", [*SCALED, "Orthogonal", "RandomNormal"])
def test_a_number_repeats_and_a_generator_goes_on(name):
    make = getattr(initializers, name)
    fixed, moving = make(seed=np.int64(3)), make(seed=keras.random.SeedGenerator(3))
    close(fixed((5, 3)), fixed((5, 3)), 0)
    first = moving((5, 3)).numpy()
    close(first, fixed((5, 3)), 0)
    assert np.abs(moving((5, 3)).numpy() - first).max() > 1e-3
    saved = keras.initializers.serialize(moving)
    close(keras.initializers.deserialize(saved)((5, 3)), first, 0)


def test_without_a_seed_the_global_one_decides():
    keras.utils.set_random_seed(5)
    ours = initializers.HeNormal()
    keras.utils.set_random_seed(5)
    close(ours((5, 3)), keras.initializers.HeNormal()((5, 3)), 1e-6)
    assert ours.get_config() == {"seed": None}
    assert initializers.HeNormal().seed != initializers.HeNormal().seed


def test_a_layer_takes_them():
    layer = keras.layers.Dense(
        3, kernel_initializer=initializers.HeNormal(seed=1), bias_initializer=initializers.Zeros()
    )
    layer.build((None, 5))
    copy = keras.layers.Dense.from_config(layer.get_config())
    copy.build((None, 5))
    close(copy.kernel.numpy(), layer.kernel.numpy(), 0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: initializers.HeNormal(seed="1"), "HeNormal got seed='1'; give a whole number or a SeedGenerator"),
        (lambda: initializers.RandomNormal(stddev=-1), "RandomNormal got stddev=-1; give a number of at least 0"),
        (lambda: initializers.RandomNormal(mean="0"), "RandomNormal got mean='0'"),
        (lambda: initializers.Constant("a"), "Constant got value='a'"),
        (lambda: initializers.Orthogonal(gain=None), "Orthogonal got gain=None"),
    ],
)
def test_bad_options_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_a_standard_deviation_of_0_is_allowed():
    close(initializers.RandomNormal(2.0, 0, seed=1)((3,)), np.full(3, 2.0, "float32"), 0)
