"""Small data sets for the first neurons: truth tables, two clouds, two kinds of iris."""

import numpy as np

_TABLES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0), "nand": (1, 1, 1, 0)}
IRIS_FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
CLOUDS_SEPARATOR = (np.array([0.6, 0.8]), -1.0)  # weights of length 1 and bias: the line between the clouds


def logic_table(name):
    """The truth table of a logical operation with two inputs.

    Args:
        name: ``"and"``, ``"or"``, ``"xor"`` or ``"nand"``.

    Returns:
        ``(X, y)``: inputs (4, 2) in the order 00, 01, 10, 11, and classes (4,), 0 or 1.

    Raises:
        ValueError: there is no table of that name.

    Example:
        >>> X, y = logic_table("xor")
        >>> y.tolist()
        [0, 1, 1, 0]
    """
    if name not in _TABLES:
        raise ValueError(f"logic_table() got {name!r}; give one of {list(_TABLES)}.")
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array(_TABLES[name])


def two_clouds(n=60, margin=0.5, seed=0):
    """Two Gaussian clouds on either side of a line, with a strip around it that holds no point.

    The line is ``0.6 x1 + 0.8 x2 - 1 = 0`` (``CLOUDS_SEPARATOR``). Class 1 lies on the side where the sum is
    positive. Each cloud has standard deviation 1 and its centre 1.5 from the line; points closer to the line than
    ``margin``, or beyond it, are drawn again. With ``margin=None`` nothing is drawn again, so the clouds overlap.

    Args:
        n: how many points in all; class 0 has n // 2 of them.
        margin: half the width of the empty strip, 0 to 2.5, or None.
        seed: of the random numbers.

    Returns:
        ``(X, y)``: inputs (n, 2) in random order, and classes (n,), 0 or 1.

    Raises:
        ValueError: ``n`` is below 2 or ``margin`` is outside its range.

    Example:
        >>> X, y = two_clouds(n=7, margin=0.5)
        >>> X.shape, int(y.sum())
        ((7, 2), 4)
    """
    if n < 2 or (margin is not None and not 0 <= margin <= 2.5):
        raise ValueError(f"two_clouds() got n={n}, margin={margin}; give n >= 2 and a margin from 0 to 2.5, or None.")
    rng = np.random.default_rng(seed)
    y = rng.permutation((np.arange(n) >= n // 2).astype(int))
    return np.stack([_point(rng, 2 * label - 1, margin) for label in y]), y


def _point(rng, side, margin):
    """One point of the cloud on this side (-1 or 1) of the line."""
    w, b = CLOUDS_SEPARATOR
    while True:
        point = (1.5 * side - b) * w + rng.normal(size=2)
        if margin is None or side * (point @ w + b) >= margin:
            return point


def iris_pair(features=IRIS_FEATURES):
    """Measurements of 50 setosa (class 0) and 50 versicolor (class 1) irises, in that order, in centimetres.

    Args:
        features: which of ``IRIS_FEATURES``, in which order.

    Returns:
        ``(X, y)``: inputs (100, number of features) and classes (100,).

    Raises:
        ValueError: a feature has another name.

    Source: Fisher, "The use of multiple measurements in taxonomic problems", 1936, as shipped with scikit-learn.

    Example:
        >>> X, y = iris_pair(("sepal length", "petal length"))
        >>> X[0].tolist()
        [5.1, 1.4]
    """
    unknown = [name for name in features if name not in IRIS_FEATURES]
    if unknown:
        raise ValueError(f"iris_pair() got {unknown}; the features are {list(IRIS_FEATURES)}.")
    from sklearn.datasets import load_iris

    table = load_iris()
    columns = [IRIS_FEATURES.index(name) for name in features]
    return table.data[:100][:, columns], table.target[:100]
