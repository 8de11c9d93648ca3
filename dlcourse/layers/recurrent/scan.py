"""A recurrent layer's loop over time, plainly: the step of ``steps.py``, again and again, on any of Keras's backends.

What the fast path computes is tested against this; and this runs whatever the fast path has no code for.
"""

import keras
from keras import ops


def scan(step, sequences, states, mask=None, unroll=False):
    """Every state after every step.

    ``s_t = step(x_t, s_{t-1})`` where the mask is True (or there is none), and ``s_t = s_{t-1}`` where it is False.

    Args:
        step: ``step(x, states) -> states``, for x of (B, D) and a list of states, (B, U) each.
        sequences: the inputs, (B, T, D).
        states: the list of states before the first step.
        mask: (B, T), boolean, or None.
        unroll: write the steps out one after the other instead of making a loop; T must be known.

    Returns:
        For each state its values after every step, (B, T, U).

    Example:
        >>> import numpy as np
        >>> counted = scan(lambda x, states: [states[0] + x], np.ones((1, 3, 1)), [np.zeros((1, 1))])
        >>> counted[0].numpy().ravel().tolist()
        [1.0, 2.0, 3.0]
    """

    def body(carry, x):
        t, states = carry[0], carry[1:]
        after = step(x, list(states))
        if mask is not None:
            seen = ops.take(mask, t, axis=1)[:, None]
            after = [ops.where(seen, new, old) for new, old in zip(after, states, strict=True)]
        return (t + 1, *after)

    start = (ops.convert_to_tensor(0, "int32"), *states)
    steps = ops.moveaxis(ops.convert_to_tensor(sequences), 1, 0)  # (T, B, D)
    history = (_unrolled if unroll else _loop)(body, start, steps)
    return [ops.moveaxis(each, 0, 1) for each in history[1:]]


def _unrolled(body, carry, steps):
    history = []
    for t in range(steps.shape[0]):
        carry = body(carry, steps[t])
        history.append(carry)
    return [ops.stack(each) for each in zip(*history, strict=True)]


def _loop(body, start, steps):
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        # Unlike that of `ops.scan` its gradient can be compiled by XLA. The body is plain: nothing for AutoGraph to do.
        return tf.scan(tf.autograph.experimental.do_not_convert(body), steps, start)
    return ops.scan(lambda carry, x: (body(carry, x),) * 2, start, steps)[1]


def shown(mask, zero_output_for_mask):
    """Where a layer's output is the state: (B, T); elsewhere the output is 0, as Keras has it.

    A masked step repeats the output before it. There is none in front of the first step that counts, where the state
    may be one that was given, so the output is 0 there; with ``zero_output_for_mask`` it is at every masked step.
    """
    return mask if zero_output_for_mask else ops.cumsum(mask, axis=1) > 0
