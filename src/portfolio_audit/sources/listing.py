"""The host's JSON to values. An answer may hold anything: what has another type than promised is taken as absent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from portfolio_audit.model.facts import ContributionFacts, HostFacts, ProfileFacts
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.targets import valid_login, valid_name
from portfolio_audit.text import shown


@dataclass(frozen=True, slots=True)
class Listed:
    """A repository as the host lists it."""

    owner: str
    name: str
    facts: HostFacts
    id: int = 0
    """The host's number; 0 when it does not say."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A person's repositories."""

    entries: tuple[Listed, ...]
    skipped: tuple[Skipped, ...] = ()
    """What the host has more and could not be had."""
    complete: bool = True
    """Whether every page came."""
    interrupted: bool = False
    """Whether somebody wanted the run to end before."""


def listed(data: Any) -> Listed | None:
    """The repository, or `None` when its owner or name is nothing that the host would allow."""
    row = data if isinstance(data, Mapping) else {}
    owner, name = _text(_table(row, "owner"), "login"), _text(row, "name")
    if not (valid_login(owner) and valid_name(name)):
        return None
    size = row.get("size")
    size_kb = size if type(size) is int and size >= 0 else 0
    facts = HostFacts(
        description=shown(_text(row, "description"), 350),
        homepage=shown(_text(row, "homepage"), 500),
        topics=tuple(shown(topic, 50) for topic in _list(row, "topics") if isinstance(topic, str))[:30],
        fork=row.get("fork") is True,
        archived=row.get("archived") is True,
        default_branch=shown(_text(row, "default_branch"), 100),
        created_at=_instant(row, "created_at"),
        pushed_at=_instant(row, "pushed_at"),
        size_kb=size_kb,
        private=row.get("private") is True,
    )
    return Listed(owner, name, facts, _count(row, "id"))


def listing(pages: Sequence[Any], problem: str, *, interrupted: bool = False) -> Listing:
    """The entries of all pages by name, as the host's own order is.

    Args:
        problem: why there are no further pages although there should be.
        interrupted: whether the reason is that somebody wants the run to end.
    """
    rows = [row for page in pages for row in page]
    known = [entry for row in rows if (entry := listed(row)) is not None]
    entries = sorted(
        {entry.name: entry for entry in known}.values(), key=lambda entry: (entry.name.lower(), entry.name)
    )
    odd = len(rows) - len(known)
    skipped = [Skipped(f"entry {n + 1}", "the host's entry could not be understood", True) for n in range(odd)]
    if problem:
        skipped.append(Skipped(f"repositories after the first {len(rows)}", shown(problem, 400), True))
    return Listing(tuple(entries), tuple(skipped), not problem, interrupted)


def is_repository(data: Any) -> bool:
    """Whether this is a repository as the host describes it."""
    return listed(data) is not None


def is_public_repository(data: Any) -> bool:
    """Whether everybody may know of it."""
    entry = listed(data)
    return entry is not None and not entry.facts.private


def is_account(data: Any) -> bool:
    """Whether this is an account as the host describes it."""
    return valid_login(_text(data, "login")) and bool(_text(data, "type"))


def is_list_of_accounts(data: Any) -> bool:
    """Whether this is a page of accounts, each of which can be understood."""
    return isinstance(data, list) and all(is_account(row) for row in data)


def is_page(data: Any) -> bool:
    """Whether this is a page of a list."""
    return isinstance(data, list)


def is_whole_page(data: Any) -> bool:
    """Whether every entry of the page can be understood, and is nobody's secret."""
    return isinstance(data, list) and all(is_public_repository(row) for row in data)


def newest_first(pages: Iterable[Any]) -> bool:
    """Whether the pages are in the order of the last push, no two at once: a push would show on the first page."""
    pushed = [_instant(row, "pushed_at") for page in pages for row in page]
    return all(a is not None and b is not None and a > b for a, b in pairwise(pushed))


def profile(data: Mapping[str, Any]) -> ProfileFacts:
    """The public profile; nothing about the person is kept but that it is there."""
    website = shown(_text(data, "blog"), 300)
    contact = bool(website or _text(data, "email") or _text(data, "twitter_username"))
    repos = data.get("public_repos")
    return ProfileFacts(
        login=shown(_text(data, "login"), 60),
        has_name=bool(_text(data, "name").strip()),
        bio=shown(_text(data, "bio"), 300),
        website=website,
        has_contact=contact,
        public_repos=repos if type(repos) is int else 0,
        created_at=_instant(data, "created_at"),
    )


def contributions(data: Mapping[str, Any]) -> ContributionFacts | None:
    """The last year's activity, merged pull requests elsewhere, and pins; `None` when one of them was not told."""
    user, search = _table(data, "user"), _table(data, "search")
    calendar = _table(_table(user, "contributionsCollection"), "contributionCalendar")
    counts = (search.get("issueCount"), calendar.get("totalContributions"))
    if not all(type(count) is int for count in counts) or "nodes" not in _table(user, "pinnedItems"):
        return None
    weeks = [_list(week, "contributionDays") for week in _list(calendar, "weeks") if isinstance(week, Mapping)]
    pins = (_text(node, "name") for node in _list(_table(user, "pinnedItems"), "nodes") if isinstance(node, Mapping))
    return ContributionFacts(
        merged_elsewhere=_count(search, "issueCount"),
        active_weeks=sum(1 for week in weeks if any(_count(day, "contributionCount") for day in week)),
        contributions=_count(calendar, "totalContributions"),
        pinned=tuple(name for name in pins if valid_name(name)),
    )


def _text(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if isinstance(value, str) else ""


def _count(row: Any, key: str) -> int:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if type(value) is int and value > 0 else 0


def _table(row: Any, key: str) -> Mapping[str, Any]:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _list(row: Any, key: str) -> list[Any]:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if isinstance(value, list) else []


def _instant(row: Any, key: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(_text(row, key))
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # no date, or one that is not within the years of any zone
        return None
