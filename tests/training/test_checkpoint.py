import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse.training.checkpoint import Checkpoint


class Some:
    """Variables of all kinds."""

    def __init__(self, fill, shape=(2, 3), dtypes=("float32", "bfloat16", "float16", "int64", "bool", "uint32")):
        self.all = [tf.Variable(tf.cast(tf.fill(shape, fill), dtype)) for dtype in dtypes]

    def describe(self):
        return [[list(each.shape), each.dtype.name] for each in self.all]

    def write(self, values):
        for variable, value in zip(self.all, values, strict=True):
            variable.assign(value)


def test_everything_comes_back(tmp_path):
    checkpoint = Checkpoint(tmp_path / "run.ckpt")
    facts = {"epoch": 3, "loss": [0.1, 1 / 3, float("nan")], "best": [np.arange(3.0), np.float32(0.1)], "none": None}
    facts["half"] = tf.constant([1.5, -2.0], tf.bfloat16).numpy()
    first, second = Some(1.7), Some(0.0)
    checkpoint.save(first, facts)
    values, again = Checkpoint(str(tmp_path / "run.ckpt")).load(second)
    assert len(values) == len(first.all)
    second.write(values)
    for a, b in zip(first.all, second.all, strict=True):
        assert a.dtype == b.dtype and np.all(a.numpy() == b.numpy())
    assert again["epoch"] == 3 and again["loss"][:2] == [0.1, 1 / 3] and again["none"] is None
    np.testing.assert_array_equal(again["best"][0], np.arange(3.0))
    assert again["best"][1] == np.float32(0.1)
    assert again["half"].dtype == facts["half"].dtype and np.all(again["half"] == facts["half"])
    assert [each.name for each in tmp_path.iterdir()] == ["run.ckpt"]


def test_no_file_is_no_run(tmp_path):
    assert Checkpoint(tmp_path / "run.ckpt").load(Some(0.0)) is None


@pytest.mark.parametrize(
    "other, words",
    [
        (Some(0.0, dtypes=("float32",)), r"6 variables in the file, 1 in this run"),
        (Some(0.0, shape=(3, 2)), r"variable 0 is float32 \(2, 3\) in the file, float32 \(3, 2\) in this run"),
        (
            Some(0.0, dtypes=("float32", "float16", "float16", "int64", "bool", "uint32")),
            r"variable 1 is bfloat16 \(2, 3\) in the file, float16 \(2, 3\) in this run",
        ),
    ],
)
def test_another_model_is_told(tmp_path, other, words):
    checkpoint = Checkpoint(tmp_path / "run.ckpt")
    checkpoint.save(Some(1.0), {})
    with pytest.raises(ValueError, match=f"Checkpoint run.ckpt is of another model .{words}"):
        checkpoint.load(other)


def test_another_run_is_told(tmp_path):
    checkpoint = Checkpoint(tmp_path / "run.ckpt")
    checkpoint.same("data", {"rows": 3}, {"rows": 3})
    with pytest.raises(ValueError, match="run.ckpt is of a run with data {'rows': 3}, and this one has {'rows': 4}"):
        checkpoint.same("data", {"rows": 3}, {"rows": 4})


def foreign_npz(path, **arrays):
    with open(path, "wb") as file:
        np.savez(file, **arrays)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("my notes"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 not a zip"),
        lambda path: foreign_npz(path, weights=np.ones(3)),
        lambda path: foreign_npz(path, header=np.frombuffer(b'{"kind": "other"}', np.uint8)),
        lambda path: foreign_npz(path, header=np.frombuffer(b"[1]", np.uint8)),
        lambda path: foreign_npz(path, header=np.array([object()])),
        lambda path: path.mkdir(),
    ],
)
def test_a_foreign_file_is_told_and_left_alone(tmp_path, make):
    path = tmp_path / "run.ckpt"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ValueError, match="Checkpoint run.ckpt is a file of another kind; give another path"):
        Checkpoint(path).load(Some(0.0))
    assert before is None or path.read_bytes() == before


def test_half_a_checkpoint_is_no_checkpoint(tmp_path):
    path = tmp_path / "run.ckpt"
    Checkpoint(path).save(Some(1.0), {})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="a file of another kind"):
        Checkpoint(path).load(Some(0.0))


def test_it_is_due_after_some_seconds(tmp_path, monkeypatch):
    now = [50.0]
    monkeypatch.setattr("dlcourse.training.checkpoint.time.monotonic", lambda: now[0])
    checkpoint = Checkpoint(tmp_path / "run.ckpt")
    checkpoint.start()
    for later, due in ((29.9, False), (30, True)):
        now[0] = 50 + later
        assert checkpoint.due() is due
    checkpoint.save(Some(1.0), {})
    assert not checkpoint.due()
    now[0] += 30
    assert checkpoint.due()
    always = Checkpoint(tmp_path / "run.ckpt", seconds=0)
    always.start()
    assert always.due()


def test_the_header_is_plain_text_inside_a_zip(tmp_path):
    Checkpoint(tmp_path / "run.ckpt").save(Some(1.0), {"epoch": 3})
    with np.load(tmp_path / "run.ckpt", allow_pickle=False) as file:
        header = json.loads(bytes(file["header"]))
    assert header["kind"] == "dlcourse checkpoint 1" and header["facts"] == {"dict": {"epoch": 3}}


def test_bad_options_are_told(tmp_path):
    with pytest.raises(ValueError, match="seconds=-1"):
        Checkpoint(tmp_path / "run.ckpt", seconds=-1)
    with pytest.raises(ValueError, match="in a folder that isn't there; make the folder first"):
        Checkpoint(tmp_path / "no" / "run.ckpt")
    assert isinstance(Checkpoint("run.ckpt"), keras.callbacks.Callback)
