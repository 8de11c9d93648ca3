"""The fast path on TensorFlow: one loop over time forwards, one backwards, and the batch in two halves.

Four ideas, each of which was measured. (1) All inputs go through ``x W + b`` in one product before the loop. (2) The
loop backwards carries only the gradients of the states and of the sums z; those of W, U and b are products over all
steps at once, after it. (3) Each loop is one compiled (XLA) function, when the number of steps is known. (4) The two
halves of the batch are loops of their own, so that two cores work side by side instead of sharing small products.
"""

import functools

import keras

from .cells import outer

SMALL = 8  # a batch of fewer examples is not halved


def available():
    """Whether a TensorFlow graph is being built: that is what the fast path is for."""
    if keras.backend.backend() != "tensorflow":
        return False
    import tensorflow as tf

    return not tf.executing_eagerly()


def run(cell, plain, x, states, params, mask=None, sequences=True):
    """What ``plain`` computes, fast: the outputs of all steps, if they are wanted, and the last states.

    Args:
        cell: a ``cells.Cell``.
        plain: ``plain(x, states, params)``, a list of the same results; gradients of gradients go through it.
        x: (B, T, D), in the order of the steps.
        states: a tensor (B, U) for each state.
        params: ``(W, U, b)`` as of the step, (D, G), (U, G), and (G,) or (2, G).
        mask: (B, T) boolean, False where a step leaves the states as they are.
        sequences: whether the first state after every step, (B, T, U), is wanted.

    Returns:
        ``[every, *last]``, or ``last``, the list of the states after the last step.
    """
    import tensorflow as tf

    count = len(states)
    whole = x.shape[0] is not None and x.shape[0] < SMALL
    half = tf.shape(x)[0] // 2
    parts = [slice(None)] if whole else [slice(0, half), slice(half, None)]

    @tf.custom_gradient
    def both(*arguments):
        loops = [_Part(cell, part, mask, *map(tf.stop_gradient, arguments)) for part in parts]
        results = [_join([loop.histories[i][-1] for loop in loops]) for i in range(count)]
        if sequences:
            results.insert(0, tf.transpose(_join([loop.histories[0][1:] for loop in loops], axis=1), [1, 0, 2]))

        def gradient(*upstream):
            return first_order(*arguments, *upstream)

        @tf.custom_gradient
        def first_order(*everything):
            upstream = [tf.stop_gradient(each) for each in everything[-len(results) :]]
            of_parts = [loop.gradients(upstream, sequences) for loop in loops]
            dx, dW, dU, db, *d_states = zip(*of_parts, strict=True)
            gradients = _join(dx), *map(tf.add_n, (dW, dU, db)), *map(_join, d_states)
            return gradients, functools.partial(second_order, everything)

        return results, gradient

    def second_order(everything, *upstream):
        arguments, first_upstream = everything[: 4 + count], everything[4 + count :]
        with tf.GradientTape() as outside:
            outside.watch(everything)
            with tf.GradientTape() as inside:
                inside.watch(arguments)
                results = plain(arguments[0], arguments[4:], arguments[1:4])
            gradients = inside.gradient(results, arguments, first_upstream, tf.UnconnectedGradients.ZERO)
        return outside.gradient(gradients, everything, upstream, tf.UnconnectedGradients.ZERO)

    results = both(x, *params, *states)
    for each in results:  # the loops don't know these sizes
        each.set_shape([x.shape[0], *([x.shape[1]] if len(each.shape) == 3 else []), states[0].shape[1]])
    return results


def _join(values, axis=0):
    import tensorflow as tf

    return tf.concat(values, axis)


class _Part:
    """The loops over one part of the batch: forwards when it is made, backwards when ``gradients`` is called."""

    def __init__(self, cell, part, mask, x, W, U, b, *states):
        import tensorflow as tf

        self.cell, self.part, self.W, self.U, self.two_biases = cell, part, W, U, len(b.shape) == 2
        b, b_state = tf.unstack(b) if self.two_biases else (b, None)
        self.seen = None if mask is None else tf.transpose(mask[part])[:, :, None]  # (T, B, 1)
        self.x = tf.transpose(x[part], [1, 0, 2])  # (T, B, D)
        self.compiled = x.shape[1] is not None
        forwards = self._function(_forwards)
        self.histories, self.kept = forwards(tf.matmul(self.x, W) + b, U, b_state, [s[part] for s in states], self.seen)

    def _function(self, loop):
        import tensorflow as tf

        return tf.function(functools.partial(loop, self.cell), jit_compile=self.compiled, autograph=False)

    def gradients(self, upstream, sequences):
        """The loss's gradients for ``x, W, U, b, *states``, from those for the results."""
        import tensorflow as tf

        upstream = [each[self.part] for each in upstream]
        arriving = tf.transpose(upstream.pop(0), [1, 0, 2]) if sequences else None
        backwards = self._function(_backwards)
        dz, d_states = backwards(self.U, self.histories, self.kept, self.seen, arriving, upstream)
        dU, db_state = self.cell.weights(self.histories[0][:-1], dz, self.kept)
        db = tf.reduce_sum(dz, axis=[0, 1])
        db = tf.stack([db, db_state]) if self.two_biases else db
        dx = tf.transpose(tf.matmul(dz, self.W, transpose_b=True), [1, 0, 2])
        return dx, outer(self.x, dz), dU, db, *d_states


def _forwards(cell, z, U, b_state, states, seen):
    """Histories of the states, (T + 1, B, U) with the start in front, and what the cell keeps, (T, B, K)."""
    import tensorflow as tf

    T = tf.shape(z)[0]
    sums, seen = _read(z), _read(seen)
    histories = [tf.TensorArray(each.dtype, T + 1, element_shape=each.shape).write(0, each) for each in states]

    def body(t, states, histories, kept):
        after, keep = cell.forward(sums.read(t), states, U, b_state)
        if seen:
            after = [tf.where(seen.read(t), new, old) for new, old in zip(after, states, strict=True)]
        histories = [history.write(t + 1, state) for history, state in zip(histories, after, strict=True)]
        return t + 1, list(after), histories, kept.write(t, keep)

    start = (0, list(states), histories, tf.TensorArray(z.dtype, T))
    _, _, histories, kept = tf.while_loop(lambda t, *_: t < T, body, start)
    return [each.stack() for each in histories], kept.stack()


def _backwards(cell, U, histories, kept, seen, arriving, gradients):
    """Gradients for the sums z, (T, B, G), and for the states before the first step.

    A masked step passes its states on, so it passes on their gradients and gives none to its z.
    """
    import tensorflow as tf

    T = tf.shape(kept)[0]
    U = tf.transpose(U)
    before, keeps, seen, arriving = [_read(each) for each in histories], _read(kept), _read(seen), _read(arriving)

    def body(t, gradients, dz):
        if arriving:
            gradients = [gradients[0] + arriving.read(t), *gradients[1:]]
        own = [tf.where(seen.read(t), each, tf.zeros_like(each)) for each in gradients] if seen else gradients
        d_sums, earlier = cell.backward(own, [each.read(t) for each in before], keeps.read(t), U)
        if seen:
            earlier = [tf.where(seen.read(t), new, old) for new, old in zip(earlier, gradients, strict=True)]
        return t - 1, list(earlier), dz.write(t, d_sums)

    start = (T - 1, list(gradients), tf.TensorArray(kept.dtype, T))
    _, gradients, dz = tf.while_loop(lambda t, *_: t >= 0, body, start)
    return dz.stack(), gradients


def _read(steps):
    """An array that is read step by step: slicing inside a loop would cost far more."""
    import tensorflow as tf

    if steps is None:
        return None
    return tf.TensorArray(steps.dtype, tf.shape(steps)[0], element_shape=steps.shape[1:]).unstack(steps)
