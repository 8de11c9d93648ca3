import numpy as np
import pytest

from dlcourse import plots


@pytest.fixture
def curves():
    return {"net": np.array([[0.5, 0.7, 0.9], [0.7, 0.7, 0.9]]), "tree": np.array([[0.4, 0.6, 0.6], [0.4, 0.6, 0.8]])}


def test_learning_curves_draw_means_bands_and_both_ends_in_words(curves):
    figure = plots.learning_curves([10, 100, 1000], curves, title="T", xlabel="images", ylabel="accuracy", log=True)
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [0.6, 0.7, 0.9])
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == 0.5 and band.max() == 0.9
    assert axes.get_xscale() == "log" and axes.get_xlabel() == "images"
    assert figure.alt == (
        "T. Lines of accuracy against images: "
        "net from 0.60 at 10 to 0.90 at 1,000; tree from 0.40 at 10 to 0.70 at 1,000."
    )
    styles = {(line.get_linestyle(), line.get_marker()) for line in axes.lines}
    assert len(styles) == 2  # told apart in grey


def test_marks_of_the_vertical_axis_space_it_by_its_logarithm(curves):
    options = {"title": "T", "xlabel": "x", "ylabel": "y", "yticks": (0.5, 1), "baseline": ("guess", 0.3)}
    axes = plots.learning_curves([1, 2, 3], curves, **options).axes[0]
    assert axes.get_yscale() == "log" and [text.get_text() for text in axes.get_yticklabels()] == ["0.5", "1"]
    np.testing.assert_array_equal(axes.lines[-1].get_ydata(), [0.3, 0.3])


def test_panels_share_their_axis_and_are_named(curves):
    figure = plots.curve_panels([1, 2, 3], {"left": curves, "right": curves}, title="T", xlabel="x", ylabel="loss")
    assert [axes.get_title() for axes in figure.axes] == ["left", "right"]
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert "left: Lines of loss against x: net from 0.60 at 1" in figure.alt


def test_bars_show_means_and_every_run():
    groups = {"a": {"one": [0.2, 0.4], "two": [0.5, 0.5]}, "b": {"one": [0.9, 0.7], "two": [0.1, 0.3]}}
    figure = plots.bars_with_spread(groups, title="T", xlabel="accuracy", baseline=("guess", 0.5))
    axes = figure.axes[0]
    np.testing.assert_allclose([bar.get_width() for bar in axes.patches], [0.3, 0.5, 0.8, 0.2])
    np.testing.assert_allclose(axes.lines[0].get_xdata(), [0.2, 0.4])
    assert "a: one 0.30, two 0.50; b: one 0.80, two 0.20" in figure.alt
    assert [text.get_text() for text in axes.get_yticklabels()] == ["one", "two"]


def test_projections_draw_each_digit_in_each_panel():
    rng, labels = np.random.default_rng(0), np.array([3, 3, 7, 7, 7])
    layers = {"pixels": rng.normal(size=(5, 2)), "scores": rng.normal(size=(5, 2))}
    figure = plots.projections(layers, labels, title="T", notes={"scores": "far apart"})
    drawn = [collection.get_offsets() for collection in figure.axes[1].collections]
    np.testing.assert_allclose(drawn[0], layers["scores"][:2])
    np.testing.assert_allclose(drawn[1], layers["scores"][2:])
    assert figure.alt.endswith("after: pixels, scores far apart.")


@pytest.mark.parametrize("count", [1, 7, 23])
def test_a_grid_shows_every_picture_once(count):
    images = np.random.default_rng(1).random((count, 3, 5))
    figure = plots.image_grid(images, range(count), title="T", columns=10, wrong=[True] * count)
    shown = [axes.images[0].get_array() for axes in figure.axes if axes.images]
    np.testing.assert_allclose(np.array(shown), images)
    assert f"{count} picture{'' if count == 1 else 's'} of 3 by 5 pixels, captioned: 0" in figure.alt
    assert figure.png().startswith(b"\x89PNG")


def test_signed_pictures_have_zero_in_the_middle():
    axes = plots.image_grid(np.array([[[-2.0, 3.0, -0.1]]]), title="T", signed=True).axes[0]
    assert axes.images[0].get_clim() == (-3.0, 3.0)
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[0, 0]])  # the minus on the clearly negative pixel


def test_the_application_map_says_what_was_read_written_and_balanced():
    images = {"images": np.zeros((6, 8, 8)), "answers": np.array([3, 1, 4, 1, 5, 9])}
    text = {"lines": ["one", "two hundred"]}
    series = {"true": np.zeros(168), "forecast": np.ones(168)}
    control = {"angles": (np.zeros(9), np.zeros(200))}
    figure = plots.application_map(images, text, series, control, title="T")
    assert "read as 3, 1, 4, 1, 5, 9" in figure.alt and "wrote: one, two hundred;" in figure.alt
    assert "falls after 9 steps before learning and stands 200 after" in figure.alt
    assert len(figure.axes) == 4 and figure.png()


def test_curves_that_break_are_a_gap_with_a_cross():
    curves = {"net": [[1.0, np.nan, 3.0], [3.0, np.inf, 5.0]]}
    figure = plots.learning_curves([1, 2, 3], curves, title="T", xlabel="x", ylabel="loss")
    line, crosses, _ = figure.axes[0].lines
    np.testing.assert_array_equal(line.get_ydata(), [2, np.nan, 4])
    np.testing.assert_array_equal(crosses.get_xdata(), [2])
    assert figure.axes[0].get_legend().get_texts()[-1].get_text() == "NaN or infinite" and figure.png()


def test_runs_that_break_have_no_dot_and_a_cross_at_the_edge():
    groups = {"a": {"one": [0.2, np.nan, 0.4], "two": [np.nan], "three": [0.5]}}
    figure = plots.bars_with_spread(groups, title="T", xlabel="accuracy")
    np.testing.assert_allclose([bar.get_width() for bar in figure.axes[0].patches], [0.3, np.nan, 0.5])
    crosses = [line.get_ydata()[0] for line in figure.axes[0].lines if line.get_marker() == "x"]
    assert crosses == [0, 1] and figure.png()
    assert "one 0.30 (1 of 3 runs not finite), two nan (1 of 1 runs not finite), three 0.50" in figure.alt


def test_nine_series_of_bars_can_be_told_apart():
    groups = {f"series {i}": {"one": [i / 10, i / 9]} for i in range(9)}
    figure = plots.bars_with_spread(groups, title="T", xlabel="accuracy")
    looks = {(bar.get_facecolor(), bar.get_hatch()) for bar in figure.axes[0].patches}
    assert len(looks) == 9 and figure.png()


@pytest.mark.parametrize(
    "groups, words",
    [
        ({}, "empty dictionary for groups"),
        ({"a": {}}, "empty dictionary for series 'a'"),
        ({"a": {"one": []}}, "the runs of 'one' in 'a'"),
        ({"a": {"one": [1]}, "b": {"two": [1]}}, "series 'b' with other bars; give one"),
    ],
)
def test_bad_bars_are_met_with_a_sentence(groups, words):
    with pytest.raises(ValueError, match=words):
        plots.bars_with_spread(groups, title="T", xlabel="x")


def test_bad_curves_are_met_with_a_sentence():
    options = {"title": "T", "xlabel": "x", "ylabel": "y"}
    with pytest.raises(ValueError, match="3 values of 'net' for 2 places"):
        plots.learning_curves([1, 2], {"net": [[1, 2, 3]]}, **options)
    with pytest.raises(ValueError, match=r"learning_curves\(\) got an empty dictionary"):
        plots.learning_curves([1, 2], {}, **options)
    with pytest.raises(ValueError, match=r"curve_panels\(\) got an empty dictionary for panels"):
        plots.curve_panels([1, 2], {}, **options)
    with pytest.raises(ValueError, match=r"the curve of 'net' of shape \(2,\); give \(seeds, N\)"):
        plots.curve_panels([1, 2], {"left": {"net": [1, 2]}}, **options)
