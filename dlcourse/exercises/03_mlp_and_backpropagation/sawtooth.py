"""Exercise: a deep network with a line of 2^depth pieces."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import sawtooth


def stub(x, depth):
    """The tent map, composed with itself: depth layers of two ReLU units.

    One layer is m(x) = 2 relu(x) - 4 relu(x - 1/2): from 0 up to 1 at x = 1/2, and down again.
    Depth 2 is m(m(x)), depth 3 is m(m(m(x))), and so on.
    x: an array of points, with one or more axes; they may lie outside [0, 1] too.
    depth: the number of layers, 1 or more.
    Returns an array of x's shape.
    Example: x = [0, 0.25, 0.5, 0.75, 1], depth 2 gives [0, 1, 0, 1, 0].
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    outside = np.concatenate([rng.uniform(-2, -0.1, size=3), rng.uniform(1.1, 3, size=4)])
    return {
        "a single point": (np.array([0.375]), 1),
        "the worked example": (np.arange(5) / 4, 2),
        "one layer, random points": (rng.uniform(size=7), 1),
        "one layer, outside [0, 1]": (outside, 1),
        "two layers, outside [0, 1]": (outside, 2),
        "two axes, three layers": (rng.uniform(size=(5, 3)), 3),
        "five layers on a fine grid": (np.arange(65) / 64, 5),
        "eight layers, both sides": (np.arange(-29, 541) / 512, 8),
    }


def _relu(x):
    return np.maximum(x, 0)


def _tent(x):
    return 2 * _relu(x) - 4 * _relu(x - 0.5)


def _composed(layer, x, depth):
    for _ in range(depth):
        x = layer(x)
    return x


def second_weight_two(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 2 * _relu(x - 0.5), x, depth)


def plus_between(x, depth):
    return _composed(lambda x: 2 * _relu(x) + 4 * _relu(x - 0.5), x, depth)


def half_as_high(x, depth):
    return _composed(lambda x: _relu(x) - 2 * _relu(x - 0.5), x, depth)


def bias_outside(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 4 * (_relu(x) - 0.5), x, depth)


def bias_without_brackets(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 4 * _relu(x) - 0.5, x, depth)


def wrong_shift(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 4 * _relu(x + 0.5), x, depth)


def shift_of_one(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 4 * _relu(x - 1), x, depth)


def weights_inside(x, depth):
    return _composed(lambda x: _relu(2 * x) - _relu(4 * x - 0.5), x, depth)


def tents_added(x, depth):
    return depth * _tent(x)


def layers_summed(x, depth):
    total = np.zeros_like(x)
    for _ in range(depth):
        x = _tent(x)
        total = total + x
    return total


def skip_added(x, depth):
    return _composed(lambda x: x + _tent(x), x, depth)


def tents_multiplied(x, depth):
    return _tent(x) ** depth


def one_layer_always(x, depth):
    return _tent(x)


def one_layer_too_few(x, depth):
    return _composed(_tent, x, depth - 1)


def one_layer_too_many(x, depth):
    return _composed(_tent, x, depth + 1)


def twice_as_many(x, depth):
    return _composed(_tent, x, 2**depth)


def half_of_twice_as_many(x, depth):
    return _composed(_tent, x, 2 ** (depth - 1))


def second_unit_sees_the_input(x, depth):
    start = x
    return _composed(lambda x: 2 * _relu(x) - 4 * _relu(start - 0.5), x, depth)


def input_scaled(x, depth):
    return _tent(2 ** (depth - 1) * x)


def slopes_scaled(x, depth):
    return 2**depth * _relu(x) - 2 ** (depth + 1) * _relu(x - 0.5)


def first_relu_missing(x, depth):
    return _composed(lambda x: 2 * x - 4 * _relu(x - 0.5), x, depth)


def second_relu_missing(x, depth):
    return _composed(lambda x: 2 * _relu(x) - 4 * (x - 0.5), x, depth)


def cut_below_zero(x, depth):
    return _composed(lambda x: _relu(_tent(x)), x, depth)


def by_modulo(x, depth):
    phase = (2 ** (depth - 1) * x) % 1
    return 1 - np.abs(2 * phase - 1)


def doubled_modulo_one(x, depth):
    return _composed(lambda x: (2 * x) % 1, x, depth)


def smooth_sine(x, depth):
    return np.sin(2 ** (depth - 1) * np.pi * x) ** 2


def wave_of_parabolas(x, depth):
    return _composed(lambda x: 4 * x * (1 - x), x, depth)


def python_max(x, depth):
    return _composed(lambda x: 2 * max(x, 0) - 4 * max(x - 0.5, 0), x, depth)


def largest_entry(x, depth):
    return _composed(lambda x: 2 * np.max(x, initial=0) - 4 * np.max(x - 0.5, initial=0), x, depth)


def cut_to_whole_numbers(x, depth):
    return _composed(np.vectorize(lambda value: 2 * max(value, 0) - 4 * max(value - 0.5, 0)), x, depth)


def one_axis_only(x, depth):
    return np.array([_composed(lambda value: 2 * max(value, 0) - 4 * max(value - 0.5, 0), each, depth) for each in x])


def all_layers_returned(x, depth):
    return [_composed(_tent, x, number) for number in range(1, depth + 1)]


def with_recursion(x, depth):
    inner = x if depth == 1 else with_recursion(x, depth - 1)
    return 2 * _relu(inner) - 4 * _relu(inner - 0.5)


def with_matrices(x, depth):
    """As a network: one number in, two units, one number out, layer after layer."""
    A = np.reshape(x, (-1, 1))
    for _ in range(depth):
        A = _relu(A @ np.array([[1.0, 1.0]]) + np.array([0.0, -0.5])) @ np.array([[2.0], [-4.0]])
    return A.reshape(np.shape(x))


def point_by_point(x, depth):
    values = []
    for value in np.ravel(x).tolist():
        for _ in range(depth):
            value = 0.0 if value < 0 else 2 * value if value < 0.5 else 2 - 2 * value
        values.append(value)
    return np.array(values).reshape(np.shape(x))


def with_where(x, depth):
    return _composed(lambda x: np.where(x < 0.5, np.where(x > 0, 2 * x, 0), 2 * (1 - x)), x, depth)


def in_float32(x, depth):
    return _composed(_tent, x.astype("float32"), depth)


def with_keras(x, depth):
    from keras import ops

    x = ops.cast(x, "float32")
    for _ in range(depth):
        x = 2 * ops.relu(x) - 4 * ops.relu(x - 0.5)
    return x


EXERCISE = Exercise(
    name="sawtooth",
    title="Fold a line, again and again",
    points=3,
    stars=3,
    minutes=8,
    task=(
        "Two ReLU units make a tent: up from 0 to 1, and down again. Feed the tent's value into the next tent, "
        "and that into the next, `depth` times. Each layer folds the line once more, so the pieces double with every "
        "two units. Write the network with ReLUs, so that it is right outside the interval from 0 to 1 as well."
    ),
    stub=stub,
    solution=sawtooth,
    reasons=(
        ("2 * np.maximum(x, 0)", "The first unit rises with slope 2."),
        ("- 4 * np.maximum(x - 0.5, 0)", "From 1/2 on the second unit takes 4 away: 2 - 4 = -2, down again."),
        ("x = 2", "What comes out goes into the next layer: composed, not added."),
    ),
    cases=cases,
    hints=(
        "Write one layer first. Then let its output be the next layer's input.",
        "m(x) = 2 relu(x) - 4 relu(x - 1/2);  depth 3 is m(m(m(x))).",
        "A loop over `range(depth)` that gives x a new value each time; `np.maximum` is ReLU for whole arrays.",
    ),
    mistakes=(
        Mistake(
            second_weight_two,
            "Your tent stays flat after 1/2. The second unit needs the weight -4: the slopes add up to 2 - 4 = -2.",
        ),
        Mistake(plus_between, "Your line gets steeper after 1/2. The second unit is subtracted: its weight is -4."),
        Mistake(half_as_high, "Your tent reaches 1/2 only. With the weights 2 and -4 it reaches 1."),
        Mistake(
            bias_outside,
            "Your 1/2 is subtracted after ReLU. It is the unit's bias and belongs inside: relu(x - 1/2).",
        ),
        Mistake(
            bias_without_brackets,
            "Your 1/2 is subtracted from the whole layer. It belongs inside the second ReLU: relu(x - 1/2).",
        ),
        Mistake(wrong_shift, "Your second unit starts at -1/2. It starts at 1/2: relu(x - 1/2)."),
        Mistake(shift_of_one, "Your second unit starts at 1. It starts at 1/2: relu(x - 1/2)."),
        Mistake(
            weights_inside,
            "Your second unit starts at 1/8: relu(4 x - 1/2). Multiply after ReLU: 4 relu(x - 1/2).",
        ),
        Mistake(tents_added, "You add up equal tents: higher, but no more pieces. Compose them: m(m(x))."),
        Mistake(
            layers_summed,
            "You add up the outputs of all layers. Only the last one is wanted: compose, do not add.",
        ),
        Mistake(skip_added, "You add the input of each layer to its output. Replace it: x becomes m(x)."),
        Mistake(tents_multiplied, "You raise one tent to a power. Compose tents: m(m(x)) puts one inside the other."),
        Mistake(
            one_layer_always,
            "Your answer is m(x) at every depth. Feed each layer's output into the next: x = m(x).",
        ),
        Mistake(one_layer_too_few, "You have one layer too few: depth 1 is m(x) already."),
        Mistake(one_layer_too_many, "You have one layer too many: depth 1 is m(x)."),
        Mistake(
            twice_as_many, "You compose 2^depth layers. It is the pieces that number 2^depth; the layers are `depth`."
        ),
        Mistake(
            half_of_twice_as_many,
            "Depths 1 and 2 are right; depth 3 is m(m(m(x))), and you compose four layers. Each turn adds one layer: "
            "`depth` in all.",
        ),
        Mistake(
            second_unit_sees_the_input,
            "In later layers your second unit still gets the first x. Both units of a layer get what the layer before "
            "has sent.",
        ),
        Mistake(
            input_scaled,
            "Your first tooth is right; after it your line falls for ever. A faster tent doesn't repeat itself: feed "
            "m(x) into m.",
        ),
        Mistake(slopes_scaled, "You made one tent steeper, with two pieces still. More pieces come from composing."),
        Mistake(
            first_relu_missing,
            "Right on [0, 1], as with abs or min, but not the ReLU network's values outside: below 0 its first unit "
            "is off, and m(x) is 0.",
        ),
        Mistake(
            second_relu_missing,
            "Your second unit lacks its ReLU: x - 1/2 is negative on the left half, where the unit should be off.",
        ),
        Mistake(
            cut_below_zero,
            "Right on [0, 1], but beyond 1 your first layer gives 0. Two units give m(x) = 2 - 2x there; nothing cuts "
            "it off at depth 1.",
        ),
        Mistake(
            by_modulo,
            "Right on [0, 1], but with modulo the teeth go on for ever. The ReLU network has none outside: compose "
            "2 relu(x) - 4 relu(x - 1/2).",
        ),
        Mistake(
            doubled_modulo_one,
            "Your teeth jump back to 0. The tent comes down with a slope: 2 relu(x) - 4 relu(x - 1/2).",
        ),
        Mistake(smooth_sine, "Your wave is right at its peaks and zeros only: a sine is round. Use the ReLUs."),
        Mistake(wave_of_parabolas, "Your map 4 x (1 - x) is round. The tent has straight sides: use the ReLUs."),
        Mistake(
            python_max,
            "Your code asks a whole array one yes-or-no question, as Python's own `max(x, 0)` does. "
            "`np.maximum(x, 0)` asks every entry.",
        ),
        Mistake(
            largest_entry,
            "`np.max` looks for the one largest entry of the array. ReLU is `np.maximum(x, 0)`, entry by entry.",
        ),
        Mistake(
            cut_to_whole_numbers,
            "Where the first value is a whole number, all are cut to whole numbers: `np.vectorize` takes its kind of "
            "number from the first result, and `max(x, 0)` was 0, not 0.0. `np.maximum` needs no vectorize.",
        ),
        Mistake(
            one_axis_only,
            "One axis comes out right. With two, your loop meets rows, and Python's `max` can't compare a row with 0. "
            "`np.maximum` needs no loop.",
        ),
        Mistake(all_layers_returned, "Your list holds the outputs of all layers. Return the last one alone."),
    ),
    also_right=(with_recursion, with_matrices, point_by_point, with_where, in_float32, with_keras),
    rtol=1e-4,
    atol=1e-4,
    why="Sixteen units in eight layers make 256 pieces. Keep the number in mind: one layer will be asked for as many.",
    next="The pieces, drawn for 1, 2, 4 and 8 layers.",
)
