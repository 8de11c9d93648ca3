"""Layers in order."""

import dlcourse  # noqa: F401, I001  (silences the next import)
import keras
import numpy as np

from dlcourse.layers._chain import build_chain, run_chain


def test_layers_are_built_and_run_in_order():
    layers = [keras.layers.Dense(5), keras.layers.Dense(3)]
    assert build_chain(layers, (None, 2)) == (None, 3)
    assert [layer.kernel.shape for layer in layers] == [(2, 5), (5, 3)]
    x = np.ones((1, 2), "float32")
    assert np.array_equal(run_chain(layers, x), layers[1](layers[0](x)))


def test_no_layers_change_nothing():
    assert build_chain([], (None, 2)) == (None, 2)
    assert run_chain([], 7) == 7
