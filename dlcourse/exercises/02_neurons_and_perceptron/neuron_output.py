"""Exercise: the output of one neuron."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import neuron_output


def stub(x, w, b, activation):
    """The output of one neuron: f(w·x + b).

    x: one input (d,), or a batch of inputs (n, d) with one row per example.
    w: the weights (d,).  b: the bias, one number.
    activation: the function f; call it as activation(z).
    Returns one number for one input, and an array (n,) for a batch.
    Example: x = [2, -1], w = [0.5, 1.5], b = 1, f(z) = z gives 0.5.
    """
    raise NotImplementedError


def identity(z):
    return z


def relu(z):
    return np.maximum(z, 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cases(seed):
    rng = np.random.default_rng(seed)
    draw = rng.normal
    return {
        "the worked example": (np.array([2.0, -1.0]), np.array([0.5, 1.5]), 1.0, identity),
        "one input of zeros": (np.zeros(3), draw(size=3), 0.7, np.tanh),
        "one input, ReLU": (draw(size=5), draw(size=5), 1.3, relu),
        "a batch, sigmoid": (draw(size=(7, 3)), draw(size=3), -0.6, sigmoid),
        "a batch as large as the input": (draw(size=(5, 5)), draw(size=5), 0.4, np.tanh),
        "a batch, no activation": (draw(size=(11, 2)), draw(size=2), -1.1, identity),
        "a batch of one": (draw(size=(1, 13)), draw(size=13), 0.9, np.tanh),
    }


def bias_outside(x, w, b, activation):
    return activation(x @ w) + b


def no_bias(x, w, b, activation):
    return activation(x @ w)


def no_activation(x, w, b, activation):
    return x @ w + b


def not_summed(x, w, b, activation):
    return activation(x * w + b)


def summed_over_the_batch(x, w, b, activation):
    return activation(np.sum(x * w) + b)


def bias_per_input(x, w, b, activation):
    return activation(np.sum(x * w + b, axis=-1))


def bias_times_inputs(x, w, b, activation):
    return activation(x @ w + b * np.sum(x, axis=-1))


def activation_per_input(x, w, b, activation):
    return np.sum(activation(x * w), axis=-1) + b


def summed_down_the_columns(x, w, b, activation):
    return activation(np.sum(x * w, axis=0) + b)


def bias_subtracted(x, w, b, activation):
    return activation(x @ w - b)


def weights_first(x, w, b, activation):
    return activation(w @ x + b)


def rows_paired_with_weights(x, w, b, activation):
    return activation(sum(xi * wi for xi, wi in zip(x, w, strict=False)) + b)


def index_over_the_weights(x, w, b, activation):
    return activation(sum(x[i] * w[i] for i in range(len(w))) + b)


def index_over_the_rows(x, w, b, activation):
    return activation(sum(x[i] * w[i] for i in range(len(x))) + b)


def batches_only(x, w, b, activation):
    return np.array([activation(row @ w + b) for row in x])


def own_step(x, w, b, activation):
    return np.where(x @ w + b >= 0, 1.0, 0.0)


def activation_of_the_inputs(x, w, b, activation):
    return activation(x) @ w + b


def with_sum(x, w, b, activation):
    return activation((x * w).sum(axis=-1) + b)


def with_loop(x, w, b, activation):
    rows = np.atleast_2d(x)
    answers = np.array([activation(sum(wi * xi for wi, xi in zip(w, row, strict=True)) + b) for row in rows])
    return answers if x.ndim == 2 else answers[0]


def with_einsum(x, w, b, activation):
    return activation(np.einsum("...d,d->...", x, w) + b)


def bias_as_a_weight(x, w, b, activation):
    ones = np.ones((*x.shape[:-1], 1))
    return activation(np.concatenate([x, ones], axis=-1) @ np.append(w, b))


EXERCISE = Exercise(
    name="neuron_output",
    title="The output of a neuron",
    points=2,
    stars=1,
    minutes=5,
    task=(
        "Write a neuron: multiply each input by its weight, add everything up, add the bias, and apply the "
        "activation. The activation is handed to you as a function. One input gives one number; a batch of $n$ "
        "inputs, one per row, gives $n$ numbers."
    ),
    stub=stub,
    solution=neuron_output,
    reasons=(
        ("@", "The dot product multiplies and sums over the last axis, for one input and for a batch alike."),
        ("+ b", "One bias per neuron, added once: after the sum and before the activation."),
        ("activation(", "The function is applied last, to the whole sum."),
    ),
    cases=cases,
    hints=(
        "Three steps in this order: weighted sum, plus bias, activation.",
        "z = Σ_i x_i w_i + b, with the sum over the inputs (the last axis of x); then a = f(z).",
        "`@` with x on the left and w on the right gives one number per row of x. Add b to that, then call activation.",
    ),
    mistakes=(
        Mistake(
            bias_outside,
            "You add the bias after the activation. It belongs inside: f(w·x + b), so that it moves the threshold.",
        ),
        Mistake(no_bias, "Your numbers are f(w·x): the bias b is missing."),
        Mistake(no_activation, "Your numbers are w·x + b: the activation was never applied."),
        Mistake(
            not_summed,
            "You return one number per input. Products have to be summed: one number per example is expected.",
        ),
        Mistake(
            summed_over_the_batch,
            "You sum over the whole batch and get one number in all. Sum over the inputs of each row only.",
        ),
        Mistake(
            summed_down_the_columns,
            "One input comes out right, a batch doesn't: you sum down its columns, over the examples. Sum over the "
            "last axis.",
        ),
        Mistake(
            bias_subtracted,
            "You subtract b. The bias is added; only if you write it as a threshold, θ = -b, is there a minus.",
        ),
        Mistake(
            bias_per_input,
            "Your sum holds the bias once per input. A neuron has one bias: add it once, after the sum.",
        ),
        Mistake(bias_times_inputs, "Your bias is multiplied by the inputs. It doesn't depend on x: add b as it is."),
        Mistake(
            activation_per_input,
            "You apply f to each product before summing. The activation comes last, after sum and bias.",
        ),
        Mistake(
            weights_first,
            "One input comes out right. In a batch your weights meet the rows, so it fails, or sums over the examples, "
            "as `w @ x` does. Rows are examples: write `x @ w`.",
        ),
        Mistake(
            rows_paired_with_weights,
            "One input comes out right. In a batch your loop pairs the weights with rows (`zip(x, w)` goes over the "
            "first axis). Sum over the last axis.",
        ),
        Mistake(
            index_over_the_weights,
            "One input comes out right. In a batch x[i] is row i, not input i, so your loop over the weights takes "
            "rows. Sum over the last axis.",
        ),
        Mistake(
            index_over_the_rows,
            "One input comes out right. In a batch len(x) is the number of rows, and x[i] is a row. Sum over the last "
            "axis.",
        ),
        Mistake(
            batches_only,
            "A batch comes out right, one input fails: a loop over it meets single numbers. `x @ w` needs no loop.",
        ),
        Mistake(
            own_step,
            "Your answers are 0 and 1 whatever the activation is. Call the function that is handed to you: "
            "`activation(z)`.",
        ),
        Mistake(
            activation_of_the_inputs,
            "You apply the activation to the inputs. It comes last: to the sum with the bias.",
        ),
    ),
    also_right=(with_sum, with_loop, with_einsum, bias_as_a_weight),
    why="A layer of 1000 neurons is this line 1000 times, and the largest network is nothing but layers of it.",
    next="What w and b do to the picture: the sliders below.",
)
