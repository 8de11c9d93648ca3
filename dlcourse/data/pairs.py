"""Sequences in, sequences out: numbers to be reversed, dates to be rewritten."""

import datetime

import numpy as np

from dlcourse import _require

PAD, START, END = 0, 1, 2  # the first token of a sequence's own is 3
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATE_FORMATS = (
    *("{day} {month} {year}", "{month} {day}, {year}", "{weekday}, {day} {short} {year}"),
    *("{day:02}.{number:02}.{year}", "the {day}{ending} of {month} {year}", "{year}, {month} {day}"),
)


def sequence_reversal(count=1000, seed=0, *, length=10, symbols=10):
    """Sequences of tokens of any length up to ``length``, and the same backwards.

    Tokens are 3 to ``2 + symbols``; ``PAD`` (0) fills up, ``END`` (2) closes the target, ``START`` (1) is kept for a
    decoder's first input.

    Args:
        count: number of pairs.
        seed: decides lengths (1 to ``length``, all equally likely) and tokens.
        length: of the longest sequence.
        symbols: number of different tokens.

    Returns:
        sequences ``(count, length)`` int64 and targets ``(count, length + 1)`` int64.

    Raises:
        ValueError: a size is not a whole number of 1 or more.

    Source: after Sutskever, Vinyals, Le, "Sequence to sequence learning with neural networks", 2014, section 3.3.

    Example:
        >>> x, y = sequence_reversal(1, seed=3, length=4)
        >>> x.shape, y.shape, int(y[0, np.count_nonzero(x[0])]) == END
        ((1, 4), (1, 5), True)
    """
    for name, value in (("count", count), ("length", length), ("symbols", symbols)):
        _require.positive_integer("sequence_reversal()", name, value)
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, length + 1, size=count)
    x, y = np.full((count, length), PAD, "int64"), np.full((count, length + 1), PAD, "int64")
    for given, wanted, size in zip(x, y, sizes, strict=True):
        given[:size] = rng.integers(3, 3 + symbols, size)
        wanted[: size + 1] = [*given[:size][::-1], END]
    return x, y


def dates(count=1000, seed=0):
    """Dates from 1900 to 2099 as people write them, in six ways, and as computers do: ``1969-07-20``.

    Args:
        count: number of pairs.
        seed: decides dates and ways of writing.

    Returns:
        two arrays of strings, ``(count,)`` each.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more.

    Example:
        >>> written, iso = dates(2, seed=1)
        >>> iso.tolist()
        ['1994-08-21', '2002-05-14']
    """
    _require.positive_integer("dates()", "count", count)
    rng = np.random.default_rng(seed)
    first, last = datetime.date(1900, 1, 1).toordinal(), datetime.date(2099, 12, 31).toordinal()
    days = [datetime.date.fromordinal(int(day)) for day in rng.integers(first, last + 1, size=count)]
    formats = rng.integers(len(DATE_FORMATS), size=count)
    written = [_written(day, DATE_FORMATS[each]) for day, each in zip(days, formats, strict=True)]
    return np.array(written), np.array([day.isoformat() for day in days])


def _written(date, form):
    ending = "th" if 11 <= date.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10, "th")
    month = MONTHS[date.month - 1]
    names = {"month": month, "short": month[:3], "weekday": WEEKDAYS[date.weekday()], "ending": ending}
    return form.format(day=date.day, number=date.month, year=date.year, **names)
