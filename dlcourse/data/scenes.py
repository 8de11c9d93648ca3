"""Coloured pictures made by the course: shapes with their masks and boxes, and textures."""

import numpy as np

from dlcourse import _require
from dlcourse.data._rows import balanced_labels

SHAPES = ("nothing", "disc", "square", "triangle")  # a class is its place in this list
TEXTURES = ("horizontal", "rising", "vertical", "falling", "checked")
_COLOURS = np.array([[0.9, 0.2, 0.2], [0.2, 0.8, 0.3], [0.3, 0.4, 1.0], [0.9, 0.8, 0.2], [0.8, 0.3, 0.9]])


def shapes_scenes(count=200, seed=0, *, side=32, most=3, noise=0.05):
    """Scenes with one to three coloured shapes on a dark ground, and one mask for each shape.

    Shapes may touch but never cover each other; colour and size say nothing about the kind. ``mask_boxes`` turns the
    masks into boxes and classes; ``masks.max(axis=1)`` says for every pixel which kind of shape it belongs to.

    Args:
        count: number of scenes.
        seed: decides everything.
        side: height and width, 16 or more.
        most: a scene has 1 to ``most`` shapes, fewer where no room was found.
        noise: standard deviation of what is added to every pixel.

    Returns:
        images ``(count, side, side, 3)`` float32, 0 to 1, and masks ``(count, most, side, side)`` int64: in each
        mask its shape's class (1 to 3, see ``SHAPES``) where the shape is, else 0; unused masks are all 0.

    Raises:
        ValueError: ``count`` or ``most`` is not a whole number of 1 or more, ``side`` is below 16, ``noise`` negative.

    Example:
        >>> images, masks = shapes_scenes(5)
        >>> images.shape, masks.shape
        ((5, 32, 32, 3), (5, 3, 32, 32))
    """
    _require.positive_integer("shapes_scenes()", "count", count)
    _require.positive_integer("shapes_scenes()", "most", most)
    _require.number("shapes_scenes()", "side", _require.positive_integer("shapes_scenes()", "side", side), low=16)
    _require.number("shapes_scenes()", "noise", noise, low=0)
    rng = np.random.default_rng(seed)
    images = np.full((count, side, side, 3), 0.1)
    masks = np.zeros((count, most, side, side), "int64")
    for image, slots in zip(images, masks, strict=True):
        for slot in slots[: rng.integers(1, most + 1)]:
            _place(rng, image, slots, slot)
    images += rng.normal(0, noise, images.shape)
    return np.clip(images, 0, 1).astype("float32"), masks


def _place(rng, image, slots, slot):
    """Draw one shape where nothing is yet; after 20 tries there is no room."""
    side, kind, colour = len(image), int(rng.integers(1, len(SHAPES))), rng.choice(_COLOURS)
    for _ in range(20):
        size = int(rng.integers(side // 4, side // 2))
        top, left = rng.integers(side - size + 1, size=2)
        inside = np.zeros((side, side), bool)
        inside[top : top + size, left : left + size] = _stencil(kind, size)
        if not (inside & slots.any(axis=0)).any():
            slot[inside] = kind
            image[inside] = colour
            return


def _stencil(kind, size):
    """Which pixels of a square of this size the shape covers; it reaches all four edges."""
    y, x = np.mgrid[:size, :size] + 0.5
    middle = np.abs(x - size / 2)
    return {
        "disc": middle**2 + (y - size / 2) ** 2 <= size**2 / 4,
        "square": np.ones((size, size), bool),
        "triangle": 2 * middle <= y + 0.5,
    }[SHAPES[kind]]


def mask_boxes(masks):
    """The box around each mask, and its class.

    Args:
        masks: ``(B, N, height, width)``, the class where the shape is, else 0.

    Returns:
        boxes ``(B, N, 4)`` float64 as ``x1, y1, x2, y2`` in pixels, from a pixel's left upper edge to another's right
        lower one, and classes ``(B, N)`` int64. An empty mask has a box of zeros and class 0.

    Raises:
        ValueError: the masks have another number of axes.

    Example:
        >>> masks = np.zeros((1, 2, 5, 7), int)
        >>> masks[0, 0, 1:3, 2:6] = 3
        >>> boxes, classes = mask_boxes(masks)
        >>> boxes[0].tolist(), classes.tolist()
        ([[2.0, 1.0, 6.0, 3.0], [0.0, 0.0, 0.0, 0.0]], [[3, 0]])
    """
    masks = np.asarray(masks)
    _require.rank("mask_boxes()", masks.shape, "(B, N, height, width)")
    rows, columns = masks.any(axis=3), masks.any(axis=2)  # (B, N, height), (B, N, width)
    height, width = masks.shape[2:]
    first = np.stack([columns.argmax(axis=2), rows.argmax(axis=2)], axis=2)
    last = np.stack([width - columns[:, :, ::-1].argmax(axis=2), height - rows[:, :, ::-1].argmax(axis=2)], axis=2)
    classes = masks.max(axis=(2, 3))
    boxes = np.concatenate([first, last], axis=2) * (classes > 0)[:, :, None]
    return boxes.astype("float64"), classes.astype("int64")


def textures(count=500, seed=0, *, side=16, noise=0.1):
    """Stripes in four directions and a check pattern, each with a width and a place of its own: pictures unlike digits.

    Args:
        count: number of pictures; each kind as often as the others to within one.
        seed: decides everything.
        side: height and width.
        noise: standard deviation of what is added to every pixel.

    Returns:
        images ``(count, side, side)`` float32, 0 to 1, and kinds ``(count,)`` int64, places in ``TEXTURES``.

    Raises:
        ValueError: ``count`` or ``side`` is not a whole number of 1 or more, or ``noise`` is negative.

    Example:
        >>> images, kinds = textures(10)
        >>> images.shape, np.bincount(kinds).tolist()
        ((10, 16, 16), [2, 2, 2, 2, 2])
    """
    _require.positive_integer("textures()", "count", count)
    _require.positive_integer("textures()", "side", side)
    _require.number("textures()", "noise", noise, low=0)
    rng = np.random.default_rng(seed)
    kinds = balanced_labels(rng, count, len(TEXTURES))
    period, phase = rng.uniform(3, 8, (count, 1, 1)), rng.uniform(0, 2 * np.pi, (2, count, 1, 1))
    y, x = np.mgrid[:side, :side]
    turn = 2 * np.pi / period
    across = np.choose(kinds[:, None, None], [y, (y + x) / np.sqrt(2), x, (y - x) / np.sqrt(2), y])  # (B, side, side)
    other = np.where((kinds == 4)[:, None, None], np.sin(turn * x + phase[1]), 1.0)
    images = 0.5 + 0.5 * np.sin(turn * across + phase[0]) * other + rng.normal(0, noise, (count, side, side))
    return np.clip(images, 0, 1).astype("float32"), kinds
