"""What one step of each cell does forwards and backwards, for the fast path (TensorFlow).

Each cell is three functions. ``forward`` is the step of ``steps.py`` with the input's part ``z = x W + b`` done before,
and says what it keeps for the way back. ``backward`` takes the loss's gradients ``dh`` (and ``dc``) for the states
after a step to those for the states before it, and to ``dz``; it is given U transposed, so that no step has to do it.
``weights`` makes the gradients of U (and of the bias of h U, if there is one) from all steps at once: h U is linear, so
dU = Σ_t hᵀ_{t-1} dz_t is one product over time and batch.

A squashing function's slope is read off its value: y = tanh(a) has slope 1 - y², y = σ(a) has y (1 - y).
"""

from typing import NamedTuple

import keras


class Cell(NamedTuple):
    """``forward(z, states, U, b)``, ``backward(gradients, states, kept, Uᵀ)``, ``weights(h, dz, kept)``."""

    forward: callable
    backward: callable
    weights: callable


def squashing(function):
    """``(function, its slope as a function of its value)`` in TensorFlow, or None when no slope is known here."""
    import tensorflow as tf

    return {
        keras.activations.tanh: (tf.tanh, lambda y: 1 - y * y),
        keras.activations.sigmoid: (tf.sigmoid, lambda y: y * (1 - y)),
        keras.activations.relu: (tf.nn.relu, lambda y: tf.cast(y > 0, y.dtype)),
        keras.activations.linear: (tf.identity, tf.ones_like),
    }.get(function)


def outer(left, right):
    """Σ over time and batch of leftᵀ right: (T, B, M), (T, B, N) to (M, N)."""
    import tensorflow as tf

    return tf.matmul(_rows(left), _rows(right), transpose_a=True)


def _rows(values):
    import tensorflow as tf

    return tf.reshape(values, [-1, values.shape[-1]])


def simple_rnn_cell(activation):
    """h_t = φ(z_t + h_{t-1} U); so dz = dh φ'."""
    import tensorflow as tf

    if None in (squashing(activation),):
        return None
    phi, slope = squashing(activation)

    def forward(z, states, U, b):
        h = phi(z + tf.matmul(states[0], U))
        return (h,), h

    def backward(gradients, states, kept, U):
        dz = gradients[0] * slope(kept)
        return dz, (tf.matmul(dz, U),)

    return Cell(forward, backward, lambda h, dz, kept: (outer(h, dz), None))


def lstm_cell(activation, recurrent_activation):
    """c_t = f c_{t-1} + i g and h_t = o φ(c_t), with the gates i, f, g, o from z_t + h_{t-1} U.

    c_t is reached through h_t and on its own: dc + dh o φ'(c_t) arrives there, and f of that goes on to c_{t-1}.
    """
    import tensorflow as tf

    if None in (squashing(activation), squashing(recurrent_activation)):
        return None
    (phi, slope), (sigma, gate_slope) = squashing(activation), squashing(recurrent_activation)

    def forward(z, states, U, b):
        h, c = states
        i, f, g, o = tf.split(z + tf.matmul(h, U), 4, axis=1)
        i, f, g, o = sigma(i), sigma(f), phi(g), sigma(o)
        c = f * c + i * g
        return (o * phi(c), c), tf.concat([i, f, g, o], axis=1)

    def backward(gradients, states, kept, U):
        (dh, dc), c = gradients, states[1]
        i, f, g, o = tf.split(kept, 4, axis=1)
        squashed = phi(f * c + i * g)
        dc = dc + dh * o * slope(squashed)
        di, df, dg = dc * g * gate_slope(i), dc * c * gate_slope(f), dc * i * slope(g)
        dz = tf.concat([di, df, dg, dh * squashed * gate_slope(o)], axis=1)
        return dz, (tf.matmul(dz, U), dc * f)

    return Cell(forward, backward, lambda h, dz, kept: (outer(h, dz), None))


def gru_cell(activation, recurrent_activation):
    """h_t = z h_{t-1} + (1 - z) g with g = φ(z_g + r m), where m = h_{t-1} U_g + b_g (reset after the product)."""
    import tensorflow as tf

    if None in (squashing(activation), squashing(recurrent_activation)):
        return None
    (phi, slope), (sigma, gate_slope) = squashing(activation), squashing(recurrent_activation)

    def forward(x, states, U, b):
        (h,) = states
        zr, m = tf.split(tf.matmul(h, U) + b, [2 * h.shape[-1], h.shape[-1]], axis=1)
        x_zr, x_g = tf.split(x, [2 * h.shape[-1], h.shape[-1]], axis=1)
        zr = sigma(x_zr + zr)
        z, r = tf.split(zr, 2, axis=1)
        g = phi(x_g + r * m)
        return (g + z * (h - g),), tf.concat([zr, g, m], axis=1)

    def backward(gradients, states, kept, U):
        (dh,), (h,) = gradients, states
        z, r, g, m = tf.split(kept, 4, axis=1)
        dg = dh * (1 - z) * slope(g)
        dz, dr = dh * (h - g) * gate_slope(z), dg * m * gate_slope(r)
        through = tf.matmul(tf.concat([dz, dr, dg * r], axis=1), U)
        return tf.concat([dz, dr, dg], axis=1), (dh * z + through,)

    def weights(h, dz, kept):
        dz, dr, dg = tf.split(dz, 3, axis=2)
        product = tf.concat([dz, dr, dg * tf.split(kept, 4, axis=2)[1]], axis=2)
        return outer(h, product), tf.reduce_sum(product, axis=[0, 1])

    return Cell(forward, backward, weights)


def gru_before_cell(activation, recurrent_activation):
    """h_t = z h_{t-1} + (1 - z) g with g = φ(z_g + s U_g), where s = r h_{t-1} (reset before the product)."""
    import tensorflow as tf

    if None in (squashing(activation), squashing(recurrent_activation)):
        return None
    (phi, slope), (sigma, gate_slope) = squashing(activation), squashing(recurrent_activation)

    def forward(x, states, U, b):
        (h,) = states
        sizes = [2 * h.shape[-1], h.shape[-1]]
        (U_zr, U_g), (x_zr, x_g) = tf.split(U, sizes, axis=1), tf.split(x, sizes, axis=1)
        zr = sigma(x_zr + tf.matmul(h, U_zr))
        z, r = tf.split(zr, 2, axis=1)
        g = phi(x_g + tf.matmul(r * h, U_g))
        return (g + z * (h - g),), tf.concat([zr, g], axis=1)

    def backward(gradients, states, kept, U):
        (dh,), (h,) = gradients, states
        U_zr, U_g = tf.split(U, [2 * h.shape[-1], h.shape[-1]], axis=0)
        z, r, g = tf.split(kept, 3, axis=1)
        dg = dh * (1 - z) * slope(g)
        ds = tf.matmul(dg, U_g)
        dzr = tf.concat([dh * (h - g) * gate_slope(z), ds * h * gate_slope(r)], axis=1)
        through = tf.matmul(dzr, U_zr)
        return tf.concat([dzr, dg], axis=1), (dh * z + ds * r + through,)

    def weights(h, dz, kept):
        dzr, dg = tf.split(dz, [2 * h.shape[-1], h.shape[-1]], axis=2)
        return tf.concat([outer(h, dzr), outer(tf.split(kept, 3, axis=2)[1] * h, dg)], axis=1), None

    return Cell(forward, backward, weights)
