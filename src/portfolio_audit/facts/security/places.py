"""Every text of a repository that may hold a secret: files, cells, what cells printed, and earlier versions."""

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_FILES = 1_000
MAX_CHARS = 15_000_000
MAX_DATA_BYTES = 200_000
_DATA = (".json", ".txt", ".xml", ".geojson", ".bib")
"""Endings of files that are data when they are large."""


@dataclass(frozen=True, slots=True)
class Place:
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
    yield from _files(snapshot, tree, frozenset(source.path for source in sources))
    for file in notebooks:
        path = file.facts.path
        yield from (Place(path, cell.source, cell=cell.number) for cell in file.cells)
        yield from (Place(path, out.text, "output", out.number) for out in file.outputs)


def _files(snapshot: Snapshot, tree: TreeFacts, read: frozenset[str]) -> Iterator[Place]:
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    texts = [path for path in tree.paths if sizes.get(path) and path not in read and suffix(path) != ".ipynb"]
    left = MAX_CHARS
    for path in texts[:MAX_FILES]:
        if suffix(path) in _DATA and (sizes.get(path) or 0) > MAX_DATA_BYTES:
            continue
        text = decode(snapshot.read(path) or b"") or ""
        left -= len(text)
        if left < 0:
            return
        yield Place(path, text)


def earlier(snapshot: Snapshot) -> Iterator[Place]:
    """What was there once, as far as it was fetched."""
    for version in snapshot.earlier():
        if text := decode(version.data):
            yield Place(version.path, text, "history", commit=version.commit)
