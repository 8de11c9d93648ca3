"""Seeded data that needs no network, and what is done to it before training.

Every set has one shape. Its function is called with a count and a seed and gives two NumPy arrays, one row an
example; further options come by name::

    x, y = data.glyphs(2000, seed=1, noise=0.2)
    x, y = data.load("glyphs", 2000, seed=1, noise=0.2)  # the same, by name

* ``count``: how many rows. A generated set has a default; a set of fixed size gives all its rows in their order when
  count is None, else that many drawn without replacement.
* ``seed``: the same seed gives the same rows. Rows come in random order, but for curves and series, which rise with
  ``x``.
* ``x``: points, tables, series and steps are float64, ``(B, D)`` or ``(B, T, D)``; images are float32 from 0 to 1,
  ``(B, height, width)`` when grey and ``(B, height, width, 3)`` in colour; tokens are int64, ``(B, T)``; texts are
  arrays of strings, ``(B,)``.
* ``y``: classes are int64 ``(B,)``, numbers to predict float64 ``(B,)``, with further axes where there is an answer
  at every step or a mask for every shape.
* Parts to train, choose and test on are made by ``train_val_test_split(x, y)``; series are split by time.

``CATALOGUE`` says of each set what it is, where it comes from, its licence, its size and which lessons use it
(``print(data.CATALOGUE["glyphs"])``); ``gallery()`` draws them all. MNIST, Fashion-MNIST, CIFAR-10 and IMDB are
downloaded by Keras once; without a network they say which set to use instead.

Five functions take other arguments: ``load_digits`` (ink up to 16), ``logic_table``, ``two_clouds``, ``two_rings``
and ``iris_pair``. ``load`` takes count and seed for the last four too, and ``digits`` is ``load_digits`` with ink from
0 to 1.
"""

from dlcourse.data.catalogue import DataSet, gallery, load
from dlcourse.data.curves import cubic_curve, line_with_outliers, sine_curve, sparse_regression, sparse_weights
from dlcourse.data.downloads import CIFAR10_CLASSES, FASHION_CLASSES, cifar10, fashion_mnist, imdb, mnist
from dlcourse.data.entries import CATALOGUE
from dlcourse.data.fonts import FONTS, glyphs
from dlcourse.data.handwritten import digit_canvas, digits, load_digits, move_digits
from dlcourse.data.pairs import END, PAD, START, dates, sequence_reversal
from dlcourse.data.points import gaussian_ring, two_moons, two_spirals
from dlcourse.data.preparation import Standardizer, one_hot, standardize
from dlcourse.data.rings import two_rings
from dlcourse.data.scenes import SHAPES, TEXTURES, mask_boxes, shapes_scenes, textures
from dlcourse.data.sequences import delayed_echo, parity_bits, reset_count, symbol_recall
from dlcourse.data.series import noisy_sine, random_walk, seasonal_series
from dlcourse.data.splits import split_indices, train_val_test_split
from dlcourse.data.tables import DIABETES_FEATURES, diabetes
from dlcourse.data.text import prose, prose_characters, prose_text, sentiment_sentences
from dlcourse.data.toy import CLOUDS_SEPARATOR, IRIS_FEATURES, iris_pair, logic_table, two_clouds

__all__ = [
    "CATALOGUE",
    "CIFAR10_CLASSES",
    "CLOUDS_SEPARATOR",
    "DIABETES_FEATURES",
    "DataSet",
    "END",
    "FASHION_CLASSES",
    "FONTS",
    "IRIS_FEATURES",
    "PAD",
    "SHAPES",
    "START",
    "Standardizer",
    "TEXTURES",
    "cifar10",
    "cubic_curve",
    "dates",
    "delayed_echo",
    "diabetes",
    "digit_canvas",
    "digits",
    "fashion_mnist",
    "gallery",
    "gaussian_ring",
    "glyphs",
    "imdb",
    "iris_pair",
    "line_with_outliers",
    "load",
    "load_digits",
    "logic_table",
    "mask_boxes",
    "mnist",
    "move_digits",
    "noisy_sine",
    "one_hot",
    "parity_bits",
    "prose",
    "prose_characters",
    "prose_text",
    "random_walk",
    "reset_count",
    "seasonal_series",
    "sentiment_sentences",
    "sequence_reversal",
    "shapes_scenes",
    "sine_curve",
    "sparse_regression",
    "sparse_weights",
    "split_indices",
    "standardize",
    "symbol_recall",
    "textures",
    "train_val_test_split",
    "two_clouds",
    "two_moons",
    "two_rings",
    "two_spirals",
]
