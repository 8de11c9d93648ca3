"""Seeded data that needs no network, and what is done to it before training."""

from dlcourse.data.digits import load_digits, move_digits
from dlcourse.data.preparation import Standardizer, one_hot, standardize
from dlcourse.data.rings import two_rings
from dlcourse.data.splits import split_indices, train_val_test_split
from dlcourse.data.toy import CLOUDS_SEPARATOR, IRIS_FEATURES, iris_pair, logic_table, two_clouds

__all__ = [
    "CLOUDS_SEPARATOR",
    "IRIS_FEATURES",
    "Standardizer",
    "iris_pair",
    "load_digits",
    "logic_table",
    "move_digits",
    "one_hot",
    "split_indices",
    "standardize",
    "train_val_test_split",
    "two_clouds",
    "two_rings",
]
