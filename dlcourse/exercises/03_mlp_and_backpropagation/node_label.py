"""Exercise: the name of a unit in a deep network."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import node_label


def stub(kind, k, node, hidden):
    """The name of a unit as text, "a_i^[l]": unit i of layer l.

    kind: "input", "hidden" or "output".
    k: which hidden layer, from 1 (for the input and the output it means nothing: ignore it).
    node: i, which unit of its layer, from 1.
    hidden: how many hidden layers the network has.
    l counts layers from the input, which is 0; the output is the one after the last hidden layer.
    Example: the second unit of the first hidden layer is "a_2^[1]".
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    node, k, hidden = int(rng.integers(2, 9)), int(rng.integers(2, 6)), int(rng.integers(6, 10))
    return {
        "the first input": ("input", 0, 1, 3),
        "unit 2 of hidden layer 3": ("hidden", 3, 2, 3),
        "the output of a network with 3 hidden layers": ("output", 0, 1, 3),
        "the output of a network without hidden layers": ("output", 0, 2, 0),
        "a hidden unit in a deep network": ("hidden", k, node, hidden),
        "an input, where k means nothing": ("input", 7, node, hidden),
        "an output, where k means nothing": ("output", 2, node + 1, hidden),
        "an output, where k is larger than the number of hidden layers": ("output", hidden + 3, node, hidden),
        "numbers of two digits": ("hidden", 11, 13 + seed, 17),
    }


def _layer(kind, k, hidden):
    return {"input": 0, "hidden": k, "output": hidden + 1}[kind]


def input_is_one(kind, k, node, hidden):
    return f"a_{node}^[{_layer(kind, k, hidden) + 1}]"


def node_from_zero(kind, k, node, hidden):
    return f"a_{node - 1}^[{_layer(kind, k, hidden)}]"


def swapped(kind, k, node, hidden):
    return f"a_{_layer(kind, k, hidden)}^[{node}]"


def output_is_last_hidden(kind, k, node, hidden):
    return f"a_{node}^[{hidden if kind == 'output' else _layer(kind, k, hidden)}]"


def output_one_too_far(kind, k, node, hidden):
    return f"a_{node}^[{hidden + 2 if kind == 'output' else _layer(kind, k, hidden)}]"


def always_k(kind, k, node, hidden):
    return f"a_{node}^[{k}]"


def input_uses_k(kind, k, node, hidden):
    return f"a_{node}^[{hidden + 1 if kind == 'output' else k}]"


def output_after_k(kind, k, node, hidden):
    return f"a_{node}^[{k + 1 if kind == 'output' else _layer(kind, k, hidden)}]"


def output_uses_k(kind, k, node, hidden):
    return f"a_{node}^[{k if kind == 'output' else _layer(kind, k, hidden)}]"


def output_is_always_layer_one(kind, k, node, hidden):
    return f"a_{node}^[{1 if kind == 'output' else _layer(kind, k, hidden)}]"


def hidden_from_zero(kind, k, node, hidden):
    return f"a_{node}^[{k - 1 if kind == 'hidden' else _layer(kind, k, hidden)}]"


def hidden_one_too_far(kind, k, node, hidden):
    return f"a_{node}^[{k + 1 if kind == 'hidden' else _layer(kind, k, hidden)}]"


def input_not_counted(kind, k, node, hidden):
    return f"a_{node}^[{max(_layer(kind, k, hidden) - 1, 0)}]"


def input_at_minus_one(kind, k, node, hidden):
    return f"a_{node}^[{_layer(kind, k, hidden) - 1}]"


def counted_from_the_output(kind, k, node, hidden):
    return f"a_{node}^[{hidden + 1 - _layer(kind, k, hidden)}]"


def no_brackets(kind, k, node, hidden):
    return f"a_{node}^{_layer(kind, k, hidden)}"


def round_brackets(kind, k, node, hidden):
    return f"a_{node}^({_layer(kind, k, hidden)})"


def braces(kind, k, node, hidden):
    return f"a_{node}^{{{_layer(kind, k, hidden)}}}"


def latex(kind, k, node, hidden):
    return f"$a_{{{node}}}^{{[{_layer(kind, k, hidden)}]}}$"


def latex_without_dollars(kind, k, node, hidden):
    return f"a_{{{node}}}^{{[{_layer(kind, k, hidden)}]}}"


def latex_in_the_exponent(kind, k, node, hidden):
    return f"a_{node}^{{[{_layer(kind, k, hidden)}]}}"


def no_caret(kind, k, node, hidden):
    return f"a_{node}[{_layer(kind, k, hidden)}]"


def no_underscore(kind, k, node, hidden):
    return f"a{node}^[{_layer(kind, k, hidden)}]"


def layer_first(kind, k, node, hidden):
    return f"a^[{_layer(kind, k, hidden)}]_{node}"


def capital(kind, k, node, hidden):
    return f"A_{node}^[{_layer(kind, k, hidden)}]"


def with_spaces(kind, k, node, hidden):
    return f"a_{node} ^[{_layer(kind, k, hidden)}]"


def other_letters(kind, k, node, hidden):
    return f"{dict(input='x', hidden='h', output='y')[kind]}_{node}^[{_layer(kind, k, hidden)}]"


def x_and_y(kind, k, node, hidden):
    return f"{dict(input='x', hidden='a', output='y')[kind]}_{node}^[{_layer(kind, k, hidden)}]"


def braces_without_f(kind, k, node, hidden):
    return "a_{node}^[{layer}]"


def example_of_the_stub(kind, k, node, hidden):
    return "a_2^[1]"


def example_of_the_task(kind, k, node, hidden):
    return "a_2^[3]"


def template_as_it_is(kind, k, node, hidden):
    return "a_i^[l]"


def a_pair(kind, k, node, hidden):
    return node, _layer(kind, k, hidden)


def only_the_layer(kind, k, node, hidden):
    return _layer(kind, k, hidden)


def with_if(kind, k, node, hidden):
    if kind == "input":
        layer = 0
    elif kind == "hidden":
        layer = k
    else:
        layer = hidden + 1
    return "a_" + str(node) + "^[" + str(layer) + "]"


def with_format(kind, k, node, hidden):
    layers = ["input", *[f"hidden {number + 1}" for number in range(hidden)], "output"]
    return "a_{}^[{}]".format(node, layers.index(f"hidden {k}" if kind == "hidden" else kind))


def with_numpy(kind, k, node, hidden):
    return np.str_(f"a_{node}^[{np.select([kind == 'input', kind == 'hidden'], [0, k], hidden + 1)}]")


def with_keras(kind, k, node, hidden):
    """The place of a layer in a Keras model, whose list of layers holds the input as number 0."""
    import keras

    inputs = value = keras.Input((1,), name="input")
    for number in range(1, hidden + 1):
        value = keras.layers.Identity(name=f"hidden{number}")(value)
    model = keras.Model(inputs, keras.layers.Identity(name="output")(value))
    names = [layer.name for layer in model.layers]
    return f"a_{node}^[{names.index(f'hidden{k}' if kind == 'hidden' else kind)}]"


EXERCISE = Exercise(
    name="node_label",
    title="The name of a unit",
    points=1,
    stars=1,
    minutes=5,
    task=(
        "Papers write $a_i^{[l]}$ for the output of unit $i$ in layer $l$. Texts differ in where they start to count; "
        "here the input is layer 0 and units count from 1. Write the name of a unit as text, for "
        "instance `a_2^[3]`."
    ),
    stub=stub,
    solution=node_label,
    reasons=(
        ('"input": 0', "The input computes nothing: it hands the data over, so counting starts after it."),
        ('"hidden": k', "With the input as layer 0, hidden layer k is simply layer k."),
        ('"output": hidden + 1', "One after the last hidden layer; without hidden layers it is layer 1."),
        ('f"a_{node}^[{layer}]"', "The unit below, the layer above; in brackets, since ^2 would be a square."),
    ),
    cases=cases,
    hints=(
        "First find the layer's number l, a different rule for each of the three kinds. Then build the text.",
        "l = 0 for the input, l = k for a hidden layer, l = hidden + 1 for the output.",
        'Three branches, `if kind == "input": ...`, set a variable; then return one text with an f-string, in which '
        "`{name}` stands for a variable's value.",
    ),
    mistakes=(
        Mistake(input_is_one, "Your layers are all one too high. The input is layer 0, so hidden layer 3 is l = 3."),
        Mistake(node_from_zero, "Your unit numbers are one too low. Units start at 1 here: `node` is i as it is."),
        Mistake(swapped, "Unit and layer are exchanged: the unit stands after `_`, the layer in brackets after `^`."),
        Mistake(
            output_is_last_hidden,
            "Your output has the number of the last hidden layer. It is the layer after that one.",
        ),
        Mistake(
            output_one_too_far,
            "Your output is one layer too far. The input is 0 and hidden layers run from 1 to `hidden`: what is next?",
        ),
        Mistake(
            always_k,
            "Your layer is k for every kind. k counts hidden layers only; for the input and the output it means "
            "nothing.",
        ),
        Mistake(input_uses_k, "Your input has layer k. The input is layer 0, whatever k is."),
        Mistake(
            output_after_k,
            "Your output comes after hidden layer k. It comes after the last hidden layer: look at `hidden`.",
        ),
        Mistake(output_uses_k, "Your output has layer k. k means nothing there: look at `hidden`."),
        Mistake(
            output_is_always_layer_one,
            "Your output is layer 1 always. That is so only without hidden layers: look at `hidden`.",
        ),
        Mistake(
            hidden_from_zero,
            "Your hidden layers are one too low. k starts at 1 and so do the layers after the input.",
        ),
        Mistake(
            hidden_one_too_far,
            "Your hidden layers are one too high, input and output are right. The first hidden layer is l = 1.",
        ),
        Mistake(
            input_not_counted,
            "Your first hidden layer is 0, like the input. Only the input is layer 0; the first hidden layer is 1.",
        ),
        Mistake(input_at_minus_one, "Your layers are all one too low: the input is layer 0, not -1."),
        Mistake(counted_from_the_output, "You count from the output. Layers are counted from the input, which is 0."),
        Mistake(no_brackets, "The numbers are right; put the layer in square brackets: `^[3]`, since `^3` is a power."),
        Mistake(round_brackets, "The numbers are right; here the layer stands in square brackets: `^[3]`."),
        Mistake(braces, "The numbers are right; here the layer stands in square brackets, `^[3]`, not in braces."),
        Mistake(
            latex,
            "The numbers are right. This is how LaTeX sets a formula; here it is plain text, without `$` and braces: "
            "`a_2^[3]`.",
        ),
        Mistake(
            latex_without_dollars,
            "The numbers are right; leave the braces of LaTeX out: `a_2^[3]`.",
        ),
        Mistake(
            latex_in_the_exponent,
            "The numbers are right; the square brackets are there, so leave the braces around them out: `a_2^[3]`.",
        ),
        Mistake(no_caret, "The numbers are right; a `^` is missing before the bracket: `a_2^[3]`."),
        Mistake(no_underscore, "The numbers are right; a `_` is missing before the unit: `a_2^[3]`."),
        Mistake(layer_first, "The numbers are right, the order isn't: first the unit, then the layer: `a_2^[3]`."),
        Mistake(capital, "The numbers are right; the letter is a small a: `a_2^[3]`."),
        Mistake(with_spaces, "The numbers are right; leave the space out: `a_2^[3]`."),
        Mistake(
            other_letters,
            "The numbers are right; here every unit is called a, also in the input and the output: no x, h or y.",
        ),
        Mistake(x_and_y, "The numbers are right; here the inputs and outputs are called a too, not x and y."),
        Mistake(
            braces_without_f,
            "The names in braces were not filled in: the text needs an f before its first quotation mark.",
        ),
        Mistake(
            example_of_the_stub,
            "Your answer is `a_2^[1]` whatever is asked: that was the example. Put the numbers that are given into it.",
        ),
        Mistake(
            example_of_the_task,
            "Your answer is `a_2^[3]` whatever is asked: that was an instance. Put the numbers that are given into it.",
        ),
        Mistake(template_as_it_is, "i and l stand for numbers: put the unit and the layer in their places."),
        Mistake(a_pair, "The numbers are right. Put them together into one text such as `a_2^[3]`."),
        Mistake(only_the_layer, "Your layer is right. Return the whole name as text, such as `a_2^[3]`."),
    ),
    also_right=(with_if, with_format, with_numpy, with_keras),
    why="Every formula of this lesson carries such indices. Whoever counts differently reads another formula.",
    next="What a layer computes, for all its units at once.",
)
