"""Exercise: the activation of the last layer."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.output_activations import choose_output_activation


def stub(task):
    """The activation of the last layer: "linear", "sigmoid", "softmax", "softplus" or "tanh".

    task is one of these names:
        "regression"          targets of any size and sign, such as a change of price
        "bounded regression"  targets between -1 and 1, such as a steering angle, scaled
        "counts"              the expected number of calls an hour: above 0, no upper bound
        "share"               targets between 0 and 1, such as the part of the sky in clouds
        "binary"              one output: the probability of spam
        "multi-class"         one output a digit: an image shows exactly one of the ten
        "multi-label"         one output a tag: a photo may have none, one or several of them
        "logits"              class scores for a loss that is given from_logits=True
    Choose the one whose outputs can reach every target, and nothing that is no target.
    softplus is log(1 + e^z), a smooth ReLU: always positive.
    """
    raise NotImplementedError


NEEDS = {
    "regression": "targets of any size and sign need an output without bounds",
    "bounded regression": "targets between -1 and 1 need an output with just this range",
    "counts": "an expected count is above 0 and has no upper bound",
    "share": "a share is one number between 0 and 1",
    "binary": "one probability is asked for: a single number between 0 and 1",
    "multi-class": "exactly one class is true, so the outputs are probabilities that sum to 1",
    "multi-label": "the labels do not exclude each other, so each needs a probability of its own",
    "logits": "with from_logits=True the loss applies the sigmoid or softmax itself, to scores without bounds",
}
GIVES = {
    "linear": "any number",
    "sigmoid": "each output a number between 0 and 1, by itself",
    "softmax": "outputs that sum to 1 (a single one is always 1)",
    "softplus": "positive numbers without an upper bound",
    "tanh": "numbers between -1 and 1, negative ones too",
}


def cases(seed):
    tasks = np.random.default_rng(seed).permutation(list(NEEDS)).tolist()
    return {task: (task,) for task in tasks}


def holds(observed, task):
    given = observed if isinstance(observed, str) else ""
    if given == choose_output_activation(task):
        return
    if given in GIVES:
        yield given, f"{given} gives {GIVES[given]}. But for {task!r}: {NEEDS[task]}."
    else:
        yield f"unknown {observed}", f"{str(observed)!r:.40} is none of {', '.join(GIVES)} (small letters)."


def but_for(**changed):
    """A mistake that answers some tasks otherwise; ``_`` stands for what Python doesn't allow in a name."""
    wrong = {task: changed[key] for task in NEEDS if (key := task.replace("-", "_").replace(" ", "_")) in changed}

    def answer(task):
        return wrong.get(task) or choose_output_activation(task)

    return answer


def tanh_for_classes(task):
    return but_for(multi_class="tanh")(task)


def sigmoid_for_classes(task):
    return but_for(multi_class="sigmoid")(task)


def linear_for_classes(task):
    return but_for(multi_class="linear")(task)


def softmax_for_labels(task):
    return but_for(multi_label="softmax")(task)


def exchanged_classes_and_labels(task):
    return but_for(multi_class="sigmoid", multi_label="softmax")(task)


def sigmoid_for_regression(task):
    return but_for(regression="sigmoid")(task)


def tanh_for_regression(task):
    return but_for(regression="tanh")(task)


def softplus_for_regression(task):
    return but_for(regression="softplus")(task)


def linear_for_bounds(task):
    return but_for(bounded_regression="linear")(task)


def sigmoid_for_bounds(task):
    return but_for(bounded_regression="sigmoid")(task)


def linear_for_counts(task):
    return but_for(counts="linear")(task)


def linear_for_positive_targets_and_bounds(task):
    return but_for(counts="linear", bounded_regression="linear", share="linear")(task)


def sigmoid_for_counts(task):
    return but_for(counts="sigmoid")(task)


def softmax_for_counts(task):
    return but_for(counts="softmax")(task)


def softmax_for_binary(task):
    return but_for(binary="softmax")(task)


def softmax_for_all_probabilities(task):
    return but_for(binary="softmax", multi_label="softmax")(task)


def tanh_for_binary(task):
    return but_for(binary="tanh")(task)


def softmax_for_share(task):
    return but_for(share="softmax")(task)


def linear_for_share(task):
    return but_for(share="linear")(task)


def tanh_for_share(task):
    return but_for(share="tanh")(task)


def softmax_for_logits(task):
    return but_for(logits="softmax")(task)


def sigmoid_for_logits(task):
    return but_for(logits="sigmoid")(task)


def linear_for_binary(task):
    return but_for(binary="linear")(task)


def softmax_for_every_task(task):
    return "softmax"


def capital_letters(task):
    return choose_output_activation(task).capitalize()


def with_comparisons(task):
    if task in ("share", "binary", "multi-label"):
        return "sigmoid"
    if task == "multi-class":
        return "softmax"
    if task == "counts":
        return "softplus"
    return "tanh" if task == "bounded regression" else "linear"


def with_match(task):
    match task:
        case "regression" | "logits":
            return "linear"
        case "multi-class":
            return "softmax"
        case "counts":
            return "softplus"
        case "bounded regression":
            return "tanh"
        case _:
            return "sigmoid"


def as_keras_names_it(task):
    from keras import activations

    functions = {
        "linear": ("regression", "logits"),
        "softmax": ("multi-class",),
        "softplus": ("counts",),
        "tanh": ("bounded regression",),
        "sigmoid": ("share", "binary", "multi-label"),
    }
    name = next(name for name, tasks in functions.items() if task in tasks)
    return activations.get(name).__name__


EXERCISE = Exercise(
    name="choose_output_activation",
    title="The last layer's activation",
    points=2,
    stars=1,
    minutes=6,
    task=(
        "Hidden layers take ReLU or one of its relatives. The last layer is another matter: its activation follows "
        "from the targets. Write a function that takes the name of a task and returns the name of the activation. For "
        "each, ask which numbers can be targets, and whether several outputs share a sum."
    ),
    stub=stub,
    solution=choose_output_activation,
    holds=holds,
    reasons=(
        ('"regression": "linear"', "The only one of the five that reaches every number."),
        ('"counts": "softplus"', "Positive without an upper bound; the targets are above 0 too."),
        ('"multi-class": "softmax"', "Exactly one class is true: positive numbers that sum to 1."),
        ('"multi-label": "sigmoid"', "Several may be true at once, so each label has its own yes-or-no question."),
        ('"logits": "linear"', "The loss applies the softmax itself; a second one would flatten it."),
        ("raise ValueError(", "Says which names there are, if none fits; your answer doesn't need it."),
    ),
    cases=cases,
    hints=(
        "For each task write down the smallest and the largest possible target. Which activation has that range?",
        "linear: all numbers. softplus: above 0. sigmoid: 0 to 1. tanh: -1 to 1. softmax: 0 to 1 with the sum 1.",
        "A dictionary from task to activation will do. Two tasks are linear, three take a sigmoid, the other three one "
        "each.",
    ),
    mistakes=(
        Mistake(
            tanh_for_classes,
            "You chose tanh for multi-class. tanh gives negative numbers too, and they do not sum to 1: no "
            "probabilities.",
        ),
        Mistake(
            sigmoid_for_classes,
            "You chose sigmoid for multi-class. Each class then has its own yes or no, and the sum may be anything.",
        ),
        Mistake(
            linear_for_classes,
            "You chose linear for multi-class. That fits a loss with from_logits=True; the outputs themselves are no "
            "probabilities.",
        ),
        Mistake(
            softmax_for_labels,
            "You chose softmax for multi-label. Labels do not exclude each other: with two true ones, softmax can "
            "give both at most 0.5.",
        ),
        Mistake(
            exchanged_classes_and_labels,
            "You exchanged multi-class and multi-label. Classes exclude each other (softmax), labels don't (sigmoid).",
        ),
        Mistake(
            sigmoid_for_regression,
            "You chose sigmoid for regression. Targets above 1 or below 0 cannot be reached.",
        ),
        Mistake(
            tanh_for_regression,
            "You chose tanh for regression. Targets beyond -1 and 1 cannot be reached.",
        ),
        Mistake(softplus_for_regression, "You chose softplus for regression. Negative targets cannot be reached."),
        Mistake(
            linear_for_bounds,
            "You chose linear for targets between -1 and 1. It reaches them, but it also predicts 3: tanh can't.",
        ),
        Mistake(
            sigmoid_for_bounds, "You chose sigmoid for targets between -1 and 1. It never gives a negative number."
        ),
        Mistake(
            linear_for_counts,
            "You chose linear for counts. It can predict fewer than no calls; softplus is always positive.",
        ),
        Mistake(
            linear_for_positive_targets_and_bounds,
            "You chose linear wherever the target is a number. Where targets have bounds, it predicts beyond them.",
        ),
        Mistake(sigmoid_for_counts, "You chose sigmoid for counts. It never predicts more than one call."),
        Mistake(softmax_for_counts, "You chose softmax for counts. It shares out a sum of 1; a count can be any size."),
        Mistake(
            softmax_for_binary,
            "You chose softmax for a single output. It divides the power by itself: the answer is always 1.",
        ),
        Mistake(
            softmax_for_all_probabilities,
            "You chose softmax for every probability. It needs classes that exclude each other; a single output "
            "becomes 1, and labels push each other down.",
        ),
        Mistake(
            linear_for_binary,
            "You chose linear for binary. It can give 3 or -2; a probability lies between 0 and 1: sigmoid.",
        ),
        Mistake(
            softmax_for_every_task,
            "You always give softmax. It fits one task of the eight: classes of which exactly one is true.",
        ),
        Mistake(tanh_for_binary, "You chose tanh for binary. A probability of -0.4 makes no sense."),
        Mistake(
            softmax_for_share,
            "You chose softmax for share. A share here is one number by itself; softmax would always make it 1.",
        ),
        Mistake(linear_for_share, "You chose linear for share. It can predict 120 % of the sky; sigmoid can't."),
        Mistake(tanh_for_share, "You chose tanh for share. It can predict a negative part of the sky."),
        Mistake(
            softmax_for_logits,
            "You chose softmax for logits. With from_logits=True the loss applies one itself: it would be there twice.",
        ),
        Mistake(
            sigmoid_for_logits,
            "You chose sigmoid for logits. With from_logits=True the loss expects scores without bounds.",
        ),
        Mistake(capital_letters, "Your choices are right; write the names in small letters, as Keras does."),
    ),
    also_right=(with_comparisons, with_match, as_keras_names_it),
    why="An output that can't reach its targets stays wrong however long you train it.",
    next="The ranges, measured: a table from the code.",
)
