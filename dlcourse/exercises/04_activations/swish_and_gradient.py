"""Exercise: swish and its derivative, by the product rule."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import sigmoid_stable, swish_and_gradient


def stub(z, beta):
    """Swish z · σ(βz), with the sigmoid σ, and its derivative with respect to z.

    z: the pre-activations, an array of any shape.
    beta: one number, 0 or more; it decides how sharply the gate opens.
    Returns (a, da), two arrays in the shape of z: a = z · σ(βz), and da = the slope of a over z.
    Example: z = [-1, 0, 1] and beta = 1 give a = [-0.2689, 0, 0.7311] and
    da = [0.0723, 0.5, 0.9277]. With beta = 0, a is z / 2 and da is 0.5 everywhere.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "the worked example": (np.array([-1.0, 0.0, 1.0]), 1.0),
        "near the lowest point, beta = 1": (-1.278 + 0.1 * rng.normal(size=2), 1.0),
        "beta = 0 is half of z": (rng.normal(size=5), 0.0),
        "beta = 1": (rng.normal(size=7), 1.0),
        "beta = 1.7, a matrix": (rng.normal(size=(5, 3)), 1.7),
        "a small beta": (3.0 * rng.normal(size=11), 0.3),
        "a large beta is nearly ReLU": (rng.choice([-1, 1], size=13) * rng.uniform(0.5, 3.0, size=13), 37.0),
        "large numbers": (np.array([-1000.0, -40.0, 40.0, 1000.0]), 1.0),
        "three axes": (rng.normal(size=(2, 3, 5)), rng.uniform(0.5, 0.8)),
    }


def with_slope(slope):
    """A mistake in the derivative alone: ``slope`` takes z, beta and s = σ(βz)."""

    def answer(z, beta):
        s = sigmoid_stable(beta * z)
        return z * s, slope(z, beta, s)

    return answer


def gate_only(z, beta):
    return with_slope(lambda z, beta, s: s)(z, beta)


def second_term_only(z, beta):
    return with_slope(lambda z, beta, s: beta * z * s * (1 - s))(z, beta)


def no_beta_in_the_slope(z, beta):
    return with_slope(lambda z, beta, s: s + z * s * (1 - s))(z, beta)


def no_z_in_the_slope(z, beta):
    return with_slope(lambda z, beta, s: s + beta * s * (1 - s))(z, beta)


def slope_of_the_sigmoid(z, beta):
    return with_slope(lambda z, beta, s: s * (1 - s))(z, beta)


def slope_of_the_gate(z, beta):
    return with_slope(lambda z, beta, s: beta * s * (1 - s))(z, beta)


def beta_in_half_of_the_formula(z, beta):
    return with_slope(lambda z, beta, s: beta * z * s + s * (1 - z * s))(z, beta)


def minus_for_plus(z, beta):
    return with_slope(lambda z, beta, s: s - beta * z * s * (1 - s))(z, beta)


def no_one_minus(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * s * s)(z, beta)


def no_gate_in_the_second_term(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * (1 - s))(z, beta)


def no_beta_in_the_second_gate(z, beta):
    t = sigmoid_stable(z)
    return with_slope(lambda z, beta, s: s + beta * z * t * (1 - t))(z, beta)


def slope_of_the_gate_is_the_gate(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * s)(z, beta)


def output_as_sigmoid(z, beta):
    return with_slope(lambda z, beta, s: z * s * (1 - z * s))(z, beta)


def one_minus_the_output(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * s * (1 - z * s))(z, beta)


def sigma_of_the_sigmoid(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * sigmoid_stable(s) * (1 - sigmoid_stable(s)))(z, beta)


def slope_of_tanh(z, beta):
    return with_slope(lambda z, beta, s: s + beta * z * (1 - s**2))(z, beta)


def slope_over_beta(z, beta):
    return with_slope(lambda z, beta, s: z * z * s * (1 - s))(z, beta)


def beta_twice(z, beta):
    return with_slope(lambda z, beta, s: beta * (s + beta * z * s * (1 - s)))(z, beta)


def output_over_input(z, beta):
    with np.errstate(invalid="ignore"):
        return with_slope(lambda z, beta, s: z * s / z)(z, beta)


def slope_of_relu(z, beta):
    return with_slope(lambda z, beta, s: (z > 0).astype(float))(z, beta)


def product_of_slopes(z, beta):
    return with_slope(lambda z, beta, s: 1 * beta * s * (1 - s) * z * s)(z, beta)


def beta_outside(z, beta):
    s = sigmoid_stable(z)
    return beta * z * s, beta * (s + z * s * (1 - s))


def beta_outside_the_value(z, beta):
    s = sigmoid_stable(z)
    return beta * z * s, s + beta * z * s * (1 - s)


def beta_outside_too(z, beta):
    a, da = swish_and_gradient(z, beta)
    return beta * a, da


def beta_squared(z, beta):
    return with_slope(lambda z, beta, s: s + beta**2 * z * s * (1 - s))(z, beta)


def beta_on_both_sides(z, beta):
    s = sigmoid_stable(beta * z)
    return beta * z * s, beta * (s + beta * z * s * (1 - s))


def beta_left_out(z, beta):
    s = sigmoid_stable(z)
    return z * s, s + z * s * (1 - s)


def divided_by_beta(z, beta):
    with np.errstate(divide="ignore", invalid="ignore"):
        s = sigmoid_stable(z / beta)
        return z * s, s + z / beta * s * (1 - s)


def the_gate_itself(z, beta):
    s = sigmoid_stable(beta * z)
    return s, beta * s * (1 - s)


def tanh_gate(z, beta):
    t = np.tanh(beta * z)
    return z * t, t + beta * z * (1 - t**2)


def sum_for_product(z, beta):
    s = sigmoid_stable(beta * z)
    return z + s, 1 + beta * s * (1 - s)


def closing_gate(z, beta):
    s = sigmoid_stable(-beta * z)
    return z * s, s - beta * z * s * (1 - s)


def swapped(z, beta):
    return swish_and_gradient(z, beta)[::-1]


def overflowing(z, beta):
    e = np.exp(beta * z)
    s = e / (1 + e)
    return z * s, s + beta * z * s * (1 - s)


def with_the_output(z, beta):
    s = sigmoid_stable(beta * z)
    a = z * s
    return a, beta * a + s * (1 - beta * a)


def with_both_tails(z, beta):
    s, rest = np.exp(-np.logaddexp(0, -beta * z)), np.exp(-np.logaddexp(0, beta * z))
    return z * s, s * (1 + beta * z * rest)


def with_differences(z, beta, h=1e-5):
    def a(z):
        return z * sigmoid_stable(beta * z)

    return a(z), (a(z + h) - a(z - h)) / (2 * h)


def with_tape(z, beta):
    import tensorflow as tf

    z = tf.convert_to_tensor(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = z * tf.sigmoid(beta * z)
    return a, tape.gradient(a, z)


EXERCISE = Exercise(
    name="swish_and_gradient",
    title="Swish and its slope",
    points=2,
    stars=2,
    minutes=8,
    task=(
        "Swish multiplies $z$ by a gate that $z$ itself opens: $z\\,\\sigma(\\beta z)$. Write it and its derivative. "
        "$z$ stands in two places, so the product rule gives two terms, and the inner $\\beta$ shows up in one of "
        "them. The package's sigmoid is `nn.sigmoid_stable`."
    ),
    stub=stub,
    solution=swish_and_gradient,
    reasons=(
        ("sigmoid_stable(beta * z)", "The gate, computed once and used in both results."),
        ("a = z * s", "The gate lets a share s of z through."),
        (
            "s + beta * a * (1 - s)",
            "Product rule: 1 · s, plus z times the gate's slope, which is β s (1 - s) by the chain rule.",
        ),
    ),
    cases=cases,
    hints=(
        "(f g)' = f' g + f g'. Here f = z and g = σ(βz).",
        "σ'(u) = σ(u)(1 - σ(u)), and u = βz brings a factor β: da = σ(βz) + z · β σ(βz)(1 - σ(βz)).",
        "Compute the gate s once. Then a is z times s, and da is s plus a product of four factors: beta, z, s and "
        "what is missing from s to 1.",
    ),
    mistakes=(
        Mistake(
            gate_only,
            "Your a is right. Your da is σ(βz) alone: by the product rule a second term, z times the gate's own "
            "slope, is missing.",
        ),
        Mistake(
            second_term_only,
            "Your a is right. Your da is only z times the gate's slope: the first term of the product rule, σ(βz), "
            "is missing.",
        ),
        Mistake(
            no_beta_in_the_slope,
            "Your da is right for beta = 1 only. The chain rule brings a factor beta into the second term. (Written "
            "with a: not a + σ(1 - a), but βa + σ(1 - βa).)",
        ),
        Mistake(
            no_z_in_the_slope,
            "The second term of your da lacks its z: by the product rule it is z times the gate's slope.",
        ),
        Mistake(
            slope_of_the_sigmoid,
            "Your da is σ(1 - σ), the slope of a sigmoid. a is a product, z times the gate: two terms are expected.",
        ),
        Mistake(
            slope_of_the_gate,
            "Your da is β σ(1 - σ), the slope of the gate alone. a is z times the gate: two terms are expected.",
        ),
        Mistake(
            beta_in_half_of_the_formula,
            "Your da is βa + σ(1 - a). Beta belongs to both: βa + σ(1 - βa).",
        ),
        Mistake(minus_for_plus, "The two terms of your da are subtracted. The product rule adds them."),
        Mistake(
            no_one_minus, "The second term of your da has σ² where σ(1 - σ) belongs: that is the slope of a sigmoid."
        ),
        Mistake(
            no_gate_in_the_second_term,
            "The second term of your da has 1 - σ where σ(1 - σ) belongs: that is the slope of a sigmoid.",
        ),
        Mistake(
            no_beta_in_the_second_gate,
            "The second term of your da uses σ(z), without beta. The gate is σ(βz) there too.",
        ),
        Mistake(
            slope_of_the_gate_is_the_gate,
            "The second term of your da has σ where σ(1 - σ) belongs: the sigmoid's slope isn't the sigmoid.",
        ),
        Mistake(
            output_as_sigmoid,
            "Your da is a(1 - a), as if a were a sigmoid. a is z times a sigmoid: use the product rule.",
        ),
        Mistake(
            one_minus_the_output,
            "The second term of your da has 1 - a where 1 - σ belongs: the gate's slope is made of the gate.",
        ),
        Mistake(
            sigma_of_the_sigmoid,
            "In your second term σ is applied to a value that has been through σ already. σ'(u) is s(1 - s), with "
            "s = σ(u) itself.",
        ),
        Mistake(slope_of_tanh, "Your second term has 1 - s², the slope of tanh. The sigmoid's is s(1 - s)."),
        Mistake(slope_over_beta, "Your da is the derivative with respect to beta. Asked for is the one over z."),
        Mistake(
            beta_twice,
            "Your whole da is multiplied by beta. The chain rule brings it into the second term only.",
        ),
        Mistake(
            output_over_input, "Your da is a / z, which is the gate again, and NaN at z = 0. Use the product rule."
        ),
        Mistake(slope_of_relu, "Your da is that of ReLU, 0 or 1. Swish is smooth: its slope passes 0.5 at z = 0."),
        Mistake(
            product_of_slopes,
            "You multiply the terms of the product rule. Add them: f'g + fg'.",
        ),
        Mistake(
            beta_outside,
            "Your beta multiplies z outside of the sigmoid. It belongs inside: z · σ(βz).",
        ),
        Mistake(
            beta_outside_the_value,
            "Your beta stands outside of the sigmoid, in a and in the second term of da. It belongs inside: σ(βz).",
        ),
        Mistake(
            beta_on_both_sides,
            "Your beta multiplies z twice, inside of the sigmoid and outside. Only inside: z · σ(βz).",
        ),
        Mistake(
            beta_outside_too,
            "Your da is right. In your a, beta multiplies z twice, inside of the sigmoid and outside. Only inside: "
            "z · σ(βz).",
        ),
        Mistake(beta_squared, "The second term of your da has beta². The chain rule brings one beta, not two."),
        Mistake(beta_left_out, "Your answer is right for beta = 1 only: beta is not used. The gate is σ(βz)."),
        Mistake(divided_by_beta, "You divide z by beta inside the sigmoid. Multiply: a larger beta opens it faster."),
        Mistake(the_gate_itself, "Your a is the gate σ(βz) alone. Swish multiplies z by it."),
        Mistake(tanh_gate, "Your gate is tanh(βz), from -1 to 1. Swish's gate is the sigmoid, from 0 to 1."),
        Mistake(sum_for_product, "You add z and the gate. Swish multiplies them."),
        Mistake(closing_gate, "Your gate closes for positive z: there is a minus too many inside the sigmoid."),
        Mistake(swapped, "You return (da, a). The order is (a, da): the activation first."),
        Mistake(
            overflowing,
            "For z = 1000 you get NaN: e^1000 overflows, and inf/inf is no number. Take the sigmoid that doesn't, "
            "`nn.sigmoid_stable`.",
        ),
    ),
    also_right=(with_the_output, with_both_tails, with_differences, with_tape),
    returns=("a", "da"),
    avoid=(
        "keras.ops.silu",
        "keras.activations.silu",
        "keras.layers.Activation",
        "tensorflow.nn.silu",
        "tensorflow.nn.swish",
    ),
    why="Left of its lowest point swish falls, so even a negative unit has a slope that isn't 0.",
    next="Units that have no slope at all: how they die, and what brings them back.",
)
