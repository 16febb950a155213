"""Repositories that are wanted by patterns of their names: hand-ins, not somebody's portfolio."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gather.hosting import NOW, TOKEN
from gather.repositories import bare
from portfolio_audit.auditing import audit
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import AuditError, NoRepositories
from portfolio_audit.gathering import gather
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience
from portfolio_audit.targets import Person

Gathered = Callable[..., Portfolio]


def names(portfolio: Portfolio) -> list[str]:
    return [repo.name for repo in portfolio.repos]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("b*",), ["bikes"]),
        (("B?KES",), ["bikes"]),
        (("*e*", "no*"), ["bikes", "empty", "notes"]),
        (("notes", "[a-b]*"), ["attic", "bikes", "notes"]),
        (("f*k",), ["fork"]),
    ],
)
def test_what_matches_any_pattern_is_read_whatever_it_is_and_the_rest_is_not_mentioned(
    gathered: Gathered, patterns: tuple[str, ...], expected: list[str]
) -> None:
    portfolio = gathered("ada", pattern=patterns)
    assert names(portfolio) == expected
    assert portfolio.skipped == ()


def test_names_and_patterns_add_up(gathered: Gathered) -> None:
    assert names(gathered("ada", only=("notes",), pattern=("bik*",))) == ["bikes", "notes"]


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("ada", r"ada has no public repository whose name matches assignment-\*, hw\?\. Check --repo-pattern"),
        ("nobody", "nobody has no public repositories"),
    ],
)
def test_nothing_that_matches_is_said(gathered: Gathered, login: str, words: str) -> None:
    with pytest.raises(NoRepositories, match=words):
        gathered(login, pattern=("assignment-*", "hw?"))


def test_a_name_that_is_missing_is_another_mistake(gathered: Gathered) -> None:
    with pytest.raises(AuditError, match="no public repository called bykes") as raised:
        gathered("ada", only=("bykes",), pattern=("bik*",))
    assert not isinstance(raised.value, NoRepositories)


def test_what_may_be_among_the_pages_that_did_not_come_is_not_called_missing(
    server: LoopbackGitHub, tmp_path: Path, warm: None
) -> None:
    made = bare(tmp_path / "p.git", {"a.py": "x = 1\n"})
    server.host([HostedUser("ada", tuple(HostedRepository(f"p{number}", made) for number in range(120)))])
    server.leave(2)
    host = GitHub(server.api_url, server.server_url, patience=Patience(pause=bool))
    portfolio = gather(Person("ada"), host, Wish(pattern=("assignment-*",)), now=NOW)
    host.close()
    assert names(portfolio) == []
    assert [(skip.name, skip.unavailable) for skip in portfolio.skipped] == [("repositories after the first 100", True)]


def test_a_hand_in_alone_makes_the_score(gathered: Gathered, server: LoopbackGitHub, catalogue: Catalogue) -> None:
    """It is neither lowered by what else a portfolio should hold nor by the profile."""
    portfolio = gathered("ada", pattern=("bikes",), token=TOKEN)
    assert portfolio.login is None
    assert not [request.path for request in server.requests if "graphql" in request.path]
    report = audit(portfolio, catalogue, strict=True)
    (bikes,) = report.repositories
    assert bikes.score.value
    assert report.score.value == bikes.score.value
    assert report.findings == ()
    whole = audit(gathered("ada", only=("bikes",), token=TOKEN), catalogue, strict=True)
    assert (whole.score.value or 0) < bikes.score.value
