"""Every text of a repository that may hold a secret: files, cells, what cells printed, and earlier versions."""

from collections.abc import Iterator, Mapping, Set

from msgspec import Struct

from portfolio_audit.facts.notebooks import NotebookFile, open_notebook
from portfolio_audit.facts.paths import suffix, words
from portfolio_audit.facts.printed import unquoted
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.knowledge import lock_ecosystem
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_FILES = 1_000
MAX_CHARS = 15_000_000
MAX_DATA_BYTES = 200_000
_DATA = (".json", ".txt", ".xml", ".geojson", ".bib")
"""Endings of files that are data when they are large."""


class Place(Struct, frozen=True):
    """A text and where it stands."""

    path: str
    text: str
    where: str = "file"
    """`file`, `output` or `history`."""
    cell: int | None = None
    """Cell of a notebook, from 1."""
    commit: str = ""
    """Short hash of the commit that has it, for the history."""

    def line(self, offset: int) -> int:
        """The line of a character, or the cell."""
        return self.cell or self.text.count("\n", 0, offset) + 1


def present(
    snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], notebooks: tuple[NotebookFile, ...]
) -> Iterator[Place]:
    """What is there now."""
    yield from (Place(source.path, source.text) for source in sources if not source.notebook)
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    yield from _files(snapshot, tree, sizes, frozenset(source.path for source in sources))
    copies = (path for path in tree.junk if suffix(path) == ".ipynb" and sizes.get(path) and wanted(path))
    for file in (*notebooks, *(open_notebook(path, snapshot.read(path), sizes[path]) for path in copies)):
        yield from _of_notebook(file, snapshot)


def _of_notebook(file: NotebookFile, snapshot: Snapshot) -> Iterator[Place]:
    path = file.facts.path
    if file.facts.readable or file.facts.unread:
        yield from (Place(path, cell.source, cell=cell.number) for cell in file.cells)
        yield from (Place(path, out.text, "output", out.number) for out in file.printed)
    else:
        yield Place(path, unquoted(decode(snapshot.read(path) or b"") or ""))


def _files(
    snapshot: Snapshot, tree: TreeFacts, sizes: Mapping[str, int | None], read: frozenset[str]
) -> Iterator[Place]:
    own = [path for path in tree.paths if path not in read and sizes.get(path) and not lock_ecosystem(path)]
    copies = [path for path in tree.junk if sizes.get(path) and wanted(path)]
    chosen = [path for path in (*own, *copies) if suffix(path) != ".ipynb" and not _is_large_data(path, sizes)]
    left = MAX_CHARS
    for path in chosen[:MAX_FILES]:
        if (data := snapshot.read(path)) is not None:
            text = decode(data) or ""
            left -= len(text)
            if left < 0:
                return
            yield Place(path, text)


def _is_large_data(path: str, sizes: Mapping[str, int | None]) -> bool:
    """Whether it is a table, which is not fetched, or a long text of data."""
    if suffix(path) in _DATA:
        return (sizes.get(path) or 0) > MAX_DATA_BYTES
    return suffix(path) in words("data") and not wanted(path)


def unsearched(
    snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...], looked: Set[str]
) -> Iterator[tuple[str, bool]]:
    """Every text and table of the author's that was not looked through, and whether it is data rather than code."""
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    opened = {file.facts.path for file in notebooks if not file.facts.unread}
    yield from ((file.facts.path, True) for file in notebooks if file.cut)
    for path in tree.paths:
        if path not in looked and path not in opened and sizes.get(path) != 0:
            if suffix(path) in words("data") or suffix(path) in (*_DATA, ".html", ".htm"):
                yield path, True
            elif wanted(path) and not lock_ecosystem(path):
                yield path, False


def earlier(snapshot: Snapshot) -> Iterator[Place]:
    """What was there once, as far as it was fetched."""
    for version in snapshot.earlier():
        if text := decode(version.data):
            yield Place(version.path, text, "history", commit=version.commit)
