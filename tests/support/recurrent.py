"""What the tests of the recurrent layers share: masks of every kind, and layers called inside a compiled function."""

import numpy as np
import tensorflow as tf
from support.parity import same_layer

B, T, D, U = 5, 7, 3, 2  # all different, and prime
X = (B, T, D)
# one row each: every step counts, none does, the first ones don't, the last ones don't, holes
MASK = np.array([[1] * 7, [0] * 7, [0, 0, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0], [0, 1, 0, 0, 1, 1, 0]], dtype=bool)


class Wrapped:
    """A layer that takes its initial states as further inputs, so that they get gradients, too."""

    def __init__(self, layer, compiled=False, unknown=(0, 1)):
        self.layer, self.compiled, self.unknown, self.function = layer, compiled, unknown, None

    def __getattr__(self, name):
        return getattr(self.layer, name)

    def __call__(self, x, *states, **call):
        def run(x, *states):
            more = {"initial_state": list(states)} if states else {}
            return self.layer(x, **more, **call)

        if not self.compiled:
            return run(x, *states)
        if self.function is None:  # the sizes of batch and time are left open: no XLA, which takes seconds
            self.layer.build(x.shape)
            shapes = [[None if axis in self.unknown else size for axis, size in enumerate(x.shape)]]
            shapes += [[None if 0 in self.unknown else state.shape[0], state.shape[1]] for state in states]
            specs = [tf.TensorSpec(shape, each.dtype) for shape, each in zip(shapes, (x, *states), strict=True)]
            self.function = tf.function(run, input_signature=specs, autograph=False)
        return self.function(x, *states)


def same(ours, theirs, *shapes, compiled=False, unknown=(0, 1), dtypes=("float64",), **call):
    """Two layers agree in outputs, gradients (for inputs, initial states and weights) and state afterwards."""
    same_layer(
        lambda dtype: Wrapped(ours(dtype=dtype), compiled, unknown),
        lambda dtype: Wrapped(theirs(dtype=dtype)),
        *(shapes or (X,)),
        dtypes=dtypes,
        **call,
    )
