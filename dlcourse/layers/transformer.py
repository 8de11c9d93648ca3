"""The two blocks that transformers are stacks of.

Axis letters: B batch, T time, S time of the source, D features, H heads.
"""

import keras

from dlcourse import _require
from dlcourse.layers.affine import Dense
from dlcourse.layers.dropouts import Dropout
from dlcourse.layers.layer_normalization import LayerNormalization
from dlcourse.layers.multi_head import MultiHeadAttention


class _Block(keras.layers.Layer):
    """Sublayers with a residual connection and a layer normalization each, in either order."""

    def __init__(
        self,
        intermediate_dim,
        num_heads,
        dropout=0.0,
        activation="relu",
        layer_norm_epsilon=1e-5,
        normalize_first=False,
        rotary=False,
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.intermediate_dim = _require.positive_integer(owner, "intermediate_dim", intermediate_dim)
        self.num_heads = _require.positive_integer(owner, "num_heads", num_heads)
        self.dropout = _require.number(owner, "dropout", dropout, low=0, below=1)
        self.activation = keras.activations.get(activation)
        self.layer_norm_epsilon = _require.number(owner, "layer_norm_epsilon", layer_norm_epsilon, above=0)
        self.normalize_first, self.rotary, self.seed = normalize_first, rotary, seed
        self.dropout_layer = Dropout(dropout, seed=seed, dtype=self.dtype_policy)
        self.supports_masking = True

    def _attention(self, name, query_shape, value_shape, rotary=False):
        D = _require.known(self.name, _require.rank(self.name, query_shape, "(B, T, D)"))
        if D % self.num_heads:
            raise ValueError(f"{self.name} got {D} features for {self.num_heads} heads; give a multiple of the heads.")
        layer = MultiHeadAttention(
            self.num_heads, D // self.num_heads, rotary=rotary, name=name, dtype=self.dtype_policy
        )
        layer.build(query_shape, value_shape)
        return layer, self._normalization(f"{name}_norm", query_shape)

    def _normalization(self, name, shape):
        layer = LayerNormalization(epsilon=self.layer_norm_epsilon, name=name, dtype=self.dtype_policy)
        layer.build(shape)
        return layer

    def _build_feed_forward(self, shape):
        options = {"dtype": self.dtype_policy}
        self.inner = Dense(self.intermediate_dim, self.activation, name="inner", **options)
        self.outer = Dense(shape[-1], name="outer", **options)
        self.inner.build(shape)
        self.outer.build((*shape[:-1], self.intermediate_dim))
        self.feed_forward_norm = self._normalization("feed_forward_norm", shape)

    def _enter(self, x, norm):
        return norm(x) if self.normalize_first else x

    def _leave(self, x, y, norm):
        """A sublayer made ``y``: ``x + y``, normalized here unless that was done on entering."""
        x = x + self.dropout_layer(y)
        return x if self.normalize_first else norm(x)

    def _attend(self, sublayer, x, context=None, cache=None, **options):
        """``x`` after an attention (to ``context``, or to itself), and the cache."""
        attention, norm = sublayer
        h = self._enter(x, norm)
        results = attention(h, h if context is None else context, cache=cache, **options)
        y, cache = (results, None) if cache is None else results
        return self._leave(x, y, norm), cache

    def _feed_forward(self, x):
        norm = self.feed_forward_norm
        return self._leave(x, self.outer(self.inner(self._enter(x, norm))), norm)

    def get_config(self):
        names = ("intermediate_dim", "num_heads", "dropout", "layer_norm_epsilon", "normalize_first", "rotary", "seed")
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "activation": activation, **{name: getattr(self, name) for name in names}}


@keras.saving.register_keras_serializable(package="dlcourse")
class TransformerEncoderBlock(_Block):
    """Self-attention, then a feed-forward network of each position, both added to what came in and normalized.

    ``x = norm(x + attention(x, x, x))``, ``y = norm(x + W₂ f(W₁ x + b₁) + b₂)``; with ``normalize_first``
    ``x = x + attention(norm(x), ...)`` and so on, which also trains without a warm-up of the learning rate.

    Args:
        intermediate_dim: units of the feed-forward network's inner layer.
        num_heads: a divisor of the features ``D``.
        dropout: share of each sublayer's outputs that is dropped in training, before they are added.
        activation: ``f``.
        layer_norm_epsilon: added to the variance in the normalizations.
        normalize_first: pre-norm (True) or post-norm, as first published.
        rotary: whether queries and keys are turned by their positions.
        seed: of the dropout.

    Call: ``block(inputs, mask=None, attention_mask=None, training=None)`` with inputs ``(B, T, D)``; ``mask``
    ``(B, T)`` is True for real positions (by default the one that Keras attached), ``attention_mask`` as in
    ``MultiHeadAttention``.

    Raises:
        ValueError: an impossible size, ``D`` not a multiple of ``num_heads``, a mask that doesn't fit.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.1; pre-norm: Xiong et al. 2020, "On layer
    normalization in the transformer architecture".

    Example:
        >>> tuple(TransformerEncoderBlock(8, 2)(keras.ops.ones((1, 3, 4))).shape)
        (1, 3, 4)
    """

    def build(self, input_shape):
        self.self_attention = self._attention("self_attention", input_shape, input_shape, self.rotary)
        self._build_feed_forward(input_shape)

    def call(self, inputs, mask=None, attention_mask=None, training=None):
        mask = _attached(inputs) if mask is None else mask
        options = {"query_mask": mask, "value_mask": mask, "attention_mask": attention_mask}
        x, _ = self._attend(self.self_attention, inputs, **options)
        return self._feed_forward(x)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@keras.saving.register_keras_serializable(package="dlcourse")
class TransformerDecoderBlock(_Block):
    """As the encoder's block, but without looking ahead, and looking at a source as well if there is one.

    ``x = norm(x + causal attention(x, x, x))``, with a source ``c`` ``x = norm(x + attention(x, c, c))``, then the
    feed-forward network; with ``normalize_first`` each sublayer gets ``norm(x)`` and its outputs are added to ``x``.

    Args:
        intermediate_dim, num_heads, dropout, activation, layer_norm_epsilon, normalize_first, rotary, seed: as
            ``TransformerEncoderBlock``.

    Call: ``block(inputs, context=None, mask=None, context_mask=None, attention_mask=None, use_causal_mask=True,
    training=None, cache=None, cache_index=None)`` with inputs ``(B, T, D)`` and a source ``(B, S, D)``.

    To generate, give ``empty_cache(...)`` and where the inputs stand in it: ``cache_index``; the result is then
    ``(outputs, cache)``. An ``attention_mask`` is then ``(B, T, length)``, of all positions of the cache, and there is
    no ``mask``. A source's keys and values are kept in the cache too: give ``context`` the first time only.

    Raises:
        ValueError: as ``TransformerEncoderBlock``; a source where the block was built without one, or none where it
            was built with one.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.1.

    Example:
        >>> tuple(TransformerDecoderBlock(8, 2)(keras.ops.ones((1, 3, 4)), keras.ops.ones((1, 5, 4))).shape)
        (1, 3, 4)
    """

    def build(self, inputs_shape, context_shape=None):
        self.self_attention = self._attention("self_attention", inputs_shape, inputs_shape, self.rotary)
        self.cross_attention = None
        if context_shape is not None:
            self.cross_attention = self._attention("cross_attention", inputs_shape, context_shape)
        self._build_feed_forward(inputs_shape)

    def call(
        self,
        inputs,
        context=None,
        mask=None,
        context_mask=None,
        attention_mask=None,
        use_causal_mask=True,
        training=None,
        cache=None,
        cache_index=None,
    ):
        self._check_context(context, cache)
        mask = _attached(inputs) if mask is None else mask
        context_mask = _attached(context) if context_mask is None else context_mask
        own, source = (None, None) if cache is None else (*cache, None)[:2]
        masks = {"query_mask": mask, "value_mask": mask, "attention_mask": attention_mask}
        x, own = self._attend(
            self.self_attention, inputs, cache=own, use_causal_mask=use_causal_mask, cache_index=cache_index, **masks
        )
        if self.cross_attention is not None:
            index = None if context is None or cache is None else 0
            masks = {"query_mask": mask, "value_mask": context_mask}
            x, source = self._attend(self.cross_attention, x, context, cache=source, cache_index=index, **masks)
        x = self._feed_forward(x)
        return x if cache is None else (x, (own,) if source is None else (own, source))

    def _check_context(self, context, cache):
        if context is not None and self.cross_attention is None:
            raise ValueError(f"{self.name} got a context, but was built without one; give it at the first call too.")
        if context is None and self.cross_attention is not None and cache is None:
            raise ValueError(f"{self.name} got no context, but was built with one; give it at every call.")

    def empty_cache(self, batch_size, length, source_length=None):
        """Room for ``length`` positions, and for ``source_length`` of the source where there is one."""
        own = self.self_attention[0].empty_cache(batch_size, length)
        if self.cross_attention is None:
            return (own,)
        return own, self.cross_attention[0].empty_cache(batch_size, source_length)

    def compute_output_shape(self, inputs_shape, context_shape=None):
        return tuple(inputs_shape)

    def compute_output_spec(self, *args, **kwargs):
        return keras.Operation.compute_output_spec(self, *args, **kwargs)  # traced: with a cache there are two results


def _attached(tensor):
    """The mask that Keras attached to a tensor, if it did."""
    return getattr(tensor, "_keras_mask", None)
