"""Handwritten digits, as arrays."""

import contextlib
import io

import numpy as np


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
    import keras

    try:
        with contextlib.redirect_stdout(io.StringIO()):  # Keras draws a progress bar here
            (images, labels), (more_images, more_labels) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception when the address can't be reached
        raise ConnectionError(
            "load_digits('mnist') could not download MNIST; connect to the internet once, or use the bundled digits."
        ) from error
    images = np.concatenate([images, more_images]).astype("float64")
    return images, np.concatenate([labels, more_labels]).astype("int64")


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
