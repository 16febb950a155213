"""One commit of a repository: of a folder's own storage, or of a host's."""

from pathlib import Path

import pytest

from gather.hosting import NOW, TOKEN, people
from gather.repositories import Made, git, history
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.gathering import gather
from portfolio_audit.model.facts import HistoryFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Revision

pytestmark = pytest.mark.usefixtures("warm")


def titles(repos: list[RepoFacts]) -> list[tuple[str, ...]]:
    readmes = [repo.readme for repo in repos]
    return [tuple(s.title for s in readme.sections) if isinstance(readme, ReadmeFacts) else () for readme in readmes]


def oids(folder: Path, *names: str) -> list[str]:
    return git("-C", folder, "rev-parse", *names).decode().split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return history(tmp_path / "p.git", [Made({"README.md": f"# {word}\n"}) for word in ("one", "two", "three")])


def test_each_commit_is_read_as_it_is(folder: Path) -> None:
    wanted = [
        Revision(folder.as_uri(), oid, name) for oid, name in zip(oids(folder, "main~1", "main"), "ab", strict=True)
    ]
    repos = list(gather(wanted, now=NOW).repos)
    assert [(repo.name, repo.head) for repo in repos] == [(one.name, one.oid) for one in wanted]
    assert titles(repos) == [("two",), ("three",)]
    lengths = [repo.history.commits for repo in repos if isinstance(repo.history, HistoryFacts)]
    assert lengths == [2, 3]


def test_without_a_commit_it_is_what_is_checked_out(folder: Path) -> None:
    (repo,) = gather([Revision(folder.as_uri(), "", "p")], now=NOW).repos
    assert titles([repo]) == [("three",)]


def test_a_commit_that_no_branch_leads_to_is_found(folder: Path) -> None:
    (oid,) = oids(folder, "main")
    git("-C", folder, "update-ref", "refs/heads/main", "main~1")
    (repo,) = gather([Revision(folder.as_uri(), oid, "p")], now=NOW).repos
    assert titles([repo]) == [("three",)]


def test_a_commit_that_is_not_there_is_said(folder: Path) -> None:
    there, absent = Revision(folder.as_uri(), oids(folder, "main")[0], "p"), Revision(folder.as_uri(), "1" * 40, "q")
    portfolio = gather([there, absent], now=NOW)
    assert [repo.name for repo in portfolio.repos] == ["p"]
    assert [(skip.name, skip.reason) for skip in portfolio.skipped] == [("q", "it has no such commit")]


def test_a_shallow_checkout_has_no_other_commit_and_its_history_is_not_complete(folder: Path, tmp_path: Path) -> None:
    git("clone", "--quiet", "--depth=1", folder.as_uri(), tmp_path / "c")
    url, (before, head) = (tmp_path / "c").as_uri(), oids(folder, "main~1", "main")
    portfolio = gather([Revision(url, head, "p"), Revision(url, before, "q")], now=NOW)
    (repo,) = portfolio.repos
    assert isinstance(repo.history, Unavailable)
    assert "git fetch --unshallow" in repo.history.reason
    assert [skip.reason for skip in portfolio.skipped] == ["it has no such commit"]


@pytest.mark.parametrize("private", [False, True])
def test_a_host_gives_a_commit_too_and_a_private_one_to_the_token(tmp_path: Path, private: bool) -> None:
    users = people(tmp_path / "hosted")
    (before,) = oids(tmp_path / "hosted" / "app.git", "main~1")
    with LoopbackGitHub(users, tokens={TOKEN: "ada"}) as server:
        host = GitHub(server.api_url, server.server_url, TOKEN)
        url = host.clone_url("ada", "secret" if private else "bikes")
        (repo,) = gather([Revision(url, before, "bikes", private=private)], host, now=NOW).repos
        host.close()
    assert repo.head == before
    assert not server.errors
