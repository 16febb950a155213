"""A host that can be told to fail, and one warm process that reads for all runs of a test module."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from faults.sweeping import PAGE, TOKEN, Calm, people, run
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.nursery import Nursery
from portfolio_audit.sources.isolation import environment

AT_ONCE = "from portfolio_audit.sources import acquire; acquire._RETRY_SECONDS = 0.0; "


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackGitHub]:
    users = people(tmp_path_factory.mktemp("hosted"))
    with LoopbackGitHub(users, tokens={TOKEN: "ada"}, anonymous_limit=10**6, most_per_page=PAGE) as made:
        yield made
    assert made.errors == ()


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One process forks the readers of all runs, and what is asked again is asked at once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portfolio_audit.nursery._CODE", AT_ONCE + "from portfolio_audit.nursery import serve; serve()")
        with Nursery(environment(home, "https:file:http")) as nursery:
            patch.setattr("portfolio_audit.workshop.Nursery", lambda _: nullcontext(nursery))
            yield


@pytest.fixture(scope="module")
def calm(server: LoopbackGitHub, warm: None, catalogue: Catalogue) -> Calm:
    """A run in which nothing goes wrong, and the requests that it took."""
    portfolio = run(server)
    paths = tuple(request.path for request in server.requests)
    return Calm(portfolio, paths, catalogue)
