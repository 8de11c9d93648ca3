import keras
import numpy as np
import pytest
import sklearn.datasets

from dlcourse.data import digit_canvas, digits, load_digits, move_digits, two_rings


def test_the_bundled_digits_are_scikit_learns():
    images, labels = load_digits()
    rows, theirs = sklearn.datasets.load_digits(return_X_y=True)
    np.testing.assert_array_equal(images.reshape(len(images), -1), rows)
    np.testing.assert_array_equal(labels, theirs)


def test_mnist_has_both_parts_in_order_and_the_same_types(monkeypatch):
    rng = np.random.default_rng(0)
    parts = [(rng.integers(0, 256, (n, 28, 28), dtype="uint8"), rng.integers(0, 10, n, dtype="uint8")) for n in (5, 3)]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: parts)
    images, labels = load_digits("mnist")
    assert images.dtype == load_digits()[0].dtype and labels.dtype == load_digits()[1].dtype
    np.testing.assert_array_equal(images[5:], parts[1][0])
    np.testing.assert_array_equal(labels, [*parts[0][1], *parts[1][1]])


def test_without_network_mnist_says_what_to_do(monkeypatch, capsys):
    def unreachable():
        print("Downloading data from somewhere")
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", unreachable)
    with pytest.raises(ConnectionError, match="connect to the internet once, or use the bundled digits"):
        load_digits("mnist")
    assert capsys.readouterr().out == ""


def test_an_unknown_source_is_named():
    with pytest.raises(ValueError, match="source='minst'; it knows 'bundled' and 'mnist'"):
        load_digits("minst")


def test_moved_digits_keep_their_pixels_and_reach_every_edge():
    images = np.random.default_rng(1).random((301, 3, 5)) + 0.1  # no zero, so the frame can be found again
    moved = move_digits(images, side=11, seed=7)
    corners = set()
    for image, canvas in zip(images, moved, strict=True):
        rows, columns = np.flatnonzero(canvas.any(axis=1)), np.flatnonzero(canvas.any(axis=0))
        np.testing.assert_array_equal(canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], image)
        corners.add((int(rows[0]), int(columns[0])))
    assert {row for row, _ in corners} == set(range(9)) and {column for _, column in corners} == set(range(7))


def test_the_seed_decides_the_places():
    images = np.ones((13, 2, 2))
    np.testing.assert_array_equal(move_digits(images, 7, seed=3), move_digits(images, 7, seed=3))
    assert np.any(move_digits(images, 7, seed=3) != move_digits(images, 7, seed=4))


def test_pictures_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="5 x 9 pixels; they don't fit into side=8"):
        move_digits(np.ones((2, 5, 9)), side=8)


def test_rings_have_their_radii_and_go_all_the_way_round():
    points, labels = two_rings(2003, seed=5, radii=(0.4, 1.0), noise=0.08)
    radius = np.hypot(*points.T)
    for label, mean in ((0, 0.4), (1, 1.0)):
        ring = radius[labels == label]
        # 1,001 draws: the mean is within five standard errors, the deviation within a tenth
        assert abs(ring.mean() - mean) < 5 * 0.08 / np.sqrt(len(ring))
        assert abs(ring.std() - 0.08) < 0.008
    quadrants = np.unique((points[:, 0] > 0) * 2 + (points[:, 1] > 0), return_counts=True)[1]
    assert quadrants.min() > 400  # about 500 each
    np.testing.assert_array_equal(points, two_rings(2003, seed=5)[0])


def test_digits_are_the_bundled_ones_with_ink_up_to_one():
    images, labels = digits()
    np.testing.assert_array_equal(images * 16, load_digits()[0])
    np.testing.assert_array_equal(labels, load_digits()[1])
    assert images.dtype == np.float32 and labels.dtype == np.int64


def test_a_count_draws_pictures_with_their_labels_and_none_twice():
    everything = {image.tobytes(): label for image, label in zip(*digits(), strict=True)}
    images, labels = digits(1500, seed=3)
    assert len({image.tobytes() for image in images}) == 1500
    assert [everything[image.tobytes()] for image in images] == labels.tolist()
    assert np.any(images != digits(1500, seed=4)[0])
    with pytest.raises(ValueError, match=r"digits\(\) got count=1798; the set has 1797 rows"):
        digits(1798)


@pytest.mark.parametrize("wrong, changed", [(0.0, 0), (0.2, 30), (1.0, 150)])
def test_the_asked_share_of_labels_is_wrong(wrong, changed):
    images, right = digits(150, seed=5)
    same, labels = digits(150, seed=5, wrong=wrong)
    np.testing.assert_array_equal(images, same)
    assert np.count_nonzero(labels != right) == changed and 0 <= labels.min() <= labels.max() <= 9


def test_wrong_labels_are_any_other_digit():
    right, labels = digits()[1], digits(wrong=1.0)[1]
    # each of the nine steps about 200 times of 1,797; six standard deviations of that count are 80
    steps = np.bincount((labels - right) % 10, minlength=10)
    assert steps[0] == 0 and steps[1:].min() > 120 and steps[1:].max() < 280


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_a_share_lies_between_nothing_and_all(wrong):
    with pytest.raises(ValueError, match=r"digits\(\) got wrong=.*; give a number of at least 0 and of at most 1"):
        digits(5, wrong=wrong)


def test_a_canvas_holds_its_digit_somewhere():
    small, labels = digits(211, seed=6)
    large, same = digit_canvas(211, seed=6, side=13)
    np.testing.assert_array_equal(labels, same)
    assert large.shape == (211, 13, 13) and large.dtype == np.float32
    places = set()
    for image, canvas in zip(small, large, strict=True):
        windows = np.lib.stride_tricks.sliding_window_view(canvas, (8, 8))
        found = np.argwhere((windows == image).all(axis=(2, 3)))
        assert len(found) and canvas.sum() == image.sum()
        places.add(tuple(found[0]))
    assert len(places) > 25  # of 36
    # without a count the pictures are the same, and the seed decides the places alone
    assert np.any(digit_canvas(seed=6)[0] != digit_canvas(seed=7)[0])


@pytest.mark.parametrize("side, words", [(7, "8 x 8 pixels; they don't fit into side=7"), (16.5, "got side=16.5")])
def test_a_canvas_has_room(side, words):
    with pytest.raises(ValueError, match=words):
        digit_canvas(3, side=side)
