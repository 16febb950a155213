"""The demo's portfolio, gathered by exactly the code that a real user's is."""

from msgspec.structs import replace

from portfolio_audit.demo import DEMO_TOKEN, LOGIN, REFERENCE, demo_github
from portfolio_audit.gathering import Progress, gather
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Person


def gather_demo(progress: Progress | None = None, *, token: str = DEMO_TOKEN) -> Portfolio:
    """All facts of the made-up person. Pages that only the demo's server had are not linked."""
    with demo_github() as server:
        host = GitHub(server.api_url, server.server_url, token)
        try:
            portfolio = gather(Person(LOGIN), host, Wish(), now=REFERENCE, progress=progress)
        finally:
            host.close()
    return replace(portfolio, repos=tuple(replace(repo, url="") for repo in portfolio.repos))
