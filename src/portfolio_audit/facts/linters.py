"""Linters and formatters that are set up for the code, whatever its language."""

import re
from collections.abc import Iterator
from fnmatch import translate
from functools import cache
from itertools import islice
from posixpath import basename

from portfolio_audit.facts.ci.purposes import lints
from portfolio_audit.facts.ci.tasks import TaskBook
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_PLACES = 20
MAX_LINES = 3_000
"""Of tasks that are looked at."""
_COMMENT = ("#", ";", "//")


def read_linters(snapshot: Snapshot, tree: TreeFacts) -> tuple[Evidence, ...]:
    """Files that configure a linter or formatter, and tasks that run one, at most 20; an empty file sets up nothing."""
    return tuple([*_configured(snapshot, tree), *_tasks(snapshot, tree)][:MAX_PLACES])


def _configured(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    marks: dict[str, list[str]] = load("linters")["marks"]
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    for path in tree.paths:
        name = basename(path).lower()
        if name in marks:
            text = _said(snapshot.read(path))
            place = next((line for line in text.split("\n") if _speaks(line, marks[name])), "")
            if place or (name in load("linters")["package-files"] and (place := _package(text))):
                yield Evidence(path, None, shown(place))
        elif _names().match(name) and sizes[path] != 0:
            data = snapshot.read(path)
            if data is None or _said(data):
                yield Evidence(path)


def _speaks(line: str, marks: list[str]) -> bool:
    low = line.lower()
    return any(mark in low for mark in marks)


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(map(translate, load("linters")["files"])))


@cache
def _packages() -> re.Pattern[str]:
    names = "|".join(map(re.escape, load("linters")["packages"]))
    return re.compile(rf"(?:^[ \t]*|[\"'])(?:{names})(?:[\"'<>=~!\[;]|\s*=).*", re.MULTILINE)


def _package(text: str) -> str:
    return found[0].strip() if (found := _packages().search(text)) else ""


def _said(data: bytes | None) -> str:
    """What stands in a file beside comments and blank lines."""
    lines = (decode(data or b"") or "").split("\n")
    return "\n".join(line for line in lines if line.strip() and not line.strip().startswith(_COMMENT))


def _tasks(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    for path, line in islice(TaskBook(snapshot, tree).everything(), MAX_LINES):
        if lints(line):
            yield Evidence(path, None, shown(line))
