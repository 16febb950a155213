"""Acquiring in this process, in the environment that a worker would have."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from keeping import Keeper
from taking import NOW, TOKEN, Take

from gather.repositories import bare
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.sources.acquire import acquire
from portfolio_audit.sources.clones import Clones
from portfolio_audit.sources.earlier import Rank
from portfolio_audit.sources.git import GitSnapshot, Wanted
from portfolio_audit.sources.isolation import environment


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this process's environment the one that git is run in."""
    home = tmp_path / "git-home"
    home.mkdir()
    variables = environment(home, "https:file:http")
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def take(isolated: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Take]:
    """Brings in a repository, from a folder or an address."""
    monkeypatch.setattr("portfolio_audit.sources.acquire._RETRY_SECONDS", 0.01)
    with ExitStack() as stack:

        def bring(
            place: Path | str,
            wanted: Wanted = wanted,
            limits: Limits = DEFAULT,
            token: str = "",
            earlier: Rank | None = None,
        ) -> GitSnapshot:
            url = place.as_uri() if isinstance(place, Path) else place
            folder = tmp_path / "taken" / str(len(list((tmp_path / "taken").glob("*"))))
            folder.parent.mkdir(exist_ok=True)
            return stack.enter_context(acquire(url, folder, "example", wanted, limits, NOW, token, earlier))

        yield bring


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    """A server with one repository, `ada/app`, and a private one."""
    files = {f"src/part{number}.py": f"x = {number}\n" for number in range(40)}
    app = bare(tmp_path / "app.git", {"README.md": "# App\n", **files})
    repositories = (HostedRepository("app", app, size_kb=1), HostedRepository("secret", app, private=True))
    with LoopbackGitHub([HostedUser("ada", repositories)], tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def keeper(isolated: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """Runs with kept clones."""
    monkeypatch.setattr("portfolio_audit.sources.acquire._RETRY_SECONDS", 0.01)
    return Keeper(Clones(tmp_path / "cache" / "clones"), tmp_path)
