"""Tests that try something out: those that compare literals with themselves, are skipped or do nothing are none."""

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.paths import NO_CODE, is_test, language, other_sources
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Tests, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_PLACES = 100
MAX_CHARS = 200_000
_OWN = frozenset(dir(builtins)) | {"self", "cls"}
"""Names that a test has without any code to try."""


def read_tests(snapshot: Snapshot, tree: TreeFacts, scripts: list[Source]) -> Tests:
    """The author's test files that hold at least one test; a file that is only called so has none."""
    files = [source for source in scripts if source.test and (source.tests or _by_name(source))]
    places = [Evidence(source.path, line, shown(name)) for source in files for name, line in _tests(source)]
    cases = {path: count for path in other_sources(tree.paths) if (count := _cases(snapshot, path))}
    return Tests(
        files=tuple(source.path for source in files),
        functions=len(places),
        assertions=sum(_assertions(source) for source in files),
        others=tuple(cases)[:MAX_PLACES],
        cases=sum(cases.values()),
        at=tuple(places)[:MAX_PLACES],
    )


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _tests(source: Source) -> Iterator[tuple[str, int]]:
    """(name, line); in a file that does not parse, all that are called so."""
    if not source.trees:
        yield from source.tests
    for nodes, _ in source.walked:
        for node in nodes:
            if (
                isinstance(node, _Function)
                and node.name.startswith("test")
                and _reaches(node)
                and not _is_skipped(node)
            ):
                yield node.name, node.lineno


def _reaches(test: _Function) -> bool:
    """Whether a test uses anything but its own literals: what is imported, a fixture, what its class sets up."""
    made: set[str] = set()
    for node in ast.walk(ast.Module(test.body, [])):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
    return any(_is_foreign(node, made) for part in test.body for node in ast.walk(part))


def _is_skipped(test: _Function) -> bool:
    """Whether it never runs: it is marked to be skipped, or says so itself under no condition."""
    said = [node.value for node in test.body if isinstance(node, ast.Expr)]
    names = [_last_name(node) for node in (*test.decorator_list, *said)]
    return not {"skip", "skipTest"}.isdisjoint(names)


def _last_name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_foreign(node: ast.AST, made: set[str] | frozenset[str] = frozenset()) -> bool:
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Load) and node.id not in _OWN and node.id not in made
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return not node.attr.startswith(("assert", "fail", "skip", "subTest"))
    return isinstance(node, ast.Import | ast.ImportFrom)


def _by_name(source: Source) -> bool:
    """Whether a framework may find tests in it that are not called so."""
    return any(module.partition(".")[0] in ("unittest", "pytest") for module, _ in source.imports) and bool(
        source.functions
    )


def _assertions(source: Source) -> int:
    """Assertions about something that is not written there."""
    if not source.trees:
        return source.assertions
    return sum(1 for nodes, _ in source.walked for node in nodes if _asserts(node))


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return any(_is_foreign(part) for part in ast.walk(node.test))
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in ("raises", "warns", "assertRaises", "assertWarns", "assertRaisesRegex"):
        return True
    given = (*node.args, *(keyword.value for keyword in node.keywords))
    return name.startswith("assert") and (not given or any(_is_foreign(n) for part in given for n in ast.walk(part)))


def _cases(snapshot: Snapshot, path: str) -> int:
    """Tests in another language; 0 for assertions about literals, 1 for a test file that was not read."""
    inside = language(path) == "Rust"  # tests stand beside what they test
    if language(path) in NO_CODE or not (is_test(path) or inside):
        return 0
    if (data := snapshot.read(path)) is None:
        return int(is_test(path))
    text = (decode(data) or "")[:MAX_CHARS]
    text = text if is_test(path) else text.partition("#[cfg(test)]")[2]
    known = _patterns()
    lines = [line for line in text.split("\n") if not known["aside"].search(line)]
    asserting = [line for line in lines if known["asserts"].search(line)]
    tries = any(not known["trivial"].search(line) for line in asserting or lines)
    return max(1, sum(1 for line in lines if known["cases"].search(line))) if tries else 0


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(text) for name, text in load("machine")["tests"].items()}
