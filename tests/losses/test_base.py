"""What all losses share: reductions are checked, and options are saved, the dtype too."""

import keras
import pytest

from dlcourse.losses import BinaryCrossentropy, MeanSquaredError
from dlcourse.losses.base import REDUCTIONS, Crossentropy, Loss


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_every_reduction_of_keras_is_taken(reduction):
    assert MeanSquaredError(reduction).reduction == reduction
    keras.losses.MeanSquaredError(reduction)


@pytest.mark.parametrize("reduction", ["avg", 3, ["sum"], ""])
def test_an_unknown_reduction_is_refused(reduction):
    with pytest.raises(ValueError, match="MeanSquaredError got reduction=.*; give one of 'sum_over_batch_size', 'sum'"):
        MeanSquaredError(reduction)


def test_the_defaults_are_those_of_keras():
    assert Loss(name="a").get_config() == {**keras.losses.Loss(name="a").get_config(), "dtype": None}
    assert Loss().dtype == "float32" and Loss(dtype="float64").get_config()["dtype"] == "float64"
    assert Loss(dtype=keras.DTypePolicy("mixed_bfloat16")).get_config()["dtype"] == "bfloat16"


def test_a_crossentropy_keeps_its_options():
    loss = Crossentropy(True, 0.25, 1, "sum", "mine", "float64")
    assert loss.get_config() == {
        "from_logits": True,
        "label_smoothing": 0.25,
        "axis": 1,
        "reduction": "sum",
        "name": "mine",
        "dtype": "float64",
    }


@pytest.mark.parametrize("smoothing", [1.0, 1, -0.1, "0.1", float("nan")])
def test_label_smoothing_is_from_0_to_below_1(smoothing):
    assert BinaryCrossentropy(label_smoothing=0).label_smoothing == 0
    with pytest.raises(ValueError, match="BinaryCrossentropy got label_smoothing=.*; give a number of at least 0"):
        BinaryCrossentropy(label_smoothing=smoothing)
