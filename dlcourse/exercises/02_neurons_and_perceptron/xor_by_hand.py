"""Exercise: a network of step units that computes XOR."""

import numpy as np

from dlcourse.data.toy import logic_table
from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import heaviside, xor_by_hand

ROWS = ("00", "01", "10", "11")
UNITS = ("hidden unit 1", "hidden unit 2", "output")


def stub():
    """Weights of a network that computes XOR: 2 inputs, 2 hidden step units, 1 output step unit.

    Returns (W1, b1, w2, b2) with shapes (2, 2), (2,), (2,) and one number, used as
        hidden = heaviside(X @ W1 + b1)       # column j of W1 holds the weights of hidden unit j
        output = heaviside(hidden @ w2 + b2)
    Wanted: inputs 00, 01, 10, 11 give outputs 0, 1, 1, 0. The step fires where its sum is >= 0.
    """
    raise NotImplementedError


def cases(seed):
    return {"the four rows of the truth table": ()}


def holds(observed):
    """Which rows are wrong, and why: a change that was tried and makes all four right, or else an idle unit.

    Where a reason is found, the wrong rows share one key, so that a mistake is recognised by its reason.
    """
    W1, b1, w2, b2 = (np.asarray(part, dtype=float) for part in observed)
    shapes = [("W1", W1, (2, 2)), ("b1", b1, (2,)), ("w2", w2, (2,)), ("b2", b2, ())]
    wrong = [(name, part.shape, shape) for name, part, shape in shapes if part.shape != shape]
    if wrong:
        name, got, shape = wrong[0]
        yield f"shape of {name}", f"{name} has the shape {got}; {shape or 'a single number'} is expected."
        return
    X, y = logic_table("xor")
    hidden, output, _ = _network(W1, b1, w2, b2)
    if np.array_equal(output, y):
        return
    reason = _cure(W1, b1, w2, b2) or _idle(hidden)
    if reason:
        yield reason
    for row, want, units, got in zip(ROWS, y, hidden, output, strict=True):
        if got != want:
            found = f"hidden units {_digits(units)}, output {got:.0f}"
            yield "rows" if reason else row, f"Input {row}: {found}; {want} is expected."


def _silent_at_zero(z):
    return np.where(z > 0, 1.0, 0.0)


def _relu(z):
    return np.maximum(z, 0)


def _network(W1, b1, w2, b2, inner=heaviside, outer=heaviside):
    """The hidden answers, the outputs, and all sums (hidden units, then output), for the four inputs."""
    before = logic_table("xor")[0] @ W1 + b1
    hidden = inner(before)
    last = hidden @ w2 + b2
    return hidden, outer(last), np.column_stack([before, last])


def _cure(W1, b1, w2, b2):
    """A change that makes all four rows right, as (key, sentence); each is tried, none is guessed."""
    y = logic_table("xor")[1]

    def right(*weights, **steps):
        return np.array_equal(_network(*weights, **steps)[1], y)

    strict, sums = _silent_at_zero, _network(W1, b1, w2, b2)[2]
    weighted = sums[:, 2] - b2
    if right(W1, b1, w2, b2, inner=_relu, outer=np.asarray):
        return "relu", "With ReLU units and no step at the output, these weights would give 0, 1, 1, 0."
    for first, steps in ((2, {"outer": strict}), (0, {"inner": strict}), (0, {"inner": strict, "outer": strict})):
        if right(W1, b1, w2, b2, **steps):
            zeros = _zeros(sums[:, first : 2 + ("outer" in steps)], UNITS[first:])
            return "zero", f"This would be XOR if a sum of 0 did not fire. Exactly 0: {zeros}."
    if right(W1.T, b1, w2, b2):
        return "transposed", "With W1 transposed (rows and columns exchanged) this would be XOR."
    if right(W1, -b1, w2, b2):
        return "biases", "With the other sign in b1 this would be XOR."
    if right(W1, -b1, w2, -b2):
        return "biases", "With the other sign in b1 and b2 this would be XOR."
    if right(W1, b1, -w2, -b2):
        return "opposite", "With the other sign in w2 and b2 this would be XOR."
    if right(W1, b1, -w2, -b2, outer=strict):
        return "opposite, with 0", f"The sum is exactly 0 here: {_zeros(sums[:, 2:], UNITS[2:])}."
    if weighted[y == 0].max() < weighted[y == 1].min():
        told = ", ".join(f"{value:g}" for value in weighted)
        return "b2", f"With another b2 this would be XOR: hidden·w2 is {told} for the inputs {', '.join(ROWS)}."
    return None


def _idle(hidden):
    if np.array_equal(hidden[:, 0], hidden[:, 1]):
        return "same units", f"Both hidden units answer {_digits(hidden[:, 0])} on the four inputs."
    for number, unit in enumerate(hidden.T, 1):
        if (unit == unit[0]).all():
            return "idle unit", f"Hidden unit {number} {'always' if unit[0] else 'never'} fires."
    return None


def _zeros(sums, names):
    """'output for 00, 11': which sums are exactly 0, for the inputs in the rows."""
    found = [
        (name, [row for row, value in zip(ROWS, column, strict=True) if value == 0])
        for name, column in zip(names, sums.T, strict=False)
    ]
    return "; ".join(f"{name} for {', '.join(rows)}" for name, rows in found if rows)


def _digits(row):
    return "".join(f"{value:.0f}" for value in row)


def _net(units, thresholds, w2, b2):
    """Hidden unit j has the weights ``units[j]``."""
    return np.array(units, dtype=float).T, np.array(thresholds, dtype=float), np.array(w2, dtype=float), float(b2)


def or_only():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [1, 0], -0.5)


def nand_only():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [0, 1], -0.5)


def and_only():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [0, 1], -0.5)


def equal_units():
    return _net([[1, 1], [1, 1]], [-0.5, -0.5], [1, 1], -1.5)


def idle_unit():
    return _net([[1, -1], [-1, 1]], [-0.5, -1.5], [1, 1], -0.5)


def opposite():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [-1, -1], 1.5)


def opposite_with_zero():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [-1, -1], 1)


def relu_weights():
    return _net([[1, 1], [1, 1]], [0, -1], [1, -2], 0)


def fires_at_zero():
    return _net([[1, 1], [1, 1]], [0, -1], [1, -1], 0)


def output_is_or():
    return _net([[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -0.5)


def always_one():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [1, 1], 0.5)


def always_zero():
    return _net([[1, 1], [1, 1]], [-0.5, -1.5], [-1, -1], -0.5)


def transposed():
    W1, b1, w2, b2 = _net([[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -1.5)
    return W1.T, b1, w2, b2


def thresholds_without_minus():
    return _net([[1, 1], [-1, -1]], [0.5, -1.5], [1, 1], 1.5)


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
            "Only input 00 is wrong, and it gets 1: your network computes NAND. Ask also that at least one input is 1.",
        ),
        Mistake(and_only, "Only input 11 gets 1: your network computes AND. Exactly one input should be on."),
        Mistake(
            equal_units,
            "Both hidden units answer alike on all four inputs, so together they know no more than one. Move one of "
            "them.",
        ),
        Mistake(
            idle_unit,
            "One hidden unit gives all four inputs the same answer. At best the other is left alone, and one "
            "line can't do XOR. Look at the idle unit's weights and bias.",
        ),
        Mistake(
            opposite,
            "All four rows are wrong: you computed the opposite. Turn the signs of w2 and b2 round.",
        ),
        Mistake(
            opposite_with_zero,
            "All four rows are wrong: you computed the opposite. Turning the signs of w2 and b2 round is not enough, "
            "because an output sum of exactly 0 stays 0 and fires: then lower b2 a little as well.",
        ),
        Mistake(
            relu_weights,
            "These weights solve XOR with ReLU units. A step is another function: it fires at 0 already, and it "
            "forgets how large the sum is.",
        ),
        Mistake(
            fires_at_zero,
            "The idea is right, but where a unit should be silent its sum is exactly 0, and 0 fires. Lower the bias "
            "there a little: a threshold belongs between the sums, not on one of them.",
        ),
        Mistake(
            output_is_or,
            "Your hidden units are useful as they are, and w2 too; only b2 is wrong. For 00 and 11 the output's sum "
            "has to be below 0, for 01 and 10 not.",
        ),
        Mistake(
            always_one,
            "All four inputs get 1, and no other b2 alone mends that: with your w2, 00 or 11 has a sum at least as "
            "large as 01 or 10.",
        ),
        Mistake(
            always_zero,
            "All four inputs get 0, and no other b2 alone mends that: with your w2, 00 or 11 has a sum at least as "
            "large as 01 or 10.",
        ),
        Mistake(
            transposed,
            "Your units stand in the rows of W1. `X @ W1` wants the weights of unit j in column j.",
        ),
        Mistake(
            thresholds_without_minus,
            "The signs of your biases are turned round. A threshold enters with a minus: x1 + x2 >= 0.5 is "
            "x1 + x2 - 0.5 >= 0, so b = -0.5.",
        ),
    ),
    also_right=(or_and_not_and, one_but_not_the_other, as_lists),
    holds=holds,
    returns=("W1", "b1", "w2", "b2"),
    why=(
        "Two lines and one combination: this is all that a hidden layer adds, and it is enough to leave the linear "
        "world."
    ),
    next="The picture of two such lines, and then how a network finds such weights by itself (lesson 03).",
)
