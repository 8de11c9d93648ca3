"""The exercise of the start page: small enough that only the mechanism is new."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake


def stub(x):
    """Return twice x.

    x: a number, or an array of any shape.
    Returns: a number, or an array of the same shape. x itself stays as it is.

    For example: double(3) is 6, and double of the array [1, 5] is the array [2, 10].
    """
    raise NotImplementedError


def double(x):
    """Twice ``x``, for a number or an array."""
    return 2 * x


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "a whole number": (7,),
        "zero": (0.0,),
        "a negative number": (float(-rng.integers(2, 9)),),
        "a row of numbers": (rng.normal(size=3),),
        "a table of numbers": (rng.normal(size=(2, 5)),),
    }


def squared(x):
    return x * x


def plus_two(x):
    return x + 2


def halved(x):
    return x / 2


def unchanged(x):
    return 1 * x


def printed(x):
    print(2 * x)


def plus_itself(x):
    return x + x


def entry_by_entry(x):
    return np.array([entry + entry for entry in np.ravel(x)]).reshape(np.shape(x))


EXERCISE = Exercise(
    name="double",
    title="Twice a number",
    points=1,
    stars=1,
    minutes=2,
    task=(
        "Write `double(x)`. Make a mistake on purpose first: return `x * x`, run the cell, check, and read what comes "
        "back. Then put it right."
    ),
    stub=stub,
    solution=double,
    reasons=(("2 * x", "NumPy multiplies every entry of an array, so one line does for numbers and arrays."),),
    cases=cases,
    hints=(
        "Delete the line with `raise`. A function hands its result over with `return`.",
        "The result is `x` added to itself, or `x` times a number.",
    ),
    mistakes=(
        Mistake(squared, "You squared x. At 0 and at 2 that looks the same, nowhere else."),
        Mistake(plus_two, "You added 2 to x; twice x is x added to itself."),
        Mistake(halved, "You halved x: your result is a quarter of the right one."),
        Mistake(unchanged, "You returned x as it came, so nothing was doubled."),
        Mistake(
            printed,
            "You printed the result. `print` only shows a value; `return` hands it over, so that others can use it.",
        ),
    ),
    also_right=(plus_itself, entry_by_entry),
    why="Every exercise works like this one: you write a small function, and it is tried on cases you did not choose.",
    next="The map of the course below, then lesson 01.",
)
