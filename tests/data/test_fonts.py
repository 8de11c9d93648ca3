from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image, ImageFont
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from dlcourse.data import FONTS, fonts, glyphs

PLAIN = {"shift": 0, "rotation": 0, "thickness": 0, "noise": 0}


def drawn_by_pillow(font, digit):
    """The digit 20 pixels high in the middle of 28 x 28, by another renderer: Pillow at 16 times the size, averaged."""
    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    mask = ImageFont.truetype(str(file), 600).getmask(str(digit))
    ink = np.array(mask, "uint8").reshape(mask.size[::-1])
    ink = ink[ink.any(axis=1)][:, ink.any(axis=0)]
    width = round(320 * ink.shape[1] / ink.shape[0])
    ink = np.asarray(Image.fromarray(ink).resize((width, 320), Image.Resampling.BOX)) / 255
    page = np.zeros((448, 448))
    page[64:384, (448 - width) // 2 : (448 - width) // 2 + width] = ink
    return page.reshape(28, 16, 28, 16).mean(axis=(1, 3))


@pytest.fixture(scope="module")
def pages():
    return np.array([[drawn_by_pillow(font, digit) for digit in range(10)] for font in FONTS])


def test_undisturbed_glyphs_are_the_fonts_digits(pages):
    images, labels = glyphs(300, seed=1, **PLAIN)
    used = set()
    for image, label in zip(images, labels, strict=True):
        error = np.abs(pages[:, label] - image).mean(axis=(1, 2))
        # a pixel's distance to the outline is not quite its covered area, and Pillow hints: 0.02 of the ink scale
        assert error.min() < 0.02
        used.add(error.argmin())
    assert len(used) == len(FONTS)


def test_every_table_of_distances_has_the_outlines_area(pages):
    tables = fonts._distances()
    ink = np.clip(0.5 + tables / 0.5, 0, 1).sum(axis=(2, 3)) / 4  # cells of half a pixel
    # Pillow hints, and its height is rounded to a pixel in 430: a twentieth of the ink
    np.testing.assert_allclose(ink, pages.sum(axis=(2, 3)), rtol=0.05)
    for axis in (2, 3):  # neighbours are half a pixel apart, so their distances to one outline differ by no more
        assert np.abs(np.diff(tables, axis=axis)).max() <= 0.5 + 1e-5
    height = (tables > 0).any(axis=3).sum(axis=2) / 2
    assert height.min() >= 19 and height.max() <= 20.5


def test_turning_and_moving_are_exact():
    table = fonts._distances()[3, 2:5]

    def seen(move, angle):
        return fonts._sampled(table, np.tile(move, (3, 1)), np.full(3, angle))

    still = seen((0.0, 0.0), 0.0)
    np.testing.assert_allclose(seen((3.0, 0.0), 0.0)[:, 3:], still[:, :-3], atol=1e-5)  # three rows down
    np.testing.assert_allclose(seen((0.0, -2.0), 0.0)[:, :, :-2], still[:, :, 2:], atol=1e-5)  # two columns left
    # float32, and a half turn's sine is 1e-16
    np.testing.assert_allclose(seen((0.0, 0.0), np.pi / 2), np.rot90(still, -1, axes=(1, 2)), atol=1e-4)


def middle(images):
    """Row and column of each picture's centre of ink."""
    places = np.arange(28) - 13.5
    ink = images.sum(axis=(1, 2))
    return np.stack([images.sum(axis=2) @ places / ink, images.sum(axis=1) @ places / ink], axis=1)


def test_digits_move_as_far_as_asked_and_no_further():
    moved = middle(glyphs(2000, seed=2, **PLAIN | {"shift": 4})[0])
    still = np.abs(middle(glyphs(2000, seed=2, **PLAIN)[0])).max()  # a 7 has its ink above the middle
    assert np.abs(moved).max() <= 4 + still + 0.1  # a tenth of a pixel for the interpolation
    assert (moved.max(axis=0) > 3.5).all() and (moved.min(axis=0) < -3.5).all()


def test_strokes_grow_and_digits_turn():
    still, labels = glyphs(500, seed=3, **PLAIN)
    thick, same = glyphs(500, seed=3, **PLAIN | {"thickness": 1.0})
    np.testing.assert_array_equal(labels, same)
    assert (thick >= still - 1e-6).all() and thick.mean() > 1.15 * still.mean()
    turned = glyphs(500, seed=3, **PLAIN | {"rotation": 20})[0]
    # the upright digits are 20 pixels high; one that lies 20 degrees askew is so no longer
    height = (turned.max(axis=2) > 0.5).sum(axis=1)
    assert (still.max(axis=2) > 0.5).sum(axis=1).max() <= 20 and height.max() >= 22


def test_noise_is_what_was_asked_for():
    still, noisy = glyphs(300, seed=4, **PLAIN)[0], glyphs(300, seed=4, **PLAIN | {"noise": 0.05})[0]
    grey = (still > 0.3) & (still < 0.7)  # six deviations from black and white: nothing is clipped
    assert abs((noisy - still)[grey].std() / 0.05 - 1) < 0.05
    assert noisy.min() == 0 and noisy.max() == 1 and noisy.dtype == np.float32


def test_each_digit_comes_equally_often_in_random_order():
    labels = glyphs(1003, seed=5)[1]
    assert np.ptp(np.bincount(labels)) == 1 and labels.dtype == np.int64
    assert len(set(labels[:20].tolist())) > 5 and labels[:10].tolist() != list(range(10))
    np.testing.assert_array_equal(glyphs(37, seed=5)[0], glyphs(37, seed=5)[0])
    assert np.any(glyphs(37, seed=5)[1] != glyphs(37, seed=6)[1])


@pytest.mark.parametrize("seed", range(3))
def test_a_line_learns_glyphs_and_neighbours_learn_them_better(seed):
    images, labels = glyphs(3500, seed=seed)
    rows, half = images.reshape(3500, -1), 2500
    linear = LogisticRegression(C=0.1, max_iter=200).fit(rows[:half], labels[:half]).score(rows[half:], labels[half:])
    nearest = KNeighborsClassifier(3).fit(rows[:half], labels[:half]).score(rows[half:], labels[half:])
    # 1,000 test pictures: a share's standard error is about 0.01. Chance is 0.1; the gap here is about 0.09
    assert linear > 0.5 and nearest > linear + 0.03 and nearest < 1


@pytest.mark.parametrize("name", ["count", "shift", "rotation", "thickness", "noise"])
def test_wrong_arguments_are_named(name):
    with pytest.raises(ValueError, match=rf"glyphs\(\) got {name}=-1; give"):
        glyphs(**{name: -1})
