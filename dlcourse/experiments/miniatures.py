"""Four applications in miniature: an image is read, a text written, a series forecast, a pole balanced."""

from collections import defaultdict

import numpy as np

from dlcourse.experiments.cartpole import balanced_steps, follow_the_pole, improve
from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.repeated import RepeatedTraining, squared_error
from dlcourse.metrics import accuracy, majority_baseline
from dlcourse.models import dense_network, small_cnn

LETTERS = " abcdefghijklmnopqrstuvwxyz"
CONTEXT = 12  # letters that the next one is guessed from
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def read_images(seed=0):
    """A convolutional network reads digits: ``{"accuracy", "baseline", "images", "answers"}``."""
    (x, labels), (x_test, labels_test) = split_digits(seed)
    outputs = RepeatedTraining(small_cnn).fit(x, labels, seed=seed, steps=300).outputs(x_test)
    return {
        "accuracy": accuracy(labels_test, outputs),
        "baseline": majority_baseline(labels, labels_test),
        "images": x_test[:6].reshape(6, 8, 8),
        "answers": outputs[:6].argmax(axis=1),
    }


def in_words(number):
    """A number from 0 to 999 in English words.

    Example:
        >>> in_words(342)
        'three hundred forty two'
    """
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_SMALL[number % 10]}" if number % 10 else "")
    return f"{_SMALL[number // 100]} hundred" + (f" {in_words(number % 100)}" if number % 100 else "")


def write_text(seed=0, lines=40):
    """A network that guesses the next letter learns to spell numbers, from 800 of the 1,000 below a thousand.

    Returns:
        ``bits`` per letter on the other 200 (the mean of ``-log2 p(letter)``), ``baseline`` for letter frequencies
        alone, ``table`` for counts of what followed the same last 8 letters, ``lines`` that it wrote, and how many
        of them are ``proper`` numbers.
    """
    rng = np.random.default_rng(seed)
    numbers = [in_words(number) for number in rng.permutation(1000)]
    x, y = _letters(numbers[:800])
    x_new, y_new = _letters(numbers[800:])
    training = RepeatedTraining(lambda: dense_network([CONTEXT * 27, 64, 27]), rate=5e-3)
    training.fit(x, y, seed=seed, steps=1000, batch=64)
    frequency = (np.bincount(y, minlength=27) + 1) / (len(y) + 27)  # plus one, so that no letter is impossible
    written = _write(training, lines, rng)
    return {
        "bits": float(-np.log2(_probabilities(training.outputs(x_new))[np.arange(len(y_new)), y_new]).mean()),
        "baseline": float(-np.log2(frequency[y_new]).mean()),
        "table": _table_bits(numbers[:800], numbers[800:]),
        "lines": written,
        "proper": sum(line in set(numbers) for line in written),
    }


def _codes(text):
    return [LETTERS.index(letter) for letter in text]


def _window(codes):
    """The last letters as rows of zeros and ones, one flat row; missing letters at the start are spaces."""
    padded = ([0] * CONTEXT + codes)[-CONTEXT:]
    return np.eye(27, dtype="float32")[padded].ravel()


def _letters(numbers):
    """Each letter of each number (two spaces end it) with the letters before it."""
    texts = [_codes(f"{number}  ") for number in numbers]
    pairs = [(_window(codes[:i]), codes[i]) for codes in texts for i in range(len(codes))]
    return np.array([window for window, _ in pairs]), np.array([letter for _, letter in pairs])


def _table_bits(known, new, length=8):
    """Bits a letter of a table: how often each letter followed the same last letters, plus 0.1 so that none is 0.

    Of the lengths 1 to 8, the longest does best.
    """

    def pairs(numbers):
        texts = [[0] * length + _codes(f"{number}  ") for number in numbers]
        return [(tuple(codes[i - length : i]), codes[i]) for codes in texts for i in range(length, len(codes))]

    counts = defaultdict(lambda: np.full(27, 0.1))
    for before, letter in pairs(known):
        counts[before][letter] += 1
    return float(np.mean([-np.log2(counts[before][letter] / counts[before].sum()) for before, letter in pairs(new)]))


def _probabilities(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _write(training, lines, rng):
    texts = [[] for _ in range(lines)]
    for _ in range(40):
        p = _probabilities(training.outputs(np.array([_window(codes) for codes in texts])))
        letters = (p.cumsum(axis=1) < rng.random((lines, 1))).sum(axis=1).clip(max=26)
        texts = [[*codes, int(letter)] for codes, letter in zip(texts, letters, strict=True)]
    return ["".join(LETTERS[code] for code in codes).split("  ")[0].strip() for codes in texts]


def forecast_series(seed=0, window=24):
    """The next hour of a noisy series with a daily and a weekly rhythm, from the last ``window`` hours.

    Returns:
        Mean absolute error on the last quarter for the network, for a linear model (least squares) and for
        ``baseline``, which repeats the value of a day ago; and the last week's ``true`` values and ``forecast``.
    """
    rng, hours = np.random.default_rng(seed), np.arange(24 * 7 * 12)
    day, week = np.sin(2 * np.pi * hours / 24), np.sin(2 * np.pi * hours / (24 * 7))
    series = day * (1 + 0.5 * week) + 0.3 * week + rng.normal(0, 0.1, len(hours))
    x = np.lib.stride_tricks.sliding_window_view(series, window)[:-1]
    y, cut = series[window:], len(series) * 3 // 4
    training = RepeatedTraining(lambda: dense_network([window, 32, 1]), squared_error, label_dtype="float32")
    forecast = training.fit(x[:cut], y[:cut], seed=seed, steps=600).outputs(x)[:, 0]
    ones = np.ones((len(x), 1))
    linear = np.hstack([x, ones]) @ np.linalg.lstsq(np.hstack([x, ones])[:cut], y[:cut], rcond=None)[0]
    errors = {"network": forecast, "linear": linear, "baseline": x[:, -24]}
    errors = {name: float(np.abs(values - y)[cut:].mean()) for name, values in errors.items()}
    return errors | {"true": y[-168:], "forecast": forecast[-168:]}


def balance_pole(seed=0):
    """A network of 49 weights learns to keep a pole upright on a cart; its only feedback is how long the pole stood.

    Returns:
        How many of 200 steps the pole stood on average over 20 new starts, ``before`` and ``after`` learning, and
        under a ``rule`` of one line; and the ``angles`` (degrees) of one new start before and after, each until it
        fell.
    """
    rng = np.random.default_rng(seed)
    newborn, learned = rng.normal(size=49), improve(rng)
    starts = rng.uniform(-0.05, 0.05, size=(20, 4))
    (before, angles_before), (after, angles_after) = (balanced_steps(each, starts) for each in (newborn, learned))
    return {
        "before": float(before.mean()),
        "after": float(after.mean()),
        "rule": float(balanced_steps(follow_the_pole, starts)[0].mean()),
        "angles": (angles_before[: before[0], 0], angles_after[: after[0], 0]),
    }
