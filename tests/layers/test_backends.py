"""Every layer runs on Keras's other backends, where their libraries are installed (they are no dependencies)."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDS = {"jax": "jax", "numpy": "jax", "torch": "torch"}  # Keras's NumPy backend borrows convolutions from JAX


@pytest.mark.parametrize("backend", NEEDS)
def test_all_layers_agree_with_keras_s_there(backend):
    if importlib.util.find_spec(NEEDS[backend]) is None:
        pytest.skip(f"{NEEDS[backend]} is not installed")
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, ROOT / "benchmarks" / "backends.py", "--json"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    problems = json.loads(answer.strip().splitlines()[-1])
    assert len(problems) > 30
    assert not {name: problem for name, problem in problems.items() if problem}
