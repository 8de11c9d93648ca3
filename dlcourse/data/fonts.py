"""An endless set like MNIST: digits of 18 fonts, moved, turned, thickened and noisy."""

from functools import cache
from pathlib import Path

import numpy as np

from dlcourse import _require
from dlcourse.data._rows import balanced_labels

# All come with every matplotlib since 3.9 (cmti10 only since 3.11), so that the pictures are the same everywhere.
FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    *("DejaVuSansMono", "DejaVuSansMono-Bold"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    *("cmr10", "cmb10", "cmss10", "cmtt10"),
)
SIDE, HEIGHT = 28, 20  # pixels: of the picture, of the upright digit
_STEP, _REACH = 0.5, 16.0  # the distances below are known every half pixel, up to 16 pixels from the middle


def glyphs(count=1000, seed=0, *, shift=3.0, rotation=15.0, thickness=0.8, noise=0.1):
    """Pictures of printed digits, 28 x 28, made on the spot: a set like MNIST that needs no network.

    A pixel's ink is ``clip(1/2 + d + t, 0, 1)`` plus noise, clipped again. ``d`` is the distance in pixels from the
    outline of the digit, turned and moved (positive inside), ``t`` how much the stroke grows on either side.

    Args:
        count: number of pictures; each digit occurs as often as the others to within one.
        seed: decides digits, fonts and everything below.
        shift: a digit moves by up to so many pixels in each direction.
        rotation: it turns by up to so many degrees either way.
        thickness: ``t`` is uniform between 0 and this, in pixels.
        noise: standard deviation of what is added to every pixel.

    Returns:
        images ``(count, 28, 28)`` float32, 0 for paper to 1 for ink, and labels ``(count,)`` int64, 0 to 9.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, or another argument is negative.

    Example:
        >>> images, labels = glyphs(20)
        >>> images.shape, np.bincount(labels).tolist()
        ((20, 28, 28), [2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    """
    _require.positive_integer("glyphs()", "count", count)
    for name, value in (("shift", shift), ("rotation", rotation), ("thickness", thickness), ("noise", noise)):
        _require.number("glyphs()", name, value, low=0)
    rng = np.random.default_rng(seed)
    labels = balanced_labels(rng, count, 10)
    fonts = rng.integers(len(FONTS), size=count)
    moves = rng.uniform(-shift, shift, (count, 2))
    angles = np.radians(rng.uniform(-rotation, rotation, count))
    growth = rng.uniform(0, thickness, count).astype("float32")
    images = np.empty((count, SIDE, SIDE), "float32")
    for part in np.array_split(np.arange(count), -(-count // 500)):  # few enough to stay in the processor's cache
        distance = _sampled(_distances()[fonts[part], labels[part]], moves[part], angles[part])
        images[part] = np.clip(0.5 + distance + growth[part, None, None], 0, 1)
    images += noise * rng.standard_normal(images.shape, dtype="float32")
    return np.clip(images, 0, 1, out=images), labels


def _sampled(tables, moves, angles):
    """Each table of distances ``(B, n, n)`` read at the pixels of a picture that is turned and moved."""
    middle = np.arange(SIDE) - (SIDE - 1) / 2
    y, x = middle[:, None] - moves[:, 0, None, None], middle - moves[:, 1, None, None]  # (B, 28, 1), (B, 1, 28)
    cos, sin = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    top = tables.shape[1] - 1.001  # beyond the table its edge goes on: far outside any digit
    row = np.clip((cos * y - sin * x + _REACH) / _STEP, 0, top).astype("float32")  # (B, 28, 28)
    column = np.clip((sin * y + cos * x + _REACH) / _STEP, 0, top).astype("float32")
    i, j = row.astype("int64"), column.astype("int64")
    u, v = row - i, column - j
    n = tables.shape[1]
    flat, corner = tables.ravel(), (np.arange(len(tables))[:, None, None] * n + i) * n + j
    above = (1 - v) * flat[corner] + v * flat[corner + 1]
    return (1 - u) * above + u * ((1 - v) * flat[corner + n] + v * flat[corner + n + 1])


@cache
def _distances():
    """``(fonts, 10, n, n)``: how far each point of a grid lies inside (positive) or outside each digit's outline."""
    axis = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    x, y = (part.ravel() for part in np.meshgrid(axis, axis))
    tables = [[_inside(_outline(font, digit), x, y) for digit in range(10)] for font in FONTS]
    return np.array(tables, "float32").reshape(len(FONTS), 10, len(axis), len(axis))


def _outline(font, digit):
    """Closed polygons ``[(n, 2), ...]`` around the ink, in pixels from the middle, y downwards."""
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    polygons = TextPath((0, 0), str(digit), size=100, prop=FontProperties(fname=file)).to_polygons()
    corners = np.concatenate(polygons)
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = HEIGHT / (high - low)[1] * np.array([1, -1])
    return [(polygon - (low + high) / 2) * scale for polygon in polygons]


def _inside(polygons, x, y):
    """Distance of each point to the nearest edge, negative where a ray from it crosses an even number of edges."""
    start = np.concatenate([polygon[:-1] for polygon in polygons])[:, :, None]  # (edges, 2, 1)
    end = np.concatenate([polygon[1:] for polygon in polygons])[:, :, None]
    edge = end - start
    dx, dy = x - start[:, 0], y - start[:, 1]  # (edges, points)
    length = (edge**2).sum(axis=1)
    along = np.clip((dx * edge[:, 0] + dy * edge[:, 1]) / np.maximum(length, 1e-12), 0, 1)
    distance = np.sqrt(((dx - along * edge[:, 0]) ** 2 + (dy - along * edge[:, 1]) ** 2).min(axis=0))
    spans = (y >= start[:, 1]) != (y >= end[:, 1])  # the edge crosses the point's height; a corner counts once
    right = (dx * edge[:, 1] < dy * edge[:, 0]) == (edge[:, 1] > 0)
    return np.where((spans & right).sum(axis=0) % 2 == 1, distance, -distance)
