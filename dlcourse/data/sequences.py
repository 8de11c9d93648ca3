"""Tasks that ask a recurrent network what it remembers. Each is easy to state and exact to score."""

import numpy as np

from dlcourse import _require


def parity_bits(count=1000, seed=0, *, length=10):
    """Random bits, and after each whether the ones so far are odd in number: one bit of memory, never to be lost.

    Args:
        count: number of sequences.
        seed: decides the bits.
        length: bits of a sequence.

    Returns:
        bits ``(count, length, 1)`` float64 and parities ``(count, length)`` int64; ``y[:, -1]`` is the whole
        sequence's.

    Raises:
        ValueError: a size is not a whole number of 1 or more.

    Example:
        >>> bits, parity = parity_bits(3, length=5)
        >>> bool(np.all(parity[:, -1] == bits.sum(axis=(1, 2)) % 2))
        True
    """
    bits = _bits("parity_bits()", np.random.default_rng(seed), count, length)
    return bits[:, :, None].astype("float64"), np.cumsum(bits, axis=1) % 2


def delayed_echo(count=1000, seed=0, *, length=20, delay=5):
    """Random bits, to be repeated ``delay`` steps later: how far back does a network reach?

    Args:
        count: number of sequences.
        seed: decides the bits.
        length: bits of a sequence.
        delay: ``y[:, t] = x[:, t - delay]``; the first ``delay`` targets are 0.

    Returns:
        bits ``(count, length, 1)`` float64 and their echo ``(count, length)`` int64.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or ``delay`` is not from 0 to ``length``.

    Example:
        >>> bits, echo = delayed_echo(3, length=7, delay=2)
        >>> bool(np.all(echo[:, 2:] == bits[:, :-2, 0]))
        True
    """
    bits = _bits("delayed_echo()", np.random.default_rng(seed), count, length)
    _require.number("delayed_echo()", "delay", delay, low=0, high=length)
    echo = np.zeros_like(bits)
    echo[:, delay:] = bits[:, : length - delay]
    return bits[:, :, None].astype("float64"), echo


def symbol_recall(count=1000, seed=0, *, length=20, symbols=4, noise=0.5):
    """A symbol, then nothing but noise: which symbol was it?

    Args:
        count: number of sequences.
        seed: decides symbols and noise.
        length: steps of noise after the symbol.
        symbols: how many there are; the symbol is a one-hot row.
        noise: standard deviation of the steps after the first.

    Returns:
        steps ``(count, 1 + length, symbols)`` float64 and the symbol ``(count,)`` int64.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or ``noise`` is negative.

    Source: after Hochreiter and Schmidhuber, "Long short-term memory", 1997, section 5.2.

    Example:
        >>> steps, symbol = symbol_recall(3, length=5)
        >>> steps.shape, bool(np.all(steps[:, 0].argmax(axis=1) == symbol))
        ((3, 6, 4), True)
    """
    for name, value in (("count", count), ("length", length), ("symbols", symbols)):
        _require.positive_integer("symbol_recall()", name, value)
    _require.number("symbol_recall()", "noise", noise, low=0)
    rng = np.random.default_rng(seed)
    symbol = rng.integers(symbols, size=count)
    steps = rng.normal(0, noise, (count, 1 + length, symbols))
    steps[:, 0] = np.eye(symbols)[symbol]
    return steps, symbol


def reset_count(count=1000, seed=0, *, length=20, resets=0.1):
    """Random bits to be counted, and a second input that says when to start again from zero: forgetting on command.

    Args:
        count: number of sequences.
        seed: decides bits and resets.
        length: steps of a sequence.
        resets: probability of a reset at each step.

    Returns:
        steps ``(count, length, 2)`` float64, a bit and a reset (0 or 1), and ``(count, length)`` float64, the number
        of ones since the last reset, that step included.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or ``resets`` is not from 0 to 1.

    Source: after Gers, Schmidhuber, Cummins, "Learning to forget: continual prediction with LSTM", 2000.

    Example:
        >>> steps, ones = reset_count(1, length=6, resets=0.0)
        >>> bool(np.all(ones == np.cumsum(steps[:, :, 0], axis=1)))
        True
    """
    rng = np.random.default_rng(seed)
    bits = _bits("reset_count()", rng, count, length)
    _require.number("reset_count()", "resets", resets, low=0, high=1)
    reset = rng.random((count, length)) < resets
    ones = np.zeros((count, length))
    total = np.zeros(count)
    for t in range(length):
        total = ones[:, t] = np.where(reset[:, t], 0, total) + bits[:, t]
    return np.stack([bits, reset], axis=2).astype("float64"), ones


def _bits(owner, rng, count, length):
    _require.positive_integer(owner, "count", count)
    _require.positive_integer(owner, "length", length)
    return rng.integers(2, size=(count, length))
