"""A recurrent layer run in both directions."""

import keras
from keras import ops

from dlcourse._require import one_of

MERGES = {
    "sum": lambda ahead, back: ahead + back,
    "mul": lambda ahead, back: ahead * back,
    "ave": lambda ahead, back: (ahead + back) / 2,
    "concat": lambda ahead, back: ops.concatenate([ahead, back], axis=-1),
    None: lambda ahead, back: (ahead, back),
}


@keras.saving.register_keras_serializable(package="dlcourse")
class Bidirectional(keras.layers.Layer):
    """Two copies of a recurrent layer, one reading forwards and one backwards, with their outputs merged.

    With ``return_sequences`` output t of one has seen x_1 to x_t and of the other x_t to x_T, and masked steps give 0.

    Args:
        layer: a recurrent layer, of this package or of Keras; its options are used, not its weights.
        merge_mode: "concat", "sum", "mul", "ave", or None for both outputs one by one.
        backward_layer: the second one, if it is not to be like the first; with ``go_backwards=True``.

    Call with ``mask`` and ``initial_state`` (first the states of the forward layer, then those of the other).

    Raises:
        ValueError: layers that are not recurrent or don't fit together, or another merge_mode.

    Source: Schuster, Paliwal 1997, "Bidirectional recurrent neural networks".

    Example:
        >>> import numpy as np
        >>> from dlcourse.layers.recurrent import GRU
        >>> Bidirectional(GRU(3, return_sequences=True))(np.ones((2, 5, 4))).shape
        TensorShape([2, 5, 6])
    """

    def __init__(self, layer, merge_mode="concat", *, backward_layer=None, **kwargs):
        super().__init__(**kwargs)
        for each in (layer, layer if backward_layer is None else backward_layer):
            if not all(hasattr(each, name) for name in ("go_backwards", *COMMON)):
                raise ValueError(f"Bidirectional got {each!r} as a layer; give a recurrent one, such as LSTM(32).")
        self.merge_mode = one_of("Bidirectional", "merge_mode", merge_mode, MERGES)
        self.forward_layer = _copy(layer, "forward")
        self.backward_layer = backward_layer or _copy(layer, "backward", go_backwards=True)
        _fit_together(self.forward_layer, self.backward_layer)
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = each.return_sequences
        self.stateful, self.return_sequences, self.return_state = (getattr(layer, name) for name in COMMON)
        self.supports_masking = True
        self.input_spec = self.forward_layer.input_spec  # not the layer's, which may know its features already

    def build(self, sequences_shape, initial_state_shape=None):
        for each in (self.forward_layer, self.backward_layer):
            if not each.built:
                each.build(sequences_shape)

    def call(self, sequences, initial_state=None, mask=None, training=None):
        initial_state = initial_state if isinstance(initial_state, (list, tuple, type(None))) else [initial_state]
        half = len(initial_state or ()) // 2
        starts = (initial_state[:half], initial_state[half:]) if initial_state else (None, None)
        if len(starts[0] or ()) != len(starts[1] or ()):
            raise ValueError(
                f"Bidirectional got {len(initial_state)} tensors as its initial_state; "
                "give those of the forward layer, then as many of the other."
            )
        results = [
            each(sequences, initial_state=start, mask=mask, training=training)
            for each, start in zip((self.forward_layer, self.backward_layer), starts, strict=True)
        ]
        states = ()
        if self.return_state:
            states = (*results[0][1:], *results[1][1:])
            results = [result[0] for result in results]
        ahead, back = (ops.cast(result, self.compute_dtype) for result in results)
        if self.return_sequences:
            back = ops.flip(back, axis=1)  # both in the order of time
        merged = MERGES[self.merge_mode](ahead, back)
        if not self.return_state:
            return merged
        return (*merged, *states) if self.merge_mode is None else (merged, *states)

    def compute_mask(self, _, mask=None):
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        mask = mask if self.return_sequences else None
        masks = (mask, mask) if self.merge_mode is None else (mask,)
        if not self.return_state:
            return masks if self.merge_mode is None else mask
        states = len(self.forward_layer.compute_output_shape((1, 1, 1))) - 1
        return (*masks, *[None] * 2 * states)

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        shape, states = self.forward_layer.compute_output_shape(sequences_shape), ()
        if self.return_state:
            shape, states = shape[0], (*shape[1:], *shape[1:])
        outputs = {None: (shape, shape), "concat": ((*shape[:-1], 2 * shape[-1]),)}.get(self.merge_mode, (shape,))
        return (*outputs, *states) if self.return_state or self.merge_mode is None else outputs[0]

    @property
    def states(self):
        """What both layers remember, or None."""
        each = self.forward_layer.states, self.backward_layer.states
        return None if None in each else (*each[0], *each[1])

    def reset_state(self):
        """Forget what both layers remember."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state

    def get_config(self):
        return {
            **super().get_config(),
            "merge_mode": self.merge_mode,
            "layer": keras.saving.serialize_keras_object(self.forward_layer),
            "backward_layer": keras.saving.serialize_keras_object(self.backward_layer),
        }

    @classmethod
    def from_config(cls, config):
        layers = {name: keras.saving.deserialize_keras_object(config[name]) for name in ("layer", "backward_layer")}
        return cls(**{**config, **layers})


COMMON = ("stateful", "return_sequences", "return_state")


def _copy(layer, prefix, **changes):
    """A layer with the same options, and weights of its own."""
    config = {**layer.get_config(), **changes}
    name = config["name"].removeprefix(f"{prefix}_")
    return type(layer).from_config({**config, "name": f"{prefix}_{name}"})


def _fit_together(ahead, back):
    wrong = [name for name in COMMON if getattr(ahead, name) != getattr(back, name)]
    if wrong:
        raise ValueError(f"Bidirectional got layers that differ in {', '.join(wrong)}; give two that agree in it.")
    if ahead.go_backwards == back.go_backwards:
        raise ValueError(
            f"Bidirectional got two layers with go_backwards={ahead.go_backwards}; "
            "give layer with go_backwards=False and backward_layer with go_backwards=True."
        )
