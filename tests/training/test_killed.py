"""A run that is killed at random moments, and started again each time, ends as if nothing had happened."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_9_at_any_moment_changes_nothing(tmp_path):
    script, root = Path(__file__).with_name("killed.py"), Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, str(script), str(tmp_path), "4"], env=environment, check=True, timeout=240)
    whole, killed = (np.load(tmp_path / each / "result.npz") for each in ("whole", "killed"))
    assert set(whole.files) == set(killed.files) >= {"loss", "val_loss", "mae", "arr_0"}
    for name in whole.files:
        np.testing.assert_array_equal(whole[name], killed[name], err_msg=name)
    for log in ("log.csv", "log.jsonl"):
        assert (tmp_path / "whole" / log).read_text() == (tmp_path / "killed" / log).read_text()
    for each in (whole, killed):
        each.close()
