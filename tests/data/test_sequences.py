import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.data import delayed_echo, parity_bits, reset_count, symbol_recall

SIZES = {"count": st.integers(1, 7), "seed": st.integers(0, 99), "length": st.integers(1, 13)}


@settings(max_examples=20, deadline=None)
@given(**SIZES)
def test_parity_is_a_running_exclusive_or(count, seed, length):
    bits, parity = parity_bits(count, seed, length=length)
    assert bits.shape == (count, length, 1) and set(np.unique(bits)) <= {0.0, 1.0}
    np.testing.assert_array_equal(parity, np.logical_xor.accumulate(bits[:, :, 0] == 1, axis=1))


@settings(max_examples=20, deadline=None)
@given(**SIZES, share=st.integers(0, 3))
def test_an_echo_is_the_bits_moved(count, seed, length, share):
    delay = length * share // 3
    bits, echo = delayed_echo(count, seed, length=length, delay=delay)
    for row, answer in zip(bits[:, :, 0].tolist(), echo.tolist(), strict=True):
        assert answer == ([0] * delay + row)[:length]


@settings(max_examples=20, deadline=None)
@given(**SIZES, resets=st.sampled_from([0.0, 0.3, 1.0]))
def test_counting_starts_again_at_a_reset(count, seed, length, resets):
    steps, ones = reset_count(count, seed, length=length, resets=resets)
    for row, answer in zip(steps, ones, strict=True):
        total = 0
        for (bit, reset), wanted in zip(row, answer, strict=True):
            total = bit if reset else total + bit
            assert total == wanted


def test_bits_and_resets_have_their_shares():
    # 20,000 draws: six standard deviations of a share
    for bits in (parity_bits(1000, 1, length=20)[0], delayed_echo(1000, 1)[0], reset_count(1000, 1)[0][:, :, :1]):
        assert abs(bits.mean() - 0.5) < 6 * 0.5 / np.sqrt(20000)
    resets = reset_count(1000, 1, resets=0.2)[0][:, :, 1]
    assert abs(resets.mean() - 0.2) < 6 * 0.4 / np.sqrt(20000)


def test_only_the_first_step_holds_the_symbol():
    steps, symbol = symbol_recall(4001, seed=2, length=3, symbols=5, noise=0.5)
    np.testing.assert_array_equal(steps[:, 0], np.eye(5)[symbol])
    assert abs(steps[:, 1:].std() / 0.5 - 1) < 0.02 and np.bincount(symbol, minlength=5).min() > 650  # 800 each
    # noise of one symbol does not differ from another's: means within six standard errors
    for each in range(5):
        assert np.abs(steps[symbol == each, 1:].mean(axis=0)).max() < 6 * 0.5 / np.sqrt(650)


@pytest.mark.parametrize("make", [parity_bits, delayed_echo, symbol_recall, reset_count])
@pytest.mark.parametrize("name", ["count", "length"])
def test_a_sequence_needs_rows_and_steps(make, name):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got {name}=0; give a whole number of 1 or more"):
        make(**{name: 0})


@pytest.mark.parametrize(
    "make, name, value",
    [
        (delayed_echo, "delay", -1),
        (delayed_echo, "delay", 21),
        (symbol_recall, "symbols", 0),
        (symbol_recall, "noise", -0.1),
        (reset_count, "resets", 1.1),
        (reset_count, "resets", -0.1),
    ],
)
def test_other_wrong_arguments_are_named(make, name, value):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(\) got {name}={value}; give"):
        make(5, **{name: value})
