"""Handwritten digits, as arrays: in the middle of a small picture, or at a random place of a larger one."""

import numpy as np

from dlcourse import _require
from dlcourse.data._rows import drawn
from dlcourse.data.downloads import whole


def load_digits(source="bundled"):
    """Pictures of handwritten digits, with the digit that each one shows.

    Args:
        source: ``"bundled"`` for the 1,797 small pictures that come with scikit-learn (no network needed), or
            ``"mnist"`` for the 70,000 pictures of MNIST, which Keras downloads once.

    Returns:
        images: ``(B, height, width)`` floats, 0 for paper; ink goes up to 16 (bundled) or 255 (MNIST).
        labels: ``(B,)`` integers 0 to 9.

    Raises:
        ValueError: an unknown source.
        ConnectionError: MNIST is not on this computer and can't be downloaded.

    Sources: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI repository, 1998;
        LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.

    Example:
        >>> images, labels = load_digits()
        >>> images.shape, float(images.max())
        ((1797, 8, 8), 16.0)
    """
    if source == "mnist":
        return _mnist()
    if source != "bundled":
        raise ValueError(f"load_digits() got source={source!r}; it knows 'bundled' and 'mnist'.")
    from sklearn.datasets import load_digits as bundled

    digits = bundled()
    return digits.images, digits.target


def _mnist():
    images, labels = whole("mnist", "load_digits('mnist')", "use the bundled digits")
    return images.astype("float64"), labels


def digits(count=None, seed=0, *, wrong=0.0):
    """The 8 x 8 pictures of ``load_digits()`` with ink from 0 to 1; on request some labels are wrong.

    Args:
        count: how many, drawn without replacement; None for all 1,797 in their order.
        seed: decides which pictures, and which labels are wrong.
        wrong: share of the labels that are replaced by another digit.

    Returns:
        images ``(B, 8, 8)`` float32 and labels ``(B,)`` int64, 0 to 9.

    Raises:
        ValueError: more pictures than there are, or a share outside 0 to 1.

    Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI repository, 1998.

    Example:
        >>> images, labels = digits(150, wrong=0.2)
        >>> images.shape, int((labels != digits(150)[1]).sum())
        ((150, 8, 8), 30)
    """
    _require.number("digits()", "wrong", wrong, low=0, high=1)
    images, labels = load_digits()
    images, labels = drawn("digits()", (images / 16).astype("float32"), labels.astype("int64"), count, seed)
    rng = np.random.default_rng(seed).spawn(1)[0]
    rows = rng.choice(len(labels), round(wrong * len(labels)), replace=False)
    labels[rows] = (labels[rows] + rng.integers(1, 10, len(rows))) % 10  # 1 to 9 further on: never the same digit
    return images, labels


def digit_canvas(count=None, seed=0, *, side=16):
    """The digits, each at a random place of a larger picture, so that no pixel always means the same.

    Args:
        count: how many, drawn without replacement; None for all 1,797 in their order.
        seed: decides which pictures, and their places.
        side: height and width of the larger pictures, 8 or more.

    Returns:
        images ``(B, side, side)`` float32, 0 to 1, and labels ``(B,)`` int64.

    Raises:
        ValueError: more pictures than there are, or a side below 8.

    Example:
        >>> images, labels = digit_canvas(5)
        >>> images.shape
        (5, 16, 16)
    """
    _require.positive_integer("digit_canvas()", "side", side)
    images, labels = digits(count, seed)
    places = np.random.default_rng(seed).spawn(2)[1]  # random numbers that did not choose the pictures
    return move_digits(images, side, places).astype("float32"), labels


def move_digits(images, side=16, seed=0):
    """Put each picture at a random place of a larger, empty one.

    Args:
        images: ``(B, height, width)``.
        side: height and width of the larger pictures.
        seed: decides the places.

    Returns:
        ``(B, side, side)`` with the same ink, moved.

    Raises:
        ValueError: the pictures don't fit.

    Example:
        >>> moved = move_digits(np.ones((5, 8, 8)), side=16)
        >>> moved.shape, float(moved.sum())
        ((5, 16, 16), 320.0)
    """
    count, height, width = np.shape(images)
    if max(height, width) > side:
        raise ValueError(f"move_digits() got pictures of {height} x {width} pixels; they don't fit into side={side}.")
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(side - height + 1, size=count), rng.integers(side - width + 1, size=count)
    moved = np.zeros((count, side, side))
    for canvas, image, row, column in zip(moved, images, rows, columns, strict=True):
        canvas[row : row + height, column : column + width] = image
    return moved
