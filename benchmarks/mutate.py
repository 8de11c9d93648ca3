"""Are the tests sharp? Every small mistake that can be made in a module must fail its tests.

    python benchmarks/mutate.py dlcourse/layers/affine.py           one module
    python benchmarks/mutate.py dlcourse/layers dlcourse/optimizers  folders too
    options: --tests FILE (default: the mirrored file under tests/), --sample N (a random N, seed 0),
             --only N (just this mutant, with the tests' output)

For each module one process imports TensorFlow once and then runs the tests again and again, each time with another
changed version of the module in place of the file; nothing on disk is changed. A mutant is killed when a test fails,
takes ten times as long, or the process dies. Prints the survivors; 0 survivors is not the aim, none unexplained is.
"""

import argparse
import collections
import contextlib
import importlib.machinery
import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]
PYTEST = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:nbval", "-p", "no:hypothesispytest", "-o"]
PYTEST += ["addopts=--import-mode=importlib", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]


def mirrored(module):
    """``dlcourse/layers/affine.py`` is tested by ``tests/layers/test_affine.py``."""
    inside = module.resolve().relative_to(ROOT / "dlcourse")
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


class SharpestFirst:
    """A pytest plugin: the tests that killed the most mutants so far run first."""

    def __init__(self):
        self.kills = collections.Counter()

    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: -self.kills[item.nodeid])

    def pytest_runtest_logreport(self, report):
        self.kills[report.nodeid] += report.failed


class Changed:
    """While it is current, importing the module gives the changed tree."""

    def __init__(self, module):
        self.module, self.tree = module, None
        original = importlib.machinery.SourceFileLoader.get_code

        def get_code(loader, fullname):
            if self.tree is not None and Path(loader.path).resolve() == module:
                return compile(self.tree, str(module), "exec")
            return original(loader, fullname)

        importlib.machinery.SourceFileLoader.get_code = get_code


def run(tests, plugin, limit):
    """Whether the tests pass, with everything of ours imported anew."""
    import keras
    import pytest

    for name in [
        name for name in sys.modules if name.split(".")[0] in ("dlcourse", "tests") or name.startswith("test_")
    ]:
        if name not in ("dlcourse", "dlcourse._quiet"):
            sys.modules.pop(name, None)
            parent, _, child = name.rpartition(".")
            if parent in sys.modules and hasattr(sys.modules[parent], child):
                delattr(sys.modules[parent], child)
    keras.utils.clear_session()
    keras.config.set_floatx("float32")

    def too_long(*_):
        raise SystemExit("too long")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(limit)
    try:
        return pytest.main([str(tests), *PYTEST], plugins=[plugin]) == 0
    except BaseException:
        return False
    finally:
        signal.alarm(0)


def work(module, tests, numbers, show, pipe):
    """In a process of its own: say for the unchanged module (None) and each of these mutants whether the tests pass."""
    from mutants import mutants

    if not show:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    import dlcourse  # noqa: F401, I001  (silences the next import)
    import keras  # noqa: F401

    changed, plugin, trees = Changed(module), SharpestFirst(), dict(enumerate(mutants(module.read_text())))
    began = time.monotonic()
    pipe.send((None, run(tests, plugin, 600)))
    limit = 20 + 10 * int(time.monotonic() - began)
    for number in numbers:
        changed.tree = trees[number][1]
        pipe.send((number, run(tests, plugin, limit)))


def outcomes(module, tests, numbers, show=False):
    """Pairs ``(number, passed)``; a process that dies is started again behind the mutant that killed it."""
    todo = list(numbers)
    while todo:
        here, there = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("spawn").Process(target=work, args=(module, tests, todo, show, there))
        process.start()
        there.close()
        first = True
        with contextlib.suppress(EOFError):
            while todo or first:
                number, passed = here.recv()
                if first and not passed:
                    sys.exit(f"{tests} fails, or is not there, without any change; mend it first.")
                if not first:
                    yield todo.pop(0), passed
                first = False
        process.join()
        if todo:
            if first:
                sys.exit(f"{tests} can't be run.")
            yield todo.pop(0), False


def survivors(module, tests, options):
    """Run the mutants of a module; ``(survivors, number of mutants)``."""
    from mutants import mutants

    descriptions = [what for what, _ in mutants(module.read_text())]
    numbers = range(len(descriptions))
    if options.only is not None:
        numbers = [options.only]
    elif options.sample and options.sample < len(descriptions):
        numbers = sorted(random.Random(0).sample(numbers, options.sample))
    alive = []
    for number, passed in outcomes(module, tests, numbers, show=options.only is not None):
        if passed:
            alive.append(f"{module.relative_to(ROOT)} [{number}] {descriptions[number]}")
            print("survived:", alive[-1], flush=True)
    return alive, len(numbers)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--tests", type=lambda path: Path(path).resolve())
    parser.add_argument("--sample", type=int)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    total = killed = 0
    for path in options.paths:
        for module in sorted(path.resolve().rglob("*.py")) if path.is_dir() else [path.resolve()]:
            tests = options.tests or mirrored(module)
            if module.name == "__init__.py" or (path.is_dir() and not tests.exists()):
                continue
            began = time.monotonic()
            alive, count = survivors(module, tests, options)
            took = time.monotonic() - began
            print(f"{module.relative_to(ROOT)}: {count - len(alive)} of {count} killed ({took:.0f} s)", flush=True)
            total, killed = total + count, killed + count - len(alive)
    if total:
        print(f"in all {killed} of {total} killed: {killed / total:.1%}")


if __name__ == "__main__":
    main()
