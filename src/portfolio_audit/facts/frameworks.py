"""Which framework serves the work to its users."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from posixpath import basename
from typing import Any

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode

_MAX_TEXTS = 300
_MAX_EVIDENCE = 10


@cache
def _python() -> tuple[dict[str, Any], ...]:
    return tuple(load("frameworks")["python"])


def find_app(
    snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]
) -> tuple[str | None, tuple[Evidence, ...]]:
    """The framework of the app or API, and where it is; examples and tests of a library count for nothing."""
    found = [*_in_python(sources), *_in_text(snapshot, tree)]
    found = found or _in_node(snapshot, tree)
    if not found:
        return None, ()
    counts = Counter(name for name, _, _ in found)
    ranks = {name: rank for name, rank, _ in found}
    best = min(counts, key=lambda name: (ranks[name], -counts[name], name))
    return best, tuple(place for name, _, place in found if name == best)[:_MAX_EVIDENCE]


def _in_python(sources: tuple[Source, ...]) -> Iterator[tuple[str, int, Evidence]]:
    for source in sources:
        if source.notebook or is_aside(source.path):
            continue
        modules = {module.partition(".")[0] for module, _ in source.imports}
        for entry in _python():
            if entry["module"] in modules and (line := made(source, entry)):
                yield entry["id"], entry["rank"], Evidence(source.path, line, source.excerpt(line))


def makes_app(source: Source) -> bool:
    """Whether the file makes an app or API by one of the frameworks."""
    modules = {module.partition(".")[0] for module, _ in source.imports}
    return any(entry["module"] in modules and made(source, entry) for entry in _python())


def made(source: Source, entry: dict[str, Any]) -> int | None:
    """The line that makes an app of an imported framework, as its row in the table says."""
    wanted = entry.get("calls", ())
    start = entry["module"] + "."
    for name, line in source.calls:
        if name in wanted or (not wanted and name.startswith(start)):
            return line
    if source.errors:  # what does not parse has imports only
        return next((line for module, line in source.imports if module.partition(".")[0] == entry["module"]), None)
    return None


def _in_text(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[str, int, Evidence]]:
    kinds = load("frameworks")["text"]
    known = tuple(ending for kind in kinds for ending in kind["endings"])
    for path in [path for path in tree.paths if path.lower().endswith(known) and not is_aside(path)][:_MAX_TEXTS]:
        text = decode(snapshot.read(path) or b"") or ""
        for kind in kinds:
            if path.lower().endswith(tuple(kind["endings"])) and (place := _mark(path, text, kind["marks"])):
                yield kind["id"], 3, place


def _mark(path: str, text: str, marks: list[str]) -> Evidence | None:
    """The first line with one of the marks that is no comment."""
    if not any(mark in text for mark in marks):
        return None
    for number, line in enumerate(text.split("\n"), 1):
        mark = next((mark for mark in marks if mark in line), None)
        if mark and (mark.startswith("#*") or not line.lstrip().startswith(("#", "//", "*"))):
            return Evidence(path, number, mark)
    return None


def _in_node(snapshot: Snapshot, tree: TreeFacts) -> list[tuple[str, int, Evidence]]:
    packages = load("frameworks")["node"]["packages"]
    found = []
    for path in [path for path in tree.paths if basename(path) == "package.json" and not is_aside(path)][:20]:
        names = _dependencies(snapshot.read(path))
        if name := next((name for name in packages if name in names), None):
            found.append(("node", 6, Evidence(path, None, name)))
    return found


def _dependencies(data: bytes | None) -> set[str]:
    try:
        document = json.loads(data or b"")
    except (ValueError, RecursionError):
        return set()
    parts = [document.get(key) for key in ("dependencies", "devDependencies")] if isinstance(document, dict) else []
    return {name for part in parts if isinstance(part, dict) for name in part}
