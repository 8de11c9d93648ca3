"""Attention as layers without projections: dot-product (Luong) and additive (Bahdanau).

Axis letters: B batch, T queries, S keys, D features, V features of a value.
"""

import functools

import keras
from keras import ops

from dlcourse import _require
from dlcourse.layers.attention_functions import additive_scores, softmax
from dlcourse.layers.dropouts import Dropout
from dlcourse.layers.masks import causal_mask


@keras.saving.register_keras_serializable(package="dlcourse")
class Attention(keras.layers.Layer):
    """``keras.layers.Attention``: scores are dot products of queries and keys, without the 1/√D of transformers.

    ``scores = scale · q kᵀ``, or with ``score_mode="concat"`` ``w · sum over features of tanh(scale · (q_t + k_s))``;
    ``weights = softmax(scores)`` over the keys, ``outputs = weights v``.

    Args:
        use_scale: whether ``scale``, a number, is learned (1 otherwise).
        score_mode: ``"dot"`` or ``"concat"`` (which learns the number ``w``).
        dropout: share of the weights that is dropped in training.
        seed: of the dropout.

    Call: ``layer([query, value, key=value], mask=[query_mask, value_mask], training=None,
    return_attention_scores=False, use_causal_mask=False)`` with shapes ``(B, T, D)``, ``(B, S, V)``, ``(B, S, D)`` and
    masks ``(B, T)`` and ``(B, S)``, True where a position counts: outputs of masked queries are 0.

    Raises:
        ValueError: an unknown ``score_mode``, a number of inputs other than 2 or 3, sizes that don't fit.

    Source: Luong, Pham, Manning 2015, "Effective approaches to attention-based neural machine translation",
    section 3.1.

    Example:
        >>> tuple(Attention()([ops.ones((1, 2, 4)), ops.ones((1, 3, 4))]).shape)
        (1, 2, 4)
    """

    def __init__(self, use_scale=False, score_mode="dot", dropout=0.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.use_scale = use_scale
        self.score_mode = _require.one_of(type(self).__name__, "score_mode", score_mode, ("dot", "concat"))
        self.dropout = _require.number(type(self).__name__, "dropout", dropout, low=0, below=1)
        self.seed = seed
        self.dropout_layer = Dropout(dropout, seed=seed, dtype=self.dtype_policy)
        self.supports_masking = True

    def build(self, input_shape):
        self._check(input_shape)
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones") if self.use_scale else None
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(name="concat_score_weight", shape=(), initializer="ones")

    def _check(self, shapes):
        if not 2 <= len(shapes) <= 3 or not isinstance(shapes[0], (tuple, list)):
            raise ValueError(f"{self.name} got the input {shapes}; call it on [query, value] or [query, value, key].")
        query, value, key = (*shapes, shapes[1])[:3]
        for shape in shapes:
            _require.rank(self.name, shape, "(B, T, D)")
        if None not in (key[1], value[1]) and key[1] != value[1]:
            raise ValueError(f"{self.name} got keys {tuple(key)} and values {tuple(value)}; each key needs one value.")
        if query[-1] != key[-1]:
            given = f"queries {tuple(query)} and keys {tuple(key)}"
            raise ValueError(f"{self.name} got {given}; their last axes, the features, must be equal.")

    def scores(self, query, key):
        """Every query against every key: ``(B, T, S)``."""
        if self.score_mode == "dot":
            scores = ops.matmul(query, ops.swapaxes(key, -1, -2))
            return scores if self.scale is None else scores * self.scale
        scale = 1 if self.scale is None else self.scale
        return additive_scores(scale * query, scale * key, self.concat_score_weight)

    def call(self, inputs, mask=None, training=None, return_attention_scores=False, use_causal_mask=False):
        query, value, key = (*inputs, inputs[1])[:3]
        query_mask, value_mask = (None, None) if mask is None else mask[:2]
        scores = self.scores(query, key)  # (B, T, S)
        masks = [] if value_mask is None else [self._fitting("value", value_mask, key.shape[:2])[:, None, :]]
        if use_causal_mask:
            masks.append(causal_mask(ops.shape(query)[1], ops.shape(key)[1]))
        weights = softmax(_hide(scores, masks))
        weights = self.dropout_layer(weights, training=training)
        outputs = ops.matmul(weights, value)  # (B, T, V)
        if query_mask is not None:
            outputs = ops.where(self._fitting("query", query_mask, query.shape[:2])[:, :, None], outputs, 0)
        return (outputs, weights) if return_attention_scores else outputs

    def _fitting(self, name, mask, shape):
        _require.broadcast(self.name, f"a mask of the {name}", mask.shape, shape)
        return mask

    def compute_mask(self, inputs, mask=None):
        return None if mask is None else mask[0]

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], input_shape[1][-1])

    def compute_output_spec(self, *args, **kwargs):
        return keras.Operation.compute_output_spec(self, *args, **kwargs)  # traced: one result, or weights too

    def get_config(self):
        names = ("use_scale", "score_mode", "dropout", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


@keras.saving.register_keras_serializable(package="dlcourse")
class AdditiveAttention(Attention):
    """``keras.layers.AdditiveAttention``: a sum of tanh scores each pair of a query and a key.

    ``scores = sum over features of scale · tanh(q_t + k_s)``, ``weights = softmax(scores)`` over the keys,
    ``outputs = weights v``. Project queries and keys first (two ``Dense`` layers) for the form of the paper.

    Args:
        use_scale: whether ``scale``, a vector of ``D`` numbers, is learned (1 otherwise).
        dropout: share of the weights that is dropped in training.
        seed: of the dropout.

    Call: as ``Attention``. Needs memory for ``B T S D`` numbers.

    Raises:
        ValueError: a number of inputs other than 2 or 3, sizes that don't fit.

    Source: Bahdanau, Cho, Bengio 2015, "Neural machine translation by jointly learning to align and translate", A.1.2.

    Example:
        >>> tuple(AdditiveAttention()([ops.ones((1, 2, 4)), ops.ones((1, 3, 4))]).shape)
        (1, 2, 4)
    """

    def __init__(self, use_scale=True, dropout=0.0, seed=None, **kwargs):
        super().__init__(use_scale=use_scale, dropout=dropout, seed=seed, **kwargs)

    def build(self, input_shape):
        self._check(input_shape)
        shape = (_require.known(self.name, input_shape[0]),)
        self.scale = self.add_weight(name="scale", shape=shape, initializer="glorot_uniform") if self.use_scale else 1.0

    def scores(self, query, key):
        """Every query against every key: ``(B, T, S)``."""
        return additive_scores(query, key, self.scale)

    def get_config(self):
        config = super().get_config()
        del config["score_mode"]
        return config


def _hide(scores, masks):
    """Lowered far below any real score; where all of a query's are, their order stays, as in Keras."""
    if not masks:
        return scores
    far = 65504.0 if keras.backend.standardize_dtype(scores.dtype) == "float16" else 1e9  # float16 ends there
    return ops.where(functools.reduce(ops.logical_and, masks), scores, scores - far)
