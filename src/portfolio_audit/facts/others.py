"""What the author's code in other languages than Python says, told by the patterns of one table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from msgspec import Struct

from portfolio_audit.facts.paths import is_aside, is_minified, language, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_TEXTS = 400
MAX_CHARS = 200_000
MAX_ALL_CHARS = 4_000_000
MAX_LINE = 2_000
LISTS = ("learning", "analysis", "collecting")
_WORK = ("modelling", "inference")


class Table(Struct, frozen=True):
    """How one language is read, as `other_code.toml` says it."""

    id: str
    title: str
    any: bool
    magics: tuple[str, ...]
    mark: str
    comment: re.Pattern[str]
    loads: re.Pattern[str]
    libraries: dict[str, re.Pattern[str]]
    """One of `LISTS` → names that belong to it."""
    words: tuple[str, ...]
    """All of these names: a text in which none of them stands is not looked through."""
    stages: dict[str, re.Pattern[str]]
    collects: dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class Text:
    """A file, or a cell of a notebook."""

    path: str
    raw: str
    table: Table
    cell: int | None = None

    @cached_property
    def text(self) -> str:
        """What stands in it, without comments."""
        return self.table.comment.sub("", self.raw)

    def at(self, offset: int) -> Evidence:
        """Where a character stands: the line, or the cell."""
        start = self.text.rfind("\n", 0, offset) + 1
        line = self.text[start : start + MAX_LINE].partition("\n")[0].strip()
        return Evidence(self.path, self.cell or self.text.count("\n", 0, offset) + 1, shown(line))


class Others(Struct, frozen=True):
    """What all of it shows."""

    libraries: dict[str, Evidence]
    """One of `LISTS` → the first line that loads such a library."""
    stages: dict[str, Evidence]
    """Stage, or `inference` → the first line that shows it, where a library for data or models is loaded."""
    learner: str
    """The language in which a model is trained or used; empty when there is none."""

    @property
    def trains(self) -> bool:
        """Whether a model is trained."""
        return bool(self.learner) and "modelling" in self.stages

    @property
    def infers(self) -> bool:
        """Whether a trained model is used."""
        return bool(self.learner) and "inference" in self.stages


@cache
def _tables() -> dict[str, Table]:
    """Ending → table, and the same by id."""
    found: dict[str, Table] = {}
    for row in load("other_code")["language"]:
        lists = {name: _names(row[name]) for name in LISTS if name in row}
        stages = {name: re.compile(pattern) for name, pattern in row["stages"].items()}
        collects = {name: re.compile(pattern) for name, pattern in row.get("collects", {}).items()}
        comment = re.compile(rf"(?m)(?:^|(?<=\s))(?:{row['comment']})")
        loads = re.compile(row["loads"], re.MULTILINE)
        table = Table(
            id=row["id"],
            title=language(f"a{row['endings'][0]}") or row["id"],
            any=row.get("any", False),
            magics=tuple(row.get("magics", ())),
            mark=row.get("mark", ""),
            comment=comment,
            loads=loads,
            libraries=lists,
            words=tuple(word for name in lists for word in row[name]),
            stages=stages,
            collects=collects,
        )
        found |= dict.fromkeys((table.id, *row["endings"]), table)
    return found


def _names(names: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def judged() -> frozenset[str]:
    """Languages of which it is known how a model looks in them, or in which nobody looks for one."""
    known = {name for ending in _tables() if ending.startswith(".") and (name := language(f"a{ending}"))}
    return frozenset(known) | frozenset(load("other_code")["plain"])


def open_others(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> tuple[Text, ...]:
    """Scripts, then cells of notebooks; tests, examples and documentation are left out."""
    found: list[Text] = []
    left = MAX_ALL_CHARS
    for one in (*_files(snapshot, tree), *_cells(sources)):
        left -= len(one.raw)
        if left < 0:
            break
        found.append(one)
    return tuple(found)


def _files(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Text]:
    tables = _tables()
    paths = (path for path in tree.paths if suffix(path) in tables and not is_aside(path) and not is_minified(path))
    for _, path in zip(range(MAX_TEXTS), paths, strict=False):
        text = decode((snapshot.read(path) or b"")[: MAX_CHARS * 2])
        if text:
            yield Text(path, text[:MAX_CHARS], tables[suffix(path)])


def _cells(sources: Iterable[Source]) -> Iterator[Text]:
    for source in sources:
        if not source.notebook or is_aside(source.path):
            continue
        whole = _tables().get(source.language) or _unsaid(source)
        for number, text in source.cells:
            table = whole or _by_magic(text)
            if table:
                yield Text(source.path, text, table, number)


def _unsaid(source: Source) -> Table | None:
    """The language of a notebook that does not say it."""
    if source.language:
        return None
    return next((table for table in _tables().values() if table.mark and table.mark in source.text), None)


def _by_magic(text: str) -> Table | None:
    if not text.startswith("%"):
        return None
    return next((table for table in _tables().values() if table.magics and text.startswith(table.magics)), None)


def read_others(texts: tuple[Text, ...]) -> Others:
    """Libraries and stages over all texts."""
    libraries: dict[str, Evidence] = {}
    loaded: set[tuple[str, str]] = set()
    for text in texts:
        for name, place in _loaded(text):
            libraries.setdefault(name, place)
            loaded.add((text.table.id, name))
    stages: dict[str, Evidence] = {}
    learners = set()
    for text in texts:
        table = text.table
        learns = not table.libraries or (table.id, "learning") in loaded
        shows = learns or (table.id, "any" if table.any else "analysis") in loaded
        for stage, pattern in table.stages.items() if shows else ():
            works = stage in _WORK
            if (learns or table.any or not works) and (found := pattern.search(text.text)):
                stages.setdefault(stage, text.at(found.start()))
                if works and learns:
                    learners.add(table.title)
    return Others(libraries, stages, min(learners, default=""))


def _loaded(text: Text) -> Iterator[tuple[str, Evidence]]:
    """(list, place) of the first library of each list, and of any at all."""
    missing = dict(text.table.libraries)
    if not text.table.any and not any(word in text.raw for word in text.table.words):
        return
    for found in text.table.loads.finditer(text.text):
        if len(missing) == len(text.table.libraries):
            yield "any", text.at(found.start())
        names = re.split(r"\s*,\s*", found[found.lastindex or 0].rstrip("."))
        for key in [key for key, pattern in missing.items() if any(map(pattern.search, names))]:
            del missing[key]
            yield key, text.at(found.start(found.lastindex or 0))
        if not missing:
            return
