"""The real sets, read from files of their own formats in a Keras folder of the test's own. Nothing is downloaded."""

import gzip
import json
import os
import pickle
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import keras
import numpy as np
import pytest

from dlcourse.data import cifar10, fashion_mnist, imdb, mnist

LOADERS = {"mnist": mnist, "fashion_mnist": fashion_mnist, "cifar10": cifar10, "imdb": imdb}

# Keras settles on its folder when it is imported, so that all that needs another folder runs in one other process.
SCRIPT = """
import json, os, pathlib, shutil, sys
import numpy as np
from dlcourse import data
home, prepared = map(pathlib.Path, sys.argv[1:])

def said(load, **options):
    try:
        load(**options)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

loaders = {name: getattr(data, name) for name in ("mnist", "fashion_mnist", "cifar10", "imdb")}
errors = {f"no {name}": said(load) for name, load in loaders.items()}
shutil.rmtree(home / "datasets", ignore_errors=True)
os.rename(prepared, home / "datasets")
errors["another mnist"] = said(data.mnist)  # not the file that the hash belongs to: Keras deletes it

from keras.src.utils import file_utils
file_utils.validate_file = lambda *args, **options: True
shutil.copy(home / "datasets" / "copy.npz", home / "datasets" / "mnist.npz")
arrays = {}
for key, name, options in (
    ("mnist", "mnist", {}), ("mnist train", "mnist", {"part": "train"}), ("mnist test", "mnist", {"part": "test"}),
    ("old mnist", "load_digits", {"source": "mnist"}), ("fashion", "fashion_mnist", {}),
    ("cifar", "cifar10", {"part": "test", "count": 23, "seed": 4}),
    ("imdb", "imdb", {"num_words": 50, "length": 9}), ("imdb test", "imdb", {"part": "test", "num_words": 50}),
):
    arrays[key + " x"], arrays[key + " y"] = getattr(data, name)(**options)
np.savez(home / "seen.npz", **arrays)
archive = home / "datasets" / "fashion-mnist" / "train-images-idx3-ubyte.gz"
archive.write_bytes(archive.read_bytes()[:40])
errors["half a fashion_mnist"] = said(data.fashion_mnist)
print(json.dumps(errors))
"""


def images(rng, count, *shape):
    return rng.integers(0, 256, (count, *shape), dtype="uint8"), rng.integers(0, 10, count, dtype="uint8")


def reviews(rng, count):
    texts = np.empty(count, object)
    texts[:] = [rng.integers(1, 90, size).tolist() for size in rng.integers(3, 14, count)]
    return texts, rng.integers(0, 2, count)


def write(folder):
    """Small sets in the formats that Keras expects, and what they hold."""
    rng = np.random.default_rng(0)
    held = {"mnist": (images(rng, 13, 28, 28), images(rng, 7, 28, 28))}
    held["fashion"] = images(rng, 11, 28, 28), images(rng, 5, 28, 28)
    held["imdb"] = reviews(rng, 17), reviews(rng, 11)
    (folder / "fashion-mnist").mkdir(parents=True)
    for name, file in (("mnist", "mnist.npz"), ("mnist", "copy.npz"), ("imdb", "imdb.npz")):
        (x_train, y_train), (x_test, y_test) = held[name]
        np.savez(folder / file, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    for part, (x, y) in zip(("train", "t10k"), held["fashion"], strict=True):
        # An IDX file's head: its kind, then the size of each axis, four bytes each
        for name, kind, array in (("images-idx3", 2051, x), ("labels-idx1", 2049, y)):
            head = np.array([kind, *array.shape], ">i4").tobytes()
            with gzip.open(folder / "fashion-mnist" / f"{part}-{name}-ubyte.gz", "wb") as stream:
                stream.write(head[: 16 if x is array else 8] + array.tobytes())
    held["cifar"] = write_cifar10(rng, folder)
    return held


def write_cifar10(rng, folder):
    """Keras wants 10,000 pictures in each of six files; all but 97 of the last are black."""
    batches = folder / "cifar-10-batches-py"
    batches.mkdir()
    pixels, labels = np.zeros((10000, 3072), "uint8"), [0] * 10000
    for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
        if name == "test_batch":
            pixels[:97], labels[:97] = rng.integers(0, 256, (97, 3072)), rng.integers(1, 10, 97).tolist()
        (batches / name).write_bytes(pickle.dumps({b"data": pixels, b"labels": labels}, protocol=4))
    with tarfile.open(folder / "cifar-10-batches-py-target_archive", "w:gz", compresslevel=1) as archive:
        archive.add(batches, "cifar-10-batches-py")
    return pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), np.array(labels)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keras")
    held = write(folder / "prepared")
    (folder / "home").mkdir()
    blocked = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https")}  # nobody answers there
    environment = {**os.environ, **blocked, "no_proxy": "", "KERAS_HOME": str(folder / "home")}
    command = [sys.executable, "-c", SCRIPT, folder / "home", folder / "prepared"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return held, dict(np.load(folder / "home" / "seen.npz")), json.loads(done.stdout)  # not a word but ours


def test_mnist_is_train_then_test_with_ink_up_to_one(seen):
    held, arrays, _ = seen
    (x_train, y_train), (x_test, y_test) = held["mnist"]
    np.testing.assert_allclose(arrays["mnist x"], np.concatenate([x_train, x_test]) / 255, rtol=1e-6)
    np.testing.assert_array_equal(arrays["mnist y"], [*y_train, *y_test])
    np.testing.assert_allclose(arrays["mnist train x"], x_train / 255, rtol=1e-6)
    np.testing.assert_array_equal(arrays["mnist test y"], y_test)
    assert arrays["mnist x"].dtype == np.float32 and arrays["mnist y"].dtype == np.int64


def test_the_older_function_gives_the_same_mnist_with_ink_up_to_255(seen):
    held, arrays, _ = seen
    np.testing.assert_array_equal(arrays["old mnist x"], np.concatenate([part[0] for part in held["mnist"]]))
    assert arrays["old mnist x"].dtype == np.float64
    np.testing.assert_array_equal(arrays["old mnist y"], arrays["mnist y"])


def test_fashion_mnist_is_read_from_its_four_files(seen):
    held, arrays, _ = seen
    expected = np.concatenate([part[0] for part in held["fashion"]]) / 255
    np.testing.assert_allclose(arrays["fashion x"], expected, rtol=1e-6)
    np.testing.assert_array_equal(arrays["fashion y"], np.concatenate([part[1] for part in held["fashion"]]))


def test_a_count_of_cifar10_draws_pictures_with_their_labels(seen):
    held, arrays, _ = seen
    pixels, labels = held["cifar"]
    assert arrays["cifar x"].shape == (23, 32, 32, 3) and arrays["cifar x"].dtype == np.float32
    rows = np.random.default_rng(4).choice(10000, 23, replace=False)
    np.testing.assert_allclose(arrays["cifar x"], pixels[rows] / 255, rtol=1e-6)
    np.testing.assert_array_equal(arrays["cifar y"], labels[rows])


def numbered(texts, length, num_words=50):
    """The reviews as Keras's documentation has them: 1 starts, words are moved by 3, rare ones become 2; padded."""
    rows = [[1, *(word + 3 if word + 3 < num_words else 2 for word in text)][:length] for text in texts]
    return [tuple(row + [0] * (length - len(row))) for row in rows]


def test_reviews_are_cut_and_padded_at_the_end(seen):
    held, arrays, _ = seen
    for key, parts, length in (("imdb", held["imdb"], 9), ("imdb test", held["imdb"][1:], 200)):
        # Keras shuffles the reviews of each part, so they are compared without their order
        expected = [(row, int(label)) for x, y in parts for row, label in zip(numbered(x, length), y, strict=True)]
        found = [
            (tuple(map(int, row)), int(label))
            for row, label in zip(arrays[f"{key} x"], arrays[f"{key} y"], strict=True)
        ]
        assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "name, title, instead",
    [
        ("mnist", "MNIST", r"glyphs\(\)"),
        ("fashion_mnist", "Fashion-MNIST", r"glyphs\(\)"),
        ("cifar10", "CIFAR-10", r"shapes_scenes\(\)"),
        ("imdb", "IMDB", r"sentiment_sentences\(\)"),
    ],
)
def test_without_a_network_each_says_what_to_use_instead(seen, name, title, instead):
    sentence = (
        rf"ConnectionError: {name}\(\) could not download {title}; connect to the internet once, or use {instead}\."
    )
    assert re.fullmatch(sentence, seen[2][f"no {name}"])


def test_a_file_that_is_not_mnist_counts_as_none(seen):
    assert seen[2]["another mnist"] == seen[2]["no mnist"]


def test_half_a_file_is_called_damaged(seen):
    said = seen[2]["half a fashion_mnist"]
    assert said.startswith("OSError: fashion_mnist() could not read its copy of Fashion-MNIST (")
    assert said.endswith("delete it from Keras's folder 'datasets' and load it again, or use glyphs().")


@pytest.mark.parametrize("error", [TimeoutError("slow"), ConnectionResetError("gone")])
def test_a_line_that_breaks_is_a_missing_network_too(monkeypatch, capsys, error):
    def broken():
        print("Downloading data from somewhere")
        raise error

    monkeypatch.setattr(keras.datasets.cifar10, "load_data", broken)
    with pytest.raises(ConnectionError, match="connect to the internet once"):
        cifar10()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", LOADERS)
def test_an_unknown_part_is_refused_before_anything_is_loaded(name):
    with pytest.raises(ValueError, match=rf"{name}\(\) got part='val'; give one of 'all', 'train', 'test'"):
        LOADERS[name](part="val")


@pytest.mark.parametrize("name", ["num_words", "length"])
def test_reviews_need_words(name):
    with pytest.raises(ValueError, match=rf"imdb\(\) got {name}=0; give a whole number"):
        imdb(**{name: 0})
