"""A small transformer that writes: given tokens, which comes next?

Axis letters: B batch, T time, S positions of a cache, D features, V vocabulary.
"""

import keras
from keras import ops

from dlcourse import _require
from dlcourse.layers.affine import Dense
from dlcourse.layers.dropouts import Dropout
from dlcourse.layers.embedding import Embedding
from dlcourse.layers.layer_normalization import LayerNormalization
from dlcourse.layers.positions import LearnedPositions, SinusoidalPositions
from dlcourse.layers.transformer import TransformerDecoderBlock


@keras.saving.register_keras_serializable(package="dlcourse")
class TransformerLM(keras.Model):
    """A decoder-only language model: embeddings, positions, causal blocks, and a score for every token.

    ``x = embedding[tokens] + positions``, ``x = block(x)`` for each block, ``logits = norm(x) W + b``.

    Args:
        vocabulary_size: ``V``.
        max_sequence_length: the longest sequence, prompt and continuation together.
        num_layers: blocks.
        num_heads: heads of each, a divisor of ``hidden_dim``.
        hidden_dim: features ``D``.
        intermediate_dim: units inside a block's feed-forward network; ``4 D`` unless given.
        dropout: share of outputs that is dropped in training, in the blocks and after the embedding.
        positions: ``"learned"``, ``"sinusoidal"`` or ``"rotary"``.
        activation: of the feed-forward networks.
        normalize_first: pre-norm, with one more normalization at the end, or post-norm.

    Call: ``model(tokens, mask=None, training=None, cache=None, cache_index=None, padding_mask=None)``. Tokens are whole
    numbers ``(B, T)``; the result is logits ``(B, T, V)`` for the token after each. ``mask`` ``(B, T)`` is True for
    real tokens; positions count real tokens, so padding may stand on either side. With a cache (see ``empty_cache``)
    the tokens stand from ``cache_index`` on, ``padding_mask`` ``(B, S)`` is the mask of all positions in the cache, and
    the result is ``(logits, cache)``.

    Raises:
        ValueError: an impossible size, an unknown kind of positions, a sequence that is too long.

    Source: Radford et al. 2018, "Improving language understanding by generative pre-training", section 3.1.

    Example:
        >>> model = TransformerLM(11, 8, num_layers=1, num_heads=2, hidden_dim=4)
        >>> tuple(model(ops.zeros((1, 3), dtype="int32")).shape)
        (1, 3, 11)
    """

    def __init__(
        self,
        vocabulary_size,
        max_sequence_length,
        num_layers=4,
        num_heads=4,
        hidden_dim=128,
        intermediate_dim=None,
        dropout=0.0,
        positions="learned",
        activation="gelu",
        normalize_first=True,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.supports_masking = True
        owner, policy = type(self).__name__, {"dtype": self.dtype_policy}
        self.vocabulary_size = _require.positive_integer(owner, "vocabulary_size", vocabulary_size)
        self.max_sequence_length = _require.positive_integer(owner, "max_sequence_length", max_sequence_length)
        self.hidden_dim = _require.positive_integer(owner, "hidden_dim", hidden_dim)
        self.positions = _require.one_of(owner, "positions", positions, ("learned", "sinusoidal", "rotary"))
        self.normalize_first = normalize_first
        self.block_options = {
            "intermediate_dim": 4 * hidden_dim if intermediate_dim is None else intermediate_dim,
            "num_heads": _require.positive_integer(owner, "num_heads", num_heads),
            "dropout": _require.number(owner, "dropout", dropout, low=0, below=1),
            "activation": activation,
        }
        _require.positive_integer(owner, "num_layers", num_layers)
        if hidden_dim % num_heads:
            raise ValueError(
                f"{owner} got hidden_dim={hidden_dim} for {num_heads} heads; give a multiple of the heads."
            )
        options = {**self.block_options, "normalize_first": normalize_first, "rotary": positions == "rotary", **policy}
        self.embedding = Embedding(vocabulary_size, hidden_dim, **policy)
        self.place = {
            "learned": lambda: LearnedPositions(max_sequence_length, **policy),
            "sinusoidal": lambda: SinusoidalPositions(**policy),
            "rotary": lambda: None,  # the blocks turn their queries and keys themselves
        }[positions]()
        self.dropout_layer = Dropout(dropout, **policy)
        self.blocks = [TransformerDecoderBlock(**options) for _ in range(num_layers)]
        self.norm = LayerNormalization(epsilon=1e-5, **policy) if normalize_first else None
        self.head = Dense(vocabulary_size, **policy)

    def build(self, input_shape):
        shape = (*_require.rank(self.name, input_shape, "(B, T)"), self.hidden_dim)
        self.embedding.build(input_shape)
        for layer in (self.place, *self.blocks, self.norm, self.head):
            if layer is not None:
                layer.build(shape)

    def call(self, tokens, mask=None, training=None, cache=None, cache_index=None, padding_mask=None):
        T, longest = tokens.shape[1], self.max_sequence_length
        counted = mask is None and cache is None  # otherwise padding may be among them
        if counted and T is not None and T > longest:
            raise ValueError(f"{self.name} got {T} tokens; its max_sequence_length is {longest}: give fewer.")
        x = self.embedding(tokens)  # (B, T, D)
        if self.place is not None:
            x = self.place(x, _positions(tokens, mask if cache is None else padding_mask, cache_index))
        x = self.dropout_layer(x)
        kept = []
        seen = None if padding_mask is None else padding_mask[:, None, :]
        for block, own in zip(self.blocks, cache or [None] * len(self.blocks), strict=True):
            x = block(x, mask=mask, attention_mask=seen, cache=own, cache_index=cache_index)
            x, own = (x, None) if cache is None else x
            kept.append(own)
        logits = self.head(x if self.norm is None else self.norm(x))  # (B, T, V)
        return logits if cache is None else (logits, tuple(kept))

    def empty_cache(self, batch_size, length):
        """Room for the keys and values of ``length`` tokens: for each block a tuple of its own."""
        if not self.built:
            self.build((batch_size, length))
        return tuple(block.empty_cache(batch_size, length) for block in self.blocks)

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.vocabulary_size)

    def compute_output_spec(self, *args, **kwargs):
        return keras.Operation.compute_output_spec(self, *args, **kwargs)  # traced: with a cache there are two results

    def get_config(self):
        names = ("vocabulary_size", "max_sequence_length", "hidden_dim", "positions", "normalize_first")
        own = {name: getattr(self, name) for name in names}
        return {**super().get_config(), **own, **self.block_options, "num_layers": len(self.blocks)}


def _positions(tokens, mask, start):
    """How many real tokens stand before each: ``(T,)``, or with a mask ``(B, T)``."""
    T = ops.shape(tokens)[1]
    start = 0 if start is None else start
    if mask is None:
        return ops.arange(T) + start
    counted = ops.maximum(ops.cumsum(ops.cast(mask, "int32"), axis=1) - 1, 0)  # (B, S)
    return ops.slice(counted, (0, start), (ops.shape(tokens)[0], T))
