"""Is one layer another's twin? Defaults, options, names, first weights, penalties, shapes: all but the outputs."""

import numpy as np
from support.parity import close, random_array

# Keras options that this course's layers leave out.
LEFT_OUT = {"lora_rank", "lora_alpha", "quantization_config", "synchronized", "renorm", "renorm_clipping"}
LEFT_OUT |= {"renorm_momentum", "rms_scaling", "input_length"}


def same_options(ours, theirs, *shapes, compare_shapes=True):
    """Two layers of the same options agree in configuration, weights at the start, penalties and output shapes.

    Args:
        ours, theirs: layers that were not called yet.
        shapes: of inputs to try, batch first; the last one, or an array in its place, builds the layers.
        compare_shapes: whether to ask for output shapes, also with all but the channels unknown.
    """
    config, expected = ours.get_config(), theirs.get_config()
    assert set(expected) - set(config) <= LEFT_OUT, f"get_config() lacks {set(expected) - set(config) - LEFT_OUT}"
    for name in set(config) & set(expected) - {"name"}:
        assert plain(config[name]) == plain(expected[name]), f"{name}={config[name]}, expected {expected[name]}"
    x = shapes[-1]
    x = random_array(np.random.default_rng(0), x, "float32") if isinstance(x, tuple) else x
    outputs = ours(x), theirs(x)
    assert ours.supports_masking == theirs.supports_masking
    assert outputs[0].shape == outputs[1].shape
    for a, b in zip(ours.weights, theirs.weights, strict=True):
        assert (a.name, tuple(a.shape), a.trainable) == (b.name, tuple(b.shape), b.trainable)
        close(a, b, 0, f"first value of {a.name}")
        assert type(a.constraint) is type(b.constraint), f"constraint of {a.name}"
    assert len(ours.losses) == len(theirs.losses)
    for a, b in zip(ours.losses, theirs.losses, strict=True):
        close(a, b, 1e-5)
    if compare_shapes:
        for shape in shapes:
            for given in (shape, (None, *shape[1:]), (*[None] * (len(shape) - 1), shape[-1])):
                assert tuple(ours.compute_output_shape(given)) == tuple(theirs.compute_output_shape(given)), given


def plain(value):
    """A configuration's value with lists for tuples."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (tuple, list)) else value
