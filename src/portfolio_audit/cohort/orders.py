"""What the coordinator and the workers of a cluster say to each other: JSON, strictly typed, never a pickled value."""

import sys
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Raw, Struct

from portfolio_audit import __version__
from portfolio_audit.codec import decode, encode
from portfolio_audit.cohort.recipes import Recipe
from portfolio_audit.limits import MB, Limits
from portfolio_audit.model.facts import HostFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Assignment, Wish

T = TypeVar("T")
NULL = Raw(b"null")
VERSION = f"portfolio-audit {__version__} on Python {sys.version_info.major}.{sys.version_info.minor}"
"""What has to be equal for equal results: the syntax of Python that is understood is its own version's."""
_MOST_BYTES = 256 * MB


class Terms(Struct, frozen=True):
    """What is the same for all repositories of a run."""

    version: str
    recipe: Recipe
    now: datetime
    as_of: datetime | None
    limits: Limits
    datasets: tuple[Mapping[str, Any], ...]
    protocols: str
    """What git may speak, colon-separated: `http` only if the host is on loopback."""

    @property
    def wish(self) -> Wish:
        """What a worker has to know of it."""
        return Wish(limits=self.limits, datasets=self.datasets, as_of=self.as_of)


class Order(Struct, frozen=True):
    """One repository to read: what is public of an `Assignment`."""

    name: str
    url: str
    page: str
    host: HostFacts | Unavailable
    has_content: bool
    key: str
    known: str
    """Commit whose facts are known, or nothing."""

    @property
    def assignment(self) -> Assignment:
        """The same as the coordinator has it."""
        return Assignment(
            self.name, self.url, page=self.page, host=self.host, has_content=self.has_content, key=self.key
        )


class Reply(Struct, frozen=True, omit_defaults=True):
    """What has come of it: facts, or one of the sentences."""

    refused: str = ""
    """Why this worker can read nothing at all for this run."""
    unavailable: str = ""
    nothing_then: bool = False
    """It holds no commit that is dated before the instant that was asked for."""
    facts: Raw = NULL
    """As `recall.bare` has them."""
    whole: bool = False
    timeless: bool = False
    known: bool = False
    assessed: Raw = NULL
    """As `judgements.written` has it."""


def order_for(assignment: Assignment, known: str) -> Order:
    """The order for a public repository."""
    one = assignment
    return Order(one.name, one.url, one.page, one.host, one.has_content, one.key, known)


def packed(value: Struct) -> bytes:
    """As it goes over the network."""
    return zlib.compress(encode(value))


def unpacked(data: bytes, kind: type[T]) -> T:
    """What came over the network.

    Raises:
        ValueError: it is nothing of that kind, or too large.
    """
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not stream.eof:
        raise ValueError("it is cut or too large")
    return decode(found, kind)
