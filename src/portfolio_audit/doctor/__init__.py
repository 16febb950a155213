"""Looks at the machine, the network, the token and the cache, and says what stands in the way of an audit."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

from portfolio_audit.doctor import machine, network
from portfolio_audit.doctor.cache import cache
from portfolio_audit.doctor.git import git
from portfolio_audit.doctor.values import Finding, State, can_audit

__all__ = ["Finding", "State", "can_audit", "examine"]


def examine(
    api: str, server: str, token: str, source: str, folders: tuple[Path, Path], *, offline: bool, now: datetime
) -> Iterator[Finding]:
    """Every finding, as soon as it is known. Each takes a few seconds at most.

    Args:
        source: where the token comes from.
        folders: of the reports, and of the cache.
        offline: ask no host.
    """
    reports, kept = folders
    yield machine.python()
    found = git()
    yield found
    if offline:
        yield from network.offline(token, source)
    else:
        yield from network.api(api, token, source, now)
        yield (
            Finding("git-host", State.NOT_ASKED, "not asked: git does not work.")
            if found.state is State.BAD
            else (network.git_host(server))
        )
    yield cache(kept)
    yield machine.output(reports)
    temporary = machine.temporary()
    yield temporary
    places = {"reports": reports, "the cache": kept}
    if temporary.state is State.GOOD:
        places["temporary files"] = Path(gettempdir())
    yield from machine.space(places)
    yield from machine.limits()
    yield machine.locale()
    yield machine.terminal()
