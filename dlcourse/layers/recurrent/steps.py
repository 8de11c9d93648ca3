"""One step of each recurrent cell, as its paper writes it: from x_t and the states before to the states after.

Axis letters: B batch, D features, U units. ``W`` are the weights of the input, ``U`` those of the state, ``b`` biases.
Where a cell has several gates, their blocks of columns lie side by side in Keras's order: i, f, c, o in an LSTM and
z, r, h in a GRU. Every operation is Keras's, so arrays of any backend do.
"""

from keras import ops


def simple_rnn_step(x, h, W, U, b, activation=ops.tanh):
    """One step of a simple recurrent network (Elman network): ``h_t = tanh(x_t W + h_{t-1} U + b)``.

    Args:
        x: this step's input, (B, D).
        h: the state before, (B, U).
        W, U, b: weights (D, U) and (U, U), bias (U,).
        activation: tanh, unless given.

    Returns:
        The state after, (B, U); it is the output, too.

    Source: Elman 1990, "Finding structure in time".

    Example:
        >>> import numpy as np
        >>> h = simple_rnn_step(np.ones((1, 2)), np.zeros((1, 1)), np.full((2, 1), 0.5), np.eye(1), np.zeros(1))
        >>> float(h[0, 0]) == float(np.tanh(1.0))
        True
    """
    return activation(ops.matmul(x, W) + ops.matmul(h, U) + b)


def lstm_step(x, h, c, params, activation=ops.tanh, recurrent_activation=ops.sigmoid):
    """One step of a long short-term memory with a forget gate; σ is the sigmoid, · is elementwise.

    ``i, f, o = σ(x_t W + h_{t-1} U + b)`` in their blocks, ``g = tanh(the same)`` in block c,
    ``c_t = f · c_{t-1} + i · g``, ``h_t = o · tanh(c_t)``.

    Args:
        x: this step's input, (B, D).
        h, c: output and cell before, (B, U) each.
        params: ``(W, U, b)`` of shapes (D, 4 U), (U, 4 U), (4 U,), blocks in the order i, f, c, o.
        activation, recurrent_activation: tanh and σ, unless given.

    Returns:
        ``(h, c)`` after, (B, U) each.

    Source: Gers, Schmidhuber, Cummins 2000, "Learning to forget", section 3.

    Example:
        >>> import numpy as np
        >>> params = np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)
        >>> h, c = lstm_step(np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), params)
        >>> float(c[0, 0])  # every gate is half open: half of the old cell is kept
        0.5
    """
    W, U, b = params
    return lstm_update(ops.matmul(x, W) + ops.matmul(h, U) + b, c, activation, recurrent_activation)


def lstm_update(a, c, activation=ops.tanh, recurrent_activation=ops.sigmoid):
    """The rest of ``lstm_step`` once the blocks' sums ``a = x W + h U + b``, (B, 4 U), are known."""
    i, f, g, o = ops.split(a, 4, axis=-1)
    i, f, o = recurrent_activation(i), recurrent_activation(f), recurrent_activation(o)
    c = f * c + i * activation(g)
    return o * activation(c), c


def lstm_1997_step(x, h, c, params, activation=ops.tanh, recurrent_activation=ops.sigmoid):
    """One step of the first LSTM, which has no forget gate: ``c_t = c_{t-1} + i · g``, so the cell only ever adds.

    Args:
        x, h, c: as in ``lstm_step``.
        params: ``(W, U, b)`` of shapes (D, 3 U), (U, 3 U), (3 U,), blocks in the order i, c, o.
        activation, recurrent_activation: tanh and σ, unless given (the paper stretches both: 4σ - 2 and 2σ - 1).

    Returns:
        ``(h, c)`` after, (B, U) each.

    Source: Hochreiter, Schmidhuber 1997, "Long short-term memory", section 4.

    Example:
        >>> import numpy as np
        >>> params = np.zeros((1, 3)), np.zeros((1, 3)), np.zeros(3)
        >>> h, c = lstm_1997_step(np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), params)
        >>> float(c[0, 0])  # nothing is ever forgotten
        1.0
    """
    W, U, b = params
    i, g, o = ops.split(ops.matmul(x, W) + ops.matmul(h, U) + b, 3, axis=-1)
    c = c + recurrent_activation(i) * activation(g)
    return recurrent_activation(o) * activation(c), c


def peephole_lstm_step(x, h, c, params, activation=ops.tanh, recurrent_activation=ops.sigmoid):
    """One step of an LSTM whose gates look at the cell: i and f at ``c_{t-1}``, o at ``c_t``, unit by unit.

    As ``lstm_step``, with ``p_i · c_{t-1}`` and ``p_f · c_{t-1}`` added before the sigmoids of i and f, and
    ``p_o · c_t`` before that of o.

    Args:
        x, h, c: as in ``lstm_step``.
        params: ``(W, U, b, p)``; W, U, b as in ``lstm_step``, ``p`` of shape (3, U) with the rows i, f, o.
        activation, recurrent_activation: tanh and σ, unless given.

    Returns:
        ``(h, c)`` after, (B, U) each.

    Source: Gers, Schmidhuber 2000, "Recurrent nets that time and count".

    Example:
        >>> import numpy as np
        >>> params = np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4), np.array([[0.0], [100.0], [0.0]])
        >>> h, c = peephole_lstm_step(np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), params)
        >>> float(c[0, 0])  # the forget gate saw a full cell and stayed open
        1.0
    """
    W, U, b, p = params
    p_i, p_f, p_o = p[0], p[1], p[2]
    i, f, g, o = ops.split(ops.matmul(x, W) + ops.matmul(h, U) + b, 4, axis=-1)
    i, f = recurrent_activation(i + p_i * c), recurrent_activation(f + p_f * c)
    c = f * c + i * activation(g)
    return recurrent_activation(o + p_o * c) * activation(c), c


def gru_step(x, h, params, reset_after=True, activation=ops.tanh, recurrent_activation=ops.sigmoid):
    """One step of a gated recurrent unit; σ is the sigmoid, · is elementwise.

    ``z, r = σ(x_t W + h_{t-1} U + b)`` in their blocks, ``h_t = z · h_{t-1} + (1 - z) · g``: z keeps the old state.
    The candidate g is, in block h, ``tanh(x_t W + (r · h_{t-1}) U + b)``, or with ``reset_after``
    ``tanh(x_t W + b_0 + r · (h_{t-1} U + b_1))``.

    Args:
        x: this step's input, (B, D).
        h: the state before, (B, U).
        params: ``(W, U, b)`` of shapes (D, 3 U), (U, 3 U) and (3 U,), blocks in the order z, r, h; with ``reset_after``
            b has two rows, (2, 3 U), for the input and for the state.
        reset_after: whether r acts after the product with U (Keras's default, cuDNN) or before (the paper).
        activation, recurrent_activation: tanh and σ, unless given.

    Returns:
        The state after, (B, U); it is the output, too.

    Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", equations 5 to 8.

    Example:
        >>> import numpy as np
        >>> h = gru_step(np.ones((1, 1)), np.ones((1, 1)), (np.zeros((1, 3)), np.zeros((1, 3)), np.zeros(3)), False)
        >>> float(h[0, 0])  # half of the old state and half of the candidate, which is 0
        0.5
    """
    W, U, b = params
    size = 2 * h.shape[-1]  # of the blocks z and r together
    if reset_after:
        x_sums, h_sums = ops.matmul(x, W) + b[0], ops.matmul(h, U) + b[1]
    else:
        x_sums, h_sums = ops.matmul(x, W) + b, ops.matmul(h, U[:, :size])
    z, r = ops.split(recurrent_activation(x_sums[:, :size] + h_sums[:, :size]), 2, axis=-1)
    h_g = r * h_sums[:, size:] if reset_after else ops.matmul(r * h, U[:, size:])
    g = activation(x_sums[:, size:] + h_g)
    return z * h + (1 - z) * g
