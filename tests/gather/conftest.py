"""A host with people and repositories, and ways to gather from it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gather.hosting import NOW, TOKEN, people
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.gathering import gather
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import parse_target


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub(people(tmp_path / "hosted"), tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def gathered(server: LoopbackGitHub, request: pytest.FixtureRequest) -> Iterator[Callable[..., Portfolio]]:
    """Gathers words of the command line."""
    if "place" not in request.fixturenames:  # where temporary files are looked at, so are processes
        request.getfixturevalue("warm")
    opened: list[GitHub] = []

    def run(*words: str, token: str = "", progress: Any = None, **wishes: Any) -> Portfolio:
        opened.append(GitHub(server.api_url, server.server_url, token))
        targets = [parse_target(word, server.server_url) for word in words]
        return gather(targets, opened[-1], Wish(**wishes), now=NOW, progress=progress)

    yield run
    for host in opened:
        host.close()
