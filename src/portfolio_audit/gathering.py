"""Targets → Portfolio. The only place with concurrency: a thread waits for each worker."""

import logging
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree, which
from urllib.parse import unquote

from portfolio_audit.errors import AuditError, BadTarget
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.messages import Job
from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio, Run, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.nursery import Nursery
from portfolio_audit.reader import read_repository
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.isolation import environment
from portfolio_audit.sources.listing import Listed
from portfolio_audit.targets import Folder, Person, Repository, Target
from portfolio_audit.text import NAME, shown

log = logging.getLogger(__name__)


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


Progress = Callable[[str, str], None]
"""Told (repository, state) with state `waiting`, `reading`, `done` or the reason why it is not available."""


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


def gather(
    targets: Target | Sequence[Target],
    host: GitHub | None = None,
    wish: Wish = Wish(),
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Portfolio:
    """All facts of one person's repositories, or of the repositories and folders named.

    What cannot be read is listed with the reason; the rest stands. Interrupted by Ctrl-C, it returns what is done.

    Args:
        now: the instant from which ages count; default the clock.
        progress: called from several threads.

    Raises:
        AuditError: nothing can be gathered; the message says why and what to do.
    """
    start = time.monotonic()
    host = host or GitHub()
    now = now or datetime.now(UTC).replace(microsecond=0)
    if which("git") is None:
        raise AuditError("git was not found on PATH. Install it (https://git-scm.com/downloads) and try again.")
    targets = [targets] if isinstance(targets, Person | Repository | Folder) else list(targets)
    base, assignments = _plan(targets, host, wish, now)
    repos, unavailable, interrupted = _read_all(assignments, host, wish, now, progress or _silent)
    skipped = (*base.skipped, *unavailable)
    run = Run(host.requests, int(time.monotonic() - start), 0, len(repos))
    return replace(base, repos=repos, skipped=skipped, run=run, interrupted=interrupted)


def _silent(_name: str, _state: str) -> None:
    """Nobody is told."""


def _plan(targets: Sequence[Target], host: GitHub, wish: Wish, now: datetime) -> tuple[Portfolio, list[Assignment]]:
    if len(targets) == 1 and isinstance(targets[0], Person):
        return _plan_person(targets[0].login, host, wish, now)
    if any(isinstance(target, Person) for target in targets):
        raise AuditError("a person is audited alone; give each username a run of its own.")
    return _plan_several([target for target in targets if not isinstance(target, Person)], host, now)


def _plan_several(
    targets: Sequence[Repository | Folder], host: GitHub, now: datetime
) -> tuple[Portfolio, list[Assignment]]:
    """What cannot be had is listed, as long as there is something else to do."""
    wanted: list[Assignment] = []
    problems: list[tuple[str, AuditError]] = []
    for target in targets:
        try:
            wanted.append(_assign(target, host))
        except AuditError as error:
            problems.append((_label(target), error))
    if problems and not wanted:
        raise problems[0][1]
    skipped = tuple(Skipped(name, shown(str(error)), True) for name, error in problems)
    return Portfolio(None, now, skipped=skipped), _told_apart(wanted)


def _plan_person(login: str, host: GitHub, wish: Wish, now: datetime) -> tuple[Portfolio, list[Assignment]]:
    profile = host.profile(login)
    login = profile.login
    repositories, odd = host.repositories(login)
    wanted, skipped = _choose(repositories, login, host, wish)
    skipped += [Skipped(f"entry {n + 1}", "the host's entry could not be understood", True) for n in range(odd)]
    if not repositories and not odd:
        raise AuditError(
            f"{login} has no public repositories. Publish a first project, or audit a folder before you push it: "
            "`portfolio-audit PATH`."
        )
    return Portfolio(login, now, (), profile, host.contributions(login), tuple(skipped)), wanted


def _choose(
    repositories: Iterable[Listed], login: str, host: GitHub, wish: Wish
) -> tuple[list[Assignment], list[Skipped]]:
    wanted: list[Assignment] = []
    skipped: list[Skipped] = []
    missing = {name.lower(): name for name in wish.only}
    for entry in repositories:
        named = missing.pop(entry.name.lower(), None)
        if wish.only and not named:
            continue
        reason = None if named else _left_out(entry, wish)
        if reason:
            skipped.append(Skipped(entry.name, reason))
        else:
            wanted.append(_assignment(entry, host))
    if missing:
        names = ", ".join(sorted(missing.values()))
        raise AuditError(f"{login} has no public repository called {names}. Check --repo.")
    return wanted, skipped


def _left_out(entry: Listed, wish: Wish) -> str | None:
    if entry.facts.fork and not wish.forks:
        return "a fork (--include-forks audits it)"
    if entry.facts.archived and not wish.archived:
        return "archived (--include-archived audits it)"
    return None


def _assignment(entry: Listed, host: GitHub) -> Assignment:
    url, page = host.clone_url(entry.owner, entry.name), host.page_url(entry.owner, entry.name)
    return Assignment(entry.name, url, "", page, entry.facts, entry.private, entry.facts.size_kb > 0)


def _assign(target: Repository | Folder, host: GitHub) -> Assignment:
    if isinstance(target, Repository):
        return _assignment(host.repository(target.owner, target.name), host)
    if is_repository(target.path):
        return Assignment(_label(target), target.path.as_uri())
    return Assignment(_label(target), "", str(target.path))


def _label(target: Repository | Folder) -> str:
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
    """Whether git could clone the folder: it has commits' storage of its own, in `.git` or bare.

    Raises:
        BadTarget: the folder may not be looked into.
    """
    try:
        return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())
    except OSError as error:
        raise BadTarget(f"{path} cannot be opened: {error.strerror}.") from None


def _read_all(
    assignments: Sequence[Assignment], host: GitHub, wish: Wish, now: datetime, progress: Progress
) -> tuple[tuple[RepoFacts, ...], tuple[Skipped, ...], bool]:
    results: dict[int, RepoFacts | Unavailable] = {}
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="portfolio-audit-") as scratch:
        home = Path(scratch, "home")
        home.mkdir()
        variables = environment(home, _protocols(host))

        def read(number: int, nursery: Nursery) -> None:
            if stop.is_set():
                return
            assignment = assignments[number]
            progress(assignment.name, "reading")
            folder = Path(scratch, str(number))
            job = Job(
                assignment.name,
                assignment.url,
                assignment.folder or str(folder),
                now,
                variables,
                host.token if assignment.private else "",
                assignment.has_content,
                wish.limits,
            )
            result = read_repository(nursery, job, stop)
            rmtree(folder, ignore_errors=True)
            if not stop.is_set():
                results[number] = result
                progress(assignment.name, result.reason if isinstance(result, Unavailable) else "done")

        interrupted = _in_parallel(read, len(assignments), wish.jobs, variables, stop)
    pairs = [(a, results.get(n, Unavailable("the run was interrupted"))) for n, a in enumerate(assignments)]
    repos = tuple(replace(r, url=a.page, host=a.host) for a, r in pairs if isinstance(r, RepoFacts))
    return repos, tuple(Skipped(a.name, r.reason, True) for a, r in pairs if isinstance(r, Unavailable)), interrupted


def _in_parallel(
    read: Callable[[int, Nursery], None], count: int, jobs: int, variables: dict[str, str], stop: threading.Event
) -> bool:
    """Run `read` for every number; whether Ctrl-C ended it early."""
    with Nursery(variables) as nursery, ThreadPoolExecutor(max(1, min(jobs, count or 1))) as pool:
        try:
            for future in [pool.submit(read, number, nursery) for number in range(count)]:
                future.result()
        except KeyboardInterrupt:
            stop.set()
            nursery.stop()
            pool.shutdown(cancel_futures=True)
            return True
    return False


def _protocols(host: GitHub) -> str:
    """What git may speak: https, files for folders, http only to this machine."""
    return "https:file" + (":http" if host.server_url.startswith("http://") else "")


def default_jobs() -> int:
    """Repositories in work at a time: mostly they wait for the network."""
    return min(8, 4 * (os.cpu_count() or 1))
