import math
import math as m
from math import hypot as h

import numpy as np

from dlcourse.grading.forbidden import borrows, used

alias = math.hypot
BANNED = ["math.hypot", "numpy.hypot"]


def helper(a, b):
    return m.hypot(a, b)


def imports_inside(a, b):
    from numpy import hypot

    return hypot(a, b)


def imports_module_inside(a, b):
    import numpy as other

    return other.hypot(a, b)


def by_hand(a, b):
    return math.sqrt(a * a + b * b) + np.float64(0)


def mentions_it(a, b):
    """Does what math.hypot does."""
    hypot = a * a + b * b
    return hypot


def calls_helper(a, b):
    return helper(a, b)


def closure():
    inner = math.hypot
    return lambda a, b: inner(a, b)


def parameter_named_like_it(alias, x):
    return alias(x)


def inner_parameter_named_like_it(x):
    return (lambda alias: alias + 1)(x)


def test_every_spelling_is_seen():
    assert used(helper, BANNED) == ["math.hypot"]
    assert used(lambda a, b: h(a, b), BANNED) == ["math.hypot"]
    assert used(lambda a, b: alias(a, b), BANNED) == ["math.hypot"]
    assert used(imports_inside, BANNED) == ["numpy.hypot"]
    assert used(imports_module_inside, BANNED) == ["numpy.hypot"]
    assert used(calls_helper, BANNED) == ["math.hypot"]
    assert used(math.hypot, BANNED) == ["math.hypot"]


def test_honest_work_is_not_flagged():
    assert used(by_hand, BANNED) == []
    assert used(mentions_it, BANNED) == []
    assert used(parameter_named_like_it, BANNED) == []
    assert used(inner_parameter_named_like_it, BANNED) == []


def test_a_library_that_is_not_loaded_is_not_imported():
    assert used(by_hand, ["no_such_library.function"]) == []


def test_calling_the_solution_is_seen_but_not_in_the_courses_own_mistakes():
    assert borrows(calls_helper, helper)
    assert not borrows(by_hand, helper)
    assert not borrows(helper, helper), "a function that calls itself"
    ours = type(calls_helper)(calls_helper.__code__, {**globals(), "__name__": "dlcourse.exercises.some"}, "ours")
    assert not borrows(ours, helper)
