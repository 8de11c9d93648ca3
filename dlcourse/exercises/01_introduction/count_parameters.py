"""How many numbers a dense network learns."""

from itertools import pairwise

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.models import count_parameters


def stub(layer_sizes):
    """Return the number of weights and biases of a network of dense layers.

    layer_sizes: a list of whole numbers: the number of inputs, then of units in each layer.
    Returns: a whole number.

    For example [2, 3, 1]: a layer from 2 to 3 has 6 weights and 3 biases, a layer from 3 to 1
    has 3 weights and 1 bias, together 13. A list with one number is an input without any
    layer: it learns nothing, 0.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    return {
        "one unit": ([5, 1],),
        "one layer": ([7, 3],),
        "a layer that widens": ([3, 11, 5],),
        "layers of equal size": ([13, 13, 13, 13],),
        "a network for MNIST": ([784, 128, 10],),
        "many layers": (rng.integers(2, 60, size=7).tolist(),),
        "an input and no layer": ([int(rng.integers(5, 50))],),
    }


def no_biases(layer_sizes):
    return sum(n * m for n, m in pairwise(layer_sizes))


def bias_per_input(layer_sizes):
    return sum(n * m + n for n, m in pairwise(layer_sizes))


def input_biases(layer_sizes):
    return no_biases(layer_sizes) + sum(layer_sizes)


def bias_per_layer(layer_sizes):
    return sum(n * m + 1 for n, m in pairwise(layer_sizes))


def no_output_biases(layer_sizes):
    return no_biases(layer_sizes) + sum(layer_sizes[1:-1])


def every_pair(layer_sizes):
    pairs = ((n, m) for i, n in enumerate(layer_sizes) for m in layer_sizes[i + 1 :])
    return sum(n * m for n, m in pairs) + sum(layer_sizes[1:])


def without_the_last_layer(layer_sizes):
    return count_parameters(layer_sizes[:-1])


def without_the_first_layer(layer_sizes):
    return count_parameters(layer_sizes[1:])


def biases_only(layer_sizes):
    return sum(layer_sizes[1:])


def product_of_sizes(layer_sizes):
    return int(np.prod(layer_sizes))


def sum_of_sizes(layer_sizes):
    return sum(layer_sizes)


def first_times_last(layer_sizes):
    return (layer_sizes[0] + 1) * layer_sizes[-1]


def three_sizes_only(layer_sizes):
    inputs, hidden, outputs = layer_sizes[0], layer_sizes[1], layer_sizes[2]
    return inputs * hidden + hidden + hidden * outputs + outputs


def returned_too_early(layer_sizes):
    total = 0
    for inputs, units in pairwise(layer_sizes):
        total += (inputs + 1) * units
        return total


def with_arrays(layer_sizes):
    sizes = np.array(layer_sizes)
    return int(np.dot(sizes[:-1], sizes[1:]) + sizes[1:].sum())


def by_loop(layer_sizes):
    total = 0
    for i in range(1, len(layer_sizes)):
        total += layer_sizes[i - 1] * layer_sizes[i]
        total += layer_sizes[i]
    return total


def from_the_end(layer_sizes):
    if len(layer_sizes) < 2:
        return 0
    *rest, inputs, units = layer_sizes
    return (inputs + 1) * units + from_the_end([*rest, inputs])


EXERCISE = Exercise(
    name="count_parameters",
    title="Count what is learned",
    points=1,
    stars=1,
    minutes=5,
    task=(
        "You counted the parameters of one network by hand. Write `count_parameters(layer_sizes)` for any network of "
        "dense layers. You will use it whenever you ask what a network costs, or compare networks of equal size."
    ),
    stub=stub,
    solution=count_parameters,
    reasons=(
        ("pairwise(layer_sizes)", "Each layer connects two neighbouring sizes; the first size is the input, no layer."),
        ("(inputs + 1) * units", "Each unit has a weight for every input, and one bias of its own."),
    ),
    cases=cases,
    hints=(
        "Look at one layer first. How many numbers does a single unit of it need?",
        "A layer from n to m has n·m weights and m biases. Sum over neighbouring pairs of `layer_sizes`.",
        "`zip(layer_sizes[:-1], layer_sizes[1:])` gives the pairs (n, m).",
    ),
    mistakes=(
        Mistake(no_biases, "You counted weights only. Each unit of a layer also has a bias."),
        Mistake(
            bias_per_input,
            "You counted a bias for each input of a layer; biases belong to the units that receive.",
        ),
        Mistake(
            input_biases,
            "You gave the input biases of its own. The input computes nothing and has no parameters.",
        ),
        Mistake(bias_per_layer, "You counted one bias a layer. Every unit of the layer has its own."),
        Mistake(no_output_biases, "The last layer's biases are missing: its units have them like all others."),
        Mistake(every_pair, "You connected every layer with all later ones. A layer sees only the one just before it."),
        Mistake(without_the_last_layer, "The last layer is missing: the pairs have to reach the end of the list."),
        Mistake(
            without_the_first_layer,
            "The layer from the input to the first units is missing. The input has no parameters, that layer has.",
        ),
        Mistake(
            biases_only,
            "You counted the units, which gives the biases. The weights between the layers are missing.",
        ),
        Mistake(product_of_sizes, "You multiplied all sizes. Weights join neighbours: a product for each pair."),
        Mistake(sum_of_sizes, "You added up the sizes. Between two layers stand weights: one for each pair of units."),
        Mistake(first_times_last, "You joined the first size to the last. Count what lies between, pair by pair."),
        Mistake(three_sizes_only, "Your formula is right for three sizes only; the list may be shorter or longer."),
        Mistake(
            returned_too_early,
            "You counted the first layer only. `return` inside the loop ends the function at the first pair: put it "
            "after the loop.",
        ),
    ),
    also_right=(with_arrays, by_loop, from_the_end),
    avoid=("keras.Model.count_params",),
    why="The number of parameters tells what a network costs in memory. Alone it doesn't tell whether it overfits.",
    next="Which of these parameters can a network do without? Below, parts are taken out one by one.",
)
