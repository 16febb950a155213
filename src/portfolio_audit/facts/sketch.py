"""A short sketch of a repository's code, by which two repositories can be told to share most of it."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from heapq import nsmallest
from itertools import pairwise

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.model.sketches import SIZE

SYMBOLS = 8
"""Symbols, literals aside, from which two statements in a row are somebody's; shorter ones are common."""
LEAST = 25
"""Features below which two repositories may look alike by chance."""
WINDOW = 3
"""Lines that make one feature of code that has no syntax tree."""
MAX_LINES = 20_000
_DULL = ("import ", "from ", "#", "%", "!", "@", '"""', "'''")
_STATEMENTS = frozenset(ast.stmt.__subclasses__())
_SILENT = frozenset({ast.Module, ast.Import, ast.ImportFrom, ast.alias, ast.Pass})


def sketch(sources: Iterable[Source]) -> tuple[int, ...]:
    """The least hashes of all features, ascending; empty for little code.

    A feature is two statements in a row without what is easily changed: comments, names, literals, order of cells.
    """
    features = {feature for source in sources if not is_aside(source.path) for feature in _features(source)}
    return tuple(nsmallest(SIZE, map(_hash, features))) if len(features) >= LEAST else ()


def _features(source: Source) -> Iterator[str]:
    for nodes, _ in source.walked:
        statements = [*_statements(nodes, source.names.aliases)]
        for one, other in pairwise(statements if len(statements) > 1 else [*statements, ("", 0)]):
            if one[1] + other[1] >= SYMBOLS:
                yield f"{one[0]}\n{other[0]}"
    if not source.walked:
        yield from _windows(source.text)


def _statements(nodes: Iterable[ast.AST], aliases: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The symbols of each statement but imports, and how many are no literals.

    Symbols are sorts of syntax, attributes and imported names; this is asked of every node, so it makes no calls.
    """
    symbols: list[str] = []
    literals = 0
    for node in nodes:
        kind = type(node)
        if kind in _STATEMENTS:
            if symbols:
                yield " ".join(symbols), len(symbols) - literals
            symbols, literals = [], 0
        if kind is ast.Constant:
            symbols.append("0")
            literals += 1
        elif isinstance(node, ast.Attribute):
            name = getattr(node.value, "id", "")
            symbols.append(f"{aliases[name]}.{node.attr}" if name in aliases else node.attr)
        elif isinstance(node, ast.Call):
            symbols.append(aliases.get(getattr(node.func, "id", ""), "()"))
        elif kind not in _SILENT:
            symbols.append(kind.__name__)
    if symbols:
        yield " ".join(symbols), len(symbols) - literals


def _windows(text: str) -> Iterator[str]:
    lines = text.split("\n", MAX_LINES)[:MAX_LINES]
    kept = ["".join(line.split()) for line in lines if len(line) > 2 and not line.lstrip().startswith(_DULL)]
    kept = [line for line in kept if len(line) > 2]
    return ("\n".join(kept[start : start + WINDOW]) for start in range(len(kept) - WINDOW + 1))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=6).digest(), "big")
