"""What serves the work without a framework of apps: functions of clouds, servers of models, bots."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from posixpath import basename
from typing import Any

from portfolio_audit.facts.frameworks import made
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Call, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 100
MAX_CHARS = 100_000
MAX_PLACES = 20


def find_servers(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> tuple[Call, ...]:
    """What serves, with the line that shows it; examples and tests count for nothing."""
    own = [source for source in sources if not source.notebook and not source.test and not is_aside(source.path)]
    found = (*_imported(own), *_handlers(own), *_started(snapshot, tree))
    return tuple(islice(found, MAX_PLACES))


def _imported(sources: list[Source]) -> Iterator[Call]:
    entries: list[dict[str, Any]] = load("frameworks")["server"]
    for source in sources:
        roots = {module.partition(".")[0]: line for module, line in reversed(source.imports)}
        for entry in entries:
            first = roots.get(entry["module"])
            line = first if entry.get("imported") else made(source, entry) if first else None
            if line:
                yield Call(entry["title"], Evidence(source.path, line, source.excerpt(line)))


def _handlers(sources: list[Source]) -> Iterator[Call]:
    """Functions that a host calls by their names."""
    for source in sources:
        for title, word, marks in _functions():
            found = [mark.search(source.text) for mark in marks] if word in source.text else [None]
            if first := all(found) and found[0]:
                line = source.text.count("\n", 0, first.start()) + 1
                yield Call(title, Evidence(source.path, line, source.excerpt(line)))


@cache
def _functions() -> tuple[tuple[str, str, tuple[re.Pattern[str], ...]], ...]:
    rows = load("frameworks")["handler"]
    return tuple((row["title"], row["word"], tuple(re.compile(m, re.MULTILINE) for m in row["marks"])) for row in rows)


def _started(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Call]:
    """Lines that start a server of models, comments left out."""
    wanted = load("frameworks")["server-files"]
    names, endings = tuple(wanted["names"]), tuple(wanted["endings"])
    paths = (path for path in tree.paths if basename(path.lower()).startswith(names) or path.lower().endswith(endings))
    for path in islice((path for path in paths if not is_aside(path)), MAX_FILES):
        text = (decode((snapshot.read(path) or b"")[: 2 * MAX_CHARS]) or "")[:MAX_CHARS]
        for found in _lines().finditer(text):
            start = text.rfind("\n", 0, found.start()) + 1
            line = text[start:].partition("\n")[0].strip()
            if not line.startswith(("#", "//")):
                title = load("frameworks")["server-line"][(found.lastindex or 1) - 1]["title"]
                yield Call(title, Evidence(path, text.count("\n", 0, start) + 1, shown(line)))
                break


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(f"({row['mark']})" for row in load("frameworks")["server-line"]), re.MULTILINE)
