"""Statements of a file in the order in which they run, and the names in them; for what follows data through code."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from portfolio_audit.facts.source import Source

MAX_STATEMENTS = 5_000
_Function = ast.FunctionDef | ast.AsyncFunctionDef
Placed = tuple[ast.stmt, int]
"""A statement with its line, or its cell in a notebook."""


def scopes(source: Source) -> Iterator[list[Placed]]:
    """The statements of the module, then those of each function, each in its own order; classes are looked into."""
    module: list[Placed] = []
    functions: list[list[Placed]] = []
    for tree, cell in source.trees:
        _collect(tree.body, cell, module, functions)
    yield module[:MAX_STATEMENTS]
    yield from (body[:MAX_STATEMENTS] for body in functions)


def _collect(body: Iterable[ast.stmt], cell: int | None, into: list[Placed], functions: list[list[Placed]]) -> None:
    stack = list(body)[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, _Function):
            inner: list[Placed] = []
            functions.append(inner)
            _collect(node.body, cell, inner, functions)
            continue
        into.append((node, cell or node.lineno))
        for handler in getattr(node, "handlers", ()):
            stack += handler.body[::-1]
        for part in ("orelse", "finalbody", "body"):
            inside = getattr(node, part, None)
            if isinstance(inside, list):
                stack += [child for child in inside if isinstance(child, ast.stmt)][::-1]


def assigned(node: ast.stmt) -> tuple[list[str], ast.expr | None]:
    """The names that a statement binds or changes, and the value; `df[c] = v` and `df.a = v` change `df`."""
    if isinstance(node, ast.Assign):
        return [name for target in node.targets for name in _targets(target)], node.value
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return list(_targets(node.target)), node.value
    return [], node.value if isinstance(node, ast.Expr | ast.Return) else None


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _targets(part)
    elif name := base(target):
        yield name


def base(node: ast.expr | None) -> str:
    """The name that an expression starts from: `df` of `df["a"].values`; empty when it starts from a call."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def names(node: ast.AST) -> set[str]:
    """All names that an expression reads."""
    return {part.id for part in below(node) if isinstance(part, ast.Name)}


def called(node: ast.Call) -> str:
    """The last part of what is called: `fit` of `model.fit(...)`."""
    return (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls in an expression."""
    return (part for part in below(node) if isinstance(part, ast.Call))


@lru_cache(64)  # of one expression much is asked, one question after the other
def below(node: ast.AST) -> tuple[ast.AST, ...]:
    """The node and every one below it, those nearer to it first; contexts and operators are left out."""
    return tuple(every(node))


def every(node: ast.AST) -> list[ast.AST]:
    """The same of a whole tree, which is not remembered."""
    found = [node]
    for part in found:
        for field in _fields(type(part).__name__):
            value = getattr(part, field, None)
            if value.__class__ is list:
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


@cache
def _fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes worth a look."""
    fields = () if kind in ("Name", "Constant") else getattr(ast, kind)._fields
    return tuple(field for field in fields if field not in ("ctx", "op", "ops", "attr", "arg"))


def literals(node: ast.AST | None) -> list[str] | None:
    """The texts of a literal or a list of literals, or `None` when it is anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        texts = [part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        return texts if len(texts) == len(node.elts) else None
    return None


def key_of(node: ast.expr) -> str:
    """The same for the same code; `ast.unparse` would descend as deep as the code is nested."""
    stack: list[object] = [node]
    parts: list[str] = []
    while stack:
        part = stack.pop()
        if isinstance(part, ast.AST):
            parts.append(type(part).__name__)
            stack += [getattr(part, name, None) for name in reversed(part._fields) if name != "ctx"]
        elif isinstance(part, list):
            parts.append(str(len(part)))
            stack += part[::-1]
        else:
            parts.append(repr(part))
    return " ".join(parts)
