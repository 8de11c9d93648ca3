"""Lines with the spread of several runs, told apart without colour; numbers that can't be drawn leave a mark."""

from typing import NamedTuple

import numpy as np

from dlcourse.plots.figure import COLOURS, MARKERS

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))
BROKEN = "NaN or infinite"
BROKEN_LOG = "zero, NaN or infinite"


class Spread(NamedTuple):
    """What is drawn of several runs: their mean, the lowest and the highest, and where a run can't be drawn."""

    mean: np.ndarray  # (N,), NaN where no run can be drawn
    low: np.ndarray
    high: np.ndarray
    broken: np.ndarray  # (N,) of bool


def spread(runs, log=False):
    """Mean, lowest and highest of runs (R, N) or of one run (N,), over the runs that can be drawn at each place.

    A masked entry is one that a run never came to: it is left out, and isn't broken.
    """
    ended = np.atleast_2d(np.ma.getmaskarray(runs))
    runs = np.atleast_2d(np.asarray(runs, dtype=float))
    drawable = np.isfinite(runs) & ((runs > 0) | (not log)) & ~ended
    count = drawable.sum(axis=0)
    total = np.where(drawable, runs, 0.0).sum(axis=0)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    low = np.where(count > 0, np.where(drawable, runs, np.inf).min(axis=0), np.nan)
    high = np.where(count > 0, np.where(drawable, runs, -np.inf).max(axis=0), np.nan)
    return Spread(mean, low, high, (~drawable & ~ended).any(axis=0))


def style(number):
    """Colour, line and marker of the ``number``-th curve; from the eighth on a colour comes with another line."""
    turn = number // len(COLOURS)
    return {
        "color": COLOURS[number % len(COLOURS)],
        "ls": LINES[(number + turn) % len(LINES)],
        "marker": MARKERS[(number + 2 * turn) % len(MARKERS)],
    }


def draw_runs(axes, x, runs, *, log=False, **look):
    """The mean as a line with markers, a band from the lowest to the highest run, and × where a run is broken."""
    x, drawn = np.asarray(x), spread(runs, log)
    many = len(np.atleast_2d(np.asarray(runs))) > 1
    if many:
        axes.fill_between(x, drawn.low, drawn.high, color=look["color"], alpha=0.12, lw=0)
    axes.plot(x, drawn.mean, markevery=max(1, len(x) // 8), ms=5, **look)
    if drawn.broken.any():  # marks stand at the upper edge, whatever the axis shows
        places, edge = x[drawn.broken], np.full(drawn.broken.sum(), 0.975)
        axes.plot(places, edge, "x", color=look["color"], transform=axes.get_xaxis_transform(), ms=6, clip_on=False)


def note_broken(axes, broken, log=False):
    """An entry of the legend that says what the crosses mean, where there are some."""
    if broken:
        axes.plot([], [], "x", color="0.3", label=BROKEN_LOG if log else BROKEN)
