"""Optimizers: pure steps with the papers' symbols, and Keras optimizers around them.

The steps work on NumPy arrays and tensors alike; the classes go wherever a Keras optimizer goes.
"""

from dlcourse.optimizers.classes import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from dlcourse.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from dlcourse.optimizers.newtons_method import newton, newton_step
from dlcourse.optimizers.steps import (
    adagrad_step,
    adam_step,
    adamw_step,
    amsgrad_step,
    momentum_step,
    nesterov_step,
    rmsprop_step,
    sgd_step,
)

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "adagrad_step",
    "adam_step",
    "adamw_step",
    "amsgrad_step",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "momentum_step",
    "nesterov_step",
    "newton",
    "newton_step",
    "rmsprop_step",
    "sgd_step",
]
