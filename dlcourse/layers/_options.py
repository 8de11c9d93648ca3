"""Options of layers with weights: given by name or as objects, kept as objects, stored as plain data."""

import keras

_FAMILIES = {
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
    "activation": keras.activations,
}


def _family(name):
    """``"kernel_initializer"`` is one of ``keras.initializers``; a plain option like ``"units"`` is of no family."""
    return _FAMILIES.get(name.rsplit("_")[-1])


def keep(layer, **options):
    """Set options as attributes of a layer; names like "relu" or "glorot_uniform" become the objects they stand for."""
    for name, value in options.items():
        family = _family(name)
        setattr(layer, name, family.get(value) if family else value)


def weight(layer, name, shape, role=None, **more):
    """A new weight with the initializer, regularizer and constraint that the layer keeps for its role (or name)."""
    kinds = ("initializer", "regularizer", "constraint")
    options = {kind: getattr(layer, f"{role or name}_{kind}", None) for kind in kinds}
    return layer.add_weight(name=name, shape=shape, **options, **more)


def stored(layer, *names):
    """These attributes of a layer, as ``get_config`` stores them."""
    families = {name: _family(name) for name in names}
    values = {name: getattr(layer, name) for name in names}
    return {name: families[name].serialize(value) if families[name] else value for name, value in values.items()}
