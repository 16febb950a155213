"""The made-up portfolio as it stood on earlier days: repositories and commits that came later are not there yet.

What the host and the profile say is as it is now; what is in a repository is read from its files of that day.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec.structs import replace

from portfolio_audit import __version__
from portfolio_audit.assessing import Memo
from portfolio_audit.auditing import audit
from portfolio_audit.demo.bundle import Bundle, bundles
from portfolio_audit.demo.history import commit_time
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import ContributionFacts, HostFacts, ProfileFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report
from portfolio_audit.model.values import Commit
from portfolio_audit.past import Past, with_past, with_state
from portfolio_audit.rescoring import recorded
from portfolio_audit.sources.texts import TextSnapshot

_DAYS = (300, 200, 95)
"""Days before the reference date on which the portfolio had been audited."""


def demo_report(
    portfolio: Portfolio, catalogue: Catalogue, *, version: str = __version__, strict: bool = False
) -> Report:
    """The report of the made-up portfolio, with what changed since it was audited on those days."""
    memo: Memo = {}
    past = Past()
    for days in _DAYS:
        before = audit(earlier(portfolio, days), catalogue, version=version, strict=strict, memo=memo)
        past = with_state(past, recorded(before))
    report = audit(portfolio, catalogue, version=version, strict=strict, memo=memo)
    return with_past(report, recorded(report), past)


def earlier(portfolio: Portfolio, days: int) -> Portfolio:
    """The portfolio so many days before."""
    plans = {bundle.name: bundle for bundle in bundles()}
    repos = tuple(
        _as_of(repo, plans[repo.name], portfolio.gathered_at, days)
        for repo in portfolio.repos
        if plans[repo.name].created >= days
    )
    names = {repo.name for repo in repos}
    profile, contributions = portfolio.profile, portfolio.contributions
    if isinstance(profile, ProfileFacts):
        profile = replace(profile, public_repos=sum(plan.created >= days for plan in plans.values()))
    if isinstance(contributions, ContributionFacts):
        contributions = replace(contributions, pinned=tuple(name for name in contributions.pinned if name in names))
    when = portfolio.gathered_at - timedelta(days=days)
    return replace(portfolio, gathered_at=when, repos=repos, profile=profile, contributions=contributions)


def _as_of(repo: RepoFacts, plan: Bundle, now: datetime, days: int) -> RepoFacts:
    """The repository so many days before; the same facts if nothing has been pushed since."""
    if all(commit.day >= days for commit in plan.commits):
        return repo
    return read_plan(repo, plan, now, days)


def read_plan(repo: RepoFacts, plan: Bundle, now: datetime, days: int) -> RepoFacts:
    """The facts of the plan's files and commits of that day, and what the host says of the repository."""
    places = list(_on_main(plan, days))
    files: dict[str, bytes] = {}
    for place in places:
        files |= plan.commits[place].changes
        files = {path: data for path, data in files.items() if path not in plan.commits[place].removed}
    commits = sorted((_commit(plan, place, now) for place in places), key=lambda commit: str(commit.when), reverse=True)
    snapshot = TextSnapshot(files, plan.name, commits=tuple(commits))
    host = repo.host
    if isinstance(host, HostFacts) and commits:
        host = replace(host, pushed_at=commits[0].when)
    return RepoFacts(plan.name, repo.url, "", host=host, **dict(read_facts(snapshot)))


def _on_main(plan: Bundle, days: int) -> Iterator[int]:
    """Places of the commits that the main branch has on that day."""
    merged = {commit.merges for commit in plan.commits if commit.day >= days}
    for place, commit in enumerate(plan.commits):
        if commit.day >= days and (commit.pull is None or commit.pull in merged):
            yield place


def _commit(plan: Bundle, place: int, now: datetime) -> Commit:
    commit = plan.commits[place]
    mail = plan.author.partition("<")[2].rstrip(">").lower()
    author = sha256(mail.encode()).hexdigest()[:16]
    return Commit(commit_time(plan, place, now), commit.message, author, 1 if commit.merges is None else 2)
