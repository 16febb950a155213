"""A snapshot made of texts: for the examples of rules, for warming up workers, for tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portfolio_audit.limits import MB
from portfolio_audit.model.values import Commit, Earlier, Entry


@dataclass(slots=True)
class TextSnapshot:
    """Files as text or bytes; everything else has a default."""

    files: Mapping[str, str | bytes]
    name: str = "example"
    large: Mapping[str, int] = field(default_factory=dict)
    """Path → megabytes of files whose content does not matter."""
    commits: tuple[Commit, ...] = ()
    complete_history: bool = True
    limits: tuple[str, ...] = ()
    once: Mapping[str, str] = field(default_factory=dict)
    """Path → what the file held in an earlier commit."""
    entries: tuple[Entry, ...] = field(init=False)

    def __post_init__(self) -> None:
        """List every path with its size."""
        sizes = {path: len(self._bytes(path)) for path in self.files}
        sizes |= {path: size * MB for path, size in self.large.items()}
        self.entries = tuple(Entry(path, size) for path, size in sorted(sizes.items()))

    def _bytes(self, path: str) -> bytes:
        content = self.files[path]
        return content if isinstance(content, bytes) else content.encode()

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is not there."""
        return self._bytes(path) if path in self.files else None

    def earlier(self) -> Iterator[Earlier]:
        """What the files held once."""
        return (Earlier(path, "0123abc", text.encode()) for path, text in self.once.items())
