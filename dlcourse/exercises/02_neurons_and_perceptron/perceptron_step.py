"""Exercise: one update of the perceptron."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.neurons import heaviside, perceptron_step


def stub(w, b, x, y, lr):
    """One step of the perceptron rule for one example.

    w: weights (d,).  b: bias, one number.  lr: learning rate.
    x: one input (d,).  y: its class, 0 or 1.
    The neuron predicts 1 where w·x + b >= 0, and 0 elsewhere.
    Returns the new (w, b): unchanged after a right prediction; otherwise both moved by
    lr (y - prediction), times x for the weights and times 1 for the bias.
    A step makes a new array: write w + ..., not w += ..., which would change the caller's array.
    """
    raise NotImplementedError


def cases(seed):
    rng = np.random.default_rng(seed)
    w, x = rng.normal(size=5), rng.normal(size=5)
    far = 1.0 + abs(float(w @ x))
    wide, longer = rng.normal(size=7), rng.normal(size=7)
    return {
        "from zero weights, class 0": (np.zeros(2), 0.0, np.array([3.0, 1.0]), 0, 0.5),
        "from zero weights, class 1": (np.zeros(2), 0.0, np.array([3.0, 1.0]), 1, 0.5),
        "exactly on the line, class 0": (np.array([2.0, -1.0, 1.0]), -1.0, np.array([1.0, 2.0, 1.0]), 0, 0.3),
        "class 1 missed": (w, -far, x, 1, 0.3),
        "class 1 missed by far": (w, -50.0 * far, x, 1, 0.3),
        "class 0 taken for 1": (w, far, x, 0, 0.7),
        "class 1 right": (w, far, x, 1, 0.7),
        "class 0 right": (wide, -1.0 - abs(float(wide @ longer)), longer, 0, 0.3),
    }


def reversed_sign(w, b, x, y, lr):
    error = heaviside(w @ x + b) - y
    return w + lr * error * x, b + lr * error


def no_bias_update(w, b, x, y, lr):
    return w + lr * (y - heaviside(w @ x + b)) * x, b


def always_updates(w, b, x, y, lr):
    return w + lr * (2 * y - 1) * x, b + lr * (2 * y - 1)


def strict_step(w, b, x, y, lr):
    error = y - float(w @ x + b > 0)
    return w + lr * error * x, b + lr * error


def no_learning_rate(w, b, x, y, lr):
    error = y - heaviside(w @ x + b)
    return w + error * x, b + error


def bias_without_rate(w, b, x, y, lr):
    error = y - heaviside(w @ x + b)
    return w + lr * error * x, b + error


def no_step(w, b, x, y, lr):
    error = y - (w @ x + b)
    return w + lr * error * x, b + lr * error


def bias_ignored_in_prediction(w, b, x, y, lr):
    error = y - heaviside(w @ x)
    return w + lr * error * x, b + lr * error


def input_forgotten(w, b, x, y, lr):
    error = y - heaviside(w @ x + b)
    return w + lr * error, b + lr * error


def only_when_missed(w, b, x, y, lr):
    return (w + lr * x, b + lr) if y == 1 and w @ x + b < 0 else (w, b)


def always_towards(w, b, x, y, lr):
    wrong = heaviside(w @ x + b) != y
    return (w + lr * x, b + lr) if wrong else (w, b)


def bias_the_other_way(w, b, x, y, lr):
    error = y - heaviside(w @ x + b)
    return w + lr * error * x, b - lr * error


def only_the_change(w, b, x, y, lr):
    error = y - heaviside(w @ x + b)
    return lr * error * x, lr * error


def sign_prediction(w, b, x, y, lr):
    error = y - (1.0 if w @ x + b >= 0 else -1.0)
    return w + lr * error * x, b + lr * error


def predicted_again_for_b(w, b, x, y, lr):
    w = w + lr * (y - heaviside(w @ x + b)) * x
    return w, b + lr * (y - heaviside(w @ x + b))


def predicted_again_for_w(w, b, x, y, lr):
    b = b + lr * (y - heaviside(w @ x + b))
    return w + lr * (y - heaviside(w @ x + b)) * x, b


def with_cases(w, b, x, y, lr):
    fires = sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b >= 0
    if fires and y == 0:
        return w - lr * x, b - lr
    if not fires and y == 1:
        return w + lr * x, b + lr
    return w, b


def with_ones(w, b, x, y, lr):
    weights, inputs = np.append(w, b), np.append(x, 1.0)
    weights = weights + lr * (y - heaviside(weights @ inputs)) * inputs
    return weights[:-1], weights[-1]


EXERCISE = Exercise(
    name="perceptron_step",
    title="One step of the perceptron rule",
    points=2,
    stars=2,
    minutes=6,
    task=(
        "Write one step of learning. Predict with the step function first. After a right prediction return `w` and "
        "`b` unchanged. After a mistake move both by `lr` times `y - prediction`: the weights in the direction of "
        "the input, the bias as if its input were 1. The package's step is `neurons.heaviside`."
    ),
    stub=stub,
    solution=perceptron_step,
    reasons=(
        (
            "y - heaviside(w @ x + b)",
            "The error is 0 when the prediction is right, so nothing moves; else it is +1 or -1.",
        ),
        ("lr * error * x", "A missed class 1 moves w towards x, a false alarm away from it."),
        ("b + lr * error", "The bias is a weight whose input is always 1, so it gets the same update."),
    ),
    cases=cases,
    hints=(
        "Three values are possible for y minus the prediction: 0, +1 and -1. What should each of them do to w?",
        "error = y - H(w·x + b);  w ← w + lr·error·x;  b ← b + lr·error.",
        "Compute `error` with a comparison of `w @ x + b` with 0. Then return a pair of two new values; don't use "
        "`w += ...`.",
    ),
    mistakes=(
        Mistake(
            reversed_sign,
            "Your step goes the wrong way: after it, the sum w·x + b is further on the wrong side. Use y - prediction.",
        ),
        Mistake(
            no_bias_update,
            "Your weights are right, but b never changes: the line could only turn. The bias gets lr·error too.",
        ),
        Mistake(always_updates, "You change the weights after right predictions as well. No mistake, no update."),
        Mistake(
            strict_step,
            "On the line, where w·x + b is exactly 0, the neuron fires here: it predicts 1 where the sum is >= 0.",
        ),
        Mistake(no_learning_rate, "Your steps are right for lr = 1 only: multiply them by lr."),
        Mistake(
            bias_without_rate,
            "Your weights are right, but the bias moves by the error alone: multiply it by lr too.",
        ),
        Mistake(
            no_step,
            "Your error is y - (w·x + b), without the step function. That is another rule (Widrow and Hoff's).",
        ),
        Mistake(bias_ignored_in_prediction, "Your prediction leaves the bias out: compare w·x + b with 0, not w·x."),
        Mistake(
            input_forgotten,
            "You add the same number to every weight. Each weight moves in proportion to its own input x_i.",
        ),
        Mistake(
            only_when_missed,
            "You correct only a missed class 1. A false alarm (y = 0, predicted 1) needs a step back.",
        ),
        Mistake(
            always_towards,
            "You move towards x after every mistake, as `abs(y - prediction)` would. After a false alarm (y = 0, "
            "predicted 1) the step goes the other way.",
        ),
        Mistake(
            bias_the_other_way,
            "Your weights are right, but the bias moves the wrong way: it is added to the sum, so it gets + "
            "lr·error too.",
        ),
        Mistake(
            predicted_again_for_b,
            "Your weights are right. The bias is moved by a second prediction, made after w had changed: predict once, "
            "before both.",
        ),
        Mistake(
            predicted_again_for_w,
            "Your bias is right. The weights are moved by a second prediction, made after b had changed: predict once, "
            "before both.",
        ),
        Mistake(only_the_change, "You return the changes alone. Return the new weights and bias: old plus change."),
        Mistake(
            sign_prediction,
            "Your errors are y minus -1 or +1, so a right 0 counts as an error too. The prediction is 0 or 1 here.",
        ),
    ),
    also_right=(with_cases, with_ones),
    returns=("w", "b"),
    why="Nothing but mistakes moves the weights, and if a line separates the classes, that is enough to find one.",
    next="Repeat it, row after row: the film below shows where the line goes.",
)
