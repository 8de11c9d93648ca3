"""Small, wrong versions of a module: one change each, of the kind that people make.

Operators and comparisons are exchanged, constants moved, factors and transposes forgotten, gates and arguments
swapped, conditions turned round, axes dropped. What only words a message (`raise`, f-strings, docstrings) is left
alone.
"""

import ast
import copy

EXCHANGED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
TWINS = [
    ("sigmoid", "tanh"),
    ("minimum", "maximum"),
    ("sum", "mean"),
    ("min", "max"),
    ("ones", "zeros"),
    ("any", "all"),
]
TWIN = {a: b for pair in TWINS for a, b in (pair, pair[::-1])}
DROPPED = {"transpose", "swapaxes", "flip", "reverse", "expand_dims", "squeeze", "abs", "sqrt", "square", "exp", "cast"}


def mutants(source):
    """Pairs ``(description, tree)``: every single change of this source that the rules below know."""
    tree = ast.parse(source)
    sites = [node for node in _code(tree)]
    for number, node in enumerate(sites):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            target = [each for each in _code(changed)][number]
            change(target)
            yield f"line {node.lineno}: {what}", ast.fix_missing_locations(changed)


def _code(node):
    """All nodes in a fixed order, without decorators, annotations, messages, docstrings and imports."""
    for field, value in ast.iter_fields(node):
        if field in ("decorator_list", "annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Raise, ast.JoinedStr, ast.Import)):
                continue
            if isinstance(child, (ast.ImportFrom, ast.Assert)) or _is_text(child) or _is_list_of_names(child):
                continue
            if hasattr(child, "lineno"):
                yield child
            yield from _code(child)


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_list_of_names(node):
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"


def _changes(node):
    """The ways to spoil one node: a word for each and a function that does it in place."""
    kind = type(node).__name__
    yield from globals().get(f"_{kind}", lambda node: ())(node)


def _BinOp(node):
    if type(node.op) in EXCHANGED:
        other = EXCHANGED[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())
    if isinstance(node.op, (ast.Mult, ast.Add)) and not isinstance(node.left, ast.Constant):
        yield f"{type(node.op).__name__}: right side forgotten", lambda n: _become(n, n.left)
    if isinstance(node.op, (ast.Pow, ast.Mod)):
        yield f"{type(node.op).__name__} forgotten", lambda n: _become(n, n.left)


def _BoolOp(node):
    other = EXCHANGED[type(node.op)]
    yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())


def _Compare(node):
    if len(node.ops) == 1:
        other = EXCHANGED[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} -> {other.__name__}", lambda n: setattr(n, "ops", [other()])


def _UnaryOp(node):
    if isinstance(node.operand, ast.Constant) and isinstance(node.op, ast.USub):
        return  # the constant itself is changed
    yield f"{type(node.op).__name__} forgotten", lambda n: _become(n, n.operand)


def _Constant(node):
    value = node.value
    if isinstance(value, bool):
        yield f"{value} -> {not value}", lambda n: setattr(n, "value", not value)
    elif isinstance(value, (int, float)):
        changed = value + 1 if isinstance(value, int) or value == 0 else value * 1.5
        yield f"{value} -> {changed}", lambda n: setattr(n, "value", changed)
    elif isinstance(value, str) and "->" in value:
        start, end = value.split("->")
        inputs = start.split(",")
        swapped = ",".join([inputs[0][:-2] + inputs[0][:-3:-1], *inputs[1:]]) + "->" + end
        yield f"{value} -> {swapped}", lambda n: setattr(n, "value", swapped)


def _Call(node):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in DROPPED and node.args:
        yield f"{name} forgotten", lambda n: _become(n, n.args[0])
    if name in TWIN:
        other = TWIN[name]
        yield f"{name} -> {other}", lambda n: setattr(n.func, "attr" if hasattr(n.func, "attr") else "id", other)
    plain = not any(isinstance(each, ast.Starred) for each in node.args)
    if len(node.args) >= 2 and plain and ast.dump(node.args[0]) != ast.dump(node.args[1]) and name not in TWIN:
        yield f"{name}: first two arguments swapped", lambda n: n.args.insert(0, n.args.pop(1))
    for i, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "mask", "training", "keepdims"):
            yield f"{name}: {keyword.arg} forgotten", lambda n, i=i: n.keywords.pop(i)


def _Assign(node):
    target = node.targets[0]
    if isinstance(target, ast.Tuple) and len(target.elts) > 1:
        for i in range(len(target.elts) - 1):
            yield (
                f"targets {i} and {i + 1} swapped",
                lambda n, i=i: n.targets[0].elts.insert(i, n.targets[0].elts.pop(i + 1)),
            )


def _AugAssign(node):
    if type(node.op) in EXCHANGED:
        other = EXCHANGED[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())


def _If(node):
    yield "condition turned round", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))


def _IfExp(node):
    yield "branches swapped", lambda n: n.__dict__.update(body=n.orelse, orelse=n.body)


def _Return(node):
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        yield "first two results swapped", lambda n: n.value.elts.insert(0, n.value.elts.pop(1))


def _Expr(node):
    if isinstance(node.value, ast.Call) and "super" not in ast.dump(node.value):
        yield "statement forgotten", lambda n: setattr(n, "value", ast.Constant(None))


def _become(node, other):
    """Turn a node, where it stands, into another one."""
    node.__class__ = other.__class__
    node.__dict__ = dict(other.__dict__)
