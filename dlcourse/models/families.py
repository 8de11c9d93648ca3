"""The families of networks, each as a tiny model that can be counted."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """A family of networks and one tiny member of it.

    Attributes:
        name: of the family.
        data: what it works on.
        shared: where the same weights are used again and again.
        lesson: number of the lesson that treats it.
        count: a function that makes the tiny member and counts its learned numbers.
    """

    name: str
    data: str
    shared: str
    lesson: int
    count: Callable[[], int]

    @property
    def parameters(self):
        return self.count()


def _stack(shape, *layers):
    import keras

    return keras.Sequential([keras.Input(shape), *layers]).count_params()


def _dense(inputs, *units):
    from keras.layers import Dense

    return _stack((inputs,), *[Dense(n) for n in units])


def _convolutional():
    from dlcourse.models.digits import small_cnn

    return small_cnn().count_params()


def _recurrent(kind):
    from keras import layers

    return _stack((None, 8), getattr(layers, kind)(32), layers.Dense(10))


def _encoder_decoder():
    from keras.layers import LSTM, Dense

    return _stack((None, 8), LSTM(32)) + _stack((None, 8), LSTM(32, return_sequences=True), Dense(8))


def attention_layer():
    """Parameters of a self-attention layer with 4 heads on 64 features: a layer, not a network."""
    import keras

    tokens = keras.Input((None, 64))
    return keras.Model(tokens, keras.layers.MultiHeadAttention(4, 16)(tokens, tokens)).count_params()


def _transformer():
    """One encoder block: attention, then a dense pair at every place, each with a layer normalization; and scores."""
    from keras.layers import Dense, LayerNormalization

    return attention_layer() + _stack(
        (None, 64), LayerNormalization(), Dense(128), Dense(64), LayerNormalization(), Dense(10)
    )


def _boltzmann(visible, hidden):
    """A restricted Boltzmann machine: one weight for each pair, and a bias for each unit on both sides."""
    return visible * hidden + visible + hidden


_SERIES, _STEP = "series or text", "each time step"
FAMILIES = (
    Family("dense (multilayer perceptron)", "rows of numbers", "nowhere", 3, lambda: _dense(64, 32, 10)),
    Family("convolutional", "images", "each place of the image", 11, _convolutional),
    Family("recurrent, simple", _SERIES, _STEP, 16, lambda: _recurrent("SimpleRNN")),
    Family("recurrent, LSTM", _SERIES, _STEP, 17, lambda: _recurrent("LSTM")),
    Family("recurrent, GRU", _SERIES, _STEP, 17, lambda: _recurrent("GRU")),
    Family("encoder and decoder", "a text and its translation", _STEP, 19, _encoder_decoder),
    Family("transformer", _SERIES, "each place of the text", 20, _transformer),
    Family("autoencoder", "rows of numbers", "nowhere", 21, lambda: _dense(64, 32, 8, 32, 64)),
    Family(
        "adversarial pair (GAN)",
        "noise, made into pictures",
        "nowhere",
        21,
        lambda: _dense(8, 32, 64) + _dense(64, 32, 1),
    ),
    Family(
        "deep belief network",
        "rows of numbers",
        "upward and downward",
        21,
        lambda: _boltzmann(64, 32) + _boltzmann(32, 16),
    ),
)
