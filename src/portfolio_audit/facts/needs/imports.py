"""The modules that a file cannot do without: those that no `try`, no check of types or of the platform guards."""

import ast
from collections.abc import Iterable, Iterator

from portfolio_audit.facts.source import Source

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_ASKS = frozenset({"TYPE_CHECKING", "platform", "version_info", "find_spec", "PY2", "PY3", "system", "name", "modules"})
"""Names by which a condition asks for what is installed or for the platform, as in `os.name`."""


def needed(source: Source) -> Iterator[tuple[str, int]]:
    """(full dotted name, line or cell) of each unguarded import, in the order of the text."""
    for tree, cell in source.trees:
        nodes = sorted(_unguarded(tree), key=lambda node: node.lineno)
        for node in nodes:
            for module in _modules(node):
                yield module, cell or node.lineno


def _modules(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (item.name for item in node.names)
    elif not node.level and node.module:
        yield from (f"{node.module}.{item.name}" for item in node.names)


def _unguarded(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    stack: list[Iterable[ast.AST]] = [tree.body]
    while stack:
        for node in stack.pop():
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node
            elif isinstance(node, ast.Try | ast.TryStar):
                stack += [node.finalbody] if _catches(node.handlers) else [node.body, node.orelse, node.finalbody]
            elif isinstance(node, ast.If):
                stack += [] if _asks(node.test) else [node.body, node.orelse]
            elif isinstance(node, ast.stmt):
                stack += _bodies(node)


def _bodies(node: ast.stmt) -> Iterator[Iterable[ast.AST]]:
    for name in ("body", "orelse"):
        if isinstance(inside := getattr(node, name, None), list):
            yield inside
    for case in getattr(node, "cases", ()):
        yield case.body


def _catches(handlers: list[ast.ExceptHandler]) -> bool:
    for handler in handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(kind is None or (isinstance(kind, ast.Name) and kind.id in _CAUGHT) for kind in kinds):
            return True
    return False


def _asks(test: ast.expr) -> bool:
    """Whether a condition asks for types, the platform or what is installed, or never holds."""
    if isinstance(test, ast.Constant):
        return not test.value
    names = (getattr(node, "id", None) or getattr(node, "attr", None) for node in ast.walk(test))
    return not _ASKS.isdisjoint(names)
