"""Are the tests sharp? Every small mistake that can be made in a module must fail its tests.

    python benchmarks/mutate.py dlcourse/layers/dense.py           one module
    python benchmarks/mutate.py dlcourse/layers dlcourse/losses.py  folders too
    options: --tests FILE (default: the mirrored file under tests/), --sample N (a random N, seed 0),
             --only N (just this mutant, with the tests' output)

Keras is imported once; every mutant runs in a fork of that process, with the changed module in place of the file.
Nothing on disk is changed. A mutant is killed when a test fails or takes ten times as long. Prints the survivors.
"""

import argparse
import collections
import contextlib
import importlib.machinery
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]
PYTEST = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:nbval", "-p", "no:randomly", "-o"]
PYTEST += ["addopts=--import-mode=importlib", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]


def mirrored(module):
    """``dlcourse/layers/dense.py`` is tested by ``tests/layers/test_dense.py``."""
    inside = module.resolve().relative_to(ROOT / "dlcourse")
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


class SharpestFirst:
    """A pytest plugin: the tests that killed the most mutants so far run first; the killer is written to a file."""

    def __init__(self, kills, note):
        self.kills, self.note = kills, note

    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: -self.kills[item.nodeid])

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.note.write_text(report.nodeid)


def start(module, tree, tests, plugin, show=False):
    """A fork that runs the tests with ``tree`` as the module (None: as it is); its process number."""
    child = os.fork()
    if child:
        return child
    os.setpgrp()
    os.environ["DLCOURSE_MUTATION"] = "1"
    if not show:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    code = 1
    with contextlib.suppress(BaseException):
        if tree is not None:
            _replace(module, tree)
        import pytest

        code = int(pytest.main([str(tests), *PYTEST], plugins=[plugin]))
    os._exit(code)


def _replace(module, tree):
    original = importlib.machinery.SourceFileLoader.get_code

    def get_code(self, fullname):
        if Path(self.path).resolve() == module.resolve():
            return compile(tree, str(module), "exec")
        return original(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code


def finish(child, limit):
    """Wait for the fork: its exit code, or None when it took longer than ``limit`` seconds."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def survivors(module, tests, options):
    """Run all mutants of a module; ``(survivors, number of mutants)``."""
    from mutants import mutants

    kills = collections.Counter()
    plugin = SharpestFirst(kills, Path(tempfile.mkdtemp()) / "killer")
    began = time.monotonic()
    if finish(start(module, None, tests, plugin), 600) != 0:
        sys.exit(f"{tests} fails, or is not there, without any change; mend it first.")
    limit = 10 * (time.monotonic() - began) + 20
    todo = list(enumerate(mutants(module.read_text())))
    if options.only is not None:
        print(todo[options.only][1][0])
        finish(start(module, todo[options.only][1][1], tests, plugin, show=True), limit)
        return [], 0
    if options.sample and options.sample < len(todo):
        todo = sorted(random.Random(0).sample(todo, options.sample), key=lambda each: each[0])
    alive = []
    for number, (what, tree) in todo:
        plugin.note.unlink(missing_ok=True)
        if finish(start(module, tree, tests, plugin), limit) == 0:
            alive.append(f"{module.relative_to(ROOT)} [{number}] {what}")
            print("survived:", alive[-1], flush=True)
        elif plugin.note.exists():
            kills[plugin.note.read_text()] += 1
    return alive, len(todo)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--tests", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    import dlcourse  # noqa: F401, I001  (silences the next import)
    import keras  # noqa: F401
    import pytest  # noqa: F401
    import tensorflow  # noqa: F401

    total = killed = 0
    for path in options.paths:
        for module in sorted(path.resolve().rglob("*.py")) if path.is_dir() else [path.resolve()]:
            tests = options.tests or mirrored(module)
            if module.name == "__init__.py" or (path.is_dir() and not tests.exists()):
                continue
            alive, count = survivors(module, tests, options)
            print(f"{module.relative_to(ROOT)}: {count - len(alive)} of {count} killed", flush=True)
            total, killed = total + count, killed + count - len(alive)
    if total:
        print(f"in all {killed} of {total} killed: {killed / total:.1%}")


if __name__ == "__main__":
    main()
