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
        Claim holds: The coin is fair to a tenth. Measured 0.48 to 0.55 (3 runs), expected 0.5 within 0.1.
    """
    given = [name for name, value in (("expected", expected), ("between", between), ("above", above), ("below", below))
             if value is not None]
    values = np.asarray(measured)
    if values.size == 0 or values.dtype.kind not in "biuf":
        raise ValueError(f"claim() got {measured!r} as measured; give a number, a truth value, or a sequence of them.")
    if not given and values.dtype.kind == "b":
        given, expected = ["expected"], True
    if len(given) != 1:
        raise ValueError(f"claim() needs exactly one of expected, between, above, below; got {given or 'none'}.")
    if within is not None and given != ["expected"]:
        raise ValueError("claim() takes within only together with expected.")
    holds, band = _judge(values, given[0], expected, within, between, above, below, digits)
    record = {
        "claim": sentence,
        "measured": _span(values, digits),
        "expected": band,
        "runs": int(values.size),
        "holds": bool(holds),
    }
    if not holds:
        raise ClaimError(f"This claim no longer holds: {sentence}. Measured {record['measured']}, expected {band}.")
    _show(record)


def _judge(values, kind, expected, within, between, above, below, digits):
    def show(value):
        return _span(np.asarray(value), digits)

    if kind == "expected" and within is None:
        return np.all(values == expected), show(expected)
    if kind == "expected":
        return np.all(np.abs(values - expected) <= within), f"{show(expected)} within {within:g}"
    if kind == "between":
        low, high = between
        return np.all((values >= low) & (values <= high)), f"{show(low)} to {show(high)}"
    if kind == "above":
        return np.all(values > np.asarray(above)), f"above {show(above)}"
    return np.all(values < np.asarray(below)), f"below {show(below)}"


def _span(values, digits):
    """'0.974', or '0.961 to 0.974 (3 runs)'; whole numbers and truth values as they are."""

    def text(value):
        if values.dtype.kind == "b":
            return "true" if value else "false"
        return f"{value:,}" if values.dtype.kind in "iu" else f"{value:.{digits}g}"

    if values.size == 1:
        return text(values.reshape(-1)[0])
    low, high = text(values.min()), text(values.max())
    return f"{low if low == high else f'{low} to {high}'} ({values.size} runs)"


def _show(record):
    runs = f"Measured {record['measured']}, expected {record['expected']}."
    text = f"Claim holds: {record['claim']}. {runs}"
    page = (
        '<div role="note" style="color:var(--jp-ui-font-color2,#555);border-left:3px solid #009e73;'
        f'padding-left:.6em"><b>Claim holds:</b> {html.escape(record["claim"])}. {html.escape(runs)}</div>'
    )
    from dlcourse.grading.display import show

    show(text, page, {MIME: record})
