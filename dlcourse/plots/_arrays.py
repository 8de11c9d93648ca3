"""What the figures ask of the arrays that they are given, and how they name numbers."""

from collections.abc import Mapping

import numpy as np


def array(owner, name, value, *layouts):
    """``value`` as floats, when it has numbers in it and as many axes as one of ``layouts`` (none: any number)."""
    wanted = " or ".join(layouts) or "an array of any shape"
    try:
        values = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        message = f"{owner} got {name} that is no array of numbers with rows of one length; give {wanted}."
        raise ValueError(message) from None
    fits = not layouts or values.ndim in {axes(layout) for layout in layouts}
    if values.size == 0 or not fits:
        raise ValueError(f"{owner} got {name} of shape {values.shape}; give {wanted}, not empty.")
    return values


def axes(layout):
    """How many axes a layout names: 1 for ``"(B,)"``, 2 for ``"(B, T)"``."""
    return len([letter for letter in layout.strip("()").split(",") if letter.strip()])


def named(owner, name, value, example):
    """``value``, when it is a dictionary with something in it."""
    if not isinstance(value, Mapping) or not value:
        given = "an empty dictionary" if isinstance(value, Mapping) else f"a {type(value).__name__}"
        raise ValueError(f"{owner} got {given} for {name}; give {example}.")
    return value


def named_runs(owner, name, value, *layouts):
    """``{name: (runs, N)}`` of a dictionary of arrays; an array of one axis is one run."""
    named(owner, name, value, f'{{"name": {name} {" or ".join(layouts)}}}')
    return {key: np.atleast_2d(array(owner, f"the {name} of {key!r}", each, *layouts)) for key, each in value.items()}


def as_many(owner, name, values, count, of):
    """A list of ``values``, when there are ``count`` of them."""
    values = list(values)
    if len(values) != count:
        raise ValueError(f"{owner} got {len(values)} {name} for {count} {of}; give equally many.")
    return values


def finite(values):
    """The same numbers, NaN where they are infinite: matplotlib then leaves a gap and warns of nothing."""
    values = np.asarray(values, dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def spans(values, factor=100.0):
    """Whether positive numbers lie so far apart that only a logarithmic axis shows them all."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return bool(values.size and values.min() > 0 and values.max() >= factor * values.min())


def short(text, most=18):
    """The text, its middle left out where it would run into its neighbours: names often differ in their last part."""
    text, half = str(text), most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[half + 1 - most :]}"


def few(value):
    """A number as it is said in a sentence: three digits, thousands written out, no minus in front of zero."""
    if not np.isfinite(value):
        return "not finite"
    return f"{value:,.0f}" if 999.5 <= abs(value) < 1e6 else f"{value + 0.0:.3g}"


def thinned(count, most):
    """Which of ``count`` places get a label when only ``most`` have room: evenly spaced, the first among them."""
    return list(range(0, count, max(1, -(-count // most))))
