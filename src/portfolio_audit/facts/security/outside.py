"""Whether a value in the code comes from outside: typed by a visitor or a user, or sent by another server."""

import ast
from collections.abc import Iterator
from functools import cache

from msgspec import Struct, field

from portfolio_audit.facts.syntax import Names
from portfolio_audit.knowledge import load

MOST_NODES = 100
"""Nodes that are looked at for one value."""
_Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef
_Place = tuple[int, int]


class Values(Struct):
    """What the names of a scope were bound to, and where; the cells of a notebook are one scope."""

    names: Names
    bound: dict[str, list[tuple[_Place, ast.expr]]] = field(default_factory=dict)
    """Name → ((cell or 0, line), value), in the order of the text."""

    def add(self, scope: _Scope, cell: int = 0) -> None:
        """Take in the assignments of a scope, without those of the functions and classes in it."""
        for node in _within(scope):
            for name, value in _bindings(node):
                self.bound.setdefault(name, []).append(((cell, node.lineno), value))

    def before(self, node: ast.Name, cell: int = 0) -> ast.expr | None:
        """What the name was last bound to above, if that is one of the last few bindings."""
        place = (cell, node.lineno)
        return next((value for at, value in reversed(self.bound.get(node.id, [])[-MOST_NODES:]) if at < place), None)


def _within(scope: _Scope) -> Iterator[ast.stmt]:
    waiting: list[ast.stmt] = list(reversed(scope.body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        handlers = [part for handler in getattr(node, "handlers", ()) for part in handler.body]
        blocks = (getattr(node, "body", []), handlers, getattr(node, "orelse", []), getattr(node, "finalbody", []))
        waiting += [part for block in reversed(blocks) for part in reversed(block)]


def _bindings(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(target := node.targets[0], ast.Name):
        yield target.id, node.value
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if isinstance(item.optional_vars, ast.Name):
                yield item.optional_vars.id, item.context_expr


def is_from(sorts: frozenset[str], node: ast.expr, values: Values, cell: int = 0) -> bool:
    """Whether the value comes from one of the sorts of outside: `visitor`, `user`, `server`."""
    waiting = [node]
    for _ in range(MOST_NODES):
        if not waiting:
            return False
        part = waiting.pop()
        if _tells(sorts, part, values.names):
            return True
        waiting += _sources(part, values, cell)[:MOST_NODES]
    return False


def _tells(sorts: frozenset[str], node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Call):
        name = names.full(node.func)
        return any(name in _words(sort) for sort in sorts)
    return isinstance(node, ast.Attribute) and "visitor" in sorts and _is_request(node, names)


def _sources(node: ast.expr, values: Values, cell: int) -> list[ast.expr]:
    """What the value is made of, as far as text is handed on."""
    match node:
        case ast.Name():
            value = values.before(node, cell)
            return [value] if value else []
        case ast.JoinedStr():
            return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        case ast.BinOp():
            return [node.left, node.right]
        case ast.Tuple():
            return node.elts
        case ast.Attribute() | ast.Subscript() | ast.Await():
            return [node.value]
        case ast.Call(func=ast.Attribute() as func):
            passing = values.names.full(func) in _words("passing") or func.attr == "format"
            return [func, *(node.args if passing else ())]
        case ast.Call():
            return node.args if values.names.full(node.func) in _words("passing") else []
    return []


def _is_request(node: ast.Attribute, names: Names) -> bool:
    """`flask.request.form` and the like, and `request.POST` of a view of Django's."""
    if isinstance(node.value, ast.Name) and node.value.id == "request" and "request" not in names.aliases:
        return node.attr in _words("django")
    return (names.full(node) or "").rpartition(".")[0] in _words("requests")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("risks")["outside"][key])
