"""Compare what an answer gave with what was expected, and say in one sentence where they part."""

from dataclasses import dataclass

import numpy as np

from dlcourse.grading.plain import Strange, plain

KINDS = {"b": "True/False", "i": "whole numbers", "u": "whole numbers", "f": "decimal numbers", "c": "complex numbers"}
LONG = 60  # characters of a text that a sentence quotes
NEEDS = {"float": ("f", "decimal numbers (float)"), "int": ("iu", "whole numbers (int)"), "bool": ("b", "True/False")}


@dataclass(frozen=True)
class Difference:
    """One sentence, the two values it is about, and where in an array they are farthest apart."""

    kind: str
    sentence: str
    got: object = None
    expected: object = None
    largest: str = ""


def difference(exercise, expected, got, part=""):
    """The first way in which ``got`` differs from ``expected``; None where it doesn't.

    Type and structure are looked at first, then shape, kind of number, NaN, and last the values. With ``holds`` in
    the exercise, shapes and values are its own business.
    """
    got, name = like(expected, got), part or "the answer"
    if got is None and expected is not None:
        return Difference("none", f"{_start(name)} is None: no `return` with a value was reached.", got, expected)
    if isinstance(expected, dict | list):
        return _in_parts(exercise, expected, got, part)
    if isinstance(got, Strange):
        return Difference("type", f"{_start(name)} is {got}; {_describe(expected)} is expected.", got, expected)
    if isinstance(expected, str) or isinstance(got, str | dict | list) or expected is None:
        return _unlike_or_text(exercise, expected, got, name)
    return _of_arrays(exercise, expected, got, name)


def like(expected, got):
    """``got`` in the structure of ``expected`` where that is a matter of spelling: a list for an array or tuple."""
    if isinstance(expected, np.ndarray) and isinstance(got, list):
        try:
            array = np.asarray(got)
        except ValueError:
            return got
        return array if array.dtype.kind in "biufc" else got
    if isinstance(expected, list) and isinstance(got, np.ndarray) and got.ndim and len(got) == len(expected) > 0:
        return [plain(entry) for entry in got]
    return got


def _in_parts(exercise, expected, got, part):
    if type(got) is not type(expected):
        sentence = f"{_start(part or 'the answer')} is {_describe(got)}; {_describe(expected)} is expected."
        return Difference("structure", sentence, got, expected)
    if isinstance(expected, dict):
        missing, extra = expected.keys() - got.keys(), got.keys() - expected.keys()
        if missing or extra:
            sides = (("missing", missing), ("unexpected", extra))
            words = [f"{word}: {_short(', '.join(sorted(keys)))}" for word, keys in sides if keys]
            return Difference(
                "structure", f"The keys of the dictionary are not the expected ones ({'; '.join(words)})."
            )
        pairs = [(f"{part}[{key!r}]", expected[key], got[key]) for key in expected]
    else:
        if len(got) != len(expected):
            count = f"{len(got)} part{'s' * (len(got) != 1)}"
            names = _names(exercise, part, len(expected))
            sentence = f"{_start(part or 'the answer')} has {count}; {len(expected)} are expected{names}."
            return Difference("structure", sentence)
        pairs = [(_part(exercise, part, number), *pair) for number, pair in enumerate(zip(expected, got, strict=True))]
    return next((found for name, a, b in pairs if (found := difference(exercise, a, b, name))), None)


def _unlike_or_text(exercise, expected, got, name):
    if type(expected) is not type(got):
        return Difference(
            "type", f"{_start(name)} is {_describe(got)}; {_describe(expected)} is expected.", got, expected
        )
    if expected != got and not exercise.holds:
        sentence = f"{_start(name)} is {_short(repr(got))}; {_short(repr(expected))} is expected."
        return Difference("value", sentence, got, expected)
    return None


def _of_arrays(exercise, expected, got, name):
    if got.shape != expected.shape and not exercise.holds:
        sentence = f"{_start(name)} has the wrong shape: {_shape(got)}; {_shape(expected)} is expected."
        return Difference("shape", sentence, got, expected)
    if sentence := _wrong_kind(exercise, expected, got):
        return Difference("dtype", f"{_start(name)} {sentence}", got, expected)
    if exercise.holds:
        return None
    return _of_values(exercise, expected, got, name)


def _wrong_kind(exercise, expected, got):
    """A bool where a number is due (or the reverse) is always wrong; int for float only where the task says so."""
    allowed, words = NEEDS.get(exercise.dtype, ("iuf", "numbers"))
    if exercise.dtype and expected.dtype.kind not in allowed:
        return ""  # another part of the same answer, to which the exercise's dtype doesn't apply
    if not exercise.dtype and expected.dtype.kind not in allowed:
        allowed, words = expected.dtype.kind, KINDS[expected.dtype.kind]
    if got.dtype.kind in allowed or got.size == 0:
        return ""
    return f"holds {KINDS[got.dtype.kind]} (dtype {got.dtype}); {words} are expected."


def _of_values(exercise, expected, got, name):
    strange = ~np.isfinite(got) & ~((got == expected) | (np.isnan(got) & np.isnan(expected)))
    if strange.any():
        where = tuple(int(i) for i in np.argwhere(strange)[0])
        word = "NaN (not a number)" if np.isnan(got[where]) else "infinite"
        return Difference("nan", f"{_start(name)} is {word}{_at(where)}.", got, expected)
    far = ~np.isclose(got, expected, rtol=exercise.rtol, atol=exercise.atol, equal_nan=True)
    if not far.any():
        return None
    wide = np.result_type(got, expected, float)
    with np.errstate(all="ignore"):
        gap = np.where(far, np.abs(got.astype(wide) - expected.astype(wide)), 0)
    gap = np.where(np.isnan(gap), np.inf, gap)
    where = tuple(int(i) for i in np.unravel_index(np.argmax(gap), gap.shape))
    if not where:
        how = f"{got}; {expected} is expected" if got.dtype.kind == "b" else f"off by {gap[where]:.3g}"
        return Difference("value", f"{_start(name)} is {how}.", got, expected)
    sentence = f"{int(far.sum())} of the {far.size} entries of {name if name == 'the answer' else f'`{name}`'} differ."
    largest = f"{gap[where]:.3g}{_at(where)}: {got[where]:.6g} instead of {expected[where]:.6g}"
    return Difference("value", sentence, got, expected, largest)


def same(exercise, one, other):
    """True where two observations can't be told apart: equal results within the tolerance, or the same failure."""
    if one.failure or other.failure:
        if not (one.failure and other.failure):
            return False
        return (one.failure.kind, one.failure.type) == (other.failure.kind, other.failure.type)
    return _same_value(exercise, one.result, other.result)


def _same_value(exercise, one, other):
    other = like(one, other)
    one = like(other, one)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if one.shape != other.shape or (one.dtype.kind == "b") != (other.dtype.kind == "b"):
            return False
        return np.allclose(one, other, rtol=exercise.rtol, atol=exercise.atol, equal_nan=True)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same_value(exercise, *pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_value(exercise, one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


def _part(exercise, part, number):
    named = not part and number < len(exercise.returns)
    return exercise.returns[number] if named else f"{part or 'part '}[{number}]"


def _names(exercise, part, count):
    return f" ({', '.join(exercise.returns[:count])})" if exercise.returns and not part else ""


def _start(name):
    return "Your answer" if name == "the answer" else f"`{name}`"


def _short(text):
    return text if len(text) <= LONG else f"{text[:LONG]} …"


def _at(where):
    return f" at index {where[0] if len(where) == 1 else where}" if where else ""


def _shape(array):
    return f"{array.shape}" if array.ndim else "a single number"


def _describe(value):
    if value is None:
        return "None"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, list):
        return f"a list or tuple of {len(value)}"
    if isinstance(value, Strange):
        return str(value)
    return f"an array of shape {value.shape}" if value.ndim else "a single number"
