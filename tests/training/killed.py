"""Runs training in forks of a process that has TensorFlow loaded, and kills them: used by ``test_killed.py``.

python killed.py FOLDER KILLS     prints the moments of the kills and how often a run ended by itself
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import keras
import numpy as np

from dlcourse.training import Checkpoint, CSVLog, EarlyStopping, JSONLog, fit, run

L = keras.layers


def train(folder, checkpointed=True):
    """The run, in this process: dropout, moving statistics, Adam, validation, a smaller last batch, best weights."""
    run.CHUNK_SECONDS = 0.0  # every step is a chunk, and after each the state is saved
    keras.utils.set_random_seed(os.getpid())  # whatever isn't in the checkpoint differs
    x, y = np.random.default_rng(0).normal(size=(2, 45, 5))
    dropout = L.Dropout(0.3)
    model = keras.Sequential([keras.Input((5,)), L.Dense(6, "tanh"), L.BatchNormalization(), dropout, L.Dense(5)])
    if not (folder / "run.ckpt").exists():
        values = np.random.default_rng(1)
        model.set_weights([np.abs(values.normal(size=each.shape)) for each in model.get_weights()])
    callbacks = [EarlyStopping(patience=50, restore_best_weights=True), CSVLog(folder / "log.csv")]
    callbacks += [
        JSONLog(folder / "log.jsonl"),
        *([Checkpoint(folder / "run.ckpt", seconds=0)] if checkpointed else []),
    ]
    history = fit(
        model, x, y, batch_size=4, epochs=5, validation_split=0.2, callbacks=callbacks, loss="mse",
        optimizer=keras.optimizers.Adam(0.01), metrics=["mae"], seed=3, verbose=0,
    )  # fmt: skip
    with open(folder / "result.part", "wb") as file:
        np.savez(file, *model.get_weights(), **{name: np.array(each) for name, each in history.history.items()})
    os.replace(folder / "result.part", folder / "result.npz")


def fork(folder, checkpointed=True):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        train(folder, checkpointed)
        code = 0
    finally:
        os._exit(code)


def wait(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, "training failed"


def kill_once_it_trains(child, file):
    """Kill a run at a random moment after it has saved for the first time."""
    before = file.stat().st_mtime_ns if file.exists() else None
    while not file.exists() or file.stat().st_mtime_ns == before:
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.15))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(folder, kills):
    whole, killed = folder / "whole", folder / "killed"
    whole.mkdir()
    killed.mkdir()
    wait(fork(whole, checkpointed=False))
    for _ in range(kills):
        kill_once_it_trains(fork(killed), killed / "run.ckpt")
        with np.load(killed / "run.ckpt") as file:
            facts = json.loads(bytes(file["header"]))["facts"]["dict"]
        print("killed in epoch", facts["epoch"], "after step", facts["step"])
    wait(fork(killed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
