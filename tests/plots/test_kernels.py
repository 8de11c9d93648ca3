"""Kernels, weights and feature maps: every picture is the array it stands for, all on one scale."""

import numpy as np
import pytest

from dlcourse import plots


def pictures(figure):
    """The panels with a picture, without the colour bar, in the order of rows."""
    return [axes for axes in figure.axes if axes.images and axes.get_label() != "<colorbar>"]


def drawn(figure):
    return [np.asarray(axes.images[0].get_array()) for axes in pictures(figure)]


def test_filters_of_one_channel_are_pictures_in_rows():
    kernel = np.random.default_rng(0).normal(size=(3, 5, 1, 7))
    figure = plots.kernel_grid(kernel, title="Edges", columns=4)
    np.testing.assert_allclose(drawn(figure), np.moveaxis(kernel[:, :, 0], -1, 0))
    reach = np.abs(kernel).max()
    assert {axes.images[0].get_clim() for axes in pictures(figure)} == {(-reach, reach)}
    assert [axes.get_title() for axes in pictures(figure)] == list("1234567")
    assert figure.get_supxlabel() == "filter"
    assert figure.alt == (
        f"Edges. 7 kernels of 3 by 5 weights, 1 input channel, from {kernel.min():.3g} to {kernel.max():.3g}."
    )


def test_several_channels_have_a_row_each():
    kernel = np.random.default_rng(1).normal(size=(2, 3, 3, 5))
    figure = plots.kernel_grid(kernel, title="T", channels=["red", "green", "blue"])
    expected = [kernel[:, :, row, column] for row in range(3) for column in range(5)]
    np.testing.assert_allclose(drawn(figure), expected)
    assert [axes.get_ylabel() for axes in pictures(figure)[::5]] == ["red", "green", "blue"]
    assert [axes.get_title() for axes in pictures(figure)[:5]] == list("12345")
    assert figure.axes[-1].get_ylabel() == "weight" and "3 input channels" in figure.alt
    assert (figure.get_supxlabel(), figure.get_supylabel()) == ("filter", "input channel")


def test_of_very_many_the_first_are_drawn_and_the_axis_says_so():
    figure = plots.kernel_grid(np.ones((1, 1, 9, 13)), title="T")
    assert len(pictures(figure)) == 8 * 12
    assert figure.get_supxlabel() == "filter (the first 12 of 13)"
    assert figure.get_supylabel() == "input channel (the first 8 of 9)"
    assert plots.kernel_grid(np.ones((4, 61)), shape=(2, 2), title="T").get_supxlabel() == "unit (the first 60 of 61)"
    maps = plots.feature_maps(np.ones((2, 2, 61)), title="T")
    assert maps.get_supxlabel() == "channel (the first 60 of 61)" and len(pictures(maps)) == 60


def test_dense_weights_take_the_shape_of_their_inputs():
    weights = np.random.default_rng(2).normal(size=(15, 2))
    figure = plots.kernel_grid(weights, shape=(3, 5), title="T")
    np.testing.assert_allclose(drawn(figure), weights.T.reshape(2, 3, 5))
    assert figure.get_supxlabel() == "unit"
    colours = np.random.default_rng(3).normal(size=(2 * 3 * 5, 1))
    figure = plots.kernel_grid(colours, shape=(2, 3, 5), title="T")
    np.testing.assert_allclose(drawn(figure), np.moveaxis(colours[:, 0].reshape(2, 3, 5), -1, 0))


def test_clearly_negative_weights_carry_a_minus_few_of_them_in_large_pictures():
    small = plots.kernel_grid(np.array([-1.0, -0.2, 1.0, 0.0]).reshape(2, 2, 1, 1), title="T")
    np.testing.assert_array_equal(pictures(small)[0].lines[0].get_xydata(), [[0, 0]])
    large = plots.kernel_grid(-np.ones((30, 30, 1, 1)), title="T")
    places = pictures(large)[0].lines[0].get_xydata()
    assert len(places) == 100 and places.min() == 1 and places.max() == 28


@pytest.mark.parametrize(
    "kernel, shape, words",
    [
        (np.ones((3, 3, 1)), None, r"shape \(3, 3, 1\); give \(kh, kw, channels, filters\) or \(inputs, units\)"),
        (np.ones((6, 2)), None, r"6 inputs and shape=None; give shape=\(height, width\)"),
        (np.ones((6, 2)), (2, 2), "with a product of 6"),
        (np.ones((6, 2)), (6,), "with a product of 6"),
        (np.full((1, 1, 1, 1), np.nan), None, "weights that are all NaN"),
        (np.ones((0, 3, 1, 1)), None, "not empty"),
    ],
)
def test_bad_kernels_are_met_with_a_sentence(kernel, shape, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.kernel_grid(kernel, shape=shape, title="T")
    assert str(caught.value).startswith("kernel_grid() got")


def test_channels_need_as_many_names():
    with pytest.raises(ValueError, match="1 names for 2 channels"):
        plots.kernel_grid(np.ones((1, 1, 2, 1)), channels=["a"], title="T")


def test_maps_without_negative_numbers_start_at_white():
    maps = np.random.default_rng(4).random((3, 5, 4)) + 0.5
    maps[:, :, 1] = 0
    image = np.arange(6.0).reshape(2, 3)
    figure = plots.feature_maps(maps, image=image, title="Silent")
    np.testing.assert_allclose(drawn(figure)[0], image)
    np.testing.assert_allclose(drawn(figure)[1:], np.moveaxis(maps, -1, 0))
    assert {axes.images[0].get_clim() for axes in pictures(figure)[1:]} == {(0, maps.max())}
    assert [axes.get_title() for axes in pictures(figure)] == ["input", "1", "2", "3", "4"]
    assert figure.alt == f"Silent. 4 feature maps of 3 by 5, from 0 to {maps.max():.3g}; 1 of them 0 everywhere."


def test_maps_with_negative_numbers_have_zero_in_the_middle():
    figure = plots.feature_maps(np.array([[[-2.0, 3.0]]]), title="T", image=np.zeros((2, 2, 3)))
    assert pictures(figure)[1].images[0].get_clim() == (-3, 3) and "from -2 to 3; 0 of them" in figure.alt


@pytest.mark.parametrize("maps", [np.zeros((2, 2, 1)), np.ones((1, 1, 1)), np.array([[[np.nan, 1.0, -np.inf]]])])
def test_silent_single_and_broken_maps_can_be_drawn(maps):
    figure = plots.feature_maps(maps, title="T")
    assert figure.png() and pictures(figure)[0].images[0].get_clim() == (0, 1)


def test_bad_maps_are_met_with_a_sentence():
    with pytest.raises(ValueError, match=r"maps of shape \(2, 2\); give \(height, width, channels\)"):
        plots.feature_maps(np.ones((2, 2)), title="T")
    with pytest.raises(ValueError, match="maps that are all NaN or infinite"):
        plots.feature_maps(np.full((1, 1, 1), np.inf), title="T")


def test_columns_bound_a_row():
    figure = plots.feature_maps(np.ones((2, 2, 5)), title="T", columns=3, alt="Mine.")
    grid = pictures(figure)[0].get_subplotspec().get_gridspec()
    assert (grid.nrows, grid.ncols, figure.alt) == (2, 3, "Mine.")
