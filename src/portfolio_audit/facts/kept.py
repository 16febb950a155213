"""Snapshots around a snapshot; one remembers what was read of it: most facts begin with the same few files."""

from collections.abc import Iterator

from portfolio_audit.model.values import Commit, Earlier, Entry, Snapshot

MAX_BYTES = 300_000
"""Bytes of a file that is kept."""
MAX_ALL_BYTES = 8_000_000


class Around:
    """The same snapshot, for those who change something of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.name = snapshot.name

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every path, in byte order, up to the limit."""
        return self._snapshot.entries

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

    def earlier(self) -> Iterator[Earlier]:
        """Earlier versions of files that may have held secrets."""
        return self._snapshot.earlier()

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is absent, no file, or over its limit."""
        return self._snapshot.read(path)


class Kept(Around):
    """The same snapshot, whose small files are read but once."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self._read: dict[str, bytes | None] = {}
        self._left = MAX_ALL_BYTES

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is absent, no file, or over its limit."""
        if path in self._read:
            return self._read[path]
        data = self._snapshot.read(path)
        size = len(data or b"")
        if size <= min(MAX_BYTES, self._left):
            self._left -= size
            self._read[path] = data
        return data
