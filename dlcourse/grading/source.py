"""The code of an exercise as a learner reads it: the stub, and the solution with the imports it needs."""

import ast
import inspect
import re
import textwrap
import types


def stub_code(exercise):
    """The stub as the learner sees it."""
    return _under_its_name(exercise, exercise.stub, textwrap.dedent(inspect.getsource(exercise.stub)).strip())


def solution_code(exercise, docstring=True):
    """The solution's source under the exercise's name, after the imports that it needs.

    Args:
        exercise: the exercise.
        docstring: False leaves the docstring out, for reading.
    """
    source = textwrap.dedent(inspect.getsource(exercise.solution)).strip()
    if not docstring:
        source = _without_docstring(source)
    source = _under_its_name(exercise, exercise.solution, source)
    return "\n".join([*_imports(exercise.solution), "", "", source]).strip()


def _under_its_name(exercise, function, source):
    """The package may call a function otherwise than its exercise; calls to itself are renamed too."""
    return re.sub(rf"\b{function.__name__}\b(?=\s*[(:])", exercise.name, source)


def _without_docstring(source):
    body = ast.parse(source).body[0].body
    if not (isinstance(body[0], ast.Expr) and isinstance(getattr(body[0].value, "value", None), str)):
        return source
    lines = source.splitlines()
    return "\n".join(lines[: body[0].lineno - 1] + lines[body[0].end_lineno :])


def _imports(function):
    """Import lines for the global names that a function's source uses."""
    used = {
        node.id
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
        if isinstance(node, ast.Name)
    }
    space = vars(inspect.getmodule(function))
    return sorted(_import(name, space[name], function) for name in used & set(space) if name != function.__name__)


def _import(name, value, function):
    if isinstance(value, types.ModuleType):
        return f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}")
    return f"from {getattr(value, '__module__', None) or function.__module__} import {name}"
