"""How many numbers does a network learn?"""

from itertools import pairwise


def count_parameters(layer_sizes):
    """Weights and biases of a network of dense layers.

    A layer from ``n`` to ``m`` units has ``n m`` weights and one bias for each of its ``m`` units:
    ``sum over layers of (n + 1) m``. The first size is the input's, which has no parameters.

    Args:
        layer_sizes: the number of inputs, then the number of units of each layer.

    Returns:
        An integer, as ``keras.Model.count_params`` gives.

    Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.1.

    Example:
        >>> count_parameters([64, 32, 10])
        2410
    """
    return sum((inputs + 1) * units for inputs, units in pairwise(layer_sizes))
