"""Runs with and without a fault, and what must be alike in both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from gather.repositories import Made, bare, history
from portfolio_audit.auditing import audit
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.gathering import gather
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import Person

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOKEN = "a-token-of-ada"  # noqa: S105
PAGE = 3
"""Repositories on a page."""
README = "# Bikes\n\nPredicts how many bikes are needed.\n\n## Install\n\n```sh\npip install -r requirements.txt\n```\n"


def people(folder: Path) -> tuple[HostedUser, ...]:
    """One person with two small repositories, one with three pages of them that nobody reads."""
    changes = [
        Made({"README.md": README, "train.py": "import pandas\n", "requirements.txt": "pandas\n"}, b"Train"),
        Made({"app.py": "x = 1\n"}, b"Serve"),
    ]
    bikes = history(folder / "bikes.git", changes)
    notes = bare(folder / "notes.git", {"README.md": "# Notes\n\nWhat I learnt.\n", "notes.md": "# Notes\n"})
    ada = HostedUser(
        "ada",
        (HostedRepository("bikes", bikes, size_kb=3), HostedRepository("notes", notes, size_kb=1)),
        contributions=(1, 0, 2),
        merged_elsewhere=3,
        pinned=("bikes",),
    )
    pushed = (NOW - timedelta(hours=n) for n in range(3 * PAGE - 1))
    many = (HostedRepository(f"r{n:03}", bikes, size_kb=3, pushed_at=when) for n, when in enumerate(pushed))
    return ada, HostedUser("many", tuple(many), contributions=(1,), merged_elsewhere=1)


def host_of(server: LoopbackGitHub, token: str = "", store: Store = NO_STORE) -> GitHub:
    """A host that is asked again at once, and that gives up early."""
    return GitHub(server.api_url, server.server_url, token, store, patience=Patience(pause=lambda _: None), seconds=5)


def run(server: LoopbackGitHub) -> Portfolio:
    """One run from the beginning; the server's notes begin anew with it."""
    server.requests.clear()
    host = host_of(server)
    try:
        return gather(Person("ada"), host, Wish(jobs=1), now=NOW)
    finally:
        host.close()
        server.heal()


@dataclass
class Calm:
    """The run in which nothing went wrong."""

    portfolio: Portfolio
    paths: tuple[str, ...]
    """Of its requests, in order."""
    catalogue: Catalogue

    @cached_property
    def report(self) -> Report:
        """What it comes to."""
        return self.judged(self.portfolio)

    def judged(self, portfolio: Portfolio) -> Report:
        """The report of any run."""
        return audit(portfolio, self.catalogue, version="0", strict=True)

    @property
    def git_requests(self) -> int:
        """How many went to git."""
        return sum(".git/" in path for path in self.paths)

    def compare(self, portfolio: Portfolio, hit: set[str]) -> Iterator[str]:
        """What is wrong with a run in which requests for the repositories `hit` failed."""
        found = {repo.name: repo for repo in portfolio.repos}
        unavailable = {skip.name for skip in portfolio.skipped if skip.unavailable and skip.reason}
        before = {repo.name: repo for repo in self.portfolio.repos}
        changed = [name for name in found if found[name] != before[name]]
        yield from (f"{name} has changed, though nothing of it failed" for name in changed if name not in hit)
        yield from (f"{name} is missing without a reason" for name in before.keys() - found.keys() - unavailable)
        if changed:  # judging takes longer than all the rest
            judged = {repo.name: repo for repo in self.judged(portfolio).repositories}
            calmly = {repo.name: repo for repo in self.report.repositories}
            for name in changed:
                yield from _worse(judged[name], calmly[name])


def _worse(now: RepositoryReport, before: RepositoryReport) -> Iterator[str]:
    """Whether something counts against the repository that did not when all of it arrived."""
    states = {finding.rule: finding.state for finding in before.findings}
    for finding in now.findings:
        if finding.state not in (states[finding.rule], State.UNKNOWN, State.NOT_APPLICABLE):
            yield f"{now.name}: {finding.rule} is {finding.state}, not {states[finding.rule]}: {finding.message}"
    if now != before and not now.limits:
        yield f"{now.name} is judged otherwise, and no reason is given"
