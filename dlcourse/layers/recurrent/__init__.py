"""Recurrent layers: the steps as functions, the layers around them, and both directions at once."""

from .bidirectional import Bidirectional
from .gru import GRU
from .lstm import LSTM
from .scan import scan
from .simple_rnn import SimpleRNN
from .steps import gru_step, lstm_1997_step, lstm_step, peephole_lstm_step, simple_rnn_step

__all__ = [
    "Bidirectional",
    "GRU",
    "LSTM",
    "SimpleRNN",
    "gru_step",
    "lstm_1997_step",
    "lstm_step",
    "peephole_lstm_step",
    "scan",
    "simple_rnn_step",
]
