"""Time series: what was measured, what is forecast, and how sure the forecast is."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, few, finite, named_runs, short
from dlcourse.plots._lines import LINES, draw_runs, note_broken, spread, style
from dlcourse.plots.figure import new_figure


def forecasts(
    measured, predicted, *, title, start=None, intervals=None, level=None, xlabel="step", ylabel="value", alt=None
):
    """A measured series and what models say comes next, each with the interval that it expects the truth in.

    Args:
        measured: ``(N,)``.
        predicted: ``{name: (h,)}``, the forecast of each model; lengths may differ.
        title: the finding.
        start: the step of the first forecast; by default N, right after what was measured. Where it is smaller, the
            rest of ``measured`` is the truth to compare with.
        intervals: ``{name: (low, high)}``, each ``(h,)``.
        level: the share of truths that the intervals should hold, as 0.9.
        xlabel, ylabel: names of the axes, with units.
        alt: a description; by default the title and, where the truth is known, each model's mean absolute error and
            the share of truths in its interval.

    Raises:
        ValueError: nothing to draw, an interval of another length or upside down, or a start outside of the series.

    Example:
        >>> forecasts([1, 2, 3, 4], {"naive": [2, 2]}, start=2, title="It lags", xlabel="hour")
        Figure: It lags. 4 measured values; forecasts from hour 2. naive: 2 ahead, mean absolute error 1.5.
    """
    owner = "forecasts()"
    measured = array(owner, "measured", measured, "(N,)")
    predicted = {name: values[0] for name, values in named_runs(owner, "forecast", predicted, "(h,)").items()}
    start = len(measured) if start is None else start
    if not 0 <= start <= len(measured):
        raise ValueError(f"{owner} got start={start!r} in a series of {len(measured)}; give 0 to {len(measured)}.")
    intervals = {name: _interval(name, ends, predicted) for name, ends in (intervals or {}).items()}
    text = " ".join(_in_words(name, v, measured[start:], intervals.get(name)) for name, v in predicted.items())
    alt = alt or f"{title}. {len(measured)} measured values; forecasts from {xlabel} {start}. {text}"
    figure, axes = new_figure(alt, title, size=(8.4, 4.0))
    axes.axvline(start, color="0.6", lw=1, ls=":")
    draw_runs(axes, np.arange(len(measured)), measured, color="0.35", ls="-", marker=None, lw=1.2, label="measured")
    for number, (name, values) in enumerate(predicted.items()):
        look = style(number) | {"ls": LINES[(number + 1) % len(LINES)]}  # a solid line is what was measured
        draw_runs(axes, start + np.arange(len(values)), values, label=short(name, 40), **look)
    share = f"{100 * level:g} % interval" if level else "interval"
    for name, (low, high) in intervals.items():
        shade = {"color": style(list(predicted).index(name))["color"], "alpha": 0.18, "lw": 0}
        axes.fill_between(start + np.arange(len(low)), low, high, label=f"{share} of {short(name, 30)}", **shade)
    note_broken(axes, any(spread(values).broken.any() for values in (measured, *predicted.values())))
    axes.set(xlabel=xlabel, ylabel=ylabel)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _interval(name, ends, predicted):
    owner = "forecasts()"
    if name not in predicted:
        raise ValueError(f"{owner} got an interval of {name!r}, which has no forecast; give {', '.join(predicted)}.")
    low, high = (finite(array(owner, f"the interval of {name!r}", end, "(h,)")) for end in ends)
    for end in (low, high):
        as_many(owner, f"ends of the interval of {name!r}", end, len(predicted[name]), "forecasts")
    if np.any(low > high):
        raise ValueError(f"{owner} got an interval of {name!r} that is upside down; give (low, high).")
    return low, high


def score(predicted, truth, interval=None):
    """Mean absolute error and the share of truths inside of the interval, over the steps where both are known."""
    steps = min(len(predicted), len(truth))
    known = np.isfinite(predicted[:steps]) & np.isfinite(truth[:steps])
    if not known.any():
        return None, None
    predicted, truth = predicted[:steps][known], truth[:steps][known]
    error = np.abs(predicted - truth).mean()
    if interval is None:
        return error, None
    low, high = (end[:steps][known] for end in interval)
    return error, np.mean((low <= truth) & (truth <= high))


def _in_words(name, predicted, truth, interval):
    error, inside = score(predicted, truth, interval)
    text = f"{name}: {len(predicted)} ahead"
    text += f", mean absolute error {few(error)}" if error is not None else f", ending at {few(predicted[-1])}"
    return text + (f", interval holds {100 * inside:.0f} % of the truths." if inside is not None else ".")
