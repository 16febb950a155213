"""Facts, findings and portfolios for tests of the pure part."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import fields, replace

from portfolio_audit.engine import judge_repository
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DemoFacts,
    DependencyFacts,
    DeploymentFacts,
    HistoryFacts,
    HostFacts,
    MethodFacts,
    NeedsFacts,
    NotebookFacts,
    ProfileFacts,
    ProjectFacts,
    ReadmeFacts,
    RepoFacts,
    SecurityFacts,
    TreeFacts,
)
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.rules import Outcome, Rule
from portfolio_audit.model.values import Unavailable
from snapshots import DictSnapshot

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
GROUPS = tuple(f.name for f in fields(RepoFacts) if f.name not in ("name", "url", "head", "limits"))
EMPTY: dict[str, Any] = {
    "readme": ReadmeFacts(),
    "tree": TreeFacts(),
    "code": CodeFacts(),
    "notebooks": NotebookFacts(),
    "dependencies": DependencyFacts(),
    "deployment": DeploymentFacts(),
    "data": DataFacts(),
    "needs": NeedsFacts(),
    "method": MethodFacts(),
    "security": SecurityFacts(),
    "history": HistoryFacts(),
    "host": HostFacts(),
    "demos": DemoFacts(),
}
TRAINING = """from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

x, y = load_iris(return_X_y=True)
print(LogisticRegression().fit(x, y).score(x, y))
"""


def repo_of(files: dict[str, str | bytes], name: str = "example") -> RepoFacts:
    """All facts of a repository made of those files, with nothing from a host."""
    return RepoFacts(name, host=HostFacts(), **dict(read_facts(DictSnapshot(files, name))))


def empty_repo(kind: str, name: str = "example") -> RepoFacts:
    """A repository of that kind in which there is nothing at all."""
    return RepoFacts(name, project=ProjectFacts(kind, "said so"), **EMPTY)


def unseen_repo(name: str = "unseen", reason: str = "it took too long") -> RepoFacts:
    """A repository of which nothing could be read."""
    return RepoFacts(name, **{group: Unavailable(reason) for group in GROUPS})


def portfolio_of(*repos: RepoFacts, login: str | None = "ada", **other: Any) -> Portfolio:
    """A person's portfolio, or with `login=None` named repositories."""
    profile = ProfileFacts(login) if login else Unavailable("not asked: no username given")
    return Portfolio(login, NOW, repos, **{"profile": profile} | other)


def outcome(rule: Rule, repo: RepoFacts, catalogue: Catalogue) -> Outcome:
    """What one rule says of a repository; a bug in its check is raised."""
    return judge_repository(repo, replace(catalogue, rules=(rule,)), strict=True)[0].outcome


def degraded(portfolio: Portfolio) -> list[tuple[str, Portfolio]]:
    """Every other repository as it would be had something not been read: one case for each group of facts."""
    cases = []
    portfolio = replace(portfolio, repos=portfolio.repos[::2])
    for group in (*GROUPS, "limits"):
        lost = Unavailable("it took too long") if group != "limits" else ("more than 50,000 files",)
        cases.append(
            (group, replace(portfolio, repos=tuple(replace(repo, **{group: lost}) for repo in portfolio.repos)))
        )
    everything = tuple(unseen_repo(repo.name) for repo in portfolio.repos)
    lost_profile = {"profile": Unavailable("no answer"), "contributions": Unavailable("no token")}
    gone = tuple(Skipped(repo.name, "it could not be cloned", True) for repo in portfolio.repos)
    return [
        *cases,
        ("profile", replace(portfolio, **lost_profile)),
        ("everything", replace(portfolio, repos=everything, **lost_profile)),
        ("every repository", replace(portfolio, repos=(), skipped=(*portfolio.skipped, *gone))),
        ("the end", replace(portfolio, interrupted=True, repos=portfolio.repos[:2], skipped=gone[2:])),
        ("the person", replace(portfolio, login=None, **lost_profile)),
    ]
