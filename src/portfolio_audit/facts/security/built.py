"""Texts that are put together out of variables: commands for a shell, queries for a database."""

import ast

from portfolio_audit.facts.security.outside import Values
from portfolio_audit.facts.source import Source

_MOST_STEPS = 20


def is_built(node: ast.expr, source: Source, values: Values, cell: int) -> bool:
    """Whether a text is put together from anything but constants."""
    return any(not _is_constant(part, source) for part in _variables(_resolved(node, values, cell)))


def is_query(node: ast.expr, verbs: frozenset[str], values: Values, cell: int) -> bool:
    """Whether a text that begins with one of the verbs is put together."""
    node = _resolved(node, values, cell)
    words = _beginning(node).split(None, 1)
    return bool(words) and words[0].lower() in verbs and bool(_variables(node))


def _resolved(node: ast.expr, values: Values, cell: int) -> ast.expr:
    """What a name was bound to, by one step."""
    return (values.before(node, cell) or node) if isinstance(node, ast.Name) else node


def _beginning(node: ast.expr) -> str:
    for _ in range(_MOST_STEPS):
        match node:
            case ast.Constant(value=str() as text):
                return text
            case ast.BinOp():
                node = node.left
            case ast.JoinedStr() if node.values:
                node = node.values[0]
            case ast.Call(func=ast.Attribute() as func):
                node = func.value
            case _:
                return ""
    return ""


def _variables(node: ast.expr) -> list[ast.expr]:
    """What is put into a text by formatting or adding."""
    match node:
        case ast.JoinedStr():
            return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        case ast.BinOp(op=ast.Mod()) if _beginning(node.left):
            return list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
        case ast.BinOp(op=ast.Add()):
            return _added(node)
        case ast.Call(func=ast.Attribute(attr="format") as func) if _beginning(func.value):
            return [*node.args, *(keyword.value for keyword in node.keywords)]
    return []


def _added(node: ast.BinOp) -> list[ast.expr]:
    """The parts of a sum with a text in it that are none themselves."""
    parts: list[ast.expr] = []
    rest: ast.expr = node
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        parts.append(rest.right)
        rest = rest.left
    parts.append(rest)
    texts = [part for part in parts if isinstance(part, ast.JoinedStr) or _is_text(part)]
    return [part for part in parts if not _is_text(part)] if texts else []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_constant(node: ast.expr, source: Source) -> bool:
    match node:
        case ast.Constant() | ast.Attribute(attr="executable"):
            return True
        case ast.JoinedStr():
            return all(_is_constant(part, source) for part in _variables(node))
        case ast.Name(id=name):
            return name in source.named
    return False
