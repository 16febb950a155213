"""What earlier runs have read, by repository, head and version: what has not changed need not be read again."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio_audit.codec import decode, encode, from_data, to_data
from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Packed
from portfolio_audit.planning import Assignment, Wish
from portfolio_audit.reader import Reading
from portfolio_audit.resources import build
from portfolio_audit.store import Store
from portfolio_audit.text import shown

log = logging.getLogger(__name__)


class Recall:
    """Facts out of the store and into it. Only those of public repositories on a host are kept.

    Args:
        now: the clock of this run; facts that were read by a later clock are not used.
    """

    def __init__(self, store: Store, wish: Wish, now: datetime) -> None:
        self._store = store
        self._now = to_data(now)
        self._how = hashlib.sha256(encode([build(), wish.limits, wish.datasets])).hexdigest()[:16]

    def unchanged(self, assignment: Assignment) -> Packed[RepoFacts] | None:
        """The facts, if the host says that nothing was pushed since they were read."""
        seen = self._found("seen", assignment.key)
        if seen is None or seen.get("state") != _state(assignment.host):
            return None
        return self.at(assignment, str(seen.get("head")))

    def head(self, assignment: Assignment) -> str:
        """The commit whose facts are known, or nothing."""
        seen = self._found("seen", assignment.key) or {}
        head = str(seen.get("head", ""))
        return head if head and self.at(assignment, head) else ""

    def at(self, assignment: Assignment, head: str) -> Packed[RepoFacts] | None:
        """The facts at that commit, if they are known."""
        kept = self._found("facts", self._key(assignment, head))
        if kept is None or not self._is_of_this_time(kept):
            return None
        try:
            from_data(kept.get("facts"), RepoFacts)
        except ValueError as error:
            log.warning("the kept facts of %s are none (%s) and are read anew", shown(assignment.name), error)
            return None
        return hosted(kept["facts"], assignment)

    def keep(self, assignment: Assignment, reading: Reading) -> None:
        """Note what has been read, if all of it was."""
        if not assignment.key or not reading.whole:
            return
        facts = {"read_at": self._now, "timeless": reading.timeless, "facts": to_data(reading.facts)}
        self._put("facts", self._key(assignment, reading.facts.head), facts)
        self.saw(assignment, reading.facts.head)

    def saw(self, assignment: Assignment, head: str) -> None:
        """Note at which commit the repository is while the host says what it says now."""
        self._put("seen", assignment.key, {"state": _state(assignment.host), "head": head})

    def _key(self, assignment: Assignment, head: str) -> str:
        return f"{assignment.key}@{head} {self._how}"

    def _is_of_this_time(self, kept: Mapping[str, Any]) -> bool:
        """A date that was not credible yet may be so later, and the other way round."""
        read_at = str(kept.get("read_at"))
        return read_at == self._now or (kept.get("timeless") is True and read_at < self._now)

    def _found(self, kind: str, key: str) -> dict[str, Any] | None:
        data = self._store.get(kind, key) if key else None
        try:
            return decode(data, dict) if data else None
        except ValueError:
            return None

    def _put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        self._store.put(kind, key, encode(value))


def _state(host: HostFacts | Unavailable) -> Any:
    """What the host says that differs when anything was pushed, or another branch was made the default one."""
    if isinstance(host, Unavailable):
        return None
    return [to_data(host.pushed_at), to_data(host.created_at), host.default_branch]


def hosted(facts: dict[str, Any], assignment: Assignment) -> Packed[RepoFacts]:
    """Facts as JSON together with what the host says today."""
    whole = facts | {"name": assignment.name, "url": assignment.page, "host": to_data(assignment.host)}
    return Packed(encode(whole), RepoFacts, assignment.name)
