"""A repository as it would be: its snapshot with the changed files laid over it."""

from collections.abc import Iterable, Iterator

from portfolio_audit.facts.kept import Around
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.values import Entry, Snapshot


class Overlay(Around):
    """The same snapshot after the changes; its history stays."""

    def __init__(self, snapshot: Snapshot, changes: Iterable[Change]) -> None:
        super().__init__(snapshot)
        self._new = {change.path: change.new.encode("utf-8", "replace") for change in changes}
        self._entries = tuple(sorted(self._laid(), key=lambda entry: entry.path.encode("utf-8", "replace")))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every path, in byte order, those of new files included."""
        return self._entries

    def _laid(self) -> Iterator[Entry]:
        yield from (entry for entry in self._snapshot.entries if entry.path not in self._new)
        yield from (Entry(path, len(data)) for path, data in self._new.items())

    def read(self, path: str) -> bytes | None:
        """A file's bytes, the changed ones where it was changed."""
        return self._new[path] if path in self._new else self._snapshot.read(path)
