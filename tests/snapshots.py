"""A snapshot made of a dictionary, for tests of facts and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio_audit.model.values import Commit, Entry


@dataclass
class DictSnapshot:
    """Files as text or bytes; everything else has a default."""

    files: Mapping[str, str | bytes]
    name: str = "example"
    commits: tuple[Commit, ...] = ()
    complete_history: bool = True
    limits: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.entries = tuple(Entry(path, len(self._bytes(path))) for path in sorted(self.files))

    def _bytes(self, path: str) -> bytes:
        content = self.files[path]
        return content if isinstance(content, bytes) else content.encode()

    def read(self, path: str) -> bytes | None:
        return self._bytes(path) if path in self.files else None
