"""Steps under recurrent dropout: every gate sees its own thinned copy of the input and of the state.

The masks are drawn once a sequence and stay the same at every step, so that a unit that is switched off stays off.
A mask is 0 for what is dropped and 1 / (1 - rate) for the rest; there is one for each block of columns.

Source: Gal, Ghahramani 2016, "A theoretically grounded application of dropout in recurrent neural networks", section 4.
"""

from keras import ops

from .steps import lstm_update


def thinned(values, weights, masks):
    """``(values · mask) weights`` with a mask for each block of columns; where there are none, nothing is dropped."""
    if masks is None:
        return ops.matmul(values, weights)
    blocks = ops.split(weights, len(masks), axis=-1)
    return ops.concatenate([ops.matmul(values * m, block) for m, block in zip(masks, blocks, strict=True)], axis=-1)


def dropped_lstm_step(x, h, c, params, masks, activation, recurrent_activation):
    """``lstm_step`` with ``masks = (of x, of h)``, four each or None, in the order i, f, c, o."""
    W, U, b = params
    a = thinned(x, W, masks[0]) + thinned(h, U, masks[1]) + b
    return lstm_update(a, c, activation, recurrent_activation)


def dropped_gru_step(x, h, params, masks, reset_after, activation, recurrent_activation):
    """``gru_step`` with ``masks = (of x, of h)``, three each or None, in the order z, r, h."""
    W, U, b = params
    size = 2 * h.shape[-1]  # of the blocks z and r together
    b, b_state = (b[0], b[1]) if reset_after else (b, ops.zeros_like(b))
    x_sums, seen_by_g = thinned(x, W, masks[0]) + b, h * masks[1][2]
    h_sums = thinned(h, U[:, :size], masks[1][:2]) + b_state[:size]
    z, r = ops.split(recurrent_activation(x_sums[:, :size] + h_sums), 2, axis=-1)
    if reset_after:
        h_g = r * (ops.matmul(seen_by_g, U[:, size:]) + b_state[size:])
    else:
        h_g = ops.matmul(r * seen_by_g, U[:, size:])
    g = activation(x_sums[:, size:] + h_g)
    return z * h + (1 - z) * g
