"""All comparisons, one after the other: a table of ratios on the screen, and the same as JSON.

    python benchmarks/run.py                      everything (half an hour on two cores)
    python benchmarks/run.py training recurrent   some of it
    options: --json FILE, where the numbers go (default: build/benchmarks.json); --rounds N

A ratio is the other's time divided by ours, taken in turns within one process, the median of all rounds; above 1 is
faster. Every part has a process of its own. Nothing else should run meanwhile.
"""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ("training", "core_layers", "recurrent", "attention", "generation", "pytorch")


def work(part, rounds, file):
    """In a process of its own: measure one part, say each row as it comes, and write them all."""
    import dlcourse  # noqa: F401  (silences TensorFlow's import)

    rows = []
    for row in importlib.import_module(part).rows(rounds):
        rows.append({"part": part, **row})
        print(line(row), flush=True)
    file.write_text(json.dumps(rows))


def measured(part, rounds):
    """The rows of one part; none where what it compares with isn't installed."""
    print(f"\n{part}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        command = [sys.executable, __file__, "--worker", part, "--rounds", str(rounds), "--json", str(file)]
        path = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": path})
        return json.loads(file.read_text())


def line(row):
    """One row as text: ratios, and whether the bar is reached."""
    ratios = "  ".join(f"{way} {ratio:.2f}" for way, ratio in row["ratio"].items())
    return f"{row['work']:<58}{ratios}{'' if 'bar' not in row else '  bar ' + str(row['bar']) + verdict(row)}"


def verdict(row):
    """Of the last way in the row, which is the one that the bar is for."""
    ratio = row["ratio"]
    return "" if ratio.get("dlcourse", list(ratio.values())[-1]) >= row["bar"] else " missed"


def versions():
    """What the numbers were measured with."""
    return {"python": platform.python_version(), **{name: version(name) for name in ("tensorflow", "keras", "numpy")}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path, default=HERE.parent / "build" / "benchmarks.json")
    parser.add_argument("--worker", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker, options.rounds, options.json)
        return
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; the parts are {', '.join(PARTS)}")
    rows = [row for part in options.parts or PARTS for row in measured(part, options.rounds)]
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"versions": versions(), "rows": rows}, indent=1) + "\n")
    missed = [row["work"] for row in rows if "bar" in row and verdict(row)]
    print(f"\n{len(rows)} comparisons, written to {options.json}; bars missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
