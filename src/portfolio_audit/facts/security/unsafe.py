"""Code that runs or believes what strangers give it."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from portfolio_audit.facts.paths import is_aside, stem
from portfolio_audit.facts.security.built import is_built, is_query
from portfolio_audit.facts.security.outside import Values, is_from
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Risk, TreeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_RISKS = 100
MAX_CALLS = 500
"""Suspect calls of one file that are looked at."""
_ANYBODY = frozenset({"visitor", "user", "server"})
_STRANGERS = frozenset({"visitor", "server"})
_VISITOR = frozenset({"visitor"})
_DEBUG = re.compile(r"\bDEBUG\s*=[^=]")
_Keywords = dict[str | None, ast.expr]


def find_unsafe(tree: TreeFacts, sources: tuple[Source, ...]) -> tuple[Risk, ...]:
    """The risks, in the order of the files; tests, examples and documentation are left out."""
    own = [source for source in sources if not is_aside(source.path)]
    web = any(module.partition(".")[0] in _words("web") for source in own for module, _ in source.imports)
    found = (risk for source in own for risk in _of_source(source, web=web and not source.notebook))
    return (*islice(found, MAX_RISKS), *_django(tree, own))


def _of_source(source: Source, *, web: bool) -> Iterator[Risk]:
    lines = sorted(set(_suspect_lines(source, web=web)))[:MAX_CALLS]
    if not lines:
        return
    whole = Values(source.names)
    for module, cell in source.trees:
        whole.add(module, cell or 0)
        if cell is None or cell in lines:
            yield from _of_module(module, cell, lines, source, whole, web=web)


def _of_module(
    module: ast.Module, cell: int | None, lines: Sequence[int], source: Source, whole: Values, *, web: bool
) -> Iterator[Risk]:
    calls = _calls(module, lines if cell is None else None, whole)
    for call, values in islice(calls, MAX_CALLS * 4):
        if kind := _kind(call, source, values, cell or 0, web=web):
            line = cell or call.lineno
            yield Risk(kind, Evidence(source.path, line, source.excerpt(line) or shown(ast.unparse(call.func), 100)))


def _suspect_lines(source: Source, *, web: bool) -> Iterator[int]:
    """Lines of calls that are worth a look, told without a walk."""
    suspects = _suspects()
    yield from (line for name, line in source.calls if name in suspects)
    asked = ("verify=", "debug=") if web else ("verify=",)
    yield from (line for name, line in source.keywords if name in asked)


@cache
def _suspects() -> frozenset[str]:
    kinds = ("eval", "unpickle", "yaml", "shell", "always-shell", "sql")
    return frozenset(name for kind in kinds for name in _words(kind))


def _calls(module: ast.Module, lines: Sequence[int] | None, whole: Values) -> Iterator[tuple[ast.Call, Values]]:
    """The calls on those lines, or all, each with the values of the function it stands in."""
    waiting: list[tuple[ast.AST, Values]] = [(node, whole) for node in reversed(module.body)]
    while waiting:
        node, values = waiting.pop()
        if lines is not None and isinstance(node, ast.stmt) and not _covers(node, lines):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            values = Values(whole.names)
            values.add(node)
        elif isinstance(node, ast.Call):
            yield node, values
        waiting += [(child, values) for child in reversed(list(ast.iter_child_nodes(node)))]


def _covers(node: ast.stmt, lines: Sequence[int]) -> bool:
    place = bisect_left(lines, node.lineno)
    return place < len(lines) and lines[place] <= (node.end_lineno or node.lineno)


def _kind(call: ast.Call, source: Source, values: Values, cell: int, *, web: bool) -> str | None:
    name = values.names.full(call.func) or ""
    keywords: _Keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if _is(keywords.get("verify"), value=False) and _is_client(name, source):
        return "unverified"
    if web and _is(keywords.get("debug"), value=True) and _is_server(name):
        return "debugger"
    if name in _words("yaml") and _is_unsafe_yaml(name, call, keywords):
        return "yaml"
    return _kind_of_input(name, call.args[0], keywords, source, values, cell) if call.args else None


def _kind_of_input(
    name: str, first: ast.expr, keywords: _Keywords, source: Source, values: Values, cell: int
) -> str | None:
    """What a call does with its first argument that it should not."""
    if name in _words("eval") and is_from(_ANYBODY, first, values, cell):
        return "eval"
    if name in _words("unpickle") and is_from(_STRANGERS, first, values, cell):
        return "unpickle"
    if name in _words("shell") and _is(keywords.get("shell"), value=True) and is_built(first, source, values, cell):
        return "shell"
    if name in _words("always-shell") and is_from(_VISITOR, first, values, cell):
        return "shell"
    is_sql = name in _words("sql") and is_query(first, _words("sql-verbs"), values, cell)
    return "sql" if is_sql and is_from(_VISITOR, first, values, cell) else None


def _is(node: ast.expr | None, *, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_client(name: str, source: Source) -> bool:
    if name.partition(".")[0] in _words("clients"):
        return True
    uses = any(module.partition(".")[0] in _words("clients") for module, _ in source.imports)
    return uses and name in (".get", ".post", ".put", ".delete", ".patch", ".request")


def _is_server(name: str) -> bool:
    return name.rpartition(".")[2] in ("run", "run_server") and name.partition(".")[0] not in _words("runners")


def _is_unsafe_yaml(name: str, call: ast.Call, keywords: _Keywords) -> bool:
    if name.startswith("yaml.unsafe"):
        return True
    loader = keywords.get("Loader") or (call.args[1] if len(call.args) > 1 else None)
    if loader is None:
        return bool(call.args) and None not in keywords
    said = loader.attr if isinstance(loader, ast.Attribute) else loader.id if isinstance(loader, ast.Name) else ""
    return said in _words("unsafe-yaml-loaders")


def _django(tree: TreeFacts, sources: list[Source]) -> Iterator[Risk]:
    """Settings that are made for the author's machine, in a project that is set up to be deployed."""
    settings = [source for source in sources if stem(source.path) == "settings" and "INSTALLED_APPS" in source.text]
    if settings and _is_deployed(tree):
        for source in settings:
            for module, _ in source.trees:
                yield from _of_settings(module, source)


def _of_settings(module: ast.Module, source: Source) -> Iterator[Risk]:
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            at = Evidence(source.path, node.lineno, target.id)
            if target.id == "DEBUG" and _is(node.value, value=True) and len(_DEBUG.findall(source.text)) == 1:
                yield Risk("django-debug", at)
            elif target.id == "SECRET_KEY" and isinstance(node.value, ast.Constant):
                yield Risk("django-key", at)


def _is_deployed(tree: TreeFacts) -> bool:
    hosts = load("deployment")["hosts"]
    names = [path.rpartition("/")[2].lower() for path in tree.paths]
    return any(name in hosts or name == "dockerfile" for name in names)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("risks")["calls"][key])
