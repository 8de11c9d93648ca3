"""Exercise: a sigmoid that never overflows. What NumPy's floating-point unit reports is observed with the values."""

import ast
import inspect
import math
import sys
import textwrap

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.grading.observe import source_of
from dlcourse.nn import sigmoid_stable


def stub(z):
    """The sigmoid 1 / (1 + e^-z) of each entry, without overflow.

    z: an array of floats (float64) of any shape, with entries between -1000 and 1000.
    Returns an array in the shape of z. Two things are checked:
        no step overflows (e^710 is already too large for a float), and no step divides 0/0;
        small values keep their digits: the sigmoid of -50 is 1.928750e-22, of -700 it is
        9.859677e-305. That of -1000 is too small for a float: 0 is right there.
    Don't switch NumPy's warnings off: leave them nothing to warn of.
    Example: z = [-1000, 0, 1000] gives [0, 0.5, 1].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    # Between -38 and -20 a formula that cancels gives its own noise; the entries stay out of there.
    mixed = rng.choice([-900.0, -300.0, -60.0, 40.0, 300.0, 900.0], size=(5, 3)) * rng.uniform(0.9, 1.1, size=(5, 3))
    return {
        "z = 0": (np.zeros(1),),
        "z = 1000": (np.array([1000.0]),),
        "z = -1000": (np.array([-1000.0]),),
        "far to the left": (np.array([-50.0, -700.0]),),
        "moderate numbers": (np.clip(rng.normal(scale=3.0, size=7), -15, 15),),
        "z and -z": (np.outer([1.0, -1.0], rng.uniform(1.0, 15.0, size=3)),),
        "far out on both sides": (mixed,),
        "three axes": (rng.normal(size=(2, 3, 5)),),
    }


def observe(answer, z):
    """What the answer gives, and which floating-point errors happened on the way."""
    heard = set()
    with np.errstate(over="call", divide="call", invalid="call", call=lambda what, flag: heard.add(what)):
        values, not_finite = called(answer, z)
    heard |= {"overflow"} if not_finite else set()
    names = names_in(getattr(inspect.unwrap(answer), "__code__", None))
    if {"errstate", "seterr"} & names:
        return values, "switched off"
    if catches(answer):
        return values, "caught"
    return values, ", ".join(sorted(heard)) or "none"


def names_in(code):
    """The names that a function uses, with those of the functions inside it."""
    inner = (names_in(each) for each in getattr(code, "co_consts", ()) if inspect.iscode(each))
    return set(getattr(code, "co_names", ())).union(*inner)


def catches(answer):
    """Whether the answer's source has an ``except``: an overflow that is caught has happened."""
    try:
        tree = ast.parse(textwrap.dedent(source_of(answer)))
    except SyntaxError:  # a lambda in the middle of a line
        return False
    return any(isinstance(node, ast.ExceptHandler) for node in ast.walk(tree))


def called(answer, z):
    """What the answer gives, and whether an operation of TensorFlow gave inf or NaN, which NumPy doesn't hear."""
    if "tensorflow" not in sys.modules:
        return answer(z), False
    import tensorflow as tf

    tf.debugging.enable_check_numerics()
    try:
        return answer(z), False
    except tf.errors.InvalidArgumentError:
        pass
    finally:
        tf.debugging.disable_check_numerics()
    return answer(z), True


def plain_formula(z):
    return 1 / (1 + np.exp(-z))


def growing_power(z):
    return np.exp(z) / (1 + np.exp(z))


def both_branches(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def branches_with_one_minus(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), 1 - 1 / (1 + np.exp(z)))


def silenced(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def caught(z):
    def one(z):
        try:
            return 1 / (1 + math.exp(-z))
        except OverflowError:
            return 0.0

    return np.array([one(each) for each in z.flat]).reshape(z.shape)


def zero_left_out(z):
    out = np.zeros_like(z)
    out[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    out[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return out


def loop_over_rows(z):
    return np.array([1 / (1 + math.exp(-each)) if each >= 0 else math.exp(each) / (1 + math.exp(each)) for each in z])


def not_a_number_replaced(z):
    return np.nan_to_num(np.exp(z) / (1 + np.exp(z)), nan=1.0)


def clipped_at_20(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


def clipped_at_50(z):
    return 1 / (1 + np.exp(-np.clip(z, -50, 50)))


def clipped_at_30(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def clipped_at_100(z):
    return 1 / (1 + np.exp(-np.clip(z, -100, 100)))


def clipped_at_500(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def clipped_at_700(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def clipped_at_709(z):
    return 1 / (1 + np.exp(-np.clip(z, -709, 709)))


def through_tanh(z):
    return 0.5 * (1 + np.tanh(z / 2))


def single_precision(z):
    z = z.astype(np.float32)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def math_loop(z):
    return np.array([1 / (1 + math.exp(-each)) for each in z.flat]).reshape(z.shape)


def math_loop_growing(z):
    return np.array([math.exp(each) / (1 + math.exp(each)) for each in z.flat]).reshape(z.shape)


def even(z):
    return 1 / (1 + np.exp(-np.abs(z)))


def even_left(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e)


def mirrored(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1.0) / (1 + e)


def mirrored_plainly(z):
    return 1 / (1 + np.exp(z))


def no_division_on_the_left(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e)


def logarithm(z):
    return -np.logaddexp(0, -z)


def tanh_itself(z):
    return np.tanh(z)


def tanh_without_half(z):
    return 0.5 * (1 + np.tanh(z))


def straight(z):
    return np.clip(z / 6 + 0.5, 0, 1)


def step(z):
    return np.where(z > 0, 1.0, np.where(z < 0, 0.0, 0.5))


def softplus(z):
    return np.logaddexp(0, z)


def derivative(z):
    s = sigmoid_stable(z)
    return s * (1 - s)


def python_if(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def with_masks(z):
    out = np.empty_like(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    out[~right] = e / (1 + e)
    return out


def with_logaddexp(z):
    return np.exp(-np.logaddexp(0, -z))


def with_minimum(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def with_loop(z):
    def one(z):
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    return np.array([one(each) for each in z.flat]).reshape(z.shape)


def with_keras(z):
    from keras import ops

    e = ops.exp(-ops.abs(ops.convert_to_tensor(z)))
    return ops.where(z < 0, e, 1.0) / (1.0 + e)


EXERCISE = Exercise(
    name="sigmoid_stable",
    title="A sigmoid that never overflows",
    points=2,
    stars=2,
    minutes=8,
    task=(
        "Typed as it is printed, $1/(1 + e^{-z})$ overflows for strongly negative $z$. Other forms of the same number "
        "overflow on the other side, or lose every digit in between. Find one that does neither, for any $z$ between "
        "-1000 and 1000. NumPy's floating-point warnings count."
    ),
    stub=stub,
    solution=sigmoid_stable,
    observe=observe,
    reasons=(
        ("np.exp(-np.abs(z))", "The exponent is never above 0, so the power is never above 1: nothing can overflow."),
        (
            "np.where(z >= 0, 1.0, e)",
            "On the left the fraction 1 / (1 + e^-z) is multiplied by e^z above and below: e^z / (1 + e^z).",
        ),
        ("(1.0 + e)", "The denominator is the same on both sides. Nothing is subtracted, so no digits cancel."),
    ),
    cases=cases,
    hints=(
        "Which of e^z and e^-z is the small one? It depends on the sign of z, and only the large one can overflow.",
        "1 / (1 + e^-z) = e^z / (1 + e^z). The left form is safe for z >= 0, the right form for z < 0; both use the "
        "power e^-|z|.",
        "Compute that power once, for the whole array. `np.where` then chooses only the numerator. (It computes both "
        "of its branches before it chooses, so each must be safe for every z.)",
    ),
    mistakes=(
        Mistake(
            plain_formula,
            "Your values are right, but e^-z overflowed on the way: at z = -1000 it is e^1000, too large for a float. "
            "Find a form whose powers are never above 1.",
        ),
        Mistake(
            growing_power,
            "At z = 1000 you get NaN: e^1000 overflows above and below, and inf/inf is no number. For positive z "
            "divide by 1 + e^-z.",
        ),
        Mistake(
            both_branches,
            "Your values are right, but NumPy reports an overflow and inf/inf: `np.where` computes both branches for "
            "all z before it chooses. Make each safe, with -|z| in the exponent, or fill the two halves by masks.",
        ),
        Mistake(
            branches_with_one_minus,
            "Two things: at z = -50 you give 0 instead of 1.9e-22, because 1 minus a number near 1 keeps no digits. "
            "And `np.where` computes both branches for all z, so one of them overflows.",
        ),
        Mistake(
            silenced,
            "NumPy's warnings are switched off in your code, so an overflow would go unheard. Take `errstate` or "
            "`seterr` out, and write a form in which nothing overflows.",
        ),
        Mistake(
            caught,
            "Your values are right, but your code lets the overflow happen and catches it (`except`). Take that out, "
            "and find a form whose powers are never above 1.",
        ),
        Mistake(
            zero_left_out,
            "At z = 0 you give 0 instead of 0.5: neither z > 0 nor z < 0 holds there. One of the two needs the `=`.",
        ),
        Mistake(
            loop_over_rows,
            "Arrays with one axis come out right, a matrix raises ValueError: a loop over z goes over its rows. Go "
            "over `z.ravel()` and reshape, or write it for the whole array with `np.where`.",
        ),
        Mistake(
            not_a_number_replaced,
            "Your values are right, but they were NaN on the way: e^1000 overflowed, inf/inf was no number, and a 1 "
            "was put in its place. Find a form in which nothing overflows.",
        ),
        Mistake(
            clipped_at_20,
            "At z = -50 you give 2.1e-9, the value at -20: z was clipped there. The sigmoid of -50 is 1.9e-22.",
        ),
        Mistake(
            clipped_at_50,
            "At z = -700 you give 1.9e-22, the value at -50: z was clipped there. The sigmoid of -700 is 9.9e-305.",
        ),
        Mistake(
            clipped_at_30,
            "At z = -50 you give 9.4e-14, the value at -30: z was clipped there. The sigmoid of -50 is 1.9e-22.",
        ),
        Mistake(
            clipped_at_100,
            "At z = -700 you give 3.7e-44, the value at -100: z was clipped there. The sigmoid of -700 is 9.9e-305.",
        ),
        Mistake(
            clipped_at_500,
            "At z = -700 you give 7.1e-218, the value at -500: z was clipped there. The sigmoid of -700 is 9.9e-305.",
        ),
        Mistake(
            clipped_at_700,
            "At z = -1000 you give 9.9e-305, the value at -700: z was clipped there. The sigmoid of -1000 is below "
            "every float, so 0 is right. A form that can't overflow needs no clip.",
        ),
        Mistake(
            clipped_at_709,
            "At z = -1000 you give 1.2e-308, the value at -709: z was clipped there. The sigmoid of -1000 is below "
            "every float, so 0 is right. A form that can't overflow needs no clip.",
        ),
        Mistake(
            through_tanh,
            "Nothing overflows, but at z = -50 you give 0 instead of 1.9e-22: the digits were lost on the way. 1 minus "
            "a number near 1 loses them (as in (1 + tanh(z/2))/2 or in 1 - σ(-z)), and so does rounding.",
        ),
        Mistake(
            single_precision,
            "Your values have seven digits, and at z = -700 you give 0: that is float32. Keep the float64 of z.",
        ),
        Mistake(
            math_loop,
            "At z = -1000 `math.exp(1000)` raises OverflowError. For negative z use e^z / (1 + e^z).",
        ),
        Mistake(
            math_loop_growing,
            "At z = 1000 `math.exp(1000)` raises OverflowError. For positive z use 1 / (1 + e^-z).",
        ),
        Mistake(
            even,
            "Your right half is right; your left half mirrors it, so z and -z give the same. For z < 0 the numerator "
            "is e^z instead of 1.",
        ),
        Mistake(
            even_left,
            "Your left half is right; your right half mirrors it, so z and -z give the same. For z >= 0 the numerator "
            "is 1.",
        ),
        Mistake(mirrored, "Your curve falls: you give σ(-z). Look at which numerator belongs to which side."),
        Mistake(mirrored_plainly, "Your curve falls: e^z where e^-z belongs. And it overflows at z = 1000."),
        Mistake(
            no_division_on_the_left,
            "Right of 0 your values are right. On the left you give e^z; it has to be divided by 1 + e^z.",
        ),
        Mistake(logarithm, "You return the logarithm of the sigmoid: your values are negative. Take its exponential."),
        Mistake(tanh_itself, "You return tanh z, from -1 to 1. The sigmoid goes from 0 to 1."),
        Mistake(
            tanh_without_half,
            "Your curve is twice too steep: (1 + tanh z)/2 is σ(2z). (With z/2 it would be right but for its digits "
            "on the far left.)",
        ),
        Mistake(straight, "Your curve is made of straight pieces (a hard sigmoid). Asked for is 1 / (1 + e^-z)."),
        Mistake(step, "You return 0, 0.5 or 1 only: a step. The sigmoid passes smoothly from 0 to 1."),
        Mistake(softplus, "You return log(1 + e^z), softplus, which grows without bound. The sigmoid is its slope."),
        Mistake(derivative, "You return the slope σ(1 - σ), at most 1/4. Asked for is the sigmoid itself."),
        Mistake(
            python_if,
            "One entry gets through, more of them raise ValueError: `if` needs one True or False, and z >= 0 has one "
            "for each entry. Use `np.where` or a mask.",
        ),
    ),
    also_right=(with_masks, with_logaddexp, with_minimum, with_loop, with_keras),
    returns=("values", "floating-point errors"),
    avoid=(
        "scipy.special.expit",
        "keras.ops.sigmoid",
        "keras.activations.sigmoid",
        "keras.layers.Activation",
        "tensorflow.sigmoid",
        "tensorflow.nn.sigmoid",
        "tensorflow.math.sigmoid",
    ),
    rtol=1e-8,  # float32 fails at -700 anyway
    atol=0.0,
    why="Every library writes it in such a form: one NaN from an overflow would spread through all weights.",
    next="Softmax overflows in the same way, and is saved by a similar trick.",
)
