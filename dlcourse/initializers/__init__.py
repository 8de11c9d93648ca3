"""Where weights start: random numbers whose spread keeps signals and gradients alive through many layers.

A layer with n inputs adds n products, so its output's variance is ``n · Var(W) · E[x²]``; keeping it constant asks
for a variance of about 1/n. Which n, and which factor in front, is what the names differ in. With the same seed the
numbers drawn are those of ``keras.initializers``.
"""

from dlcourse.initializers.classes import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Orthogonal,
    RandomNormal,
    Zeros,
)
from dlcourse.initializers.draws import fans, he_and_glorot_std, orthogonal, scaled_normal, scaled_uniform

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "Orthogonal",
    "RandomNormal",
    "Zeros",
    "fans",
    "he_and_glorot_std",
    "orthogonal",
    "scaled_normal",
    "scaled_uniform",
]
