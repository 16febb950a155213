"""What a repository is made of, before anything is concluded from it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct
from msgspec.structs import force_setattr

EntryKind = Literal["file", "link", "submodule"]
NOT_READ = "not read"
"""Problem of a file that is there and did not arrive: nothing can be said of what is in it."""
EMPTY = "is empty"
"""Problem of a file in which nothing stands, or comments alone."""


class Dated(Struct, frozen=True):
    """A value with times: whatever zone they are given in, they are kept in UTC and to the second.

    Raises:
        ValueError: a time says no zone, or there is none such in UTC.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if isinstance(when := getattr(self, name), datetime):
                force_setattr(self, name, _in_utc(when, name))


def _in_utc(when: datetime, name: str) -> datetime:
    if when.tzinfo is None:
        raise ValueError(f"{name}: a time without its zone")
    try:
        return when.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"{name}: no time that the calendar knows") from None


class Entry(Struct, frozen=True):
    """One path of a tree."""

    path: str
    """POSIX path from the repository's root, made safe to show (`text.shown`)."""
    size: int | None
    """Bytes; `None` when the content was left out."""
    kind: EntryKind = "file"
    target: str = ""
    """Where a README that is a link points, as written; empty for everything else."""


class Commit(Struct, frozen=True):
    """One commit of the fetched history."""

    when: datetime | None
    """Author's date in UTC; `None` when it is no credible date."""
    subject: str
    """First line of the message, at most 200 characters."""
    author: str
    """Hash of the author's e-mail, never the address."""
    parents: int = 1
    """Number of parents; 2 or more is a merge."""


class Earlier(Struct, frozen=True):
    """What a file held in an earlier commit and holds no more."""

    path: str
    """As in `Entry`."""
    commit: str
    """First digits of the hash of the oldest fetched commit that has it."""
    data: bytes


class Snapshot(Protocol):
    """One commit of a repository, readable without a checkout."""

    @property
    def name(self) -> str:
        """The repository's name."""
        ...

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every path, in byte order, up to the limit."""
        ...

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The fetched history, newest first."""
        ...

    @property
    def complete_history(self) -> bool:
        """Whether `commits` reaches the first commit."""
        ...

    @property
    def limits(self) -> tuple[str, ...]:
        """What was not read, and why, in sentences."""
        ...

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or `None` when it is absent, no file, or over its limit."""
        ...

    def earlier(self) -> Iterator[Earlier]:
        """Earlier versions of files that may have held secrets, as far as they were fetched."""
        ...


@runtime_checkable
class Openable(Protocol):
    """A snapshot whose files all lie here, so that one can look into those, too, that no fact is read from."""

    def start(self, path: str, most: int) -> bytes | None:
        """The first bytes of a file, or `None` when it is absent or no file."""
        ...


class Evidence(Struct, frozen=True):
    """Where a statement can be checked."""

    path: str
    """Path in the repository, or what was looked for when there is no place."""
    line: int | None = None
    """Line in the file, from 1; for notebooks the cell, from 1."""
    excerpt: str = ""
    """Plain text, at most 200 characters."""

    @property
    def unit(self) -> str:
        """What `line` counts."""
        return "cell" if self.path.endswith(".ipynb") else "line"

    @property
    def spot(self) -> str:
        """The path with the line, or with the cell, as people write it."""
        if self.line is None:
            return self.path
        return f"{self.path}, cell {self.line}" if self.unit == "cell" else f"{self.path}:{self.line}"


class Unavailable(Struct, frozen=True, rename={"reason": "unavailable"}):
    """Something that could not be looked at."""

    reason: str
