"""Which class was taken for which: the table that the other metrics of classes are read from."""

import numbers

import numpy as np

STREAMING = {
    "accuracy()": "'accuracy'",
    "precision()": "keras.metrics.Precision()",
    "recall()": "keras.metrics.Recall()",
    "f1_score()": "keras.metrics.F1Score()",
    "mean_iou()": "keras.metrics.MeanIoU()",
    "perplexity()": "dlcourse.metrics.Perplexity()",
    "token_cross_entropy()": "keras.metrics.SparseCategoricalCrossentropy()",
}


def arrays(owner, *values):
    """NumPy arrays; inside ``model.fit`` there are none yet, and only Keras's own metrics can be asked."""
    try:
        return [np.asarray(value) for value in values]
    except NotImplementedError:  # what TensorFlow raises for a tensor of a function that is being compiled
        metric = f", or give compile() {STREAMING[owner]}" if owner in STREAMING else ""
        given = "a tensor without numbers, as metrics get them in model.fit()"
        raise ValueError(f"{owner} got {given}; call it on what model.predict() returns{metric}.") from None


def answer_pair(owner, labels, predictions):
    """Labels and predicted classes as flat arrays of equal length; of scores ``(..., K)`` the largest counts."""
    labels, predictions = arrays(owner, labels, predictions)
    if predictions.ndim == labels.ndim + 1 and predictions.shape[-1] == 1:
        raise ValueError(
            f"{owner} got scores of one class, {predictions.shape}; make them classes first: predictions[..., 0] > 0.5."
        )
    if predictions.ndim == labels.ndim + 1 and predictions.size:
        predictions = predictions.argmax(axis=-1)
    if labels.shape != predictions.shape or labels.size == 0:
        raise ValueError(f"{owner} got {labels.shape} labels, {predictions.shape} predictions; give equally many.")
    return labels.ravel(), predictions.ravel()


def class_counts(owner, labels, predictions, classes=None):
    """The names of the K classes, and the confusion matrix (K, K)."""
    labels, predictions = answer_pair(owner, labels, predictions)
    comparable(owner, labels, predictions)
    both = np.concatenate([labels, predictions])
    names = _names(owner, both, classes)
    order = np.argsort(names)
    place = np.searchsorted(names, both, sorter=order)
    known = names[order[np.minimum(place, len(names) - 1)]] == both
    if not known.all():
        raise ValueError(f"{owner} got {both[~known].tolist()[0]!r}, which is no class; the classes are {_few(names)}.")
    true, predicted = order[place].reshape(2, -1)
    K = len(names)
    return names, np.bincount(K * true + predicted, minlength=K * K).reshape(K, K)


def comparable(owner, labels, predictions):
    for name, values in (("labels", labels), ("predictions", predictions)):
        if values.dtype.kind == "f" and (values % 1 != 0).any():
            raise ValueError(f"{owner} got {name} that are no whole numbers; make scores classes first, e.g. p > 0.5.")
    if (labels.dtype.kind in "US") != (predictions.dtype.kind in "US"):
        raise ValueError(f"{owner} got {labels.dtype} labels and {predictions.dtype} predictions; give the same kind.")


def _names(owner, both, classes):
    if classes is None:
        return np.unique(both)
    names = np.arange(classes) if isinstance(classes, numbers.Integral) else np.asarray(classes)
    if names.ndim != 1 or names.size == 0 or len(np.unique(names)) < names.size:
        raise ValueError(f"{owner} got classes={classes!r}; give their number, or a list that names each once.")
    return names


def _few(names):
    shown = names.tolist()
    return str(shown) if len(shown) <= 8 else f"{shown[0]!r} to {shown[-1]!r}"


def confusion_matrix(labels, predictions, classes=None):
    """How often each class was taken for each: ``C[i, j]`` examples of class i were predicted as class j.

    Args:
        labels: what is true, any shape; integers or strings.
        predictions: predicted classes of the same shape, or scores with one more axis, of which the largest counts.
        classes: the number K of classes 0 to K - 1, or a list of their names in the order of rows; by default those
            that occur, sorted.

    Returns:
        Integers (K, K): rows are true classes, columns predicted ones; the diagonal is right.

    Raises:
        ValueError: nothing to compare, different shapes, a label that is no class, or scores instead of classes.

    Example:
        >>> confusion_matrix([0, 0, 1, 2], [0, 1, 1, 1], classes=3).tolist()
        [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    """
    return class_counts("confusion_matrix()", labels, predictions, classes)[1]


def mean_iou(labels, predictions, classes):
    """Intersection over union, counted over all pixels for each class, and averaged over the classes that occur.

    ``IoU_k = C[k, k] / (sum_j C[k, j] + sum_j C[j, k] - C[k, k])``, C the confusion matrix. A class in neither
    labels nor predictions is left out, as in ``keras.metrics.MeanIoU``.

    Args:
        labels: the class of each pixel, any shape, such as (B, height, width).
        predictions: the same shape, or scores with one more axis, of which the largest counts.
        classes: K, the number of classes.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: nothing to compare, different shapes, or a class outside 0 to K - 1.

    Source: Long, Shelhamer, Darrell, "Fully convolutional networks for semantic segmentation", 2015, section 5.

    Example:
        >>> mean_iou([0, 0, 1, 1], [0, 1, 1, 1], classes=3)
        0.5833333333333333
    """
    _, matrix = class_counts("mean_iou()", labels, predictions, classes)
    intersection = matrix.diagonal()
    union = matrix.sum(axis=0) + matrix.sum(axis=1) - intersection
    return float(np.mean(intersection[union > 0] / union[union > 0]))
