"""Exercise: ReLU and its derivative, also at the kink."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import relu_and_gradient


def stub(z):
    """ReLU and its derivative, entry by entry.

    z: the pre-activations, an array of any shape.
    Returns (a, da), two arrays in the shape of z:
        a   max(z, 0)
        da  the slope of a: 1 where z > 0, 0 where z < 0, and 0 at z = 0, as TensorFlow has it.
    Both hold numbers, not True and False. Leave z as it is: a is a new array.
    Example: z = [-2, 0, 3] gives a = [0, 0, 3] and da = [0, 0, 1].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    with_zeros = rng.normal(size=(5, 3))
    with_zeros[rng.integers(5), :] = 0.0
    return {
        "a single positive entry": (rng.uniform(0.5, 2.0, size=1),),
        "the worked example": (np.array([-2.0, 0.0, 3.0]),),
        "all negative": (-rng.uniform(0.1, 3.0, size=2),),
        "exactly on the kink": (np.zeros(5),),
        "right beside the kink": (np.array([-1e-9, 1e-9, 0.0, -1e-12, 1e-12, 2e-9, -3e-8]),),
        "a matrix with zeros": (with_zeros,),
        "large numbers": (rng.normal(scale=1000.0, size=11),),
        "three axes": (rng.normal(size=(2, 3, 7)),),
    }


def one_at_the_kink(z):
    return np.maximum(z, 0), (z >= 0).astype(float)


def half_at_the_kink(z):
    return np.maximum(z, 0), 0.5 * (1 + np.sign(z))


def output_as_slope(z):
    return np.maximum(z, 0), np.maximum(z, 0)


def input_as_slope(z):
    return np.maximum(z, 0), z


def true_and_false(z):
    return np.maximum(z, 0), z > 0


def true_at_the_kink_too(z):
    return np.maximum(z, 0), z >= 0


def one_everywhere(z):
    return np.maximum(z, 0), np.ones_like(z)


def zero_everywhere(z):
    return np.maximum(z, 0), np.zeros_like(z)


def sign_as_slope(z):
    return np.maximum(z, 0), np.sign(z)


def output_over_input(z):
    a = np.maximum(z, 0)
    with np.errstate(invalid="ignore"):
        return a, a / z


def step_for_relu(z):
    return (z > 0).astype(float), (z > 0).astype(float)


def absolute_value(z):
    return np.abs(z), np.sign(z)


def absolute_value_only(z):
    return np.abs(z), (z > 0).astype(float)


def minimum(z):
    return np.minimum(z, 0), (z > 0).astype(float)


def a_alone(z):
    return np.maximum(z, 0)


def negative_half(z):
    return np.minimum(z, 0), (z < 0).astype(float)


def slope_of_the_other_side(z):
    return np.maximum(z, 0), (z < 0).astype(float)


def leaky(z):
    return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)


def leaky_slope_only(z):
    return np.maximum(z, 0), np.where(z > 0, 1.0, 0.01)


def swapped(z):
    return (z > 0).astype(float), np.maximum(z, 0)


def zero_as_axis(z):
    a = np.max(z, 0)
    return a, (a > 0).astype(float)


def zero_as_axis_for_a(z):
    return np.max(z, 0), (z > 0).astype(float)


def forward_difference(z, h=1e-6):
    return np.maximum(z, 0), (np.maximum(z + h, 0) - np.maximum(z, 0)) / h


def backward_difference(z, h=1e-6):
    return np.maximum(z, 0), (np.maximum(z, 0) - np.maximum(z - h, 0)) / h


def central_difference(z, h=1e-6):
    return np.maximum(z, 0), (np.maximum(z + h, 0) - np.maximum(z - h, 0)) / (2 * h)


def sum_of_slopes(z):
    return np.maximum(z, 0), np.sum(z > 0).astype(float)


def python_max(z):
    return max(z, 0), (z > 0).astype(float)


def python_if(z):
    return (z, 1.0) if z > 0 else (0.0, 0.0)


def loop_over_rows(z):
    return np.array([max(each, 0.0) for each in z]), np.array([1.0 if each > 0 else 0.0 for each in z])


def with_where(z):
    return np.where(z > 0, z, 0.0), np.where(z > 0, 1.0, 0.0)


def with_mask(z):
    a, da = z.copy(), np.zeros_like(z)
    a[z <= 0] = 0
    da[z > 0] = 1
    return a, da


def with_loop(z):
    a = [max(each, 0.0) for each in z.flat]
    da = [1.0 if each > 0 else 0.0 for each in z.flat]
    return np.reshape(a, z.shape), np.reshape(da, z.shape)


def with_tape(z):
    import tensorflow as tf

    z = tf.convert_to_tensor(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.where(z > 0, z, tf.zeros_like(z))
    return a, tape.gradient(a, z)


EXERCISE = Exercise(
    name="relu_and_gradient",
    title="ReLU and its slope",
    points=1,
    stars=1,
    minutes=4,
    task=(
        "Write ReLU for a whole array, and its derivative. At $z = 0$ the graph has a kink, so there is no single "
        "slope: any number from 0 to 1 would be defensible. Take TensorFlow's, which is 0."
    ),
    stub=stub,
    solution=relu_and_gradient,
    reasons=(
        ("np.maximum(", "Entry by entry: the larger one of z and 0."),
        ("a > 0", "Where something came through, the slope is 1; at exactly 0 nothing did, so it is 0."),
        (".astype(", "True and False become 1 and 0, numbers that can be multiplied and subtracted."),
    ),
    cases=cases,
    hints=(
        "Two pieces, two slopes: the left half is flat, the right half rises as fast as z does.",
        "a = max(z, 0); da = 1 if z > 0, else 0. At 0 the comparison z > 0 is false, which is what is wanted.",
        "`np.maximum` compares entry by entry. A comparison gives True and False; `.astype(float)` makes 1 and 0 of "
        "them.",
    ),
    mistakes=(
        Mistake(
            one_at_the_kink, "Your slope at z = 0 is 1. TensorFlow returns 0 at the kink: only z > 0 has the slope 1."
        ),
        Mistake(
            half_at_the_kink,
            "Your slope at z = 0 is 0.5, between the two sides. That is a subgradient too, but TensorFlow's is 0.",
        ),
        Mistake(output_as_slope, "Your da is a itself. The slope says how steep a is: 0 or 1, nothing else."),
        Mistake(input_as_slope, "Your da is z itself. The slope says how steep a is: 0 or 1, nothing else."),
        Mistake(
            true_and_false,
            "Your da holds True and False. The backward pass multiplies by it and subtracts it, so it has to be "
            "numbers: `.astype(float)`.",
        ),
        Mistake(
            true_at_the_kink_too,
            "Your da holds True and False where 1 and 0 are expected (`.astype(float)`), and at z = 0 it is True: "
            "the slope there is 0.",
        ),
        Mistake(one_everywhere, "Your slope is 1 everywhere. Left of 0 ReLU is flat: its slope there is 0."),
        Mistake(zero_everywhere, "Your slope is 0 everywhere. Right of 0 ReLU rises as fast as z: its slope is 1."),
        Mistake(sign_as_slope, "Your slope is -1 for negative z. ReLU doesn't fall there, it is flat: its slope is 0."),
        Mistake(
            output_over_input,
            "Your da is right except at z = 0, where it is NaN: a / z is 0/0 there. Compare z with 0 instead.",
        ),
        Mistake(step_for_relu, "Your a holds only 0 and 1. That is the step function: ReLU passes positive z itself."),
        Mistake(absolute_value, "Your a is |z|. ReLU doesn't flip negative numbers, it makes them 0."),
        Mistake(
            absolute_value_only,
            "Your da is right, but your a is |z|. ReLU doesn't flip negative numbers, it makes them 0.",
        ),
        Mistake(
            minimum,
            "Your da is right, but your a keeps the negative half, as `np.minimum` does. Take the maximum.",
        ),
        Mistake(a_alone, "You return a alone, and it is right. Two arrays are asked for: `return a, da`."),
        Mistake(negative_half, "Your a keeps the negative half. ReLU keeps the positive one: the maximum of z and 0."),
        Mistake(
            slope_of_the_other_side, "Your a is right, your da is 1 on the wrong side: the slope is 1 where z > 0."
        ),
        Mistake(leaky, "Negative z come through with the factor 0.01: that is leaky ReLU. Here they become 0."),
        Mistake(
            leaky_slope_only, "Your a is right, but your da is 0.01 where z is not positive. The left side is flat: 0."
        ),
        Mistake(swapped, "You return (da, a). The order is (a, da): the activation first."),
        Mistake(
            zero_as_axis,
            "`np.max(z, 0)` takes the largest entry along axis 0. Entry by entry is `np.maximum(z, 0)`.",
        ),
        Mistake(
            zero_as_axis_for_a,
            "Your da is right. Your a has lost an axis: `np.max(z, 0)` takes the largest entry along axis 0, "
            "`np.maximum(z, 0)` goes entry by entry.",
        ),
        Mistake(
            forward_difference,
            "At the kink your slope is 1, and within a millionth left of it neither 0 nor 1: a step to the right "
            "sees the other side. Compare z with 0.",
        ),
        Mistake(
            backward_difference,
            "Right beside the kink your slope is neither 0 nor 1: a step of a millionth to the left sees the other "
            "side. Compare z with 0.",
        ),
        Mistake(
            central_difference,
            "At the kink your slope is 0.5, and within a millionth of it neither 0 nor 1: a difference sees both "
            "sides. Compare z with 0.",
        ),
        Mistake(sum_of_slopes, "Your da is one number. Each entry of z has a slope of its own."),
        Mistake(
            python_max,
            "One entry gets through, more of them raise ValueError: Python's `max` compares two things, not entry by "
            "entry. `np.maximum` does.",
        ),
        Mistake(
            loop_over_rows,
            "Arrays with one axis come out right, a matrix raises ValueError: a loop over z goes over its rows. Go "
            "over `z.ravel()` and reshape, or let `np.maximum` and a comparison do all entries at once.",
        ),
        Mistake(
            python_if,
            "An array raises ValueError in your comparison: `if` needs one True or False, and z > 0 has one for "
            "each entry. `np.maximum` and `np.where` go entry by entry.",
        ),
    ),
    also_right=(with_where, with_mask, with_loop, with_tape),
    returns=("a", "da"),
    avoid=(
        "keras.ops.relu",
        "keras.activations.relu",
        "keras.layers.ReLU",
        "keras.layers.Activation",
        "tensorflow.nn.relu",
    ),
    why="In the backward pass a ReLU unit switches the gradient off or lets it through unchanged: its slope is 0 or 1.",
    next="What other functions get at their kinks, and whether networks ever meet one.",
)
