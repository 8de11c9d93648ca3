"""Exercise: the weights of a small network that computes XOR."""

import numpy as np

from dlcourse.data.toy import logic_table
from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import heaviside, xor_by_hand


def stub():
    """Weights of a network with two inputs, two hidden step units and one output step unit that computes XOR.

    Returns (W1, b1, w2, b2) with shapes (2, 2), (2,), (2,) and one number, used as
        hidden = heaviside(X @ W1 + b1)       # column j of W1 holds the weights of hidden unit j
        output = heaviside(hidden @ w2 + b2)
    Wanted: inputs 00, 01, 10, 11 give outputs 0, 1, 1, 0. The step fires where its sum is >= 0.
    """
    raise NotImplementedError


def cases(seed):
    return {"the four rows of the truth table": ()}


def holds(observed):
    """Which rows of the table are wrong, and whether the hidden units are of any use."""
    W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in observed)
    shapes = [("W1", W1, (2, 2)), ("b1", b1, (2,)), ("w2", w2, (2,)), ("b2", b2, ())]
    wrong = [(name, part.shape, shape) for name, part, shape in shapes if part.shape != shape]
    if wrong:
        name, got, shape = wrong[0]
        yield f"shape of {name}", f"{name} has the shape {got}; {shape or 'a single number'} is expected."
        return
    X, y = logic_table("xor")
    hidden = heaviside(X @ W1 + b1)
    output = heaviside(hidden @ w2 + b2)
    if np.array_equal(hidden[:, 0], hidden[:, 1]):
        answers = _digits(hidden[:, 0])
        yield "same units", f"Both hidden units answer {answers} on the four inputs: they are the same unit twice."
    if (hidden == hidden[0]).all(axis=0).any():
        yield "idle unit", "One hidden unit gives the same answer on all four inputs, so it decides nothing."
    for row, want, units, got in zip(X, y, hidden, output, strict=True):
        if got != want:
            found = f"hidden units {_digits(units)}, output {got:.0f}"
            yield _digits(row), f"Input {_digits(row)}: {found}; {want} is expected."


def _digits(row):
    return "".join(f"{value:.0f}" for value in row)


def _net(units, thresholds, w2, b2):
    """Hidden unit j has the weights ``units[j]``."""
    return np.array(units, dtype=float).T, np.array(thresholds, dtype=float), np.array(w2, dtype=float), float(b2)


def or_only():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [1, 0], -0.5)


def nand_only():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [0, 1], -0.5)


def equal_units():
    return _net([[1, 1], [1, 1]], [-0.5, -0.5], [1, 1], -1.5)


def xnor():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [-1, -1], 1.5)


def relu_weights():
    return _net([[1, 1], [1, 1]], [0, -1], [1, -2], 0)


def strict_thresholds():
    return _net([[1, 1], [1, 1]], [0, -1], [1, -1], 0)


def output_is_or():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -0.5)


def transposed():
    W1, b1, w2, b2 = _net([[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -1.5)
    return W1.T, b1, w2, b2


def transposed_nand_first():
    W1, b1, w2, b2 = _net([[-1, -1], [1, 1]], [1.5, -0.5], [1, 1], -1.5)
    return W1.T, b1, w2, b2


def and_only():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [0, 1], -0.5)


def thresholds_without_minus():
    return _net([[1, 1], [1, 1]], [0.5, 1.5], [1, 1], 1.5)


def or_and_not_and():
    return _net([[1, 1], [1, 1]], [-1, -2], [1, -1], -1)


def one_but_not_the_other():
    return _net([[1, -1], [-1, 1]], [-0.5, -0.5], [1, 1], -0.5)


def as_lists():
    return [[20, -20], [20, -20]], [-10, 30], [20, 20], -30


EXERCISE = Exercise(
    name="xor_by_hand",
    title="XOR by hand",
    points=3,
    stars=2,
    minutes=10,
    task=(
        "One line can't do it, so take two. Find weights for two hidden units and one output unit, all with the "
        "step function, so that the network answers XOR. Think of what each hidden unit should ask about the two "
        "inputs, and how the output combines their answers. Many solutions are right."
    ),
    stub=stub,
    solution=xor_by_hand,
    reasons=(
        ("b1 = np.array([-0.5, 1.5])", "Unit 1 fires if at least one input is 1 (OR), unit 2 unless both are (NAND)."),
        ("[[1.0, -1.0], [1.0, -1.0]]", "A unit is a column: (1, 1) for OR and (-1, -1) for NAND, two parallel lines."),
        ("b2 = -1.5", "The output fires only if both units do: between the lines, where exactly one input is 1."),
    ),
    cases=cases,
    hints=(
        "XOR is true if at least one input is 1 AND not both are. Each half is a question that one line can answer.",
        "Hidden unit 1: x1 + x2 >= 0.5. Hidden unit 2: x1 + x2 <= 1.5, that is -x1 - x2 + 1.5 >= 0. Output: both fire.",
        "Write each unit as weights times inputs plus bias >= 0, and put its two weights into a column of W1. The "
        "output is an AND.",
    ),
    mistakes=(
        Mistake(
            or_only,
            "Only input 11 is wrong, and it gets 1: your network computes OR. A second unit has to take 11 back.",
        ),
        Mistake(
            nand_only,
            "Only input 00 is wrong, and it gets 1: your network computes NAND. Ask also that at least one input is "
            "1.",
        ),
        Mistake(
            equal_units,
            "Both hidden units answer alike on all four inputs, so together they know no more than one. Move one of "
            "them.",
        ),
        Mistake(xnor, "All four rows are wrong: you computed the opposite. Turn the signs of w2 and b2 round."),
        Mistake(
            relu_weights,
            "Input 00 gets 1, and 01 and 10 get 0. Weights that solve XOR with ReLU units do this here: a step fires "
            "at 0 already, and it forgets how large the sum is.",
        ),
        Mistake(
            strict_thresholds,
            "Inputs 00 and 11 get 1, and one hidden unit never changes its answer. Look at its bias: a threshold of "
            "0.5 is a bias of -0.5, and a sum of exactly 0 fires already.",
        ),
        Mistake(
            output_is_or,
            "All four inputs get 1, though your hidden units differ. Look at the output's sum for 00 and 11: it has "
            "to be below 0 there, and 0 fires already.",
        ),
        Mistake(
            transposed,
            "Only input 01 is wrong, and it gets 0. Do your units stand in the rows of W1? `X @ W1` wants unit j in "
            "column j.",
        ),
        Mistake(
            transposed_nand_first,
            "Only input 10 is wrong, and it gets 0. Do your units stand in the rows of W1? They belong into its "
            "columns.",
        ),
        Mistake(
            thresholds_without_minus,
            "All four inputs get 1, and neither hidden unit ever changes its answer. A threshold enters with a minus: "
            "x1 + x2 >= 0.5 is x1 + x2 - 0.5 >= 0, so b = -0.5.",
        ),
        Mistake(and_only, "Only input 11 gets 1: your network computes AND. Exactly one input should be on."),
    ),
    also_right=(or_and_not_and, one_but_not_the_other, as_lists),
    holds=holds,
    returns=("W1", "b1", "w2", "b2"),
    why=(
        "Two lines and one combination: this is all that a hidden layer adds, and it is enough to leave the linear "
        "world."
    ),
    next="The picture of your two lines, and then how a network finds such weights by itself (lesson 03).",
)
