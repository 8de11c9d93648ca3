"""Paired comparison: several ways to do the same work, taken in turns, so that a busy machine slows all alike."""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def compare(ways, rounds=9, base=None, seconds=0.05):
    """Time every way in each round, in turns, and compare within the round.

    Args:
        ways: name -> function without arguments that does the work once and waits for the result.
        rounds: how often; at least 7 for a median worth printing.
        base: the name that the others are compared with; the first unless given.
        seconds: a way is repeated within its turn until it took about this long.

    Returns:
        ``{"seconds": {name: median of one call}, "ratio": {name: median of base / way}}``; above 1 is faster.
    """
    base = base or next(iter(ways))
    repeats = {}
    for name, work in ways.items():
        work()  # compiles
        repeats[name] = max(1, round(seconds / max(_time(work, 1), 1e-6)))
    times = {name: [] for name in ways}
    for turn in range(rounds):
        order = list(ways) if turn % 2 else list(ways)[::-1]
        for name in order:
            times[name].append(_time(ways[name], repeats[name]))
    ratio = {name: statistics.median(b / t for b, t in zip(times[base], times[name], strict=True)) for name in ways}
    return {"seconds": {name: statistics.median(each) for name, each in times.items()}, "ratio": ratio}


def _time(work, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def row(name, result, ways=None, **more):
    """One line of the table: ratios of one comparison, as plain data."""
    names = ways or list(result["ratio"])[1:]
    rounded = {way: round(result["ratio"][way], 2) for way in names if way in result["ratio"]}
    return {"work": name, "ratio": rounded, "seconds": {k: round(v, 6) for k, v in result["seconds"].items()}, **more}


def high_water():
    """The largest memory that this process has had so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: the other number there starts at what the parent process had
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def peak_memory(file, name):
    """The largest memory, in MiB, of a process of its own that runs ``file``'s function ``name`` once it is imported.

    What the imports need is taken off: the function's own share.
    """
    code = (
        f"import sys, importlib; sys.path[:0] = ['{HERE}', '{HERE.parent}']; import pairs;"
        f"module = importlib.import_module('{file}'); module.prepare(); before = pairs.high_water();"
        f"getattr(module, '{name}')(); print(pairs.high_water() - before)"
    )
    lines = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return float(lines.strip().splitlines()[-1])


def memory_row(name, file):
    """Keras's peak memory over ours, by the file's ``memory_keras`` and ``memory_dlcourse``: at least 1 / 1.2."""
    used = {way: peak_memory(file, f"memory_{way}") for way in ("keras", "dlcourse")}
    ratio = {"dlcourse": round(used["keras"] / used["dlcourse"], 2)}
    return {"work": f"memory: {name}", "ratio": ratio, "mib": {k: round(v) for k, v in used.items()}, "bar": 0.83}


def table(rows):
    """The rows as text, one a line."""
    lines = [f"{'work':<52}{'ratios to the first (above 1 is faster)'}"]
    for each in rows:
        ratios = "   ".join(f"{way} {ratio:.2f}" for way, ratio in each["ratio"].items())
        lines.append(f"{each['work']:<52}{ratios}")
    return "\n".join(lines)
