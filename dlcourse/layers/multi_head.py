"""Several attentions side by side, each on its own projection of queries, keys and values.

Axis letters: B batch, T queries, S keys, D features, H heads, K key features of a head, V value features of a head.
"""

import functools
import math

import keras
from keras import ops

from dlcourse import _require
from dlcourse.layers import _options
from dlcourse.layers.attention_functions import masked_softmax
from dlcourse.layers.dropouts import Dropout
from dlcourse.layers.masks import causal_mask
from dlcourse.layers.normalization import wide
from dlcourse.layers.positions import rotary


@keras.saving.register_keras_serializable(package="dlcourse")
class MultiHeadAttention(keras.layers.Layer):
    """``keras.layers.MultiHeadAttention`` for sequences, with a cache for generation and rotary positions.

    Weights are Keras's, in its order: ``query``, ``key``, ``value`` with kernels ``(D, H, K)`` and biases ``(H, K)``,
    then ``attention_output`` with ``(H, V, D)`` and ``(D,)``; so ``set_weights`` takes either layer's.

    Args:
        num_heads: ``H``.
        key_dim: ``K``, features of a head's queries and keys.
        value_dim: ``V``, features of a head's values; ``key_dim`` unless given.
        dropout: share of the weights that is dropped in training.
        use_bias: whether the four projections add a bias.
        output_shape: features that come out; the query's unless given.
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, kernel_constraint,
            bias_constraint: of all four projections.
        seed: of the dropout.
        rotary: whether queries and keys are turned by their positions (``K`` even).

    Call: ``layer(query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None,
    return_attention_scores=False, training=None, use_causal_mask=False, cache=None, cache_index=None)``. Masks are True
    where a position counts: ``(B, T)``, ``(B, S)``, ``(B, S)``, and for ``attention_mask`` ``(B, T, S)``, ``(T, S)`` or
    ``(B, H, T, S)``. A query that may see nothing takes the plain mean of the values, as in Keras; where weights are
    returned or dropped, its weights are 0, as in Keras. An explicit ``query_mask`` counts here; Keras 3.15 reads only
    the mask that comes with the query.

    With a ``cache`` (see ``empty_cache``) it comes back as last result. With a ``cache_index`` the new keys and values
    are first written from that position on, and the queries stand there; without one, they are read only.

    Raises:
        ValueError: an impossible size, a mask that doesn't fit, an input without three axes, a cache that is full.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.2.2.

    Example:
        >>> layer = MultiHeadAttention(num_heads=2, key_dim=3)
        >>> tuple(layer(ops.ones((1, 5, 4)), ops.ones((1, 7, 4))).shape)
        (1, 5, 4)
    """

    def __init__(
        self,
        num_heads,
        key_dim,
        value_dim=None,
        dropout=0.0,
        use_bias=True,
        output_shape=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        seed=None,
        rotary=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.num_heads = _require.positive_integer(owner, "num_heads", num_heads)
        self.key_dim = _require.positive_integer(owner, "key_dim", key_dim)
        self.value_dim = _require.positive_integer(owner, "value_dim", key_dim if value_dim is None else value_dim)
        self.dropout = _require.number(owner, "dropout", dropout, low=0, below=1)
        self.use_bias, self.seed, self.rotary = use_bias, seed, rotary
        if rotary and key_dim % 2:
            raise ValueError(f"{owner} got key_dim={key_dim} with rotary positions; give an even number.")
        sizes = (output_shape,) if isinstance(output_shape, int) else output_shape
        self.output_sizes = None if sizes is None else _require.integers(owner, "output_shape", sizes, len(sizes))
        _options.keep(
            self,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.dropout_layer = Dropout(dropout, seed=seed, dtype=self.dtype_policy)
        self.supports_masking = True

    def build(self, query_shape, value_shape, key_shape=None):
        H, K, V = self.num_heads, self.key_dim, self.value_dim
        key_shape = value_shape if key_shape is None else key_shape
        for shape in (query_shape, value_shape, key_shape):
            _require.rank(self.name, shape, "(B, T, D)")
        if None not in (key_shape[1], value_shape[1]) and key_shape[1] != value_shape[1]:
            shapes = f"keys of shape {tuple(key_shape)} and values of shape {tuple(value_shape)}"
            raise ValueError(f"{self.name} got {shapes}; each key needs one value: make axis 1 equal.")
        out = self.output_sizes or (query_shape[-1],)
        self.query_weights = self._projection("query", (_require.known(self.name, query_shape),), (H, K))
        self.key_weights = self._projection("key", (_require.known(self.name, key_shape),), (H, K))
        self.value_weights = self._projection("value", (_require.known(self.name, value_shape),), (H, V))
        self.output_weights = self._projection("attention_output", (H, V), out)

    def _projection(self, name, inputs, outputs):
        """A kernel ``(*inputs, *outputs)`` and a bias ``outputs``, or None."""
        kernel = self.add_weight(
            name=f"{name}_kernel",
            shape=(*inputs, *outputs),
            initializer=_as_matrix(self.kernel_initializer, len(inputs)),
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        return kernel, _options.weight(self, f"{name}_bias", outputs, role="bias") if self.use_bias else None

    def call(
        self,
        query,
        value,
        key=None,
        query_mask=None,
        value_mask=None,
        key_mask=None,
        attention_mask=None,
        return_attention_scores=False,
        training=None,
        use_causal_mask=False,
        cache=None,
        cache_index=None,
    ):
        start = 0 if cache_index is None else cache_index
        q = self._turned(_project(query, *self.query_weights), start)  # (B, T, H, K)
        if cache is None or cache_index is not None:
            k = self._turned(_project(value if key is None else key, *self.key_weights), start)  # (B, S, H, K)
            v = _project(value, *self.value_weights)  # (B, S, H, V)
            cache = cache and (_write(self.name, cache[0], k, start), _write(self.name, cache[1], v, start))
        k, v = cache or (k, v)
        masks = {
            "query_mask": None if query_mask is None else query_mask[:, None, :, None],
            "value_mask": None if value_mask is None else value_mask[:, None, None, :],
            "key_mask": None if key_mask is None else key_mask[:, None, None, :],
            "attention_mask": _four_axes(attention_mask),
            "causal mask": causal_mask(ops.shape(q)[1], ops.shape(k)[1], start) if use_causal_mask else None,
        }
        mask = _all(self.name, masks, (q.shape[0], self.num_heads, q.shape[1], k.shape[1]))
        scores = wide(ops.einsum("bthk,bshk->bhts", q, k)) * (1 / math.sqrt(self.key_dim))
        weights = masked_softmax(scores, mask)  # (B, H, T, S)
        if mask is not None and (return_attention_scores or self.dropout):
            weights = ops.where(mask, weights, 0)
        weights = ops.cast(weights, v.dtype)
        heads = ops.einsum("bhts,bshv->bthv", self.dropout_layer(weights, training=training), v)  # (B, T, H, V)
        outputs = _project_out(heads, *self.output_weights)
        results = (outputs, weights) if return_attention_scores else (outputs,)
        results = results if cache is None else (*results, cache)
        return results if len(results) > 1 else outputs

    def _turned(self, heads, start):
        if not self.rotary:
            return heads
        positions = ops.arange(ops.shape(heads)[1]) + start
        return rotary(heads, positions[:, None])  # the same for all heads

    def empty_cache(self, batch_size, length):
        """Zeros for the keys ``(B, length, H, K)`` and values ``(B, length, H, V)`` of a sequence to be generated."""
        shape = (batch_size, length, self.num_heads)
        sizes = (self.key_dim, self.value_dim)
        return tuple(ops.zeros((*shape, size), dtype=self.compute_dtype) for size in sizes)

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        return (*query_shape[:-1], *(self.output_sizes or query_shape[-1:]))

    def compute_output_spec(self, *args, **kwargs):
        return keras.Operation.compute_output_spec(self, *args, **kwargs)  # traced: as many results as are asked for

    def get_config(self):
        kinds = ("initializer", "regularizer", "constraint")
        names = ["num_heads", "key_dim", "value_dim", "dropout", "use_bias", "seed", "rotary"]
        names += [f"{role}_{kind}" for role in ("kernel", "bias") for kind in kinds]
        return {**super().get_config(), "output_shape": self.output_sizes, **_options.stored(self, *names)}


def _as_matrix(initializer, inputs):
    """Draws a kernel as the matrix that it is; ``inputs`` axes are its rows.

    The sizes of the matrix set the scale; Keras takes the axes for those of a convolution and starts smaller.
    """
    initializer = initializer.clone()  # the same object would draw the same numbers for every kernel

    def draw(shape, dtype=None):
        matrix = math.prod(shape[:inputs]), math.prod(shape[inputs:])
        return ops.reshape(initializer(matrix, dtype=dtype), shape)

    return draw


def _project(x, kernel, bias):
    """``x kernel + bias`` by heads: ``(B, S, D)`` and ``(D, H, K)`` give ``(B, S, H, K)``, in one product."""
    D, H, K = kernel.shape
    projected = ops.matmul(x, ops.reshape(kernel, (D, H * K)))  # (B, S, H K)
    if bias is not None:
        projected = projected + ops.reshape(bias, (H * K,))
    return ops.reshape(projected, (*ops.shape(projected)[:2], H, K))


def _project_out(heads, kernel, bias):
    """``(B, T, H, V)`` and ``(H, V, *out)`` give ``(B, T, *out)``."""
    H, V, *out = kernel.shape
    merged = ops.reshape(heads, (*ops.shape(heads)[:2], H * V))
    projected = ops.matmul(merged, ops.reshape(kernel, (H * V, -1)))
    if len(out) > 1:
        projected = ops.reshape(projected, (*ops.shape(projected)[:2], *out))
    return projected if bias is None else projected + bias


def _write(owner, cache, new, start):
    """``cache`` with ``new`` from position ``start`` on (what is already there is replaced)."""
    room, needed = cache.shape[1], new.shape[1]
    if isinstance(start, int) and None not in (room, needed) and start + needed > room:
        given = f"{needed} new positions from {start} on for a cache of {room}"
        raise ValueError(f"{owner} got {given}; make it longer with empty_cache.")
    return ops.slice_update(cache, (0, start, 0, 0), new)


def _four_axes(mask):
    """``(T, S)``, ``(B, T, S)`` and ``(B, H, T, S)`` masks as one that broadcasts to the last."""
    return mask[:, None] if mask is not None and len(mask.shape) == 3 else mask


def _all(owner, masks, shape):
    """What every given mask allows, or None."""
    given = []
    for name, mask in masks.items():
        if mask is not None:
            _require.broadcast(owner, f"a {name}", mask.shape, shape)
            given.append(mask)
    return functools.reduce(ops.logical_and, given) if given else None
