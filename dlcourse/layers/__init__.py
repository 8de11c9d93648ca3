"""Layers that agree with Keras's of the same name, in outputs, gradients and the order of their weights.

What a layer computes stands in a function of its own (``attention``, ``lstm_step``, ``layer_norm``); the class around
it holds weights and options, and goes wherever a Keras layer goes::

    ours.set_weights(keras_layer.get_weights())
"""

from dlcourse.layers.activation import PReLU, Swish
from dlcourse.layers.affine import Dense, dense
from dlcourse.layers.attention_functions import additive_attention, attention
from dlcourse.layers.attention_layers import AdditiveAttention, Attention
from dlcourse.layers.batch_normalization import BatchNormalization
from dlcourse.layers.blocks import InceptionBlock, VGGBlock
from dlcourse.layers.convolutions import Conv1D, Conv2D, convolution
from dlcourse.layers.depthwise import DepthwiseConv2D, SeparableConv2D
from dlcourse.layers.dropouts import Dropout, dropout, inverted_dropout
from dlcourse.layers.embedding import Embedding
from dlcourse.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    masked_mean,
)
from dlcourse.layers.group_normalization import GroupNormalization, group_norm
from dlcourse.layers.heads import merge_heads, multi_head_attention, split_heads
from dlcourse.layers.layer_normalization import LayerNormalization, layer_norm
from dlcourse.layers.masks import causal_mask, padding_mask
from dlcourse.layers.mbconv import MBConvBlock
from dlcourse.layers.multi_head import MultiHeadAttention
from dlcourse.layers.normalization import (
    batch_norm_backward,
    batch_norm_infer,
    batch_norm_train,
    fold_batchnorm,
    normalize_batch,
)
from dlcourse.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from dlcourse.layers.positions import (
    LearnedPositions,
    RotaryPositions,
    SinusoidalPositions,
    rotary,
    sinusoidal_positions,
)
from dlcourse.layers.recurrent import (
    GRU,
    LSTM,
    Bidirectional,
    SimpleRNN,
    gru_step,
    lstm_1997_step,
    lstm_step,
    peephole_lstm_step,
    scan,
    simple_rnn_step,
)
from dlcourse.layers.residual import ResidualBlock
from dlcourse.layers.squeeze_excitation import SqueezeExcitation
from dlcourse.layers.transformer import TransformerDecoderBlock, TransformerEncoderBlock
from dlcourse.layers.transposed import Conv2DTranspose

__all__ = [
    "AdditiveAttention",
    "Attention",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Embedding",
    "GRU",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GroupNormalization",
    "InceptionBlock",
    "LSTM",
    "LayerNormalization",
    "LearnedPositions",
    "MBConvBlock",
    "MaxPooling1D",
    "MaxPooling2D",
    "MultiHeadAttention",
    "PReLU",
    "ResidualBlock",
    "RotaryPositions",
    "SeparableConv2D",
    "SimpleRNN",
    "SinusoidalPositions",
    "SqueezeExcitation",
    "Swish",
    "TransformerDecoderBlock",
    "TransformerEncoderBlock",
    "VGGBlock",
    "additive_attention",
    "attention",
    "batch_norm_backward",
    "batch_norm_infer",
    "batch_norm_train",
    "causal_mask",
    "convolution",
    "dense",
    "dropout",
    "fold_batchnorm",
    "group_norm",
    "gru_step",
    "inverted_dropout",
    "layer_norm",
    "lstm_1997_step",
    "lstm_step",
    "masked_mean",
    "merge_heads",
    "multi_head_attention",
    "normalize_batch",
    "padding_mask",
    "peephole_lstm_step",
    "rotary",
    "scan",
    "simple_rnn_step",
    "sinusoidal_positions",
    "split_heads",
]
