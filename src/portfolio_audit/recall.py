"""What earlier runs have read, by repository, head and version: what has not changed need not be read again."""

import hashlib
import logging
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Raw, Struct

from portfolio_audit.codec import decode, encode, to_data
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.packed import Packed
from portfolio_audit.planning import Assignment, Wish
from portfolio_audit.reader import Reading
from portfolio_audit.resources import build
from portfolio_audit.store import Store
from portfolio_audit.text import shown

log = logging.getLogger(__name__)
T = TypeVar("T")
_OF_THE_HOST = ("name", "url", "host")


class Recall:
    """Facts out of the store and into it. Only those of public repositories on a host are kept.

    Args:
        now: the clock of this run; facts that were read by a later clock are not used.
    """

    def __init__(self, store: Store, wish: Wish, now: datetime) -> None:
        self._store = store
        self._now = to_data(now)
        self._how = hashlib.sha256(encode([build(), wish.limits, wish.datasets, wish.as_of])).hexdigest()[:16]
        self._when = f" as of {to_data(wish.as_of)}" if wish.as_of else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has been read before."""
        return not self._store.has("seen")

    def unchanged(self, assignment: Assignment) -> Packed[RepoFacts] | None:
        """The facts, if the host says that nothing was pushed since they were read."""
        seen = self._seen(assignment)
        return self.at(assignment, seen.head) if seen and seen.state and seen.state == assignment.state else None

    def head(self, assignment: Assignment) -> str:
        """The commit whose facts are known, or nothing."""
        seen = self._seen(assignment)
        return seen.head if seen and self.at(assignment, seen.head) else ""

    def held_nothing(self, assignment: Assignment) -> bool:
        """Whether it had no commit before the instant, and nothing was pushed since that was seen, as the host says."""
        seen = self._seen(assignment)
        return bool(seen and not seen.head and seen.state and seen.state == assignment.state)

    def at(self, assignment: Assignment, head: str) -> Packed[RepoFacts] | None:
        """The facts at that commit, if they are known."""
        kept = self._found("facts", self._key(assignment, head), _Kept)
        return hosted(bytes(kept.facts), assignment) if kept and self._is_of_this_time(kept) else None

    def settled(self, assignment: Assignment, head: str) -> bool:
        """Whether a later clock would read the same facts at that commit."""
        kept = self._found("facts", self._key(assignment, head), _Kept)
        return kept is not None and kept.timeless

    def keep(self, assignment: Assignment, reading: Reading) -> None:
        """Note what has been read, if all of it was."""
        if not assignment.key or not reading.whole:
            return
        kept = _Kept(self._now, reading.timeless, Raw(bare(reading.facts)))
        self._store.put("facts", self._key(assignment, reading.facts.head), encode(kept))
        self.saw(assignment, reading.facts.head)

    def forget(self, assignment: Assignment) -> None:
        """Keep nothing of a repository of which something unfit was kept."""
        self._store.forget("seen", self._place(assignment))

    def saw(self, assignment: Assignment, head: str) -> None:
        """Note at which commit the repository is while the host says what it says now; at none, if `head` is empty."""
        if assignment.key:
            self._store.put("seen", self._place(assignment), encode(_Seen(assignment.state, head)))

    def _seen(self, assignment: Assignment) -> "_Seen | None":
        return self._found("seen", self._place(assignment), _Seen)

    def _place(self, assignment: Assignment) -> str:
        """Where the repository was at an instant is noted apart from where it is."""
        return f"{assignment.key}{self._when}" if assignment.key else ""

    def _key(self, assignment: Assignment, head: str) -> str:
        return f"{assignment.key}@{head} {self._how}"

    def _is_of_this_time(self, kept: "_Kept") -> bool:
        """A date that was not credible yet may be so later, and the other way round."""
        return kept.read_at == self._now or (kept.timeless and kept.read_at < self._now)

    def _found(self, kind: str, key: str, form: type[T]) -> T | None:
        data = self._store.get(kind, key) if key else None
        try:
            return decode(data, form) if data else None
        except ValueError as error:
            log.warning("what was kept of %s is none (%s) and is made anew", shown(key), shown(str(error)))
            return None


class _Seen(Struct, frozen=True):
    """At which commit a repository was when the host said this of it."""

    state: str
    head: str


class _Kept(Struct, frozen=True):
    """Facts as they lie in the store; what they are made of is looked at when it is needed."""

    read_at: str
    timeless: bool
    facts: Raw


def bare(facts: RepoFacts) -> bytes:
    """Facts as JSON without what the host says."""
    data: dict[str, Any] = to_data(facts)
    return encode({name: value for name, value in data.items() if name not in _OF_THE_HOST})


def hosted(facts: bytes, assignment: Assignment) -> Packed[RepoFacts]:
    """The same together with what the host says today."""
    says = encode(dict(zip(_OF_THE_HOST, (assignment.name, assignment.page, assignment.host), strict=True)))
    return Packed(says[:-1] + b"," + facts[1:], RepoFacts, assignment.name)
