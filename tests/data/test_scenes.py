import numpy as np
import pytest

from dlcourse.data import SHAPES, TEXTURES, mask_boxes, shapes_scenes, textures


@pytest.fixture(scope="module")
def scenes():
    return shapes_scenes(211, seed=1, side=37, most=4, noise=0.0)


def test_shapes_have_one_colour_each_and_never_cover_each_other(scenes):
    images, masks = scenes
    assert images.shape == (211, 37, 37, 3) and images.dtype == np.float32 and masks.shape == (211, 4, 37, 37)
    assert (masks > 0).sum(axis=1).max() == 1
    np.testing.assert_allclose(images[~masks.any(axis=1)], 0.1)
    for image, slots in zip(images, masks, strict=True):
        for slot in slots[slots.any(axis=(1, 2))]:
            assert len(np.unique(image[slot > 0], axis=0)) == 1 and len(np.unique(slot)) == 2
            assert image[slot > 0].max() >= 0.8  # stands out from the ground


def test_scenes_have_one_shape_up_to_the_most(scenes):
    used = scenes[1].any(axis=(2, 3))
    assert used[:, 0].all() and set(used.sum(axis=1)) == {1, 2, 3, 4}
    assert (np.diff(used.astype(int), axis=1) <= 0).mean() > 0.95  # only a shape without room leaves a gap


def test_colour_and_size_do_not_tell_the_kind(scenes):
    images, masks = scenes
    boxes, kinds = mask_boxes(masks)
    for kind in (1, 2, 3):
        size = (boxes[:, :, 2] - boxes[:, :, 0])[kinds == kind]
        assert set(range(37 // 4, 37 // 2)) == set(size.astype(int)) and len(size) > 100
        colours = {tuple(images[b][masks[b, n] > 0][0]) for b, n in np.argwhere(kinds == kind)}
        assert len(colours) == 5


def test_kinds_fill_their_boxes_as_geometry_says(scenes):
    boxes, kinds = mask_boxes(scenes[1])
    area = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    filled = (scenes[1] > 0).sum(axis=(2, 3))
    for name, share in (("disc", np.pi / 4), ("square", 1.0), ("triangle", 0.5)):
        chosen = kinds == SHAPES.index(name)
        # half a pixel along both sides of a triangle 9 pixels high is a ninth of its box
        np.testing.assert_allclose(filled[chosen] / area[chosen], share, atol=(share < 1) / 9)


def test_triangles_stand_on_their_base(scenes):
    masks = scenes[1]
    _, kinds = mask_boxes(masks)
    for b, n in np.argwhere(kinds == SHAPES.index("triangle")):
        widths = (masks[b, n] > 0).sum(axis=1)
        widths = widths[widths > 0]
        assert np.all(np.diff(widths) >= 0) and widths[0] <= 2 and widths[-1] >= len(widths) - 1


def test_noise_and_range():
    clean, noisy = shapes_scenes(23, seed=3, noise=0.0)[0], shapes_scenes(23, seed=3, noise=0.02)[0]
    inside = (clean > 0.05) & (clean < 0.95)  # at 0.1 and 0.9 the clip is five deviations away
    assert abs((noisy - clean)[inside].std() / 0.02 - 1) < 0.05
    loud = shapes_scenes(5, noise=1.0)[0]
    assert loud.min() == 0 and loud.max() == 1


def test_boxes_are_those_of_a_loop():
    rng = np.random.default_rng(4)
    masks = np.zeros((13, 2, 7, 11), int)
    wanted = np.zeros((13, 2, 4))
    for b, n in np.ndindex(13, 2):
        (y1, y2), (x1, x2) = np.sort(rng.choice(8, 2, False)), np.sort(rng.choice(12, 2, False))
        if b:  # the first scene is empty
            masks[b, n, y1:y2, x1:x2] = n + 1
            wanted[b, n] = x1, y1, x2, y2
    boxes, kinds = mask_boxes(masks)
    np.testing.assert_array_equal(boxes, wanted)
    np.testing.assert_array_equal(kinds, [[0, 0]] + [[1, 2]] * 12)
    assert kinds.dtype == np.int64 and boxes.dtype == np.float64


def test_a_texture_does_not_change_along_its_stripes():
    images, kinds = textures(200, seed=2, side=19, noise=0.0)
    along = {"horizontal": images[:, :, 1:] - images[:, :, :-1], "vertical": images[:, 1:] - images[:, :-1]}
    along["rising"] = images[:, 1:, :-1] - images[:, :-1, 1:]
    along["falling"] = images[:, 1:, 1:] - images[:, :-1, :-1]
    for name, change in along.items():
        for other in TEXTURES:
            largest = np.abs(change[kinds == TEXTURES.index(other)]).max(axis=(1, 2))
            assert (largest < 1e-6).all() if other == name else (largest > 0.2).all()
    assert np.bincount(kinds).tolist() == [40] * 5 and images.dtype == np.float32


def test_stripes_have_periods_from_three_to_eight_pixels():
    images, kinds = textures(500, seed=3, side=64, noise=0.0)
    waves = images[kinds == 0][:, :, 0] - 0.5
    period = 64 / np.abs(np.fft.rfft(waves, axis=1))[:, 1:].argmax(axis=1).__add__(1)
    assert 2.9 < period.min() < 3.5 and 7 < period.max() < 8.7  # the grid of frequencies is 1 / 64 wide
    noisy = textures(500, seed=3, side=64, noise=0.1)[0]
    inside = (images > 0.5) & (images < 0.55)
    assert abs((noisy - images)[inside].std() / 0.1 - 1) < 0.05 and noisy.min() == 0 and noisy.max() == 1


@pytest.mark.parametrize("name, value", [("count", 0), ("side", 15), ("side", 20.5), ("most", 0), ("noise", -1)])
def test_scenes_say_what_is_wrong(name, value):
    with pytest.raises(ValueError, match=rf"shapes_scenes\(\) got {name}={value}; give"):
        shapes_scenes(**{name: value})


@pytest.mark.parametrize("name", ["count", "side", "noise"])
def test_textures_say_what_is_wrong(name):
    with pytest.raises(ValueError, match=rf"textures\(\) got {name}=-1; give"):
        textures(**{name: -1})


def test_boxes_need_a_mask_for_each_shape():
    with pytest.raises(ValueError, match=r"mask_boxes\(\) got an input of shape \(3, 8, 8\); give 4 axes"):
        mask_boxes(np.zeros((3, 8, 8)))
