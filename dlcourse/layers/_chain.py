"""Layers one after the other, inside a block."""


def build_chain(layers, shape):
    """Build layers in order; the shape that comes out."""
    for layer in layers:
        layer.build(shape)
        shape = layer.compute_output_shape(shape)
    return shape


def run_chain(layers, x):
    """Layers in order; Keras hands ``training`` on from the call of the layer around them."""
    for layer in layers:
        x = layer(x)
    return x
