"""What depth buys: a network of two units a layer that has 2^depth linear pieces."""

import numpy as np


def sawtooth(x, depth):
    """The tent map, composed with itself ``depth`` times: two ReLU units a layer, ``2^depth`` pieces on [0, 1].

    One layer is ``m(x) = 2 relu(x) - 4 relu(x - 1/2)``: up from 0 to 1, and down again. Each layer folds the line
    once more. Left of 0 the value is 0; right of 1 it is ``2 - 2x`` at depth 1 and 0 for deeper ones.

    Args:
        x: an array of any shape.
        depth: how many layers, 1 or more.

    Returns:
        An array of x's shape.

    Raises:
        ValueError: depth is not a whole number of 1 or more.

    Source: Telgarsky, "Benefits of depth in neural networks", 2016.

    Example:
        >>> sawtooth([0.0, 0.25, 0.5, 0.75, 1.0], depth=2).tolist()
        [0.0, 1.0, 0.0, 1.0, 0.0]
    """
    if isinstance(depth, bool) or depth < 1 or depth % 1:
        raise ValueError(f"sawtooth() got depth={depth!r}; give a whole number of 1 or more.")
    x = np.asarray(x, dtype=float)
    for _ in range(int(depth)):
        x = 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)
    return x
