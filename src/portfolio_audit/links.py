"""Looks at the demos and links of what was gathered: the way from a portfolio to one that holds what was found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from portfolio_audit.demos import addresses, live_demos, with_looks, with_pictures
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.model.portfolio import INTERRUPTED, Portfolio
from portfolio_audit.store import Store
from portfolio_audit.web.getting import Web
from portfolio_audit.web.looking import Looking

Pictures = Callable[[Sequence[str]], Iterable[tuple[str, str]]]
"""Addresses → (address, picture as of `Look.picture` or nothing), as soon as each is taken."""
MOST_PICTURES = 8
"""A picture is 24 kB at most, and a page with thirty repositories should stay below 400 kB without them."""
NOBODY_ASKED = "no earlier run has looked at it, and this one is offline"


def looking(store: Store, now: datetime) -> Looking:
    """Who looks at addresses, at those of the public network alone.

    Args:
        store: what earlier runs have found; what this one finds is added as soon as it is there.
        now: the clock, by which that is old.
    """
    return Looking(Web(), store, now=now)


def visited(
    portfolio: Portfolio,
    which: str,
    looking: Looking,
    *,
    offline: bool = False,
    tell: Callable[[int, int], object] | None = None,
) -> Portfolio:
    """The portfolio with what is found at its demos, or at all links of its READMEs.

    After Ctrl-C it holds what was found by then, and counts as interrupted.

    Args:
        which: one of `demos.WHICH`.
        offline: ask nobody, and use what earlier runs have found.
        tell: is told how many addresses are looked at, and of how many a kept look counts, before that.
    """
    asked = addresses(portfolio, which)
    if offline:
        return with_looks(portfolio, looking.known(asked), which, reason=NOBODY_ASKED)
    if tell and asked:
        kept = len(looking.known(asked))
        tell(len(asked) - kept, kept)
    looks, interrupted = _looks(looking, asked, ended=portfolio.interrupted)
    found = with_looks(portfolio, looks, which, reason=INTERRUPTED)
    return replace(found, interrupted=interrupted)


def pictured(portfolio: Portfolio, pictures: Pictures, tell: Callable[[int], object] | None = None) -> Portfolio:
    """The portfolio with pictures of demos that answer, the first of each repository.

    After Ctrl-C it holds those that were taken by then, and counts as interrupted.

    Args:
        pictures: takes them.
        tell: is told how many there will be, before they are taken.

    Raises:
        PicturesUnavailable: none can be taken.
    """
    urls = live_demos(portfolio)[:MOST_PICTURES]
    if not urls or portfolio.interrupted:
        return portfolio
    if tell:
        tell(len(urls))
    taken: dict[str, str] = {}
    try:
        taken.update(pictures(urls))  # one by one, so that an interruption leaves those before it
    except KeyboardInterrupt:
        portfolio = replace(portfolio, interrupted=True)
    return with_pictures(portfolio, taken)


def _looks(looking: Looking, asked: Mapping[str, bool], *, ended: bool) -> tuple[Mapping[str, Look], bool]:
    """(looks, whether somebody wanted the run to end)."""
    try:
        if not ended:
            return looking.at(asked, private_of(asked)) if asked else {}, False
    except KeyboardInterrupt:
        pass
    return looking.known(asked), True


def private_of(asked: Mapping[str, bool]) -> list[str]:
    """The addresses that private repositories alone name."""
    return [url for url, private in asked.items() if private]
