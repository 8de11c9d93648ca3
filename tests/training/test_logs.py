import csv
import json

import numpy as np
import pytest

from dlcourse.training.logs import CSVLog, JSONLog

EPOCHS = [{"loss": np.float32(0.1)}, {"loss": 1 / 3, "val_loss": float("nan")}, {"loss": 2e-30}]


def written(log):
    log.on_train_begin()
    for epoch, logs in enumerate(EPOCHS):
        log.on_epoch_end(epoch, logs)
    return log


def test_the_table_is_read_back_without_loss(tmp_path):
    log = written(CSVLog(tmp_path / "a.csv"))
    with open(log.path, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "2"]
    assert [float(row["loss"]) for row in rows] == [float(np.float32(0.1)), 1 / 3, 2e-30]
    assert [row["val_loss"] for row in rows] == ["", "nan", ""]
    assert b"\r" not in log.path.read_bytes()


def test_the_lines_are_read_back_without_loss(tmp_path):
    log = written(JSONLog(tmp_path / "a.jsonl"))
    rows = [json.loads(line) for line in log.path.read_text().splitlines()]
    assert [row["epoch"] for row in rows] == [0, 1, 2]
    assert [row["loss"] for row in rows] == [float(np.float32(0.1)), 1 / 3, 2e-30]
    assert ["val_loss" in row for row in rows] == [False, True, False]


@pytest.mark.parametrize("kind", [CSVLog, JSONLog])
def test_a_new_run_starts_a_new_log(tmp_path, kind):
    path = tmp_path / "log"
    path.touch()  # an empty file is nobody's
    first = written(kind(path)).path.read_bytes()
    assert written(kind(str(path))).path.read_bytes() == first
    log = kind(path)
    assert written(log).path.read_bytes() == written(log).path.read_bytes() == first


@pytest.mark.parametrize("kind", [CSVLog, JSONLog])
@pytest.mark.parametrize("content", [b"my notes\n", b"name,epoch\n", b'{"name": 1}\n', b"\xff\xfe\n", b"5\n"])
def test_a_file_of_another_kind_is_left_alone(tmp_path, kind, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"{kind.__name__} notes.txt is a file of another kind"):
        kind(path).on_train_begin()
    assert path.read_bytes() == content


@pytest.mark.parametrize("kind", [CSVLog, JSONLog])
def test_a_folder_that_is_not_there_is_told(tmp_path, kind):
    with pytest.raises(ValueError, match=f"{kind.__name__} got path=.*in a folder that isn't there"):
        kind(tmp_path / "no" / "log.csv")
