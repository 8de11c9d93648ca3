"""Sets that Keras downloads once and keeps: MNIST, Fashion-MNIST, CIFAR-10 and IMDB, in the shape of all others."""

import contextlib
import http.client
import io
import urllib.error
from importlib import import_module

import numpy as np

from dlcourse import _require
from dlcourse.data._rows import drawn

PARTS = ("all", "train", "test")
FASHION_CLASSES = (
    *("T-shirt", "trousers", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
CIFAR10_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST", "cifar10": "CIFAR-10", "imdb": "IMDB"}
_UNREACHABLE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


def mnist(count=None, seed=0, *, part="all"):
    """Handwritten digits, 28 x 28: 60,000 to train on, then 10,000 to test with.

    Args:
        count: how many, drawn without replacement; None for all in their order.
        seed: decides which.
        part: ``"train"``, ``"test"``, or ``"all"``, which is train followed by test.

    Returns:
        images ``(B, 28, 28)`` float32, 0 for paper to 1 for ink, and labels ``(B,)`` int64.

    Raises:
        ValueError: an unknown part, or more pictures than it has.
        ConnectionError: the set is neither on this computer nor can it be downloaded.
        OSError: the file on this computer is damaged.

    Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.
    """
    return _images("mnist", count, seed, part, "glyphs()")


def fashion_mnist(count=None, seed=0, *, part="all"):
    """Photographs of clothes, 28 x 28 grey: 60,000 to train on, 10,000 to test with; ``FASHION_CLASSES`` names them.

    Arguments, results and errors as in ``mnist``.

    Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
        algorithms", 2017.
    """
    return _images("fashion_mnist", count, seed, part, "glyphs()")


def cifar10(count=None, seed=0, *, part="all"):
    """Colour photographs, 32 x 32: 50,000 to train on, 10,000 to test with; ``CIFAR10_CLASSES`` names them.

    All of them take 740 MB as float32: ask for a ``count`` on a small computer. Arguments, results and errors as in
    ``mnist``, with images ``(B, 32, 32, 3)``.

    Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
    """
    return _images("cifar10", count, seed, part, "shapes_scenes()")


def imdb(count=None, seed=0, *, part="all", num_words=5000, length=200):
    """Film reviews as word numbers, and whether they praise (1) or not (0): 25,000 to train on, 25,000 to test with.

    Args:
        count, seed, part: as in ``mnist``.
        num_words: words with this number or a higher one (rarer words) become 2; 1 starts a review.
        length: of longer reviews only so many words from the start are kept; shorter ones end in zeros.

    Returns:
        word numbers ``(B, length)`` int64 and labels ``(B,)`` int64.

    Raises:
        ValueError, ConnectionError, OSError: as in ``mnist``.

    Source: Maas, Daly, Pham, Huang, Ng, Potts, "Learning word vectors for sentiment analysis", 2011.
    """
    _require.positive_integer("imdb()", "num_words", num_words)
    _require.positive_integer("imdb()", "length", length)
    reviews, labels = whole("imdb", "imdb()", "use sentiment_sentences()", part, num_words=num_words)
    reviews, labels = drawn("imdb()", reviews, labels, count, seed)
    padded = np.zeros((len(labels), length), "int64")
    for row, review in zip(padded, reviews, strict=True):
        row[: len(review)] = review[:length]
    return padded, labels


def _images(name, count, seed, part, instead):
    images, labels = whole(name, f"{name}()", f"use {instead}", part)
    images, labels = drawn(f"{name}()", images, labels, count, seed)  # before the bytes become four times as many
    return images.astype("float32") / 255, labels


def whole(name, owner, instead, part="all", **options):
    """Inputs and labels of a set of ``keras.datasets``, as Keras stores them; ``owner`` speaks in the errors."""
    _require.one_of(owner, "part", part, PARTS)
    module = import_module(f"keras.datasets.{name}")
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # Keras draws a progress bar here
            (x_train, y_train), (x_test, y_test) = module.load_data(**options)
    except Exception as error:
        if type(error) is Exception or isinstance(error, _UNREACHABLE):  # Keras raises a bare Exception for no answer
            raise ConnectionError(
                f"{owner} could not download {_TITLES[name]}; connect to the internet once, or {instead}."
            ) from error
        raise OSError(
            f"{owner} could not read its copy of {_TITLES[name]} ({error}); delete it from Keras's folder 'datasets' "
            f"and load it again, or {instead}."
        ) from error
    parts = {"train": (x_train, y_train), "test": (x_test, y_test)}
    x, y = parts[part] if part in parts else (np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]))
    return x, y.ravel().astype("int64")
