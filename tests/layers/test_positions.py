"""Positions: the equations in NumPy, and what each kind promises."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from support.contract import layer_contract
from support.parity import close, gradients_match_differences, same_function, same_layer

from dlcourse.layers.positions import (
    LearnedPositions,
    RotaryPositions,
    SinusoidalPositions,
    angles,
    rotary,
    sinusoidal,
    sinusoidal_positions,
)

POSITIONS = np.array([[3, 0, 4, 1, 1], [2, 2, 6, 0, 5]])


def sines(positions, D):
    """Vaswani et al. 2017, section 3.5, entry by entry."""
    table = np.zeros((*positions.shape, D))
    for index in np.ndindex(positions.shape):
        for i in range(D // 2):
            angle = positions[index] / 10000 ** (2 * i / D)
            table[(*index, 2 * i)], table[(*index, 2 * i + 1)] = np.sin(angle), np.cos(angle)
    return table


def turned(x, positions, base=10000.0):
    """Su et al. 2021, equation 34: x cos + (-x₂, x₁, -x₄, x₃, ...) sin."""
    D = x.shape[-1]
    angle = positions[..., None] * np.repeat(base ** (-2.0 * np.arange(D // 2) / D), 2)
    swapped = np.stack([-x[..., 1::2], x[..., 0::2]], axis=-1).reshape(x.shape)
    return x * np.cos(angle) + swapped * np.sin(angle)


def test_sinusoidal_is_the_equation():
    close(sinusoidal_positions(7, 6), sines(np.arange(7), 6), 1e-12)
    close(sinusoidal(POSITIONS, 6), sines(POSITIONS, 6), 1e-12)
    assert np.abs(sinusoidal_positions(5000, 2)[-1] - sines(np.array([4999]), 2)[0]).max() < 1e-10  # late ones too


@given(st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=15, deadline=None)
def test_a_later_row_is_an_earlier_one_turned_by_their_distance(t, k):
    rows = np.asarray(sinusoidal(np.array([t, t + k]), 6)).reshape(2, 3, 2)
    a = np.asarray(angles(np.array(k), 6))
    expected = np.stack(  # sin(t + k) and cos(t + k) by the addition theorems
        [rows[0, :, 0] * np.cos(a) + rows[0, :, 1] * np.sin(a), rows[0, :, 1] * np.cos(a) - rows[0, :, 0] * np.sin(a)],
        axis=-1,
    )
    close(rows[1], expected, 1e-10)


@pytest.mark.parametrize("positions", [np.arange(5), POSITIONS[:, None]], ids=["T", "B1T"])
def test_rotary_values_and_gradients_are_those_of_the_equation(positions):
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 14))
    close(rotary(x, positions), turned(x, positions), 1e-12)
    close(rotary(x, positions, base=50.0), turned(x, positions, 50.0), 1e-12)
    gradients_match_differences(lambda x: rotary(x, positions[..., :3]), (2, 1, 3, 4))


@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=15, deadline=None)
def test_rotary_scores_know_the_distance_only(seed, query, key, shift):
    q, k = np.random.default_rng(seed).normal(size=(2, 1, 8))

    def score(query, key):
        return float(np.sum(np.asarray(rotary(q, [query])) * np.asarray(rotary(k, [key]))))

    # whole numbers are exact; angles of up to 600 in float64 lose three digits
    assert abs(score(query, key) - score(query + shift, key + shift)) < 1e-10
    assert abs(np.linalg.norm(rotary(q, [query])) - np.linalg.norm(q)) < 1e-10


def test_layers_add_or_turn():
    x = np.random.default_rng(0).normal(size=(2, 5, 6))
    table = np.random.default_rng(1).normal(size=(7, 6))
    learned = LearnedPositions(7, dtype="float64")
    learned.build(x.shape)
    learned.set_weights([table])
    for positions, places in ((None, np.arange(5)), (POSITIONS, POSITIONS), (POSITIONS[1], POSITIONS[1])):
        given = None if positions is None else tf.constant(positions)
        close(SinusoidalPositions(dtype="float64")(x, given), x + sines(places, 6), 1e-12)
        close(RotaryPositions(dtype="float64")(x, given), turned(x, places), 1e-12)
        close(RotaryPositions(base=50, dtype="float64")(x, positions=given), turned(x, places, 50.0), 1e-12)
        close(learned(x, given), x + table[places], 1e-12)


def test_learned_positions_are_an_embedding_of_the_position():
    class Reference(keras.layers.Layer):
        def build(self, shape):
            self.table = keras.layers.Embedding(7, 6, dtype=self.dtype_policy)
            self.table.build(None)

        def call(self, x):
            return x + self.table(keras.ops.arange(5))[None]

    same_layer(lambda dtype: LearnedPositions(7, dtype=dtype), lambda dtype: Reference(dtype=dtype), (2, 5, 6))


def test_the_table_starts_as_asked_and_may_be_full():
    layer = LearnedPositions(5, initializer="ones")
    close(layer(np.zeros((1, 5, 3))), np.ones((1, 5, 3)), 0)
    drawn = LearnedPositions(500)
    drawn.build((None, None, 3))
    values = drawn.table.numpy()
    assert np.abs(values).max() <= 0.05 and values.std() > 0.02  # Keras's "uniform": from -0.05 to 0.05


def test_masks_pass_and_axes_may_be_more():
    x = keras.layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0]]))
    for layer in (SinusoidalPositions(), LearnedPositions(5), RotaryPositions()):
        assert layer(x)._keras_mask.numpy().tolist() == [[True, True, False]]
        assert layer.compute_output_shape((None, 3, 4)) == (None, 3, 4)
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 4))
    close(RotaryPositions(dtype="float64")(x), turned(x, np.arange(5)), 1e-12)
    close(RotaryPositions(dtype="float64")(x[0, 0]), turned(x[0, 0], np.arange(5)), 1e-12)


def test_steps_of_unknown_number_compile():
    x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    for layer in (SinusoidalPositions(), LearnedPositions(5), RotaryPositions()):
        spec = [tf.TensorSpec((None, None, 4))]
        call = tf.function(lambda x, layer=layer: layer(x), input_signature=spec, autograph=False)
        close(call(x), layer(x), 1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sinusoidal_positions(3, 5), r"sinusoidal_positions\(\) got 5 features; give an even number"),
        (lambda: sinusoidal_positions(3, 0), r"sinusoidal_positions\(\) got D=0"),
        (lambda: sinusoidal_positions(0, 4), r"sinusoidal_positions\(\) got T=0"),
        (lambda: rotary(np.ones((2, 3)), [0, 1]), r"rotary\(\) got 3 features; give an even number"),
        (lambda: rotary(np.ones((2, 4)), [0, 1, 2]), r"rotary\(\) got positions of shape \(3,\).*\(2,\)"),
        (lambda: SinusoidalPositions()(np.ones((1, 2, 3))), "got 3 features; give an even number"),
        (lambda: RotaryPositions()(np.ones((1, 2, 3))), "got 3 features; give an even number"),
        (lambda: RotaryPositions()(np.ones(4)), r"got inputs of shape \(4,\); give \(..., T, D\)"),
        (lambda: RotaryPositions(base=1), "got base=1; give a number above 1"),
        (lambda: LearnedPositions(0), "LearnedPositions got sequence_length=0"),
        (lambda: LearnedPositions(3)(np.ones((1, 4, 2))), "a sequence of 4 steps, and its table has 3 positions"),
        (lambda: LearnedPositions(3)(np.ones((1, 4, 2)), np.ones(3, "int32")), r"positions of shape \(3,\).*\(1, 4\)"),
    ],
)
def test_impossible_positions(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_an_odd_table_is_fine_where_nothing_is_paired():
    assert LearnedPositions(4)(np.ones((1, 4, 3))).shape == (1, 4, 3)


def test_the_function_in_float32_keeps_its_digits():
    same_function(lambda x: rotary(x, np.arange(5)), lambda x: turned_tf(x), (2, 5, 6))


def turned_tf(x):
    a = tf.cast(np.arange(5)[:, None] * 10000.0 ** (-2 * np.arange(3) / 6), x.dtype)
    pairs = tf.reshape(x, (2, 5, 3, 2))
    first = pairs[..., 0] * tf.cos(a) - pairs[..., 1] * tf.sin(a)
    second = pairs[..., 0] * tf.sin(a) + pairs[..., 1] * tf.cos(a)
    return tf.reshape(tf.stack([first, second], axis=-1), (2, 5, 6))


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")  # two of the layers have none
@pytest.mark.parametrize(
    ("layer", "options"),
    [
        (SinusoidalPositions, {}),
        (LearnedPositions, {"sequence_length": 7, "initializer": "normal"}),
        (RotaryPositions, {"base": 50.0}),
    ],
)
def test_contract(layer, options):
    layer_contract(layer, options, (2, 5, 6), unknown=(0, 1), supports_masking=True, run_training_check=False)
