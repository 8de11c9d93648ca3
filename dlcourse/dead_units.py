"""ReLU units that have stopped answering: how many, of a trained Keras model."""

import numpy as np


def is_relu(layer):
    """Whether a Keras layer ends in ReLU: ``Dense(5, activation="relu")``, ``Activation("relu")``, ``ReLU()``.

    Leaky ReLU, ELU, swish and the like never give exactly 0 over a whole range of inputs, so they are none.

    Example:
        >>> from keras import layers
        >>> [is_relu(each) for each in (layers.Dense(5, activation="relu"), layers.ReLU(), layers.LeakyReLU())]
        [True, True, False]
    """
    import keras

    if isinstance(layer, keras.layers.ReLU):
        return not layer.negative_slope
    return getattr(layer, "activation", None) is keras.activations.relu


def dead_fraction(model, X):
    """The share of ReLU units that are 0 for every example: dead units, as far as these examples tell.

    ``dead / units``, counted over all ReLU layers together. Such a unit passes no gradient back for any of the
    examples, so training on them can't change its weights; only a change of the layers before it can wake it up.

    Args:
        model: a ``keras.Sequential`` or functional model with one Input. Its ReLU layers count (see ``is_relu``), each
            entry of the last axis as one unit: of a convolution a channel, dead if it is 0 at every place.
        X: inputs of the model, (B, ...); the more examples, the surer.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: the model has no Input, or no ReLU layer.

    Source: Maas, Hannun, Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013, section 2.

    Example:
        >>> import keras
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, activation="relu")])
        >>> model.set_weights([np.array([[1.0, -1.0]]), np.array([0.0, -5.0])])
        >>> dead_fraction(model, np.array([[1.0], [2.0]]))  # the second unit would need x < -5
        0.5
    """
    import keras

    layers = [layer for layer in model.layers if is_relu(layer)]
    if not (layers and getattr(model, "inputs", None)):
        raise ValueError("dead_fraction() got a model without a ReLU layer or without an Input; give it both.")
    activations = keras.Model(model.inputs, {layer.name: layer.output for layer in layers})([X])
    # One entry a unit: is it 0 for all examples? The units stand along the last axis.
    dead = [np.all(np.asarray(A) == 0, axis=tuple(range(A.ndim - 1))) for A in activations.values()]
    return float(np.concatenate(dead).mean())
