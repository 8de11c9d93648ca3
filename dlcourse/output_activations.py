"""Which activation the last layer needs: the one whose range is that of the targets."""


def choose_output_activation(task):
    """The activation of the last layer for a task, as Keras names it.

    Its range must be that of the targets: what the output can't reach stays wrong, and what lies outside the range of
    the targets should never be predicted.

    Args:
        task: "regression" (targets of any size and sign), "bounded regression" (-1 to 1), "counts" (expected counts,
            above 0 without an upper bound), "share" (0 to 1), "binary" (two classes, one output), "multi-class"
            (exactly one of several classes), "multi-label" (any number of labels true at once), or "logits" (scores
            for a loss with ``from_logits=True``).

    Returns:
        "linear", "tanh", "softplus", "sigmoid" or "softmax".

    Raises:
        ValueError: the task has another name.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.2.2.

    Example:
        >>> choose_output_activation("multi-label")
        'sigmoid'
    """
    activations = {
        "regression": "linear",
        "bounded regression": "tanh",
        "counts": "softplus",
        "share": "sigmoid",
        "binary": "sigmoid",
        "multi-class": "softmax",
        "multi-label": "sigmoid",
        "logits": "linear",
    }
    if task not in activations:
        names = ", ".join(map(repr, activations))
        raise ValueError(f"choose_output_activation() got task={task!r}; give one of {names}.")
    return activations[task]
