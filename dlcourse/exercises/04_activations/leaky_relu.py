"""Exercise: ReLU with a slope on its negative side."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import leaky_relu


def stub(z, slope):
    """Leaky ReLU, entry by entry.

    z: the pre-activations, an array of any shape.
    slope: one number, at least 0 and below 1.
    Returns an array in the shape of z: z where z > 0, slope · z elsewhere.
    Example: z = [-2, 0, 3] and slope = 0.1 give [-0.2, 0, 3].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "a single positive entry": (rng.uniform(0.5, 2.0, size=1), 0.3),
        "the worked example": (np.array([-2.0, 0.0, 3.0]), 0.1),
        "slope 0 is ReLU": (np.array([-5.0, -0.5, 0.0, 0.5, 5.0]), 0.0),
        "all negative": (-rng.uniform(0.5, 3.0, size=7), 0.3),
        "a matrix, a small slope": (rng.normal(size=(5, 3)), 0.01),
        "a steep slope": (rng.normal(size=11), 0.9),
        "a random slope": (rng.normal(size=13), rng.uniform(0.35, 0.45)),
        "three axes": (rng.normal(scale=100.0, size=(2, 3, 5)), 0.7),
    }


def slope_on_the_right(z, slope):
    return np.where(z > 0, slope * z, z)


def negative_side_only(z, slope):
    return np.where(z > 0, 0.0, slope * z)


def sign_of_the_negative_side(z, slope):
    return np.where(z > 0, z, -slope * z)


def constant_below(z, slope):
    return np.where(z > 0, z, -slope)


def positive_constant_below(z, slope):
    return np.where(z > 0, z, slope)


def floor_below(z, slope):
    return np.maximum(z, -slope)


def floor_above(z, slope):
    return np.maximum(slope, z)


def slope_everywhere(z, slope):
    return slope * z


def plain_relu(z, slope):
    return np.maximum(z, 0)


def always_one_hundredth(z, slope):
    return np.where(z > 0, z, 0.01 * z)


def always_one_tenth(z, slope):
    return np.where(z > 0, z, 0.1 * z)


def keras_default(z, slope):
    return np.where(z > 0, z, 0.2 * z)


def layer_default(z, slope):
    return np.where(z > 0, z, 0.3 * z)


def divided(z, slope):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(z > 0, z, z / slope)


def added(z, slope):
    return np.where(z > 0, z, z + slope)


def complement(z, slope):
    return np.where(z > 0, z, (1 - slope) * z)


def squared(z, slope):
    return np.where(z > 0, z, slope**2 * z)


def both_halves_added(z, slope):
    return np.maximum(z, 0) + slope * z


def exponential_below(z, slope):
    return np.where(z > 0, z, slope * np.expm1(np.minimum(z, 0)))


def the_derivative(z, slope):
    return np.where(z > 0, 1.0, slope)


def identity(z, slope):
    return z.copy()


def python_max(z, slope):
    return max(z, slope * z)


def loop_over_rows(z, slope):
    return np.array([each if each > 0 else slope * each for each in z])


def with_maximum(z, slope):
    return np.maximum(z, slope * z)


def with_two_halves(z, slope):
    return np.maximum(z, 0) + slope * np.minimum(z, 0)


def with_loop(z, slope):
    entries = [each if each > 0 else slope * each for each in z.ravel().tolist()]
    return np.array(entries).reshape(z.shape)


def with_keras(z, slope):
    from keras import ops

    z = ops.convert_to_tensor(z)
    return ops.maximum(z, 0.0) - slope * ops.maximum(-z, 0.0)


EXERCISE = Exercise(
    name="leaky_relu",
    title="A leak for the negative side",
    points=1,
    stars=1,
    minutes=4,
    task=(
        "A ReLU unit that is negative for every example has the gradient 0 and can't recover. Leaky ReLU lets a part "
        "of the negative side through. Write it for any slope, for a whole array at once."
    ),
    stub=stub,
    solution=leaky_relu,
    reasons=(
        ("np.where(z > 0, z", "Positive pre-activations pass unchanged, as in ReLU."),
        ("slope * z", "Negative ones are scaled down in proportion. At 0 both sides meet: there is no jump."),
    ),
    cases=cases,
    hints=(
        "Two straight lines that meet at 0. Which side is the one that you know from ReLU?",
        "f(z) = z for z > 0, and slope·z else. The sign of z stays in both pieces, because the slope is positive.",
        "`np.where` takes a condition, the values where it is true and the values where it is false, all as arrays.",
    ),
    mistakes=(
        Mistake(
            slope_on_the_right,
            "You scale the positive side and let the negative one pass, as `np.minimum(z, slope * z)` does. It is the "
            "other way round.",
        ),
        Mistake(negative_side_only, "Your positive inputs become 0. They pass unchanged; only z <= 0 is scaled."),
        Mistake(
            sign_of_the_negative_side,
            "Your negative side has the wrong sign: for z = -2 and slope 0.1 you get +0.2. It goes on downwards.",
        ),
        Mistake(
            constant_below,
            "Below 0 your answer is the constant -slope. It has to be proportional to z: slope times z.",
        ),
        Mistake(
            positive_constant_below,
            "Below 0 your answer is the slope itself, whatever z is. Multiply it by z.",
        ),
        Mistake(
            floor_below,
            "Your answer is cut off at -slope. There is no lower bound: below 0 it is slope times z.",
        ),
        Mistake(floor_above, "Your answer is never below the slope. Compare z with slope times z, not with the slope."),
        Mistake(slope_everywhere, "You scale both sides, so it is one straight line. Positive inputs pass unchanged."),
        Mistake(plain_relu, "Negative inputs become 0: that is ReLU. Let slope times z through."),
        Mistake(always_one_hundredth, "Your slope is always 0.01. Use the one that is handed to you."),
        Mistake(always_one_tenth, "Your slope is always 0.1, as in the example. Use the one that is handed to you."),
        Mistake(keras_default, "Your slope is always 0.2, Keras's default. Use the one that is handed to you."),
        Mistake(layer_default, "Your slope is always 0.3. Use the one that is handed to you."),
        Mistake(divided, "You divide by the slope. Multiply: a slope of 0.1 makes negative inputs ten times smaller."),
        Mistake(added, "You add the slope to negative inputs. Multiply them by it."),
        Mistake(complement, "Your factor below 0 is 1 - slope. It is the slope itself."),
        Mistake(squared, "Your factor below 0 is the slope squared: it was applied twice."),
        Mistake(
            both_halves_added,
            "Your negative side is right, but positive inputs are multiplied by 1 + slope: add slope·z only where "
            "z is negative.",
        ),
        Mistake(
            exponential_below,
            "Your negative side levels off at -slope, as ELU does. Leaky ReLU stays a straight line: slope times z.",
        ),
        Mistake(the_derivative, "You return the derivative, 1 or slope. Asked for is the function itself."),
        Mistake(identity, "You return z unchanged. Below 0 it has to be multiplied by the slope."),
        Mistake(
            loop_over_rows,
            "Arrays with one axis come out right, a matrix raises ValueError: a loop over z goes over its rows. "
            "`np.where` takes all entries at once.",
        ),
        Mistake(
            python_max,
            "One entry gets through, more of them raise ValueError: Python's `max` and `if` need one True or False, "
            "and arrays have one for each entry. `np.where` and `np.maximum` go entry by entry.",
        ),
    ),
    also_right=(with_maximum, with_two_halves, with_loop, with_keras),
    avoid=(
        "keras.ops.leaky_relu",
        "keras.activations.leaky_relu",
        "keras.layers.LeakyReLU",
        "keras.layers.ReLU",
        "keras.layers.PReLU",
        "tensorflow.nn.leaky_relu",
    ),
    why="The gradient of a negative unit is small now, but not 0: it can find its way back.",
    next="PReLU learns the slope instead of fixing it.",
)
