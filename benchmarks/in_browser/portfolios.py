"""The portfolios whose reports are measured."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from portfolio_audit import audit
from portfolio_audit.demo.run import gather_demo
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio

TESTS = Path(__file__).resolve().parents[2] / "tests"
MANY = 30
EXCHANGED = ("readme", "code", "notebooks", "dependencies", "deployment", "history")


def demo() -> Portfolio:
    """The built-in demo's."""
    return gather_demo()


def thirty() -> Portfolio:
    """30 repositories that have a score."""
    return many_of(gather_demo())


def many_of(portfolio: Portfolio) -> Portfolio:
    """30 repositories that have a score, each a different mixture of those of the portfolio, with links to GitHub."""
    scored = {repo.name for repo in audit(portfolio).repositories if repo.score.value is not None}
    models = [repo for repo in portfolio.repos if repo.name in scored]
    return replace(portfolio, repos=tuple(_mixtures(models)))


def _mixtures(models: Sequence[RepoFacts]) -> Iterator[RepoFacts]:
    for number in range(MANY):
        round_, place = divmod(number, len(models))
        repo = models[place]
        others = {
            part: getattr(models[(place + round_ * step) % len(models)], part) for step, part in enumerate(EXCHANGED)
        }
        name = f"{repo.name}-{round_ + 1}"
        yield replace(repo, name=name, url=f"https://github.com/ada-demo/{name}", **others)


def hostile() -> Portfolio:
    """Every text of it is an attack."""
    sys.path.insert(0, str(TESTS))
    from hostile import hostile_portfolio  # a module of the tests

    return hostile_portfolio()


MAKERS = {"demo": demo, "thirty": thirty, "hostile": hostile}
