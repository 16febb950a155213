"""Splits that keep rows apart to no use, because nothing reads their true answers."""

import ast
import re

from portfolio_audit.facts.method.flow import called, every, scopes
from portfolio_audit.facts.source import Source
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

_SPLIT = "train_test_split"
_BOUND = re.compile(r",\s{0,40}\w{1,80}\s{0,9}[\])]?\s{0,9}=\s{0,9}[\w.\\\s(]{0,60}?train_test_split\s{0,9}\(")


def idle_splits(sources: tuple[Source, ...]) -> tuple[Evidence, ...]:
    """Where `train_test_split` keeps answers apart whose name no source reads."""
    found = [
        (answers, Evidence(source.path, line, source.excerpt(line) or shown("a split")))
        for source in sources
        if _BOUND.search(source.text)
        for statements in scopes(source)
        for node, line in statements
        if isinstance(node, ast.Assign) and (answers := _kept_apart(node))
    ]
    trees = [tree for source in sources for tree, _ in source.trees] if found else []
    read = {_read(node) for tree in trees for node in every(tree)}
    return tuple(place for answers, place in found if answers not in read)


def _kept_apart(node: ast.Assign) -> str:
    """The last name that a split binds, which holds the answers kept apart."""
    target = node.targets[0]
    if not (isinstance(node.value, ast.Call) and called(node.value) == _SPLIT):
        return ""
    last = target.elts[-1] if isinstance(target, ast.Tuple | ast.List) and target.elts else None
    return last.id if isinstance(last, ast.Name) else ""


def _read(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else ""
