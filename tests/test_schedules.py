"""Learning-rate schedules, against Keras's and against their equations written with math."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import schedules

STEPS = [0, 1, 2, 3, 5, 7, 10, 11, 13, 17, 40]
THEIRS = keras.optimizers.schedules
PAIRS = [
    (schedules.ExponentialDecay(0.3, 7, 0.6), THEIRS.ExponentialDecay(0.3, 7, 0.6)),
    (schedules.ExponentialDecay(0.3, 7, 0.6, staircase=True), THEIRS.ExponentialDecay(0.3, 7, 0.6, staircase=True)),
    (schedules.CosineDecay(0.3, 13), THEIRS.CosineDecay(0.3, 13)),
    (schedules.CosineDecay(0.3, 13, alpha=0.2), THEIRS.CosineDecay(0.3, 13, alpha=0.2)),
    (schedules.WarmupCosine(0.3, 5, 17), THEIRS.CosineDecay(0.0, 12, warmup_target=0.3, warmup_steps=5)),
]
OURS = [pair[0] for pair in PAIRS] + [schedules.OneCycle(0.3, 17, rise=0.4, start=11.0, end=70.0)]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_agrees_with_keras_at_every_step(ours, theirs):
    for step in STEPS:
        # float32: 1e-6 of the largest rate
        assert float(ours(step)) == pytest.approx(float(theirs(step)), abs=3e-7)


@pytest.mark.parametrize("schedule", OURS)
def test_numbers_arrays_and_tensors_give_the_same(schedule):
    one_by_one = [float(schedule(step)) for step in STEPS]
    np.testing.assert_allclose(schedule(np.array(STEPS)).numpy(), one_by_one, rtol=1e-6)
    np.testing.assert_allclose([float(schedule(tf.constant(step, "int64"))) for step in STEPS], one_by_one, rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.floats(0.05, 0.95), st.floats(1.5, 50), st.floats(1.5, 1e4))
def test_one_cycle_is_its_equation(step, rise, start, end):
    total, peak = 37, 0.3
    top = rise * total
    if step < top:
        expected = peak / start + (peak - peak / start) * (1 - math.cos(math.pi * step / top)) / 2
    else:
        done = min((step - top) / (total - top), 1.0)
        last = peak / start / end
        expected = last + (peak - last) * (1 + math.cos(math.pi * done)) / 2
    rate = float(schedules.one_cycle(step, peak, total, rise, start, end))
    assert rate == pytest.approx(expected, abs=1e-6)  # float32


def test_one_cycle_without_options():
    """Thirty per cent rise from a 25th; the end is a 250,000th of the peak."""
    for rates in (schedules.OneCycle(1.0, 10)(np.array([0, 3, 10])), schedules.one_cycle([0, 3, 10], 1.0, 10)):
        np.testing.assert_allclose(rates.numpy(), [1 / 25, 1, 1 / 25e4], rtol=1e-3, atol=1e-7)


def test_exponential_decay_is_smooth_unless_asked():
    assert float(schedules.exponential_decay(1, 1.0, 2, 0.25)) == 0.5


def test_warm_up_may_be_left_out():
    np.testing.assert_allclose(
        schedules.warmup_cosine(np.arange(20), 0.3, 0, 13).numpy(),
        THEIRS.CosineDecay(0.3, 13)(np.arange(20)).numpy(),
        atol=1e-6,
    )


def test_warm_up_of_less_than_one_step_stays_below_the_base():
    assert float(schedules.warmup_cosine(0, 0.3, 0.5, 13)) == 0.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20), st.integers(1, 30))
def test_warm_up_rises_then_falls_and_stays_at_zero(warmup, fall):
    rates = schedules.warmup_cosine(np.arange(warmup + fall + 5), 1.0, warmup, warmup + fall).numpy()
    assert (np.diff(rates[: warmup + 1]) > 0).all()
    assert (np.diff(rates[warmup : warmup + fall + 1]) < 0).all()
    assert rates[warmup] == pytest.approx(1)
    np.testing.assert_allclose(rates[warmup + fall :], 0, atol=1e-6)


@pytest.mark.parametrize("schedule", OURS)
def test_an_optimizer_takes_it_and_it_is_saved_with_it(schedule):
    optimizer = keras.optimizers.SGD(schedule)
    variable = keras.Variable([0.0])
    for step in range(3):
        before = float(variable.numpy()[0])
        optimizer.apply([tf.ones(1)], [variable])
        assert before - float(variable.numpy()[0]) == pytest.approx(float(schedule(step)), abs=1e-6)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert copy.get_config() == schedule.get_config()
    assert [float(copy(step)) for step in STEPS] == [float(schedule(step)) for step in STEPS]
    assert keras.saving.get_registered_name(type(schedule)).startswith("dlcourse>")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: schedules.ExponentialDecay(-0.1, 7, 0.6), "ExponentialDecay() got initial_learning_rate=-0.1"),
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.6), "ExponentialDecay() got decay_steps=0"),
        (lambda: schedules.ExponentialDecay(0.1, 7, 0), "ExponentialDecay() got decay_rate=0"),
        (lambda: schedules.CosineDecay(-0.1, 7), "CosineDecay() got initial_learning_rate=-0.1"),
        (lambda: schedules.CosineDecay(0.1, 0), "CosineDecay() got decay_steps=0"),
        (lambda: schedules.CosineDecay(0.1, 7, alpha=1.1), "CosineDecay() got alpha=1.1"),
        (lambda: schedules.CosineDecay(0.1, 7, alpha=-0.1), "CosineDecay() got alpha=-0.1"),
        (lambda: schedules.WarmupCosine(-0.1, 5, 17), "WarmupCosine() got base=-0.1"),
        (lambda: schedules.WarmupCosine(0.1, -1, 17), "WarmupCosine() got warmup=-1"),
        (lambda: schedules.WarmupCosine(0.1, 5, 5), "WarmupCosine() got total=5; give a number above 5"),
        (lambda: schedules.OneCycle(-0.1, 17), "OneCycle() got peak=-0.1"),
        (lambda: schedules.OneCycle(0.1, 0), "OneCycle() got total=0"),
        (lambda: schedules.OneCycle(0.1, 17, rise=0), "OneCycle() got rise=0"),
        (lambda: schedules.OneCycle(0.1, 17, rise=1), "OneCycle() got rise=1"),
        (lambda: schedules.OneCycle(0.1, 17, start=0), "OneCycle() got start=0"),
        (lambda: schedules.OneCycle(0.1, 17, end=0), "OneCycle() got end=0"),
    ],
)
def test_options_outside_their_range(make, words):
    with pytest.raises(ValueError) as error:
        make()
    assert words in str(error.value)


def test_rates_of_zero_and_full_shares_are_allowed():
    schedules.ExponentialDecay(0, 7, 0.6)
    schedules.CosineDecay(0, 7, alpha=1)
    schedules.CosineDecay(0, 7, alpha=0)
    schedules.WarmupCosine(0, 0, 17)
    schedules.OneCycle(0, 17)


def test_fractions_are_allowed_where_a_number_has_to_be_above_zero():
    schedules.ExponentialDecay(0.1, 0.5, 0.5)
    schedules.CosineDecay(0.1, 0.5)
    schedules.OneCycle(0.1, 0.5, start=0.5, end=0.5)
