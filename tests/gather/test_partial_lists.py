"""A list of repositories that could not be had to its end, or not as it is now."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gather.hosting import NOW, TOKEN, people
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.errors import RateLimited
from portfolio_audit.gathering import gather
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import Person, Repository, Target

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    """Of ada's five repositories, pages hold two: notes and fork, empty and bikes, attic."""
    with LoopbackGitHub(people(tmp_path / "hosted"), tokens={TOKEN: "ada"}, most_per_page=2) as running:
        yield running
    assert running.errors == ()


def gathered(
    server: LoopbackGitHub,
    *targets: Target,
    store: Store = NO_STORE,
    only: tuple[str, ...] = (),
    pause: Callable[[float], object] = bool,
    token: str = "",
) -> Portfolio:
    host = GitHub(server.api_url, server.server_url, token, store, patience=Patience(pause=pause))
    try:
        return gather(targets or Person("ada"), host, Wish(only=only), now=NOW)
    finally:
        host.close()


def skipped(portfolio: Portfolio) -> dict[str, str]:
    return {skip.name: skip.reason for skip in portfolio.skipped if skip.unavailable}


def test_repositories_of_the_pages_that_came_are_read_and_the_rest_is_said(server: LoopbackGitHub) -> None:
    server.leave(2)
    portfolio = gathered(server)
    assert [repo.name for repo in portfolio.repos] == ["notes"]
    assert list(skipped(portfolio)) == ["repositories after the first 2"]
    assert "Run the same command again after" in skipped(portfolio)["repositories after the first 2"]


def _interrupted(_seconds: float) -> None:
    raise KeyboardInterrupt


def test_interrupted_at_a_later_page_what_was_listed_is_said(server: LoopbackGitHub) -> None:
    server.fail("502", path="page=2")
    portfolio = gathered(server, pause=_interrupted)
    assert (portfolio.interrupted, portfolio.repos) == (True, ())
    assert skipped(portfolio) == dict.fromkeys(("notes", "repositories after the first 2"), "the run was interrupted")


def test_interrupted_while_activity_is_asked_for_the_list_is_said(server: LoopbackGitHub) -> None:
    server.fail("502", path="/graphql")
    portfolio = gathered(server, pause=_interrupted, token=TOKEN)
    assert (portfolio.interrupted, portfolio.repos) == (True, ())
    assert portfolio.contributions == Unavailable("the run was interrupted")
    assert skipped(portfolio) == dict.fromkeys(("notes", "empty", "bikes"), "the run was interrupted")


def test_the_next_run_brings_the_rest(server: LoopbackGitHub, tmp_path: Path) -> None:
    with Store(tmp_path / "cache") as store:
        server.leave(2)
        gathered(server, store=store)
        server.leave(60)
        portfolio = gathered(server, store=store)
    assert [repo.name for repo in portfolio.repos] == ["bikes", "empty", "notes"]
    assert skipped(portfolio) == {}


def test_a_named_repository_on_a_page_that_did_not_come_is_unavailable_and_no_mistake(server: LoopbackGitHub) -> None:
    server.fail("502", times=9, path="page=2")
    portfolio = gathered(server, only=("notes", "bikes"))
    assert [repo.name for repo in portfolio.repos] == ["notes"]
    assert list(skipped(portfolio)) == ["bikes", "repositories after the first 2"]


def test_without_requests_left_the_kept_list_is_read_and_that_is_said(server: LoopbackGitHub, tmp_path: Path) -> None:
    with Store(tmp_path / "cache") as store:
        before = gathered(server, store=store)
        server.leave(0)
        after = gathered(server, store=store)
        assert after.repos == before.repos
        assert list(skipped(after)) == ["changes on the host"]
        with pytest.raises(RateLimited):
            gathered(server, Repository("ada", "bikes"), store=store)
        server.leave(60)
        gathered(server, Repository("ada", "bikes"), store=store)
        server.leave(0)
        assert list(skipped(gathered(server, Repository("ada", "bikes"), store=store))) == ["changes on the host"]
