"""Servers and the clients that ask them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import github
import pytest
from demo_clients import READ_ONLY, TOKEN, WORKFLOW, Client, Git, Shared, shared

from portfolio_audit.demo import demo_github
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser


@pytest.fixture
def git(tmp_path: Path) -> Git:
    home = tmp_path / "home"
    home.mkdir()
    return Git(home)


@pytest.fixture(scope="session")
def portfolio() -> Iterator[LoopbackGitHub]:
    """The built-in portfolio; shared, so neither ordered to fail nor asked what it was asked."""
    with demo_github() as server:
        yield server
    assert server.errors == ()


@pytest.fixture
def one_commit(git: Git, tmp_path: Path) -> Path:
    """A bare repository with one file and one commit."""
    folder = tmp_path / "one.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    stream = "commit refs/heads/main\ncommitter A <a@example.com> 1767225600 +0000\ndata 3\nNew\n"
    git(f"--git-dir={folder}", "fast-import", "--quiet", stdin=stream + "M 100644 inline README.md\ndata 5\n# Hi\n\n")
    return folder


@pytest.fixture
def server(git: Git, one_commit: Path, tmp_path: Path) -> Iterator[LoopbackGitHub]:
    """A server with users of every sort; mistakes of the server itself fail the test."""
    empty = tmp_path / "empty.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(empty))
    ada = HostedUser(
        "ada",
        (
            HostedRepository("app", one_commit, "An app", "https://app.example.com", ("ml",), "Python", "MIT"),
            HostedRepository("empty", empty),
            HostedRepository("secret", one_commit, private=True),
            HostedRepository("new-name", one_commit, former_names=("old-name",), license="WTFPL"),
            HostedRepository("copy", one_commit, fork=True, archived=True),
        ),
        name="Ada Example",
        email="ada@example.com",
        pinned=("app", "secret"),
        contributions=(1, 2, 3, 4, 5, 6, 7, 8),
        merged_elsewhere=3,
        former_logins=("lovely",),
    )
    many = HostedUser("many", tuple(HostedRepository(f"r{number:03}", one_commit) for number in range(230)))
    club = HostedUser("club", (HostedRepository("site", one_commit),), name="The Club", organisation=True)
    with LoopbackGitHub([ada, many, club], tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def code(git: Git, tmp_path: Path) -> Shared:
    return shared(git, tmp_path / "shared.git")


@pytest.fixture
def forge(code: Shared) -> Iterator[LoopbackGitHub]:
    """A repository that is discussed: with a fork, and tokens that may do more or less."""
    ada = HostedUser(
        "ada", (HostedRepository("app", code.git_dir), HostedRepository("secret", code.git_dir, private=True))
    )
    grace = HostedUser("grace", (HostedRepository("app", code.git_dir, fork=True),))
    tokens = {
        TOKEN: "ada",
        "of-grace": "grace",
        WORKFLOW: workflow_grant("ada/app", {"contents": "write", "issues": "write", "pull-requests": "write"}),
        READ_ONLY: workflow_grant("ada/app", {"contents": "read", "issues": "read", "pull-requests": "read"}),
    }
    with LoopbackGitHub([ada, grace], tokens=tokens, anonymous_limit=500) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def visitor(forge: LoopbackGitHub) -> Client:
    return Client(forge)


@pytest.fixture
def client(server: LoopbackGitHub) -> Client:
    return Client(server)


@pytest.fixture
def pygithub(server: LoopbackGitHub) -> Iterator[Callable[..., github.Github]]:
    """Makes clients that neither wait nor try again."""
    opened: list[github.Github] = []

    def connect(token: str | None = None) -> github.Github:
        auth = None if token is None else github.Auth.Token(token)
        made = github.Github(base_url=server.api_url, retry=None, seconds_between_requests=0, auth=auth)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()
