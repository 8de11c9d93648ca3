"""Exercise: the loss that goes with a task, its labels and the last layer."""

import numpy as np

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.pairing import choose_loss


def stub(task, labels, activation):
    """The loss for a task, and whether it is told that it gets logits: (name, from_logits).

    task: "regression"; "binary", a yes or no from one output; "multi-class", exactly one of
        several classes; "multi-label", any number of labels at once.
    labels: "float", "integer" (a class's number, or a count for regression), "one-hot" (a 1
        among zeros), "multi-hot" (any number of ones).
    activation: of the last layer: "linear", "sigmoid" or "softmax".
    name: "MeanSquaredError" for regression, "BinaryCrossentropy", "CategoricalCrossentropy" or
        "SparseCategoricalCrossentropy", the classes of keras.losses. (Keras's other names for
        the same losses, such as "binary_crossentropy", are accepted.)
    from_logits: True or False, what the loss is told; None for regression (no such option).
    """
    raise NotImplementedError


def cases(seed):
    every = {
        "prices": ("regression", "float", "linear"),
        "counts: whole numbers, but no classes": ("regression", "integer", "linear"),
        "a share between 0 and 1": ("regression", "float", "sigmoid"),
        "spam or not, a sigmoid at the end": ("binary", "integer", "sigmoid"),
        "spam or not, logits": ("binary", "integer", "linear"),
        "yes or no as 1.0 and 0.0, a sigmoid at the end": ("binary", "float", "sigmoid"),
        "yes or no as 1.0 and 0.0, logits": ("binary", "float", "linear"),
        "digits as numbers, a softmax at the end": ("multi-class", "integer", "softmax"),
        "digits as numbers, logits": ("multi-class", "integer", "linear"),
        "digits as one-hot rows, a softmax at the end": ("multi-class", "one-hot", "softmax"),
        "digits as one-hot rows, logits": ("multi-class", "one-hot", "linear"),
        "the tags of a photograph, sigmoids at the end": ("multi-label", "multi-hot", "sigmoid"),
        "the tags of a photograph, logits": ("multi-label", "multi-hot", "linear"),
    }
    order = np.random.default_rng(seed).permutation(list(every))
    return {str(name): every[name] for name in order}


SPELLINGS = {
    "mean_squared_error": "MeanSquaredError",
    "mse": "MeanSquaredError",
    "MSE": "MeanSquaredError",
    "binary_crossentropy": "BinaryCrossentropy",
    "bce": "BinaryCrossentropy",
    "BCE": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}


def observe(answer, *case):
    """The pair with Keras's other spellings of a name brought to the class's, and True, False or None in words."""
    found = answer(*case)
    if not (isinstance(found, tuple | list) and len(found) == 2):
        return found
    name, from_logits = found
    return _class_name(name), _word(from_logits)


def _class_name(name):
    name = getattr(name, "__name__", name)  # keras.losses.BinaryCrossentropy itself
    if not isinstance(name, str):
        return name
    name = name.removeprefix("keras.losses.")
    name = SPELLINGS.get(name, name)
    meant = {_letters(right): right for right in SPELLINGS.values()}.get(_letters(name), name)
    return name if name == meant else f"{name} (Keras spells it {meant})"


def _letters(name):
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def _word(value):
    known = value is None or isinstance(value, bool | np.bool_)
    return str(value) if known else repr(value)[:40]  # text comes out in quotes, so "True" is not True


def changed(change):
    """A wrong table: the right pair, changed by ``change(name, from_logits, task, labels, activation)``."""

    def answer(task, labels, activation):
        return change(*choose_loss(task, labels, activation), task, labels, activation)

    answer.__name__ = change.__name__
    return answer


@changed
def categorical_for_integers(name, from_logits, task, labels, activation):
    return ("CategoricalCrossentropy" if task == "multi-class" else name), from_logits


@changed
def sparse_for_one_hot(name, from_logits, task, labels, activation):
    return ("SparseCategoricalCrossentropy" if task == "multi-class" else name), from_logits


@changed
def sparse_and_categorical_exchanged(name, from_logits, task, labels, activation):
    sparse, dense = "SparseCategoricalCrossentropy", "CategoricalCrossentropy"
    return {sparse: dense, dense: sparse}.get(name, name), from_logits


@changed
def always_from_logits(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else True


@changed
def never_from_logits(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else False


@changed
def from_logits_reversed(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else not from_logits


@changed
def only_softmax_makes_probabilities(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else activation != "softmax"


@changed
def only_sigmoid_makes_probabilities(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else activation != "sigmoid"


@changed
def logits_for_many_classes_only(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else from_logits and task == "multi-class"


@changed
def linear_regression_as_logits(name, from_logits, task, labels, activation):
    return name, activation == "linear"


@changed
def false_for_regression(name, from_logits, task, labels, activation):
    return name, bool(from_logits)


@changed
def none_for_probabilities(name, from_logits, task, labels, activation):
    return name, from_logits or None


@changed
def categorical_for_many_labels(name, from_logits, task, labels, activation):
    return ("CategoricalCrossentropy" if task == "multi-label" else name), from_logits


@changed
def binary_for_one_hot(name, from_logits, task, labels, activation):
    return ("BinaryCrossentropy" if labels == "one-hot" else name), from_logits


@changed
def binary_for_every_class(name, from_logits, task, labels, activation):
    return ("MeanSquaredError" if task == "regression" else "BinaryCrossentropy"), from_logits


@changed
def sparse_for_binary(name, from_logits, task, labels, activation):
    return ("SparseCategoricalCrossentropy" if task == "binary" and labels == "integer" else name), from_logits


@changed
def sparse_for_all_binary(name, from_logits, task, labels, activation):
    return ("SparseCategoricalCrossentropy" if task == "binary" else name), from_logits


@changed
def categorical_for_binary(name, from_logits, task, labels, activation):
    return ("CategoricalCrossentropy" if task == "binary" else name), from_logits


@changed
def sparse_for_counts(name, from_logits, task, labels, activation):
    if (task, labels) == ("regression", "integer"):
        return "SparseCategoricalCrossentropy", True
    return name, from_logits


@changed
def by_the_labels_alone(name, from_logits, task, labels, activation):
    table = {
        "float": "MeanSquaredError",
        "integer": "SparseCategoricalCrossentropy",
        "one-hot": "CategoricalCrossentropy",
        "multi-hot": "BinaryCrossentropy",
    }
    return table[labels], None if labels == "float" else activation == "linear"


@changed
def name_by_floats(name, from_logits, task, labels, activation):
    return ("MeanSquaredError" if labels == "float" else name), from_logits


@changed
def squared_error_for_floats(name, from_logits, task, labels, activation):
    return ("MeanSquaredError", None) if labels == "float" else (name, from_logits)


@changed
def crossentropy_for_shares(name, from_logits, task, labels, activation):
    if task == "regression" and activation == "sigmoid":
        return "BinaryCrossentropy", False
    return name, from_logits


@changed
def squared_error_for_all(name, from_logits, task, labels, activation):
    return "MeanSquaredError", None


@changed
def the_other_way_round(name, from_logits, task, labels, activation):
    return from_logits, name


@changed
def name_alone(name, from_logits, task, labels, activation):
    return name


@changed
def words_for_values(name, from_logits, task, labels, activation):
    return name, str(from_logits)


@changed
def name_alone_for_regression(name, from_logits, task, labels, activation):
    return name if task == "regression" else (name, from_logits)


@changed
def capital_e(name, from_logits, task, labels, activation):
    return name.replace("Crossentropy", "CrossEntropy"), from_logits


@changed
def sigmoid_means_logits(name, from_logits, task, labels, activation):
    return name, None if task == "regression" else activation == "sigmoid"


@changed
def nothing_for_regression(name, from_logits, task, labels, activation):
    return None if task == "regression" else (name, from_logits)


def with_a_table(task, labels, activation):
    names = {
        ("regression", "float"): "mse",
        ("regression", "integer"): "mean_squared_error",
        ("binary", "integer"): "binary_crossentropy",
        ("binary", "float"): "bce",
        ("multi-class", "integer"): "sparse_categorical_crossentropy",
        ("multi-class", "one-hot"): "categorical_crossentropy",
        ("multi-label", "multi-hot"): "BCE",
    }
    return [names[task, labels], {"linear": True}.get(activation, False) if task != "regression" else None]


def with_match(task, labels, activation):
    match task, labels:
        case "regression", _:
            return "MSE", None
        case "multi-class", "integer":
            name = "SparseCategoricalCrossentropy"
        case "multi-class", _:
            name = "CategoricalCrossentropy"
        case _:
            name = "BinaryCrossentropy"
    return name, np.bool_(activation not in ("sigmoid", "softmax"))


def with_keras(task, labels, activation):
    from keras import losses

    if task == "regression":
        return losses.MeanSquaredError, None
    one_of_many = losses.SparseCategoricalCrossentropy if labels == "integer" else losses.categorical_crossentropy
    return one_of_many if task == "multi-class" else losses.BinaryCrossentropy, activation == "linear"


EXERCISE = Exercise(
    name="choose_loss",
    title="Which loss goes with which head?",
    points=2,
    stars=1,
    minutes=6,
    task=(
        "Write the pairing table of task, labels and last layer. A loss that doesn't fit rarely fails loudly: it "
        "trains, a little worse, or to nothing. Ask three questions: do the classes exclude each other? How are the "
        "labels written? Has the last layer made probabilities already?"
    ),
    stub=stub,
    solution=choose_loss,
    reasons=(
        (
            "_must_go_together(task",
            "Checks that the three fit together, and says what doesn't. Your answer doesn't need it.",
        ),
        ('task == "regression"', "A number is compared with a number. Whole numbers don't make classes of it."),
        ('"BinaryCrossentropy"', "One yes-or-no question, or one for each label: labels don't exclude each other."),
        ('if labels == "integer"', "The same loss for two ways of writing a class: its number, or a 1 in its place."),
        (
            'activation == "linear"',
            "Without sigmoid or softmax at the end the outputs are logits, and the loss adds it.",
        ),
    ),
    cases=cases,
    observe=observe,
    returns=("name", "from_logits"),
    hints=(
        "The name follows from task and labels, `from_logits` from the activation (and from nothing else, except that "
        "regression has none).",
        "Exactly one class is true: categorical, sparse where the label is a number. Each label by itself: binary.",
        "Treat regression first and return. Then find the name with two questions, and compare the activation with "
        '"linear" for the second part.',
    ),
    mistakes=(
        Mistake(
            categorical_for_integers,
            "You give CategoricalCrossentropy integer labels. It expects one-hot rows; numbers need the sparse one.",
        ),
        Mistake(
            sparse_for_one_hot,
            "You give SparseCategoricalCrossentropy one-hot rows. It expects class numbers; rows need the plain one.",
        ),
        Mistake(
            sparse_and_categorical_exchanged,
            "Your sparse and categorical losses are exchanged: sparse is the one for class numbers.",
        ),
        Mistake(
            always_from_logits,
            "You say from_logits=True after a softmax or sigmoid as well. It would be applied twice.",
        ),
        Mistake(
            never_from_logits,
            "You never say from_logits=True. A linear last layer gives logits, not probabilities: say so.",
        ),
        Mistake(
            from_logits_reversed,
            "Your from_logits is reversed: it is True for a linear last layer, False after a softmax or sigmoid.",
        ),
        Mistake(
            only_softmax_makes_probabilities,
            "You say from_logits=True after a sigmoid. It makes probabilities too, and would be applied twice.",
        ),
        Mistake(
            only_sigmoid_makes_probabilities,
            "You say from_logits=True after a softmax. It makes probabilities too, and would be applied twice.",
        ),
        Mistake(
            logits_for_many_classes_only,
            "Your binary and multi-label losses are told False for a linear last layer. Its outputs are logits there "
            "as well.",
        ),
        Mistake(
            linear_regression_as_logits,
            "You answer True or False for regression. MeanSquaredError has no from_logits: None.",
        ),
        Mistake(
            false_for_regression,
            "You answer False for regression. MeanSquaredError has no option from_logits at all: None.",
        ),
        Mistake(
            none_for_probabilities,
            "You answer None after a softmax or sigmoid. These losses have the option, and it is False there; None is "
            "for regression.",
        ),
        Mistake(
            categorical_for_many_labels,
            "You take the categorical loss for multi-label. Several labels may be true at once: binary cross-entropy, "
            "one question per label.",
        ),
        Mistake(
            binary_for_one_hot,
            "You take binary cross-entropy for one-hot rows. Exactly one class is true there: categorical. (Ones and "
            "zeros in the labels don't decide; the task does.)",
        ),
        Mistake(
            binary_for_every_class,
            "You take binary cross-entropy for every classification. Where exactly one class is true: categorical, or "
            "sparse.",
        ),
        Mistake(
            sparse_for_binary,
            "You take the sparse loss for binary tasks with integer labels. It needs an output for each class; here "
            "there is one output: binary.",
        ),
        Mistake(
            sparse_for_all_binary,
            "You take the sparse loss for every binary task. It needs an output for each class; here there is one "
            "output: binary.",
        ),
        Mistake(
            categorical_for_binary,
            "You take the categorical loss for binary tasks. With one output its softmax is always 1: binary.",
        ),
        Mistake(
            sparse_for_counts,
            "You treat whole numbers as classes. For regression they are amounts: 3 is nearer to 4 than to 9.",
        ),
        Mistake(
            by_the_labels_alone,
            "You decide by the labels alone. Integers may be counts or a yes or no, floats may be 0.0 and 1.0: the "
            "task decides first.",
        ),
        Mistake(
            squared_error_for_floats,
            "You take the squared error for a yes or no written as 1.0 and 0.0. The task is binary, however it is "
            "written.",
        ),
        Mistake(
            crossentropy_for_shares,
            "You take binary cross-entropy for regression with a sigmoid. It can be done, but this table says "
            "MeanSquaredError for every regression.",
        ),
        Mistake(squared_error_for_all, "You take the squared error for everything. Classes need a cross-entropy."),
        Mistake(the_other_way_round, "Your parts are exchanged: return (name, from_logits) in this order."),
        Mistake(name_alone, "You return the name alone. Two parts are expected: (name, from_logits)."),
        Mistake(
            words_for_values,
            "Your second part is text, such as 'True' in quotes. In Python any text counts as true, 'False' too: "
            "return True, False or None without quotes.",
        ),
        Mistake(
            name_by_floats,
            "Float labels make your answer MeanSquaredError, also for a yes or no written as 1.0 and 0.0. The task is "
            "binary, however it is written.",
        ),
        Mistake(
            sigmoid_means_logits,
            "You say from_logits=True after a sigmoid, and False for a linear last layer. It is the reverse: the "
            "sigmoid makes probabilities, a linear layer gives logits.",
        ),
        Mistake(
            capital_e,
            "Your table is right but for the spelling: Keras writes Crossentropy with a small e, as in "
            "BinaryCrossentropy.",
        ),
        Mistake(
            name_alone_for_regression,
            "For regression you return the name alone. Two parts are expected: the name, and None for from_logits.",
        ),
        Mistake(
            nothing_for_regression,
            "For regression you return None alone. Two parts are expected: the name, and None for from_logits.",
        ),
    ),
    also_right=(with_a_table, with_match, with_keras),
    why="A softmax that is applied twice, or not at all, trains without an error message: only this table warns you.",
    next="One network, four losses, the same targets: you get what you ask for.",
)
