"""Exercise: a stack of layers without activation is one layer."""

from functools import reduce

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import collapse_linear


def stub(weights, biases):
    """One dense layer that gives the same as a stack of dense layers without activations.

    weights: a list of matrices, first layer first: (D, U1), (U1, U2), ..., each input to output.
    biases: a list of vectors, one for each matrix: (U1,), (U2,), ...
    A layer maps a row x to x @ W + b. The stack has one layer or more.
    Returns (W, b) of shapes (D, U_last) and (U_last,), with x @ W + b equal to the stack's
    output for every x.
    Example: weights [[2]] and [[3]], biases [1] and [5] give 3 (2x + 1) + 5: W = [[6]], b = [8].
    """
    raise NotImplementedError


def stack(rng, *sizes):
    """Random layers of the given sizes, scaled so that products neither vanish nor explode."""
    pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
    weights = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairs]
    return weights, [rng.normal(size=units) for _, units in pairs]


def cases(seed):
    rng = np.random.default_rng(seed)
    weights, _ = stack(rng, 3, 5, 2)
    return {
        "the worked example": ([np.array([[2.0]]), np.array([[3.0]])], [np.array([1.0]), np.array([5.0])]),
        "one layer": stack(rng, 3, 2),
        "all biases 0": (weights, [np.zeros(5), np.zeros(2)]),
        "two layers": stack(rng, 2, 3, 5),
        "two square layers": stack(rng, 3, 3, 3),
        "four square layers": stack(rng, 2, 2, 2, 2, 2),
        "through a single unit": stack(rng, 5, 1, 7),
        "three layers": stack(rng, 5, 7, 3, 2),
        "five layers": stack(rng, 3, 7, 5, 11, 2, 13),
    }


def through(weights, b, start=0):
    for W in weights[start:]:
        b = b @ W
    return b


def whole(weights):
    return reduce(np.matmul, weights)


def biases_summed(weights, biases):
    return whole(weights), sum(biases)


def biases_dropped(weights, biases):
    return whole(weights), np.zeros(weights[-1].shape[1])


def last_bias_only(weights, biases):
    return whole(weights), biases[-1]


def first_bias_only(weights, biases):
    return whole(weights), through(weights[1:], biases[0])


def last_two_biases(weights, biases):
    return whole(weights), biases[-2] @ weights[-1] + biases[-1] if len(biases) > 1 else biases[-1]


def each_bias_through_the_next_matrix_only(weights, biases):
    b = biases[-1]
    for bias, W in zip(biases[:-1], weights[1:], strict=True):
        b = b + bias @ W
    return whole(weights), b


def bias_through_its_own_matrix(weights, biases):
    b = np.zeros(len(weights[0]))
    for W, bias in zip(weights, biases, strict=True):
        b = (b + bias) @ W
    return whole(weights), b


def bias_before_the_matrix(weights, biases):
    b = biases[0]
    for W, bias in zip(weights[1:], biases[1:], strict=True):
        b = (b + bias) @ W
    return whole(weights), b


def first_layer_twice(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights, biases, strict=True):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def each_bias_through_all_matrices(weights, biases):
    return whole(weights), sum(bias @ whole(weights) for bias in biases)


def earlier_biases_through_the_whole(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W = W @ W_next
        b = b @ W + b_next
    return W, b


def reversed_product(weights, biases):
    return whole(weights[::-1]), collapse_linear(weights, biases)[1]


def columns_as_examples(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = W_next @ W, W_next @ b + b_next
    return W, b


def transposed(weights, biases):
    W, b = collapse_linear(weights, biases)
    return W.T, b


def bias_as_a_row(weights, biases):
    W, b = collapse_linear(weights, biases)
    return W, b[None]


def with_relu(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = np.maximum(W, 0) @ W_next, np.maximum(b, 0) @ W_next + b_next
    return W, b


def weights_summed(weights, biases):
    return sum(weights), sum(biases)


def weights_multiplied_by_entry(weights, biases):
    return reduce(np.multiply, weights), collapse_linear(weights, biases)[1]


def all_by_entry(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = W * W_next, b * W_next + b_next
    return W, b


def bias_from_the_left(weights, biases):
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = W @ W_next, W_next @ b + b_next
    return W, b


def reversed_and_last_bias(weights, biases):
    return whole(weights[::-1]), biases[-1]


def last_layer(weights, biases):
    return weights[-1], biases[-1]


def first_layer(weights, biases):
    return weights[0], biases[0]


def first_two_layers(weights, biases):
    return collapse_linear(weights[:2], biases[:2])


def always_two(weights, biases):
    return weights[0] @ weights[1], biases[0] @ weights[1] + biases[1]


def images_of_the_axes(weights, biases):
    """The column of W that belongs to an input is the stack's answer to it, but the bias is still in there."""
    W, b = collapse_linear(weights, biases)
    return W + b, b


def answer_to_ones(weights, biases):
    W, b = collapse_linear(weights, biases)
    return W, W.sum(axis=0) + b


def biases_multiplied(weights, biases):
    return whole(weights), reduce(np.multiply, biases)


def from_the_end(weights, biases):
    W, b = np.eye(weights[-1].shape[1]), np.zeros(weights[-1].shape[1])
    for W_before, b_before in zip(weights[::-1], biases[::-1], strict=True):
        b = b_before @ W + b
        W = W_before @ W
    return W, b


def by_asking_the_stack(weights, biases):
    def outputs(x):
        for W, b in zip(weights, biases, strict=True):
            x = x @ W + b
        return x

    D = len(weights[0])
    b = outputs(np.zeros(D))
    return outputs(np.eye(D)) - b, b


def with_one_more_input(weights, biases):
    maps = []
    for W, b in zip(weights, biases, strict=True):
        corner = np.append(np.zeros(len(W)), 1.0)[:, None]
        maps.append(np.hstack([np.vstack([W, b]), corner]))
    product = reduce(np.matmul, maps)
    return product[:-1, :-1], product[-1, :-1]


def with_sums(weights, biases):
    n = len(weights)
    W = np.linalg.multi_dot(weights) if n > 1 else weights[0]
    return W, sum(through(weights, biases[i], i + 1) for i in range(n))


def with_keras(weights, biases):
    from keras import ops

    W, b = ops.convert_to_tensor(weights[0]), ops.convert_to_tensor(biases[0])
    for W_next, b_next in zip(weights[1:], biases[1:], strict=True):
        W, b = ops.matmul(W, W_next), ops.matmul(b, W_next) + b_next
    return W, b


EXERCISE = Exercise(
    name="collapse_linear",
    title="Many linear layers are one",
    points=3,
    stars=3,
    minutes=12,
    task=(
        "Layers without an activation can be folded into one, however many there are. Do it: from the lists of "
        "matrices and biases compute the one matrix and the one bias that give the same output for every input. "
        "Write two layers out on paper first, and multiply the bracket out."
    ),
    stub=stub,
    solution=collapse_linear,
    reasons=(
        ("W @ W_next", "Rows are examples, so x meets the first matrix first: x W1 W2, in this order."),
        (
            "b @ W_next + b_next",
            "What the layers before have added goes through the next matrix, as x does; then its own bias is added.",
        ),
        ("require_chain(", "Checks the shapes and says what is wrong with them; your answer doesn't need it."),
    ),
    cases=cases,
    hints=(
        "Fold the first two layers into one, then that one and the third, and so on: only two layers meet at a time.",
        "(x W1 + b1) W2 + b2 = x (W1 W2) + (b1 W2 + b2).",
        "Start with the first matrix and the first bias. In a loop over the later pairs, multiply both by the next "
        "matrix from the right, and add the next bias to the second.",
    ),
    mistakes=(
        Mistake(
            biases_summed,
            "Your b is the sum of the biases; where their lengths differ, it fails. Each bias passes through all later "
            "matrices: b1 W2 + b2.",
        ),
        Mistake(
            biases_dropped,
            "Your W is right, but b is 0: at x = 0 your layer gives 0, the stack doesn't. The biases survive.",
        ),
        Mistake(
            last_bias_only,
            "Your W is right, but your b is the last bias only. The earlier ones pass through the later matrices.",
        ),
        Mistake(
            first_bias_only,
            "Your W is right, but b holds the first bias only, passed on. Every layer adds one of its own.",
        ),
        Mistake(
            last_two_biases,
            "Two layers come out right. With more, only the last two biases reach your b: those before pass through "
            "several matrices.",
        ),
        Mistake(
            each_bias_through_the_next_matrix_only,
            "Up to two layers come out right. With more, each of your biases goes through one matrix only, and the "
            "shapes may not even fit. It passes through all later ones.",
        ),
        Mistake(
            bias_through_its_own_matrix,
            "Your bias is added before the layer's matrix. A layer multiplies first: x @ W + b.",
        ),
        Mistake(
            bias_before_the_matrix,
            "The first bias is right; later ones are added before their layer's matrix, where even their lengths may "
            "not fit. First the matrix, then the bias: b @ W_next + b_next.",
        ),
        Mistake(
            first_layer_twice,
            "Your result holds the first layer twice: you start with it, and your loop begins with it again. Loop over "
            "`weights[1:]`.",
        ),
        Mistake(
            each_bias_through_all_matrices,
            "You send every bias through all matrices. A bias is added after its own matrix: only the later ones "
            "act on it.",
        ),
        Mistake(
            earlier_biases_through_the_whole,
            "Your b is multiplied by the product of all matrices so far. It has to meet the next matrix alone.",
        ),
        Mistake(
            reversed_product,
            "Your b is right. Your matrices are multiplied in reverse order, so shapes clash, or square ones give "
            "something else. Rows are examples: x @ W1 @ W2.",
        ),
        Mistake(
            columns_as_examples,
            "You multiply from the left, W2 @ W1, as for columns W x. Here rows are examples, x @ W: multiply from "
            "the right.",
        ),
        Mistake(
            transposed, "Your b is right. Your W is the transposed of the right one: its shape is inputs by outputs."
        ),
        Mistake(bias_as_a_row, "Your b is a matrix with one row. A bias is a vector of shape (U_last,)."),
        Mistake(
            with_relu,
            "Negative entries were set to 0 between the layers, as ReLU would. These layers have no activation.",
        ),
        Mistake(weights_summed, "You add the matrices. One layer after the other is a product: x @ W1 @ W2."),
        Mistake(
            weights_multiplied_by_entry,
            "Your b is right. Your matrices are multiplied entry by entry (`*`). A layer after a layer is the matrix "
            "product, `@`.",
        ),
        Mistake(
            all_by_entry,
            "Both W and b are multiplied entry by entry (`*`): most shapes clash, and b becomes a matrix. A layer "
            "after a layer is the matrix product, `@`.",
        ),
        Mistake(
            bias_from_the_left,
            "Your W is right. Your b meets the matrices from the left, W2 @ b: most shapes clash, square ones give "
            "something else. A bias is a row here: b @ W2.",
        ),
        Mistake(
            reversed_and_last_bias,
            "Two things: your matrices are multiplied in reverse order (rows are examples: x @ W1 @ W2), and your b is "
            "the last bias only. The earlier ones pass through the later matrices.",
        ),
        Mistake(last_layer, "You return the last layer alone. All of them have to be folded into one."),
        Mistake(first_layer, "You return the first layer alone. All of them have to be folded into one."),
        Mistake(first_two_layers, "Up to two layers come out right. With more, only the first two are folded."),
        Mistake(
            always_two,
            "Your function takes exactly two layers: a single one raises IndexError, and of more only two are folded. "
            "Loop over the list.",
        ),
        Mistake(
            images_of_the_axes,
            "Your W holds the stack's answers to the rows of the identity. The bias is still in each of them: take it "
            "off.",
        ),
        Mistake(answer_to_ones, "Your b is the answer to an input of ones. The bias is the answer to x = 0."),
        Mistake(biases_multiplied, "You multiply the biases with each other. b1 meets the next matrix: b1 @ W2 + b2."),
    ),
    also_right=(from_the_end, by_asking_the_stack, with_one_more_input, with_sums, with_keras),
    returns=("W", "b"),
    rtol=1e-5,
    atol=1e-5,
    why="Depth alone adds nothing: without a bend between them, a hundred layers are one matrix and one bias.",
    next="What ReLUs between the layers change.",
)
