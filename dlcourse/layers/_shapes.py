"""Is an axis there, does a mask fit?"""


def inside(owner, shape, axis):
    """``axis``, or several of them, when the shape has them all."""
    for each in axis if isinstance(axis, (tuple, list)) else [axis]:
        if not -len(shape) <= each < len(shape):
            raise ValueError(
                f"{owner} got axis={axis} for an input of shape {tuple(shape)}; give one from {-len(shape)} to "
                f"{len(shape) - 1}."
            )
    return axis


def fits(shape, wanted):
    """Whether two shapes are the same, as far as they are known."""
    return len(shape) == len(wanted) and all(map(_alike, shape, wanted))


def _alike(a, b):
    return a is None or b is None or a == b
