"""Attention maps: rows are queries, columns keys, one scale for all heads."""

import numpy as np
import pytest

from dlcourse import plots


def maps(figure):
    return [axes for axes in figure.axes if axes.images and axes.get_visible() and axes.get_label() != "<colorbar>"]


def names(axis):
    return [tick.get_text() for tick in axis.get_ticklabels()]


def weights(*shape, seed=0):
    z = np.exp(np.random.default_rng(seed).normal(size=shape))
    return z / z.sum(axis=-1, keepdims=True)


def test_rows_are_queries_and_columns_keys():
    w = weights(2, 3)
    figure = plots.attention_map(w, queries=["le", "chat"], keys=["the", "big", "cat"], title="It aligns")
    (axes,) = maps(figure)
    np.testing.assert_allclose(axes.images[0].get_array(), w)
    assert names(axes.yaxis) == ["le", "chat"] and names(axes.xaxis) == ["the", "big", "cat"]
    assert axes.get_ylabel().startswith("query") and axes.get_xlabel().startswith("key")
    assert axes.yaxis_inverted()  # the first query stands on top
    assert axes.images[0].get_clim() == (0, w.max())
    assert [text.get_text() for text in axes.texts] == [f"{value:.2f}" for value in w.ravel()]
    best = [["the", "big", "cat"][key] for key in w.argmax(axis=1)]
    assert figure.alt == (
        f"It aligns. Rows are queries, columns keys. le looks most at {best[0]} ({w[0].max():.3g}), "
        f"chat at {best[1]} ({w[1].max():.3g})."
    )


def test_numbers_in_dark_cells_are_white():
    (axes,) = maps(plots.attention_map([[0.9, 0.1]], title="T"))
    assert [text.get_color() for text in axes.texts] == ["white", "black"]


def test_keys_are_the_queries_where_there_are_as_many():
    (axes,) = maps(plots.attention_map(weights(2, 2), queries=["a", "b"], title="T"))
    assert names(axes.xaxis) == ["a", "b"]
    (axes,) = maps(plots.attention_map(weights(2, 3), queries=["a", "b"], title="T"))
    assert names(axes.xaxis) == ["1", "2", "3"]


@pytest.mark.parametrize("count, rows, columns", [(1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 2), (5, 2, 3)])
def test_each_head_has_a_panel_on_one_scale(count, rows, columns):
    w = weights(count, 3, 5)
    figure = plots.attention_map(w, title="T")
    shown = maps(figure)
    np.testing.assert_allclose([axes.images[0].get_array() for axes in shown], w)
    assert [axes.get_title() for axes in shown] == [f"head {number + 1}" for number in range(count)]
    assert {axes.images[0].get_clim() for axes in shown} == {(0, w.max())}
    grid = shown[0].get_subplotspec().get_gridspec()
    assert (grid.nrows, grid.ncols) == (rows, columns)
    assert sum(bool(axes.get_ylabel()) for axes in shown) == rows
    assert sum(bool(axes.get_xlabel()) for axes in shown) == columns
    assert f"head {count}: 1 looks most at {w[-1, 0].argmax() + 1} ({w[-1, 0].max():.3g}), 2 at" in figure.alt
    assert count == 1 or not shown[0].texts


def test_heads_can_have_names_and_long_texts_two_columns():
    shown = maps(plots.attention_map(weights(3, 13, 13), heads=["a", "b", "c"], title="T"))
    assert [axes.get_title() for axes in shown] == ["a", "b", "c"]
    assert shown[0].get_subplotspec().get_gridspec().ncols == 2


def test_of_many_queries_the_three_surest_are_said():
    w = np.full((9, 4), 0.25)
    w[[1, 4, 6], [0, 2, 3]] = 0.9, 0.8, 0.7
    alt = plots.attention_map(w, title="T").alt
    assert alt.endswith("2 looks most at 1 (0.9), 5 at 3 (0.8), 7 at 4 (0.7).")


def test_a_masked_row_is_crossed_out_and_left_out_of_the_text():
    w = np.array([[0.25, 0.75], [np.nan, np.nan]])
    figure = plots.attention_map(w, queries=["a", "b"], title="T")
    (axes,) = maps(figure)
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[0, 1], [1, 1]])
    assert len(axes.texts) == 2 and figure.alt.endswith("keys. a looks most at b (0.75).") and figure.png()
    assert plots.attention_map(np.full((1, 2), np.nan), title="T").alt.endswith("no weights.")


def test_names_stand_on_end_only_where_they_need_to():
    turned = []
    for size, name in ((5, "cat"), (5, "elephants"), (20, "deer"), (20, "a")):
        (axes,) = maps(plots.attention_map(weights(size, size), queries=[name] * size, title="T"))
        turned.append(axes.get_xticklabels()[0].get_rotation())
    assert turned == [0, 90, 90, 0]


def test_a_hundred_tokens_are_thinned_and_long_ones_cut():
    (axes,) = maps(
        plots.attention_map(weights(100, 100), queries=[f"a_very_long_token_{i}" for i in range(100)], title="T")
    )
    assert len(names(axes.xaxis)) == 34 and names(axes.yaxis)[1] == "a_very_lo…_token_3" and not axes.texts
    assert axes.get_figure().get_size_inches()[0] < 11


@pytest.mark.parametrize("w", [[[1.0]], np.zeros((2, 2)), np.full((3, 4), 0.25)])
def test_constant_and_single_weights_can_be_drawn(w):
    assert plots.attention_map(w, title="T", alt="Mine.").png()


@pytest.mark.parametrize(
    "w, options, words",
    [
        ([1.0, 0.0], {}, r"shape \(2,\); give \(T, S\) or \(H, T, S\)"),
        ([], {}, "not empty"),
        ([[-0.1, 1.1]], {}, "below 0 or infinite; give weights after the softmax"),
        ([[np.inf, 0]], {}, "below 0 or infinite"),
        ([[0.5, 0.5]], {"queries": ["a", "b"]}, "2 queries for 1 rows"),
        ([[0.5, 0.5]], {"keys": ["a"]}, "1 keys for 2 columns"),
        ([[[0.5, 0.5]]], {"heads": []}, "0 heads for 1 maps"),
    ],
)
def test_bad_weights_are_met_with_a_sentence(w, options, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.attention_map(w, title="T", **options)
    assert str(caught.value).startswith("attention_map() got")
