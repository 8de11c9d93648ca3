"""Small networks for small pictures."""


def dense_network(layer_sizes, activation="relu", use_bias=True):
    """A network of dense layers: ``h = activation(W h + b)`` layer after layer, the last without activation.

    Args:
        layer_sizes: the number of inputs, then the number of units of each layer.
        activation: of every layer but the last; ``None`` leaves it out.
        use_bias: whether the layers have biases.

    Returns:
        A ``keras.Sequential`` from ``(B, layer_sizes[0])`` to scores (logits) ``(B, layer_sizes[-1])``.

    Raises:
        ValueError: fewer than two sizes.

    Example:
        >>> dense_network([64, 32, 10]).count_params()
        2410
    """
    import keras

    if len(layer_sizes) < 2:
        raise ValueError(f"dense_network() got {list(layer_sizes)}; give the number of inputs and each layer's units.")
    inputs, *hidden, outputs = layer_sizes
    layers = [keras.layers.Dense(units, activation, use_bias=use_bias) for units in hidden]
    return keras.Sequential([keras.Input((inputs,)), *layers, keras.layers.Dense(outputs, use_bias=use_bias)])


def small_cnn(side=8, classes=10, filters=(16, 32, 32)):
    """A convolutional network for square pictures in one colour.

    Each convolution slides 3 x 3 weights over the picture; pooling halves it; at the end each filter reports only
    how strongly it answered anywhere, so that the place of a stroke no longer matters.

    Args:
        side: height and width of the pictures, at least 4.
        classes: number of scores.
        filters: how many filters each of the three convolutions has.

    Returns:
        A ``keras.Sequential`` from flat pictures ``(B, side * side)`` to scores ``(B, classes)``.

    Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.

    Example:
        >>> small_cnn(8).count_params() == small_cnn(16).count_params()
        True
    """
    from keras import Input, Sequential, layers

    first, second, third = (layers.Conv2D(n, 3, padding="same", activation="relu") for n in filters)
    return Sequential(
        [
            Input((side * side,)),
            layers.Reshape((side, side, 1)),
            first,
            layers.MaxPooling2D(),
            second,
            layers.MaxPooling2D(),
            third,
            layers.GlobalMaxPooling2D(),
            layers.Dense(classes),
        ]
    )
