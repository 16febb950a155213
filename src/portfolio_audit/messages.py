"""What the main process and a worker say to each other: length and JSON, never a pickle."""

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, TypeVar

from msgspec import Raw, Struct

from portfolio_audit.codec import decode, encode
from portfolio_audit.fixing.values import FixWish
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.sources.clones import Seed

T = TypeVar("T")
_LENGTH = struct.Struct(">I")
PATCH = "patch"
"""The part that is no facts."""


@dataclass(frozen=True, slots=True)
class Job:
    """One repository to read."""

    name: str
    url: str
    """Where to clone from; empty for a folder that is no git repository."""
    folder: bytes
    """Path of that folder, or where the clone is to be made, as the system spells it."""
    now: datetime
    environment: dict[str, bytes]
    """For git: the process's whole environment."""
    token: str = ""
    has_content: bool = False
    """Whether the host says that there is something in it, so that an empty clone is a fault."""
    limits: Limits = DEFAULT
    datasets: str = ""
    """JSON list of further data sets to look for."""
    known: str = ""
    """Commit whose facts are known; a repository that is still there need not be read."""
    revision: str = ""
    """Commit to read; empty for the head of the default branch."""
    trial: bool = False
    """Whether that commit is left out of the history."""
    seed: Seed = ""
    """What the folder already holds of a clone that was kept."""
    as_of: datetime | None = None
    """Instant (UTC) at which the last commit is read; `None` for the present."""
    created_at: datetime | None = None
    """When the host says that the repository was made."""
    standing: bytes = b""
    """Path of a folder whose files count as they lie there but for clutter; empty for a commit's, or for all."""
    ignored: tuple[str, ...] = ()
    """Lines of the user's own ignore file, of a folder as it lies there."""
    mend: FixWish | None = None
    """What is to be mended. Then a patch is sent first, as the part `PATCH`, and the facts are of what it makes."""


def spelled(variables: Mapping[str, str]) -> dict[str, bytes]:
    """Variables as the system spells them: a path need not be text in any encoding."""
    return {name: os.fsencode(value) for name, value in variables.items()}


class Word(Struct, frozen=True, omit_defaults=True):
    """What a worker says; each time one thing of these, the last three together."""

    pid: int = 0
    failed: str | None = None
    """Why the repository could not be brought in; the last word."""
    head: str | None = None
    """It has been brought in, at this commit."""
    part: str = ""
    """Field of `RepoFacts` that has been read, with `facts`."""
    facts: Raw = Raw(b"null")
    limits: tuple[str, ...] = ()
    """What was not read, and why."""
    known: bool = False
    """Nothing is to be read, because it is still at the commit that is known; the last word."""
    nothing_then: bool = False
    """It holds no commit that is dated before the instant that was asked for; the last word."""
    done: bool = False
    """All has been read; the last word."""
    whole: bool = False
    """Whether no part was lost that another try may read."""
    timeless: bool = False
    """Whether a later clock would read the same."""


def send(stream: BinaryIO, message: object) -> None:
    """Write one message: length and JSON."""
    data = encode(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO, most: int, kind: type[T]) -> T | None:
    """The next message, or `None` at the end, or when it is cut or too long.

    Raises:
        ValueError: it is of another kind.
    """
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    data = stream.read(length) if length <= most else b""
    return None if len(data) < length or not data else decode(data, kind)
