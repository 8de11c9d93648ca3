import os
import subprocess
import sys

import pytest

import dlcourse.training as training


def test_every_name_is_there_and_no_other():
    for name in training.__all__:  # none is also the name of a module: importing that would hide it
        assert getattr(training, name).__name__ == name
        assert name in dir(training)
    with pytest.raises(
        AttributeError, match="'dlcourse.training' has no attribute 'Trainer'; it has CSVLog, Checkpoint"
    ):
        training.Trainer  # noqa: B018


def test_importing_the_package_loads_no_keras():
    code = "import sys, dlcourse.training.batches; assert not {'keras', 'tensorflow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_training_prints_nothing():
    """Neither XLA nor a model that XLA can't compile writes a line, when ``dlcourse`` is imported first."""
    code = """
import dlcourse, keras, numpy as np, tensorflow as tf
from dlcourse.training import fit
class Words(keras.layers.Layer):
    def call(self, x):
        return x + tf.strings.to_number(tf.strings.as_string(tf.reduce_sum(x) * 0))
for extra in ([], [Words()]):
    model = keras.Sequential([keras.Input((5,)), *extra, keras.layers.Dense(3)])
    fit(model, np.ones((40, 5)), np.ones((40, 3)), loss="mse", optimizer="adam", epochs=2)
"""
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == done.stderr == ""
