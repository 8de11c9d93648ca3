"""What arguments have to be; each function here returns its argument or raises one clear sentence."""

import numbers


def positive_integer(owner, name, value):
    """``value`` as an int, when it is a whole number of 1 or more."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1:
        raise ValueError(f"{owner} got {name}={value!r}; give a whole number of 1 or more.")
    return int(value)


def number(owner, name, value, low=None, high=None, above=None, below=None):
    """``value``, when it is a real number within its bounds: ``low <= value <= high``, ``above < value < below``."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool) and value == value
    fits = real and (
        (low is None or value >= low)
        and (high is None or value <= high)
        and (above is None or value > above)
        and (below is None or value < below)
    )
    if not fits:
        bounds = {"of at least": low, "of at most": high, "above": above, "below": below}
        wanted = " and ".join(f"{word} {bound}" for word, bound in bounds.items() if bound is not None)
        raise ValueError(f"{owner} got {name}={value!r}; give a number {wanted}".rstrip() + ".")
    return value


def one_of(owner, name, value, choices):
    """``value``, when it is among ``choices``."""
    if value not in tuple(choices):
        raise ValueError(f"{owner} got {name}={value!r}; give one of {', '.join(map(repr, choices))}.")
    return value


def integers(owner, name, value, rank, low=1):
    """A tuple of ``rank`` whole numbers, of at least ``low`` unless None; a single number stands for all of them."""
    given = (value,) * rank if isinstance(value, numbers.Integral) and not isinstance(value, bool) else value
    fits = isinstance(given, (tuple, list)) and len(given) == rank
    fits = fits and all(isinstance(n, numbers.Integral) and not isinstance(n, bool) for n in given)
    if not fits or (low is not None and min(given, default=low) < low):
        bound, several = "" if low is None else f" of at least {low}", f", or {rank} of them" if rank > 1 else ""
        raise ValueError(f"{owner} got {name}={value!r}; give a whole number{bound}{several}.")
    return tuple(int(n) for n in given)


def rank(owner, shape, layout):
    """``shape``, when it has as many axes as ``layout`` names, as in ``"(B, T, D)"``."""
    wanted = layout.count(",") + (not layout.rstrip(")").rstrip().endswith(","))
    if len(shape) != wanted:
        raise ValueError(f"{owner} got an input of shape {tuple(shape)}; give {wanted} axes, {layout}.")
    return shape


def known(owner, shape, axis=-1):
    """The size of an axis that has to be known to build weights."""
    if shape[axis] is None:
        raise ValueError(f"{owner} got an input of shape {tuple(shape)}; the size of axis {axis} must be known.")
    return int(shape[axis])


def broadcast(owner, name, shape, wanted):
    """``shape``, when it broadcasts to ``wanted``; sizes that are not known yet pass."""
    shape, wanted = tuple(shape), tuple(wanted)
    pairs = zip(reversed(shape), reversed(wanted), strict=False)
    if len(shape) > len(wanted) or any(None not in (a, b) and a not in (1, b) for a, b in pairs):
        raise ValueError(f"{owner} got {name} of shape {shape}; give a shape that broadcasts to {wanted}.")
    return shape
