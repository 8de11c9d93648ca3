"""Losses: a function with one value per example, and a class of Keras around it that reduces.

The classes have Keras's names, options and defaults, and can stand in ``model.compile(loss=...)``. All logarithms are
natural: cross-entropies are in nats. Probabilities are expected unless ``from_logits=True`` is said.
"""

from dlcourse.losses.binary import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    binary_crossentropy,
    binary_focal_crossentropy,
)
from dlcourse.losses.categorical import (
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
)
from dlcourse.losses.divergence import KLDivergence, kl_divergence
from dlcourse.losses.hinges import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from dlcourse.losses.overlap import Dice, dice
from dlcourse.losses.regression import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanSquaredError,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_squared_error,
)
from dlcourse.losses.sparse import (
    MaskedCrossentropy,
    SparseCategoricalCrossentropy,
    masked_crossentropy,
    sparse_categorical_crossentropy,
)

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalHinge",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "MaskedCrossentropy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "dice",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "masked_crossentropy",
    "mean_absolute_error",
    "mean_squared_error",
    "sparse_categorical_crossentropy",
    "squared_hinge",
]
