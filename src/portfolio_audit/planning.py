"""Targets → what is to be read: one request for the profile, one for each hundred repositories."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from portfolio_audit.errors import AuditError, BadTarget, NoRepositories
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.model.facts import ContributionFacts, HostFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Portfolio, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.listing import Listed, Listing
from portfolio_audit.sources.storage import has_files, has_storage, owns_storage
from portfolio_audit.targets import Folder, Person, Repository, Revision, Target
from portfolio_audit.text import NAME, shown


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a portfolio is wanted, and how hard to work for it."""

    only: tuple[str, ...] = ()
    """Names of repositories; empty means all."""
    forks: bool = False
    archived: bool = False
    jobs: int = 8
    """Repositories in work at a time."""
    limits: Limits = DEFAULT
    datasets: tuple[Mapping[str, Any], ...] = ()
    """Further data sets to look for, as rows of `knowledge/datasets.toml`; those of a `course` are no stock."""
    pattern: tuple[str, ...] = ()
    """Glob patterns of names, capitals or not. What matches are hand-ins, whatever else their owner has.

    One with an owner, `course/hw1-*`, is the repository of that name there, the login in place of the star.
    """
    as_of: datetime | None = None
    """Instant (UTC) whose state is wanted, which is then the clock, too; `None` for the present."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A repository to read, with what the host said about it."""

    name: str
    url: str
    """Where to clone from; empty for a folder without git."""
    folder: str = ""
    page: str = ""
    host: HostFacts | Unavailable = Unavailable("not asked: not on a host")
    private: bool = False
    has_content: bool = False
    """Whether the host says that there is something in it."""
    key: str = ""
    """What it is kept under between runs; empty when it is not: a folder, or what is not public."""
    revision: str = ""
    """The commit to read; empty for the head of the default branch."""
    trial: bool = False
    """Whether that commit is left out of the history."""
    standing: str = ""
    """Folder whose files count as they lie there but for clutter; empty for a commit's, or for all."""

    @property
    def state(self) -> str:
        """What the host says that differs when anything was pushed or made anew; empty when it says nothing."""
        if isinstance(self.host, Unavailable) or self.host.pushed_at is None:
            return ""
        return f"{self.key} {self.host.created_at} {self.host.pushed_at} {self.host.default_branch}"


def plan(targets: Sequence[Target], host: GitHub, wish: Wish, now: datetime) -> tuple[Portfolio, list[Assignment]]:
    """The portfolio without its repositories, and the repositories to read.

    Raises:
        AuditError: there is nothing to read; the message says why and what to do.
    """
    if len(targets) == 1 and isinstance(targets[0], Person):
        return _plan_person(targets[0].login, host, wish, now)
    if any(isinstance(target, Person) for target in targets):
        raise AuditError("a person is audited alone; give each username a run of its own.")
    return _plan_several([target for target in targets if not isinstance(target, Person)], host, wish, now)


def _plan_several(
    targets: Sequence[Repository | Folder | Revision], host: GitHub, wish: Wish, now: datetime
) -> tuple[Portfolio, list[Assignment]]:
    """What cannot be had is listed, as long as there is something else to do."""
    wanted: list[Assignment] = []
    problems: list[tuple[str, AuditError]] = []
    for target in targets:
        try:
            wanted.append(_assign(target, host, wish))
        except AuditError as error:
            problems.append((_label(target), error))
    if problems and not wanted:
        raise problems[0][1]
    skipped = tuple(Skipped(name, shown(str(error)), True) for name, error in problems)
    return Portfolio(None, now, skipped=(*skipped, *host.notes)), _told_apart(wanted)


def _plan_person(login: str, host: GitHub, wish: Wish, now: datetime) -> tuple[Portfolio, list[Assignment]]:
    if elsewhere := [pattern for pattern in wish.pattern if "/" in pattern]:
        return _plan_handed_in(login, elsewhere, host, wish, now)
    profile = host.profile(login)
    login = profile.login
    listing = host.repositories(login)
    wanted, skipped = _choose(listing, login, host, wish)
    skipped += listing.skipped
    if not listing.entries and not listing.skipped:
        raise NoRepositories(
            f"{login} has no public repositories. Publish a first project, or audit a folder before you push it: "
            "`portfolio-audit PATH`."
        )
    skipped += host.notes
    if wish.pattern:
        return Portfolio(None, now, skipped=tuple(skipped), interrupted=listing.interrupted), wanted
    contributions, interrupted = _activity(login, host, wish, listing)
    return Portfolio(login, now, (), profile, contributions, tuple(skipped), interrupted=interrupted), wanted


def _plan_handed_in(
    login: str, elsewhere: Sequence[str], host: GitHub, wish: Wish, now: datetime
) -> tuple[Portfolio, list[Assignment]]:
    """What a person has handed in to others' accounts, and what of the rest is among the person's own."""
    host.begin_anew()
    named = [pattern.replace("*", login).rpartition("/") for pattern in elsewhere]
    found = [entry for owner, _, name in named if (entry := host.handed_in(owner, name))]
    wanted, skipped = [_assignment(entry, host) for entry in found], list(host.notes)
    if own := tuple(pattern for pattern in wish.pattern if "/" not in pattern):
        with suppress(NoRepositories):
            base, more = _plan_person(login, host, replace(wish, pattern=own), now)
            wanted, skipped = [*wanted, *more], [*skipped, *base.skipped]
    if not wanted and not skipped:
        patterns = ", ".join(wish.pattern)
        raise NoRepositories(f"{login} has handed in nothing at {patterns}. Check --repo-pattern.")
    return Portfolio(None, now, skipped=tuple(skipped)), _told_apart(wanted)


def _activity(login: str, host: GitHub, wish: Wish, listing: Listing) -> tuple[ContributionFacts | Unavailable, bool]:
    """What the host tells of it, and whether somebody wants the run to end."""
    if wish.as_of:
        return Unavailable("the host does not tell it as of an earlier day"), listing.interrupted
    try:
        if not listing.interrupted:
            return host.contributions(login), False
    except KeyboardInterrupt:
        pass
    return Unavailable(INTERRUPTED), True


def _choose(listing: Listing, login: str, host: GitHub, wish: Wish) -> tuple[list[Assignment], list[Skipped]]:
    wanted: list[Assignment] = []
    skipped: list[Skipped] = []
    missing = {name.lower(): name for name in wish.only}
    for entry in listing.entries:
        named = missing.pop(entry.name.lower(), None) or _matches(entry.name, wish)
        if (wish.only or wish.pattern) and not named:
            continue
        reason = None if named else _left_out(entry, wish)
        if reason:
            skipped.append(Skipped(entry.name, reason))
        else:
            wanted.append(_assignment(entry, host))
    if missing and listing.complete and not host.notes:
        names = ", ".join(sorted(missing.values()))
        raise AuditError(f"{login} has no public repository called {names}. Check --repo.")
    if wish.pattern and listing.entries and not (wanted or missing or listing.skipped or host.notes):
        patterns = ", ".join(wish.pattern)
        raise NoRepositories(f"{login} has no public repository whose name matches {patterns}. Check --repo-pattern.")
    skipped += [Skipped(name, "not among those that the host told of", True) for name in sorted(missing.values())]
    return wanted, skipped


def _matches(name: str, wish: Wish) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in wish.pattern)


def _left_out(entry: Listed, wish: Wish) -> str | None:
    if entry.facts.fork and not wish.forks:
        return "a fork (--include-forks audits it)"
    if entry.facts.archived and not wish.archived:
        return "archived (--include-archived audits it)"
    return None


def _assignment(entry: Listed, host: GitHub) -> Assignment:
    url, page = host.clone_url(entry.owner, entry.name), host.page_url(entry.owner, entry.name)
    key = "" if entry.facts.private else f"{url}#{entry.id}"
    return Assignment(entry.name, url, "", page, entry.facts, entry.facts.private, entry.facts.size_kb > 0, key)


def _assign(target: Repository | Folder | Revision, host: GitHub, wish: Wish) -> Assignment:
    if isinstance(target, Revision):
        return Assignment(
            target.name,
            target.url,
            "",
            target.page,
            target.host,
            target.private,
            revision=target.oid,
            trial=target.trial,
        )
    if isinstance(target, Repository):
        return _assignment(host.repository(target.owner, target.name), host)
    if target.as_it_stands and wish.as_of:
        raise BadTarget(f"{shown(str(target.path))} is looked at as it stands, so it has no earlier state.")
    standing = str(target.path) if target.as_it_stands else ""
    if is_repository(target.path):
        if standing and not has_files(target.path):
            raise BadTarget(f"{shown(standing)} is a bare repository, in which no files lie. Give a clone of it.")
        return Assignment(_label(target), target.path.as_uri(), standing=standing)
    if wish.as_of:
        raise BadTarget(
            f"{shown(str(target.path))} has no git history of its own to tell how it was. Leave --as-of out."
        )
    return Assignment(_label(target), "", str(target.path), standing=standing)


def _label(target: Repository | Folder | Revision) -> str:
    if isinstance(target, Revision):
        return target.name
    if isinstance(target, Repository):
        return f"{target.owner}/{target.name}"
    return shown(target.path.name.removesuffix(".git"), NAME) or "folder"


def _told_apart(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Each with a name of its own: the owner or the folder above is put before equal ones, else a number after."""
    count = Counter(assignment.name for assignment in assignments)
    names: Counter[str] = Counter()
    apart: list[Assignment] = []
    for assignment in assignments:
        name = assignment.name if count[assignment.name] == 1 else _with_parent(assignment)
        names[name] += 1
        apart.append(replace(assignment, name=name if names[name] == 1 else f"{name} ({names[name]})"))
    return apart


def _with_parent(assignment: Assignment) -> str:
    above = unquote(assignment.page or assignment.folder or assignment.url).rpartition("/")[0].rpartition("/")[2]
    return shown(f"{above}/{assignment.name}", NAME) if above else assignment.name


def is_repository(path: Path) -> bool:
    """Whether git can clone the folder: it has commits' storage of its own, in `.git` or bare.

    Raises:
        BadTarget: the folder may not be looked into.
    """
    try:
        return has_storage(path) and owns_storage(path)
    except OSError as error:
        raise BadTarget(f"{path} cannot be opened: {error.strerror}.") from None
