"""A repository as it would be: its snapshot with the changed files laid over it."""

from collections.abc import Iterable, Iterator

from portfolio_audit.fixing.values import Change
from portfolio_audit.model.values import Commit, Earlier, Entry, Snapshot


class Overlay:
    """The same snapshot after the changes; its history stays."""

    def __init__(self, snapshot: Snapshot, changes: Iterable[Change]) -> None:
        self._snapshot = snapshot
        self._new = {change.path: change.new.encode("utf-8", "replace") for change in changes}
        self.name = snapshot.name
        self.entries = tuple(sorted(self._laid(), key=lambda entry: entry.path.encode("utf-8", "replace")))

    def _laid(self) -> Iterator[Entry]:
        yield from (entry for entry in self._snapshot.entries if entry.path not in self._new)
        yield from (Entry(path, len(data)) for path, data in self._new.items())

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The fetched history, newest first."""
        return self._snapshot.commits

    @property
    def complete_history(self) -> bool:
        """Whether `commits` reaches the first commit."""
        return self._snapshot.complete_history

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why, in sentences."""
        return self._snapshot.limits

    def read(self, path: str) -> bytes | None:
        """A file's bytes, the changed ones where it was changed."""
        return self._new[path] if path in self._new else self._snapshot.read(path)

    def earlier(self) -> Iterator[Earlier]:
        """Earlier versions of files that may have held secrets."""
        return self._snapshot.earlier()
