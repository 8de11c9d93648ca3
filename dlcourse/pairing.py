"""Which loss of Keras fits a task, its labels, and the activation of the last layer."""

from dlcourse._require import one_of

LABELS = {
    "regression": ("float", "integer"),
    "binary": ("float", "integer"),
    "multi-class": ("integer", "one-hot"),
    "multi-label": ("multi-hot",),
}
HEADS = {
    "regression": ("linear", "relu", "softplus", "sigmoid", "tanh"),
    "binary": ("linear", "sigmoid"),
    "multi-class": ("linear", "softmax"),
    "multi-label": ("linear", "sigmoid"),
}


def choose_loss(task, labels, activation):
    """The usual loss for a task, as the name of a class in ``keras.losses``, and its option ``from_logits``.

    Args:
        task: "regression", "binary" (one output), "multi-class" (classes that exclude each other) or "multi-label"
            (several may be true at once).
        labels: "float", "integer", "one-hot" or "multi-hot".
        activation: of the last layer: "linear" or "softmax", "sigmoid" and, for regression, "tanh", "relu", "softplus".

    Returns:
        ``(name, from_logits)``; from_logits is True where a classifier's last layer is linear, and None for
        regression, whose loss has no such option.

    Raises:
        ValueError: a task, labels or an activation that don't go together.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.2.2; Bishop, "Pattern Recognition and
    Machine Learning", 2006, section 5.2.

    Example:
        >>> choose_loss("multi-class", "integer", "linear")
        ('SparseCategoricalCrossentropy', True)
    """
    _must_go_together(task, labels, activation)
    if task == "regression":
        return "MeanSquaredError", None
    name = "BinaryCrossentropy"  # one yes-or-no question, or several that are answered each by itself
    if task == "multi-class":
        name = "SparseCategoricalCrossentropy" if labels == "integer" else "CategoricalCrossentropy"
    return name, activation == "linear"


def _must_go_together(task, labels, activation):
    """Nothing, when there is such a task, with such labels and such a last layer."""
    one_of("choose_loss()", "task", task, LABELS)
    owner = f"choose_loss() for task={task!r}"
    one_of(owner, "labels", labels, LABELS[task])
    one_of(owner, "activation", activation, HEADS[task])
