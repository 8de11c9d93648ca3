"""Every set keeps to the one shape, says where it comes from, and can be looked at."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from dlcourse import data

EMBEDDED = [name for name, record in data.CATALOGUE.items() if not record.download]
DOWNLOADED = [name for name, record in data.CATALOGUE.items() if record.download]
OLDER = {"logic_table", "two_clouds", "two_rings", "iris_pair"}
NOT_RANDOM = {"logic_table", "iris_pair", "diabetes", "digits"}  # all of a set of fixed size, in its order


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_set_has_the_shapes_and_types_of_its_kind(name):
    record = data.CATALOGUE[name]
    x, y = data.load(name)
    assert len(x) == len(y) > 0 and isinstance(x, np.ndarray) and isinstance(y, np.ndarray)
    assert [axis for axis in (record.x, record.y) if not axis.startswith("(")] == []
    for array, text in ((x, record.x), (y, record.y)):
        shape, _, kind = text[1:].partition(") ")
        assert array.ndim == len([axis for axis in shape.split(",") if axis.strip()])
        if kind.startswith("strings"):
            assert array.dtype.kind == "U"
        else:
            assert array.dtype == kind.split(",")[0] and np.isfinite(array).all()
        for axis, size in zip(shape.split(", "), array.shape, strict=False):
            assert not axis.isdigit() or int(axis) == size
    if x.dtype == np.float32:  # images
        assert x.min() >= 0 and x.max() <= 1 and x.max() > 0.8


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_seed_decides_and_the_name_is_the_function(name):
    first, again = data.load(name, 4, seed=3), data.load(name, 4, seed=3)
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(first[0]) == len(first[1]) == 4
    others = [data.load(name, 4, seed=seed) for seed in (4, 5, 6)]
    assert any(np.any(a != b) for other in others for a, b in zip(first, other, strict=True))
    if name not in OLDER:
        function = getattr(data, name)
        assert list(inspect.signature(function).parameters)[:2] == ["count", "seed"]
        for one, other in zip(first, function(4, 3), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", EMBEDDED)
def test_without_a_count_the_functions_default_is_used(name):
    record = data.CATALOGUE[name]
    for one, other in zip(record.load(seed=5), record.make(seed=5), strict=True):
        np.testing.assert_array_equal(one, other)
    same = all(np.array_equal(a, b) for a, b in zip(record.load(seed=5), record.load(seed=6), strict=True))
    assert same == (name in NOT_RANDOM)


@pytest.mark.parametrize("name", EMBEDDED)
def test_any_set_can_be_split(name):
    x, y = data.load(name, 4)
    train, val, test = data.train_val_test_split(x, y, val=0.25, test=0.25)
    assert [len(part[0]) for part in (train, val, test)] == [2, 1, 1]


def test_the_older_functions_are_the_same_sets():
    for ours, older in (
        (data.load("logic_table", operation="and"), data.logic_table("and")),
        (data.load("two_clouds", 30, 2, margin=0.1), data.two_clouds(30, 0.1, 2)),
        (data.load("two_clouds"), data.two_clouds()),
        (data.load("two_rings", 30, 2, noise=0.2), data.two_rings(30, 2, noise=0.2)),
        (data.load("iris_pair", features=("petal width",)), data.iris_pair(("petal width",))),
    ):
        for one, other in zip(ours, older, strict=True):
            np.testing.assert_array_equal(one, other)


def test_every_record_is_complete_and_every_set_has_one():
    for name, record in data.CATALOGUE.items():
        assert record.name == name and name in data.__all__
        assert all(isinstance(text, str) and text for text in (record.summary, record.task, record.origin, record.size))
        assert record.licence and record.lessons and set(record.lessons) <= set(range(1, 25))
        card = str(record)
        assert card.startswith(f"{name}: {record.summary}\n") and f"licence: {record.licence}" in card
        assert f"lessons: {', '.join(map(str, record.lessons))}" in card and record.origin in card
    makers = {
        name
        for name in data.__all__
        if callable(getattr(data, name)) and "seed" in inspect.signature(getattr(data, name)).parameters
    }
    assert makers - set(data.CATALOGUE) == {"gallery", "load", "move_digits", "split_indices", "train_val_test_split"}
    assert DOWNLOADED == ["mnist", "fashion_mnist", "cifar10", "imdb"]


def test_names_that_are_promised_are_there():
    assert data.__all__ == sorted(data.__all__) and all(hasattr(data, name) for name in data.__all__)
    assert data.CATALOGUE["prose"].size.startswith(f"{len(data.prose_text()):,} characters")
    assert data.CATALOGUE["digits"].size == f"{len(data.digits()[1]):,} rows"
    assert f"{len(data.FONTS)} fonts" in data.CATALOGUE["glyphs"].summary


@pytest.mark.parametrize("ask", [data.load, data.gallery])
def test_an_unknown_set_is_named_and_the_known_ones_listed(ask):
    with pytest.raises(ValueError, match="dlcourse.data got name='moons'; give one of 'logic_table', .*'two_moons'"):
        ask("moons")


@pytest.mark.parametrize("name", EMBEDDED)
def test_every_set_can_be_looked_at(name):
    figure = data.gallery(name, seed=1)
    assert figure.alt.startswith(f"{name}: {data.CATALOGUE[name].summary}. ") and figure.alt.endswith(".")
    assert figure.get_suptitle() == f"{name}: {data.CATALOGUE[name].summary}"
    drawn = [each for each in figure.axes if each.has_data() or each.texts]
    assert len(drawn) == len(figure.axes) > 0
    for each in figure.axes:  # pictures and text have no scale
        assert each.images or each.texts or each.get_xlabel() or each is not figure.axes[-1]


def test_a_gallery_of_all_leaves_out_what_must_be_downloaded(monkeypatch):
    monkeypatch.setattr("dlcourse.data.pictures.draw", lambda record, seed: (record.name, seed))
    assert data.gallery(seed=3) == {name: (name, 3) for name in EMBEDDED}
    assert data.gallery("dates", "prose") == {"dates": ("dates", 0), "prose": ("prose", 0)}


def test_a_figure_is_a_picture_of_its_rows():
    x, y = data.two_moons(seed=2)
    axes = data.gallery("two_moons", seed=2).axes[0]
    for label, dots in enumerate(axes.collections):
        np.testing.assert_array_equal(dots.get_offsets(), x[y == label])
    assert data.gallery("two_moons").png()[:4] == b"\x89PNG"
    x, y = data.dates(8)
    alt = data.gallery("dates").alt
    assert all(f"{written} {iso}" in alt for written, iso in zip(x, y, strict=True))
    labels = ", ".join(map(str, data.glyphs(20)[1]))
    assert data.gallery("glyphs").alt.endswith(f"20 pictures of 28 by 28 pixels: {labels}.")


@pytest.mark.parametrize("name, shape", [("mnist", (28, 28)), ("fashion_mnist", (28, 28)), ("cifar10", (32, 32, 3))])
def test_downloaded_pictures_have_a_picture_too(name, shape):
    def make(count, seed):
        return np.random.default_rng(seed).random((count, *shape)).astype("float32"), np.arange(count) % 10

    alt = replace(data.CATALOGUE[name], make=make).picture().alt
    assert {"mnist": "0, 1, 2", "fashion_mnist": "T-shirt, trousers", "cifar10": "airplane, automobile"}[name] in alt


def test_downloaded_reviews_have_a_picture_too():
    record = replace(data.CATALOGUE["imdb"], make=lambda count, seed: (np.full((count, 200), 7), np.arange(count) % 2))
    assert "7 7 7 0; 7" in record.picture().alt
