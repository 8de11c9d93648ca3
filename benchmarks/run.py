"""All comparisons, one after the other: a table of ratios on the screen, and the same as JSON.

    python benchmarks/run.py                      everything (about 25 minutes on two cores)
    python benchmarks/run.py training layers      some of it
    python benchmarks/run.py --json FILE          where the numbers go (default: benchmarks/results.json)

A ratio is the other's time divided by ours, taken in turns within one process, the median of at least nine rounds;
above 1 is faster. Nothing else should run meanwhile.
"""

import argparse
import importlib
import json
import platform
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ("training", "layers", "recurrent", "attention", "generation", "memory", "pytorch")


def measure(part, rounds):
    """The rows of one part; a part that needs something that isn't installed has none."""
    import dlcourse  # noqa: F401  (silences TensorFlow's import)

    rows = []
    for row in importlib.import_module(part).rows(rounds):
        rows.append({"part": part, **row})
        print(line(rows[-1]), flush=True)
    return rows


def line(row):
    """One row as text: ratios, and whether the bar is reached."""
    ratios = "  ".join(f"{way} {ratio:.2f}" for way, ratio in row["ratio"].items())
    bar = row.get("bar")
    verdict = "" if bar is None else f"  (bar {bar}: {'reached' if row['ratio']['dlcourse'] >= bar else 'missed'})"
    return f"{row['work']:<58}{ratios}{verdict}"


def versions():
    """What the numbers were measured with."""
    from importlib.metadata import version

    return {"python": platform.python_version(), **{name: version(name) for name in ("tensorflow", "keras", "numpy")}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    options = parser.parse_args()
    rows = []
    for part in options.parts or PARTS:
        print(f"\n{part}", flush=True)
        rows += measure(part, options.rounds)
    options.json.write_text(json.dumps({"versions": versions(), "rows": rows}, indent=1) + "\n")
    missed = [row["work"] for row in rows if "bar" in row and row["ratio"]["dlcourse"] < row["bar"]]
    print(f"\n{len(rows)} rows, written to {options.json.name}; bars missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
