"""Grids of pictures: colours, answers, masks and boxes."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from dlcourse import plots


def titles(figure):
    return [axes.get_title() for axes in figure.axes if axes.images]


def test_colour_pictures_are_shown_as_they_are():
    images = np.random.default_rng(0).random((2, 3, 5, 3))
    figure = plots.image_grid(images, title="T")
    np.testing.assert_allclose([axes.images[0].get_array() for axes in figure.axes], images)
    whole = (255 * images).astype(np.uint8)
    np.testing.assert_array_equal(plots.image_grid(whole, title="T").axes[1].images[0].get_array(), whole[1])
    assert figure.alt == "T. 2 pictures of 3 by 5 pixels."


def test_colours_beyond_their_range_are_cut_and_a_last_axis_of_one_is_dropped():
    drawn = (
        plots.image_grid(np.array([[[[-1.0, 0.5, 2.0]], [[np.nan, 0, 0]]]]), title="T").axes[0].images[0].get_array()
    )
    np.testing.assert_array_equal(drawn, [[[0, 0.5, 1]], [[0, 0, 0]]])
    grey = plots.image_grid(np.arange(6.0).reshape(1, 2, 3, 1), title="T").axes[0].images[0].get_array()
    np.testing.assert_array_equal(grey, [[0, 1, 2], [3, 4, 5]])


def test_broken_pixels_are_left_out():
    image = plots.image_grid(np.array([[[np.nan, np.inf, 3.0, 1.0]]]), title="T", signed=True).axes[0].images[0]
    assert np.ma.getmaskarray(image.get_array()).tolist() == [[True, True, False, False]]
    assert image.get_clim() == (-3, 3) and image.axes.get_facecolor() != (1, 1, 1, 1)
    assert plots.image_grid(np.ones((1, 1, 2)), title="T").axes[0].get_facecolor() == (1, 1, 1, 1)
    assert plots.image_grid(np.full((1, 1, 2), np.nan), title="T", signed=True).png()


def test_answers_say_what_they_should_have_been():
    images, names = np.zeros((3, 2, 2)), ["cat", "dog", "elk"]
    figure = plots.image_grid(images, labels=[0, 1, 2], predictions=[0, 2, 2], names=names, title="T")
    assert titles(figure) == ["cat", "elk,\nnot dog ✗", "elk"]
    assert [axes.title.get_fontweight() for axes in figure.axes] == ["normal", "bold", "normal"]
    assert figure.alt == "T. 3 pictures of 2 by 2 pixels, captioned: cat, elk, not dog, elk. 2 of 3 right."
    assert titles(plots.image_grid(images, labels=[0, 1, 2], title="T")) == ["0", "1", "2"]
    figure = plots.image_grid(images, predictions=np.array([2, 1, 0]), names=names, title="T")
    assert titles(figure) == ["elk", "dog", "cat"] and "right" not in figure.alt


def test_long_names_widen_the_pictures_and_shorten_the_rows():
    images = np.zeros((10, 2, 2))
    options = {"labels": range(10), "predictions": range(1, 11), "names": [f"kind of clothes {i}" for i in range(11)]}
    figure = plots.image_grid(images, **options, title="T")
    columns = figure.axes[0].get_subplotspec().get_gridspec().ncols
    assert columns < 8 and figure.get_size_inches()[0] < 9.1
    assert titles(figure)[0] == "kind o…hes 1,\nnot kind o…hes 0 ✗"


def test_masks_tint_their_pixels_and_are_outlined():
    masks = np.zeros((2, 4, 6), int)
    masks[0, 1:3, 2:5], masks[0, 3, 0] = 1, 2
    figure = plots.image_grid(np.ones((2, 4, 6)), masks=masks, title="T")
    first, second = figure.axes
    tint = first.images[1].get_array()
    np.testing.assert_array_equal(tint[..., 3] > 0, masks[0] > 0)
    assert not np.allclose(tint[1, 2, :3], tint[3, 0, :3]) and not second.images[1].get_array().any()
    edges = np.concatenate([path.vertices for path in first.collections[1].get_paths()])
    assert (edges.min(axis=0).tolist(), edges.max(axis=0).tolist()) == ([1.5, 0.5], [4.5, 2.5])
    border = np.concatenate([path.vertices for path in first.collections[3].get_paths()])
    assert border.min() == -0.5  # the line closes at the border of the picture
    assert first.collections[1].get_linestyle() != first.collections[3].get_linestyle()
    assert figure.alt.endswith(f"Masks cover {100 * 7 / 48:.0f} % of the pixels.")


def test_boxes_stand_where_pixels_begin():
    boxes = [[[0, 1, 3, 2], [1, 0, 2, 4]], []]
    figure = plots.image_grid(np.ones((2, 4, 6)), boxes=boxes, box_names=[["a", "b"], []], title="T")
    drawn = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)][1::2]
    assert [patch.get_bbox().extents.tolist() for patch in drawn] == [[-0.5, 0.5, 2.5, 1.5], [0.5, -0.5, 1.5, 3.5]]
    assert drawn[0].get_linestyle() != drawn[1].get_linestyle()
    assert [text.get_text() for text in figure.axes[0].texts] == ["a", "b"]
    assert not figure.axes[1].patches and figure.alt.endswith("pixels. 2 boxes in all.")
    assert plots.image_grid(np.ones((1, 2, 2)), boxes=[[[0, 0, 1, 1]]], title="T").alt.endswith("1 box in all.")


def test_masks_and_boxes_have_larger_pictures_and_a_width_can_be_given():
    images = np.ones((4, 2, 2))
    small, large = plots.image_grid(images, title="T"), plots.image_grid(images, boxes=[[]] * 4, title="T")
    assert large.get_size_inches()[0] == pytest.approx(2 * small.get_size_inches()[0])
    assert plots.image_grid(images, inches=2, title="T").get_size_inches()[0] == 8


@pytest.mark.parametrize(
    "images, options, words",
    [
        ([], {}, r"give \(B, height, width\) or \(B, height, width, 3\), not empty"),
        (np.ones((2, 2)), {}, r"shape \(2, 2\)"),
        (np.ones((1, 2, 2, 4)), {}, "give 1 or 3 colours"),
        (np.ones((2, 2, 2)), {"captions": ["a"]}, "1 captions for 2 pictures"),
        (np.ones((2, 2, 2)), {"wrong": [True]}, "1 marks of wrong for 2 pictures"),
        (np.ones((2, 2, 2)), {"labels": [1]}, "1 labels for 2 pictures"),
        (np.ones((2, 2, 2)), {"labels": [1, 2], "predictions": [1]}, "1 predictions for 2 pictures"),
        (np.ones((2, 2, 2)), {"masks": np.ones((1, 2, 2))}, "1 masks for 2 pictures"),
        (np.ones((1, 2, 2)), {"masks": np.ones((1, 2, 3))}, r"mask of shape \(2, 3\) for an image of \(2, 2\)"),
        (np.ones((1, 2, 2)), {"boxes": [[1, 2, 3, 4]]}, r"boxes of shape \(4,\); give \(n, 4\)"),
        (np.ones((1, 2, 2)), {"boxes": [[[1, 2, 3]]]}, r"boxes of shape \(1, 3\)"),
        (np.ones((1, 2, 2)), {"boxes": [[[1, 2, 3, 4]]], "box_names": [["a", "b"]]}, "2 names for 1 boxes"),
    ],
)
def test_bad_pictures_are_met_with_a_sentence(images, options, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.image_grid(images, title="T", **options)
    assert str(caught.value).startswith("image_grid() got")
