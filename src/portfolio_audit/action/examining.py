"""The report on what is checked out, beside the state before the change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from portfolio_audit.action.event import Event
from portfolio_audit.action.questions import Questions
from portfolio_audit.action.revisions import Pair
from portfolio_audit.comparing import aliases_of, compare
from portfolio_audit.errors import AuditError, NotComparable
from portfolio_audit.model.facts import HistoryFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Changes, Report
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import is_repository
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Folder, Revision, Target

_BEFORE = "(before)"


@dataclass(frozen=True, slots=True)
class Examined:
    """A report, and what is to be said of its comparison."""

    report: Report
    before: str = ""
    """The commit that it was compared with."""
    note: str = ""
    """Why it was compared with nothing."""


def examine(folder: Path, pair: Pair, event: Event, host: GitHub, asked: Questions, now: datetime) -> Examined:
    """Audit the folder's commit, and the one before if there is one: both by the same rules at the same time.

    Raises:
        AuditError: not even what is checked out could be looked at.
    """
    if not is_repository(folder):
        portfolio = asked.gathered(Folder(folder), host, now)
        return Examined(asked.report(portfolio), note="The folder is no repository, so nothing is compared.")
    here = _revision(folder.as_uri(), event, host)
    wanted = [replaced(here(pair.head), trial=pair.trial)] + ([here(pair.before, _BEFORE)] if pair.before else [])
    both = asked.gathered(wanted, host, now)
    now_there = _part(both, "")
    report = asked.report(now_there)
    if not pair.before:
        return Examined(report, note=pair.note)
    earlier = _part(both, _BEFORE)
    if not earlier.repos:  # a shallow checkout does not hold it
        there = _revision(host.clone_url(event.repository.owner, event.repository.name), event, host)
        earlier = _part(_gathered([there(pair.before, _BEFORE)], host, asked, now), _BEFORE)
    if not earlier.repos:
        return Examined(report, note=_not_read(earlier))
    try:
        return Examined(_with_changes(report, now_there, earlier, asked), pair.before)
    except NotComparable as error:
        return Examined(report, note=str(error))


def _revision(url: str, event: Event, host: GitHub) -> Callable[..., Revision]:
    """Makes the target of a commit at that address."""
    owner, name, facts = event.repository.owner, event.repository.name, event.repository.facts

    def at(oid: str, mark: str = "") -> Revision:
        label = f"{name} {mark}".strip()
        private = facts.private and url.startswith("http")
        return Revision(url, oid, label, host.page_url(owner, name), facts, private)

    return at


def _gathered(targets: list[Target], host: GitHub, asked: Questions, now: datetime) -> Portfolio:
    try:
        return asked.gathered(targets, host, now)
    except AuditError:
        return Portfolio(None, now)


def _part(portfolio: Portfolio, mark: str) -> Portfolio:
    """What was gathered of one of the two, under the repository's own name."""
    is_before = bool(mark)
    repos = [
        replace(repo, name=repo.name.removesuffix(f" {_BEFORE}"))
        for repo in portfolio.repos
        if repo.name.endswith(f" {_BEFORE}") == is_before
    ]
    skipped = tuple(skip for skip in portfolio.skipped if skip.name.endswith(f" {_BEFORE}") == is_before)
    return replace(portfolio, repos=tuple(repos), skipped=skipped)


def _not_read(portfolio: Portfolio) -> str:
    reasons = [skip.reason for skip in portfolio.skipped]
    why = f": {reasons[0]}" if reasons else ""
    return f"The commit before the change could not be read{why}. With `fetch-depth: 0` the checkout holds it."


def _with_changes(report: Report, now: Portfolio, earlier: Portfolio, asked: Questions) -> Report:
    old, new = map(asked.report, _alike(earlier, now))
    changes = compare(old, new, aliases_of(asked.catalogue))
    return replace(report, changes=_dated(changes, earlier))


def _alike(*portfolios: Portfolio) -> Iterator[Portfolio]:
    """Both without what could not be looked at in one of them: a score must not move for want of looking."""
    repos = [portfolio.repos[0] for portfolio in portfolios if portfolio.repos]
    lacking = {
        name: value
        for repo in repos
        for name in RepoFacts.__struct_fields__
        if isinstance(value := getattr(repo, name), Unavailable)
    }
    for portfolio in portfolios:
        yield replace(portfolio, repos=tuple(replace(repo, **lacking) for repo in portfolio.repos))


def _dated(changes: Changes, earlier: Portfolio) -> Changes:
    """As old as the commit that was compared with."""
    (repo,) = earlier.repos
    last = repo.history.last if isinstance(repo.history, HistoryFacts) else None
    return replace(changes, since=last) if last else changes
