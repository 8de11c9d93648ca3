"""Find out whether an answer calls the very built-in that it was asked to write."""

import ast
import importlib
import inspect
import sys
import textwrap
import types

from dlcourse.grading.observe import source_of


def used(answer, names):
    """Those of the dotted ``names`` that the source of ``answer``, or a function of the learner's that it calls, uses.

    Aliases are seen through (``import numpy as n``, ``f = np.heaviside``), also inside the function. Names that are
    put together at run time are not: nobody cheats themselves.
    """
    targets = {name: target for name in names if (target := _resolve(name)) is not None}
    reached = [answer, *_reached(answer, seen=set())]
    return [name for name, target in targets.items() if any(target is each for each in reached)]


def borrows(answer, solution):
    """Whether a learner's answer calls the course's own function for the task (mistakes of the course may)."""
    ours = (getattr(answer, "__module__", None) or "").startswith("dlcourse.")
    return not ours and any(solution is each for each in _reached(answer, seen=set()))


def _resolve(name):
    """The object of a dotted name, or None while its library isn't loaded (then no answer can have used it)."""
    parts = name.split(".")
    if parts[0] not in sys.modules:
        return None
    found = importlib.import_module(parts[0])
    for part in parts[1:]:
        found = getattr(found, part, None)
    return found


def _reached(function, seen):
    """Every object that a name or a dotted name in the function's source stands for."""
    function = inspect.unwrap(function) if callable(function) else function
    source = source_of(function)
    if not source or id(function) in seen:
        return
    seen.add(id(function))
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:  # a lambda in the middle of a line
        return
    space = _names(function, tree)
    if hasattr(function, "__code__"):  # the source of a lambda is its whole line, with names that aren't its own
        own = _own_names(function.__code__)
        space = {name: value for name, value in space.items() if name in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            target = _value(node, space)
            if target is not None and target is not function:
                yield target
            if isinstance(target, types.FunctionType) and target.__module__ == function.__module__:
                yield from _reached(target, seen)


def _own_names(code):
    """All names in a function's code and in that of the functions inside it."""
    inner = (_own_names(each) for each in code.co_consts if isinstance(each, types.CodeType))
    return {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars}.union(*inner)


def _names(function, tree):
    """What the names in the function's source stand for; of its own variables only those that it imports."""
    local = set(function.__code__.co_varnames) if hasattr(function, "__code__") else set()
    local |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    space = {name: value for name, value in getattr(function, "__globals__", {}).items() if name not in local}
    for name, cell in zip(
        getattr(function, "__code__", None) and function.__code__.co_freevars or (),
        getattr(function, "__closure__", None) or (),
        strict=True,
    ):
        try:
            space[name] = cell.cell_contents
        except ValueError:  # a variable that is not set yet
            continue
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                space[alias.asname or alias.name.split(".")[0]] = _resolve(
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            space |= {alias.asname or alias.name: _resolve(f"{node.module}.{alias.name}") for alias in node.names}
    return space


def _value(node, space):
    if isinstance(node, ast.Name):
        return space.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _value(node.value, space)
        return getattr(owner, node.attr, None) if isinstance(owner, types.ModuleType) else None
    return None
