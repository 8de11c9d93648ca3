"""``claim``: a sentence of the course, and the measurement that makes it true or false.

A claim that holds shows one quiet line. One that does not hold raises, so a lesson whose text and numbers
disagree can't be built.
"""

import html

import numpy as np

MIME = "application/vnd.dlcourse.claim+json"


class ClaimError(AssertionError):
    """A sentence of the course that what was just measured contradicts."""


def claim(sentence, measured, expected=None, *, within=None, between=None, above=None, below=None, digits=3):
    """State a sentence, and fail if what was measured contradicts it.

    Give exactly one expectation. ``measured`` may be one number or a sequence with one entry per seed; every entry
    must satisfy the expectation.

    Args:
        sentence: what is claimed, as the prose says it.
        measured: a truth value, a number, or one number per seed.
        expected: the value it should have; with ``within`` the largest allowed distance, without it exactly.
        between: ``(low, high)``, a band that includes its ends.
        above, below: a number, or one number per seed to compare with entry by entry.
        digits: how many significant digits are shown; quote no more than survive a re-run.

    Raises:
        ClaimError: the sentence no longer holds. The message gives what was measured and what was expected.
        ValueError: there is nothing to compare with, or the arguments don't fit together.

    Example:
        >>> from dlcourse import claim
        >>> claim("A dense layer from 3 to 2 units has 8 parameters", 3 * 2 + 2, 8)
        Claim holds: A dense layer from 3 to 2 units has 8 parameters. Measured 8, expected 8.
        >>> claim("The coin is fair to a tenth", [0.48, 0.52, 0.55], 0.5, within=0.1)
        Claim holds: The coin is fair to a tenth. Measured 0.48 to 0.55 (3 values), expected 0.5 within 0.1.
    """
    values = _numbers("measured", measured)
    named = {"expected": expected, "between": between, "above": above, "below": below}
    given = {name: value for name, value in named.items() if value is not None}
    if not given and values.dtype.kind == "b":
        given = {"expected": True}
    if len(given) != 1:
        raise ValueError(f"claim() needs exactly one of expected, between, above, below; got {list(given) or 'none'}.")
    ((kind, bound),) = given.items()
    if within is not None and (kind != "expected" or np.ndim(within)):
        raise ValueError("claim() takes within, one number, only together with expected.")
    bounds = _bounds(kind, bound, values)
    holds = _judge(values, kind, bounds, within)
    digits = _telling(values, kind, bounds, within, holds, digits)
    band = _band(kind, bounds, within, digits)
    record = {
        "claim": sentence,
        "measured": _span(values, digits),
        "expected": band,
        "values": int(values.size),
        "holds": bool(holds),
    }
    if not holds:
        raise ClaimError(f"This claim no longer holds: {sentence}. Measured {record['measured']}, expected {band}.")
    _show(record)


def _numbers(name, value):
    from dlcourse.grading.compare import like
    from dlcourse.grading.plain import plain

    values = like(np.zeros(0), plain(value))
    if not isinstance(values, np.ndarray) or values.size == 0 or values.dtype.kind not in "biuf":
        raise ValueError(f"claim() got {value!r} as {name}; give a number, a truth value, or a sequence of them.")
    return values


def _bounds(kind, bound, values):
    """The arrays to compare with: two for a band, otherwise one."""
    if kind == "between" and (np.ndim(bound) != 1 or len(bound) != 2 or bound[0] > bound[1]):
        raise ValueError(f"claim() got {bound!r} as between; give the low end and the high end: (low, high).")
    bounds = [_numbers(kind, each) for each in (bound if kind == "between" else [bound])]
    if values.dtype.kind == "f":  # 0.1 is meant as the measured kind of float has it; a float32 would never be equal
        bounds = [each.astype(values.dtype) if each.dtype.kind == "f" and not each.ndim else each for each in bounds]
    if any(each.size > 1 and values.size > 1 and each.shape != values.shape for each in bounds):
        raise ValueError(f"claim() got {values.size} measured and {bounds[0].size} as {kind}; give 1, or 1 per seed.")
    return bounds


def _judge(values, kind, bounds, within):
    if kind == "expected" and within is None:
        return np.all(values == bounds[0])
    if kind == "expected":
        return np.all(np.abs(np.subtract(values, bounds[0], dtype=float)) <= within)
    if kind == "between":
        return np.all((values >= bounds[0]) & (values <= bounds[1]))
    return np.all(values > bounds[0] if kind == "above" else values < bounds[0])


def _telling(values, kind, bounds, within, holds, digits):
    """As many digits as it takes for the rounded numbers to say the same: 0.9996 below 1 is not "1, below 1"."""
    for more in range(digits, 17):
        rounded, *ends = [_rounded(each, more) for each in (values, *bounds)]
        if _judge(rounded, kind, ends, within) == holds:
            return more
    return digits


def _rounded(values, digits):
    if values.dtype.kind != "f":  # whole numbers and truth values are shown as they are
        return values
    return np.array([float(f"{each:.{digits}g}") for each in values.flat]).reshape(values.shape)


def _band(kind, bounds, within, digits):
    shown = " to ".join(_span(each, digits) for each in bounds)
    if kind in ("above", "below"):
        return f"{kind} {shown}"
    return shown if within is None else f"{shown} within {within:g}"


def _span(values, digits):
    """'0.974', or '0.961 to 0.974 (3 values)'; whole numbers and truth values as they are."""

    def text(value):
        if values.dtype.kind == "b":
            return "true" if value else "false"
        return f"{value:,}" if values.dtype.kind in "iu" else f"{value:.{digits}g}"

    if values.size == 1:
        return text(values.reshape(-1)[0])
    low, high = text(values.min()), text(values.max())
    return f"{low if low == high else f'{low} to {high}'} ({values.size} values)"


def _show(record):
    runs = f"Measured {record['measured']}, expected {record['expected']}."
    text = f"Claim holds: {record['claim']}. {runs}"
    page = (
        '<div role="note" style="color:var(--jp-ui-font-color2,#555);border-left:3px solid #009e73;'
        f'padding-left:.6em"><b>Claim holds:</b> {html.escape(record["claim"])}. {html.escape(runs)}</div>'
    )
    from dlcourse.grading.display import show

    show(text, page, {MIME: record})
