"""Exercise: a dense layer, forward."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.nn import dense_forward


def stub(X, W, b, activation):
    """A dense layer on a batch: Z = X W + b, then A = f(Z). Returns (A, Z).

    X: inputs (B, D), one example a row.
    W: weights (D, U), one unit a column.  b: biases (U,), one for each unit.
    activation: this time a name: "linear" (then A is Z), "relu", "tanh" or "sigmoid".
    Both results are (B, U). Keep Z as it was before f: the way back will need it.
    Example: X = [[1, 2]], W = [[3], [-4]], b = [1] with "relu" gives A = [[0]], Z = [[-4]].
    """
    raise NotImplementedError


def cases(seed):
    draw = np.random.default_rng(seed).normal
    return {
        "the worked example": (np.array([[1.0, 2.0]]), np.array([[3.0], [-4.0]]), np.array([1.0]), "relu"),
        "one example, linear": (draw(size=(1, 3)), draw(size=(3, 2)), draw(size=2), "linear"),
        "as many examples as units, tanh": (draw(size=(3, 2)), draw(size=(2, 3)), draw(size=3), "tanh"),
        "every size the same, sigmoid": (draw(size=(5, 5)), draw(size=(5, 5)), draw(size=5), "sigmoid"),
        "three units, ReLU": (draw(size=(7, 5)), draw(size=(5, 3)), draw(size=3), "relu"),
        "all units silent, ReLU": (draw(size=(2, 3)), draw(size=(3, 7)), draw(size=7) - 30, "relu"),
        "one unit, sigmoid": (draw(size=(13, 2)), draw(size=(2, 1)), draw(size=1), "sigmoid"),
        "a larger batch, tanh": (draw(size=(17, 7)), draw(size=(7, 2)), draw(size=2), "tanh"),
    }


def _f(Z, name):
    if name == "relu":
        return np.maximum(Z, 0)
    return {"linear": lambda Z: Z, "tanh": np.tanh, "sigmoid": lambda Z: 1 / (1 + np.exp(-Z))}[name](Z)


def weights_first(X, W, b, activation):
    Z = W @ X + b
    return _f(Z, activation), Z


def weights_transposed(X, W, b, activation):
    Z = X @ W.T + b
    return _f(Z, activation), Z


def columns_are_examples(X, W, b, activation):
    Z = W.T @ X.T + b[:, None]
    return _f(Z, activation), Z


def elementwise(X, W, b, activation):
    Z = X * W + b
    return _f(Z, activation), Z


def bias_down_the_rows(X, W, b, activation):
    Z = X @ W + b[:, None]
    return _f(Z, activation), Z


def z_after_activation(X, W, b, activation):
    A = _f(X @ W + b, activation)
    return A, A


def relu_in_place(X, W, b, activation):
    Z = X @ W + b
    if activation != "relu":
        return _f(Z, activation), Z
    A = Z
    A[A < 0] = 0
    return A, Z


def swapped(X, W, b, activation):
    Z = X @ W + b
    return Z, _f(Z, activation)


def no_bias(X, W, b, activation):
    Z = X @ W
    return _f(Z, activation), Z


def bias_outside(X, W, b, activation):
    Z = X @ W
    return _f(Z, activation) + b, Z


def bias_outside_and_in_z(X, W, b, activation):
    Z = X @ W
    return _f(Z, activation) + b, Z + b


def z_without_bias(X, W, b, activation):
    Z = X @ W
    return _f(Z + b, activation), Z


def bias_subtracted(X, W, b, activation):
    Z = X @ W - b
    return _f(Z, activation), Z


def no_activation(X, W, b, activation):
    Z = X @ W + b
    return Z, Z


def only_a(X, W, b, activation):
    return _f(X @ W + b, activation)


def always_relu(X, W, b, activation):
    Z = X @ W + b
    return np.maximum(Z, 0), Z


def always_sigmoid(X, W, b, activation):
    Z = X @ W + b
    return _f(Z, "sigmoid"), Z


def always_tanh(X, W, b, activation):
    Z = X @ W + b
    return np.tanh(Z), Z


def largest_of_each_column(X, W, b, activation):
    Z = X @ W + b
    return (np.max(Z, 0) if activation == "relu" else _f(Z, activation)), Z


def python_max(X, W, b, activation):
    Z = X @ W + b
    return (max(0, Z) if activation == "relu" else _f(Z, activation)), Z


def absolute_for_relu(X, W, b, activation):
    Z = X @ W + b
    return (np.abs(Z) if activation == "relu" else _f(Z, activation)), Z


def step_for_relu(X, W, b, activation):
    Z = X @ W + b
    return ((Z > 0) * 1.0 if activation == "relu" else _f(Z, activation)), Z


def min_for_relu(X, W, b, activation):
    Z = X @ W + b
    return (np.minimum(Z, 0) if activation == "relu" else _f(Z, activation)), Z


def sigmoid_of_minus_z(X, W, b, activation):
    Z = X @ W + b
    return (1 / (1 + np.exp(Z)) if activation == "sigmoid" else _f(Z, activation)), Z


def sigmoid_without_brackets(X, W, b, activation):
    Z = X @ W + b
    return (1 / 1 + np.exp(-Z) if activation == "sigmoid" else _f(Z, activation)), Z


def linear_forgotten(X, W, b, activation):
    Z = X @ W + b
    A = None if activation == "linear" else _f(Z, activation)
    return A, Z


def no_branch_for_linear(X, W, b, activation):
    Z = X @ W + b
    if activation == "linear":
        raise UnboundLocalError  # as Python does where the branch that sets A is missing
    return _f(Z, activation), Z


def name_called(X, W, b, activation):
    Z = X @ W + b
    return activation(Z), Z


def tanh_and_sigmoid_exchanged(X, W, b, activation):
    Z = X @ W + b
    return _f(Z, {"tanh": "sigmoid", "sigmoid": "tanh"}.get(activation, activation)), Z


def relu_up_to_one(X, W, b, activation):
    Z = X @ W + b
    return (np.clip(Z, 0, 1) if activation == "relu" else _f(Z, activation)), Z


def averaged_over_inputs(X, W, b, activation):
    Z = X @ W / X.shape[1] + b
    return _f(Z, activation), Z


def activation_first(X, W, b, activation):
    Z = X @ W + b
    return _f(X, activation) @ W + b, Z


def with_loops(X, W, b, activation):
    Z = [[sum(x * w for x, w in zip(row, W[:, j], strict=True)) + b[j] for j in range(len(b))] for row in X]
    return [[float(_f(z, activation)) for z in row] for row in Z], Z


def with_einsum(X, W, b, activation):
    Z = np.einsum("bd,du->bu", X, W) + b
    return _f(Z, activation), Z


def bias_as_a_weight(X, W, b, activation):
    Z = np.column_stack([X, np.ones(len(X))]) @ np.vstack([W, b])
    return _f(Z, activation), Z


def in_float32(X, W, b, activation):
    Z = X.astype("float32") @ W.astype("float32") + b.astype("float32")
    return _f(Z, activation), Z


def with_keras(X, W, b, activation):
    import keras

    Z = keras.ops.matmul(keras.ops.cast(X, "float32"), keras.ops.cast(W, "float32")) + b.astype("float32")
    return keras.activations.get(activation)(Z), Z


EXERCISE = Exercise(
    name="dense_forward",
    title="A dense layer, forward",
    points=2,
    stars=1,
    minutes=7,
    task=(
        "Write a whole layer for a whole batch, in one matrix product. Rows of `X` are examples, columns of `W` are "
        "units. The activation comes as a name, not as a function: the way back will need the derivative that belongs "
        "to it. Return the activations `A`, and also `Z`, the sums before the activation."
    ),
    stub=stub,
    solution=dense_forward,
    reasons=(
        ("X @ W + b", "Row i of X meets column j of W: example i in unit j. NumPy adds b to every row."),
        ("np.maximum(Z, 0)", "Entry by entry, the larger of the two; np.max would look for one largest entry."),
        ("np.logaddexp(0, -Z)", "log(1 + e^-Z): the sigmoid without an overflow where Z is very negative (lesson 04)."),
        ("(Z), Z", "Both are handed on: A to the next layer, Z to the way back."),
    ),
    cases=cases,
    hints=(
        "Three steps: a matrix product, plus the biases, then the function that the name stands for.",
        "Z = X W + b has an entry for each example and each unit: (B, D) times (D, U) is (B, U). A = f(Z), where relu "
        "is max(z, 0) and sigmoid is 1 / (1 + e^-z).",
        "Keep the sums in one variable and the result of f in another, one `if` for each name; `np.maximum`, "
        "`np.tanh` and `np.exp` work on whole arrays. Return the pair in the order (A, Z).",
    ),
    mistakes=(
        Mistake(
            weights_first,
            "Your weights stand on the left. Rows are examples and columns units, so the sums are X @ W.",
        ),
        Mistake(
            weights_transposed,
            "You transpose W. Its columns are the units already, (D, U), so X @ W fits as it is.",
        ),
        Mistake(
            columns_are_examples,
            "Your results are transposed, (U, B). Here rows are examples: X @ W + b gives (B, U).",
        ),
        Mistake(elementwise, "`*` multiplies entry by entry. The matrix product, which sums as well, is `@`."),
        Mistake(
            bias_down_the_rows,
            "You add one bias per row. b has one entry for each unit, a column: X @ W + b does it without reshaping.",
        ),
        Mistake(
            z_after_activation,
            "Your Z is A once more. Z is the pre-activation, X W + b as it was before f: keep it in its own variable.",
        ),
        Mistake(
            relu_in_place,
            "Your A is right, but with ReLU the negative entries of Z are gone too: A and Z are one array that was "
            "changed in place. `np.maximum(Z, 0)` makes a new one.",
        ),
        Mistake(swapped, "Both arrays are right, the order isn't: return A first, then Z."),
        Mistake(no_bias, "Your sums are X W: the bias b is missing."),
        Mistake(bias_outside, "You add b after the activation, and Z lacks it. It belongs to the sum: Z = X W + b."),
        Mistake(
            bias_outside_and_in_z,
            "Your Z is right, but A is f(X W) + b. The activation is applied to the whole sum: A = f(Z).",
        ),
        Mistake(z_without_bias, "Your A is right, but the Z that you return lacks b: Z = X W + b."),
        Mistake(bias_subtracted, "You subtract b. A bias is added: Z = X W + b."),
        Mistake(no_activation, "Your A equals Z for every name: the activation was never applied."),
        Mistake(only_a, "Your A is right. Return the pair (A, Z): the way back needs the sums as well."),
        Mistake(always_relu, "Your A is ReLU of Z whatever the name says. Look at `activation`: there are four."),
        Mistake(always_sigmoid, "Your A is the sigmoid of Z whatever the name says. Look at `activation`."),
        Mistake(always_tanh, "Your A is tanh of Z whatever the name says. Look at `activation`: there are four."),
        Mistake(
            largest_of_each_column,
            "With ReLU your A holds one number per unit: `np.max(Z, 0)` is the largest entry of each column. ReLU is "
            "`np.maximum(Z, 0)`, entry by entry.",
        ),
        Mistake(
            python_max,
            "With ReLU your code asks a whole array one yes-or-no question, as Python's own `max(0, Z)` does. "
            "`np.maximum(Z, 0)` asks every entry.",
        ),
        Mistake(absolute_for_relu, "Your ReLU turns negative sums positive, as abs does. ReLU makes them 0."),
        Mistake(step_for_relu, "Your ReLU gives 0 and 1. That is its slope; ReLU itself passes positive sums on."),
        Mistake(min_for_relu, "Your ReLU keeps the negative sums and cuts the positive ones: max, not min."),
        Mistake(
            sigmoid_of_minus_z,
            "Your sigmoid falls where it should rise: its exponent is -z, 1 / (1 + e^-z).",
        ),
        Mistake(
            sigmoid_without_brackets,
            "Your sigmoid lacks brackets: `1 / 1 + e` is 1 + e. Write `1 / (1 + np.exp(-Z))`.",
        ),
        Mistake(linear_forgotten, 'Your A is None for "linear", the activation that does nothing: there A is Z.'),
        Mistake(
            no_branch_for_linear,
            'With "linear" your code uses a variable that no line has set. There A is Z: that name needs a branch too.',
        ),
        Mistake(
            name_called,
            "Every case ends with a TypeError. Do you call `activation(Z)`? It is a text such as 'relu', no function: "
            "compare it, `if activation == 'relu':`, with a branch for each name.",
        ),
        Mistake(tanh_and_sigmoid_exchanged, 'Your "tanh" gives the sigmoid, and your "sigmoid" gives tanh.'),
        Mistake(relu_up_to_one, "Your ReLU ends at 1. Only negative sums are cut, to 0; positive ones pass unchanged."),
        Mistake(averaged_over_inputs, "You divide by the number of inputs. A unit sums, it doesn't average."),
        Mistake(activation_first, "Your Z is right, but A is f(X) W + b. f comes last: A = f(Z)."),
    ),
    also_right=(with_loops, with_einsum, bias_as_a_weight, in_float32, with_keras),
    returns=("A", "Z"),
    avoid=("keras.layers.Dense", "dlcourse.nn.Dense"),
    rtol=1e-4,
    atol=1e-5,
    why="This line is where networks spend most of their time: a batch of examples and a layer of units, one product.",
    next="Several layers in a row.",
)
