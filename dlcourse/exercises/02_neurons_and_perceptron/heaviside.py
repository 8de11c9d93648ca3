"""Exercise: the step function of a threshold unit."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import heaviside


def stub(z):
    """The step of a threshold unit.

    z: a number, or an array of any shape.
    Returns 1 where z >= 0 and 0 elsewhere, in the shape of z.
    Exactly at z = 0 the unit fires. Example: [-2, 0, 0.5] gives [0, 1, 1].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "one number, exactly 0": (0,),
        "one negative number": (-float(rng.uniform(0.1, 2)),),
        "one positive number": (float(rng.uniform(0.1, 2)),),
        "three numbers, the middle one 0": (np.array([-1.5, 0.0, 2.5]),),
        "values close to 0": (np.array([-1e-3, 1e-3, -1e-9, 1e-9, 0.0]),),
        "a table of numbers": (rng.normal(scale=3, size=(5, 7)),),
        "whole numbers": (rng.permutation(np.arange(-6, 7)),),
    }


def strict(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def half_at_zero(z):
    return np.heaviside(z, 0.5)


def plus_minus_one(z):
    return np.where(np.asarray(z) >= 0, 1.0, -1.0)


def sign(z):
    return np.sign(z)


def smooth(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def ramp(z):
    return np.maximum(z, 0)


def upside_down(z):
    return np.where(np.asarray(z) <= 0, 1.0, 0.0)


def clipped(z):
    return np.clip(z, 0, 1)


def loop_over_z(z):
    return np.array([1.0 if value >= 0 else 0.0 for value in z])


def single_if(z):
    return 1.0 if z >= 0 else 0.0


def cast_of_a_comparison(z):
    return (z >= 0).astype(int)


def one_number_only(z):
    return float(z >= 0)


def with_cast(z):
    return (np.asarray(z) >= 0).astype(int)


def with_loop(z):
    z = np.asarray(z)
    return np.array([1 if value >= 0 else 0 for value in z.ravel()]).reshape(z.shape)


def with_numpy(z):
    return np.heaviside(z, 1.0)


def with_keras(z):
    import keras

    return keras.ops.where(keras.ops.convert_to_tensor(z) >= 0, 1.0, 0.0)


EXERCISE = Exercise(
    name="heaviside",
    title="The step of a threshold unit",
    points=1,
    stars=1,
    minutes=3,
    task=(
        "Write the step function yourself. It turns the weighted sum $z$ into a decision: 1 (fire) or 0 (stay "
        "silent). It must work for a single number and for an array of any shape, and it has to decide what happens "
        "at exactly 0: here the unit fires."
    ),
    stub=stub,
    solution=heaviside,
    reasons=(
        (
            ">= 0",
            "At exactly 0 this course fires; writing `>` would be another convention, with other mistakes later on.",
        ),
        ("np.where", "It decides for each entry, so numbers, vectors and tables all work without a loop."),
        ("1.0, 0.0", "Numbers and not True/False: the next layer multiplies them by weights."),
    ),
    cases=cases,
    hints=(
        "Compare each entry of z with 0. The answer is one of two numbers, nothing in between.",
        "H(z) = 1 if z >= 0, else 0. A comparison of an array with a number gives True/False for each entry.",
        "Turn the True/False of `np.asarray(z) >= 0` into 1 and 0: with `np.where(condition, a, b)` or with `.astype`.",
    ),
    mistakes=(
        Mistake(
            strict,
            "At exactly z = 0 you return 0. This course fires there: the comparison is `z >= 0`, not `z > 0`.",
        ),
        Mistake(half_at_zero, "At exactly z = 0 you return 0.5. A step has two values only; here it is 1 at 0."),
        Mistake(plus_minus_one, "You return -1 for negative z. The two values are 0 and 1 here, not -1 and +1."),
        Mistake(sign, "You return the sign of z: -1, 0 or +1. The step has the values 0 and 1, and is 1 at z = 0."),
        Mistake(
            smooth,
            "You return numbers between 0 and 1 (a sigmoid). A step has no values in between: it is 0 or 1.",
        ),
        Mistake(ramp, "Large z give large answers (a ReLU). The step answers 1, however far above 0 z is."),
        Mistake(upside_down, "Negative z give 1 and positive z give 0: your comparison is turned round."),
        Mistake(
            clipped,
            "Between 0 and 1 you return z itself, so 0 stays 0. A step has no ramp: from 0 on it is 1.",
        ),
        Mistake(
            loop_over_z,
            "Your loop runs over the first axis only: a single number has none, and a table hands it whole rows. "
            "Compare all of `np.asarray(z)` at once.",
        ),
        Mistake(
            cast_of_a_comparison,
            "Arrays come out right, a plain number fails: comparing it gives Python's True or False, which has no "
            "`.astype`. Make z an array first: `np.asarray(z)`.",
        ),
        Mistake(
            one_number_only,
            "Plain numbers come out right, arrays fail: `float(...)` and `int(...)` turn one number only. Decide for "
            "each entry.",
        ),
        Mistake(
            single_if,
            "A single `if` decides once, so arrays fail. Decide for each entry, for example with `np.where`.",
        ),
    ),
    also_right=(with_cast, with_loop, with_numpy, with_keras),
    why=(
        "Every threshold unit since 1943 ends in this comparison, and what happens at 0 decides some of a "
        "perceptron's mistakes."
    ),
    next="The whole neuron: a weighted sum, a bias, and then a function such as this one.",
)
