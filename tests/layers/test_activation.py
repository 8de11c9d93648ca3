"""PReLU is Keras's; Swish is its equation, Keras's silu at beta 1, and learns beta when it is told to."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from support.contract import layer_contract
from support.parity import close, gradients_match_differences, same_layer

from dlcourse.layers.activation import PReLU, Swish

PRELU_OPTIONS = [
    ({}, (7, 5)),
    ({}, (2, 3, 5, 7)),
    ({"shared_axes": [1, 2]}, (2, 3, 5, 7)),
    ({"shared_axes": 2}, (2, 3, 5)),
    ({"shared_axes": (1, 3)}, (2, 3, 5, 7)),
]


@pytest.mark.parametrize(("options", "shape"), PRELU_OPTIONS)
def test_prelu_is_that_of_keras(options, shape):
    same_layer(
        lambda dtype: PReLU(dtype=dtype, **options), lambda dtype: keras.layers.PReLU(dtype=dtype, **options), shape
    )


def test_prelu_starts_penalizes_and_constrains_as_keras():
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    layers = []
    for layer_class in (PReLU, keras.layers.PReLU):
        layer = layer_class(
            alpha_initializer=keras.initializers.RandomNormal(0, 1, seed=3),
            alpha_regularizer=keras.regularizers.L2(0.5),
            alpha_constraint=keras.constraints.NonNeg(),
        )
        layer(x)
        layers.append(layer)
    ours, theirs = layers
    close(ours.alpha.numpy(), theirs.alpha.numpy(), 0)
    close(ours.losses[0], theirs.losses[0], 1e-6)
    assert isinstance(ours.alpha.constraint, keras.constraints.NonNeg)
    assert not PReLU().weights and float(np.max(np.abs(_built(PReLU(), (None, 3)).alpha.numpy()))) == 0.0


def _built(layer, shape):
    layer.build(shape)
    return layer


def test_prelu_keeps_its_shared_axes_as_a_list():
    for given, kept in (2, [2]), ((1, 3), [1, 3]), (None, None):
        assert PReLU(shared_axes=given).get_config()["shared_axes"] == kept


def test_prelu_takes_unknown_sizes_along_shared_axes_only():
    assert _built(PReLU(shared_axes=[1]), (None, None, 3)).alpha.shape == (1, 3)
    with pytest.raises(ValueError, match="size of axis 1 must be known"):
        PReLU().build((None, None, 3))


def test_prelu_refuses_an_input_of_another_size():
    layer = _built(PReLU(shared_axes=[1]), (None, 5, 3))
    assert layer(np.ones((2, 7, 3), "float32")).shape == (2, 7, 3)
    with pytest.raises(ValueError, match="axis -1 of input shape to have value 3|axis 2"):
        layer(np.ones((2, 5, 1), "float32"))
    with pytest.raises(ValueError, match="ndim=3"):
        layer(np.ones((5, 3), "float32"))


@pytest.mark.parametrize("axes", [[3], [1, 4], 3])
def test_prelu_refuses_axes_that_are_not_there(axes):
    with pytest.raises(ValueError, match=r"PReLU got shared_axes=\[.*; give axes from 1 to 2\."):
        PReLU(shared_axes=axes).build((None, 5, 3))


@pytest.mark.parametrize("axes", [0, [-1], [1.5], "12"])
def test_prelu_refuses_axes_that_are_none(axes):
    with pytest.raises(ValueError, match="PReLU got shared_axes="):
        PReLU(shared_axes=axes)


def _swish_of_keras(beta):
    return lambda x: x * keras.activations.sigmoid(keras.ops.cast(beta, x.dtype) * x)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_swish_is_its_equation(dtype):
    x = np.random.default_rng(0).normal(size=(7, 5)).astype(dtype)
    tolerance = {"float64": 1e-12, "float32": 1e-6}[dtype]
    close(Swish(dtype=dtype)(x), keras.activations.silu(x), tolerance)
    close(Swish(1.7, dtype=dtype)(x), x / (1 + np.exp(-1.7 * x)), tolerance)


def test_the_gradients_of_swish_are_right():
    gradients_match_differences(Swish(1.3, trainable=True, dtype="float64"), (5, 3))


def test_beta_is_learned_only_when_it_is_told_to():
    for trainable in (False, True):
        layer = _built(Swish(2.0, trainable=trainable), (None, 3))
        assert float(layer.beta.numpy()) == 2.0
        assert len(layer.weights) == 1 and len(layer.trainable_weights) == int(trainable)
    frozen = _built(Swish(), (None, 3))
    assert not frozen.trainable_weights
    frozen.trainable = True
    assert [weight.name for weight in frozen.trainable_weights] == ["beta"]


def test_swish_keeps_what_it_was_told():
    config = Swish(2.0, trainable=True, name="gate").get_config()
    assert (config["beta"], config["trainable"], config["name"]) == (2.0, True, "gate")
    assert Swish().get_config()["trainable"] is False


@pytest.mark.parametrize("beta", ["1", None, float("nan"), True])
def test_swish_refuses_a_beta_that_is_no_number(beta):
    with pytest.raises(ValueError, match="Swish got beta=.*; give a number"):
        Swish(beta)


@pytest.mark.parametrize("layer", [PReLU(), Swish()])
def test_a_mask_passes_through(layer):
    x = keras.layers.Masking()(tf.constant([[[1.0, 2.0], [0.0, 0.0]]]))
    assert layer(x)._keras_mask.numpy().tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("layer_class", "options", "shape", "weights"),
    [(PReLU, {"shared_axes": [1]}, (2, 3, 5), 1), (Swish, {"beta": 1.5, "trainable": True}, (2, 3, 5), 1)],
)
def test_contract(layer_class, options, shape, weights):
    layer_contract(
        layer_class,
        options,
        shape,
        unknown=(0, 1),
        expected_output_shape=shape,
        expected_num_trainable_weights=weights,
        expected_num_non_trainable_weights=0,
        supports_masking=True,
    )
