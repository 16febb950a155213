"""Looks at many addresses side by side, twice where that is needed, and keeps what was found for a day."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from queue import SimpleQueue
from urllib.parse import urlsplit

from msgspec.structs import replace

from portfolio_audit.codec import decode, encode
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.model.values import Dated
from portfolio_audit.resources import build
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.waiting import next_of
from portfolio_audit.web.addresses import Refused, spelled
from portfolio_audit.web.getting import Web
from portfolio_audit.web.judging import DOUBTED
from portfolio_audit.web.visiting import Sight, Visitor

_KIND = "look"


class _Kept(Dated, frozen=True):
    """A look with the time at which it was had."""

    at: datetime
    look: Look


class Looking:
    """Looks at addresses.

    Args:
        now: the clock of the run, by which kept looks are old.
        pause: waits for so many seconds, between two looks.
    """

    def __init__(
        self, web: Web, store: Store = NO_STORE, *, now: datetime, pause: Callable[[float], object] = time.sleep
    ) -> None:
        self._web = web
        self._store = store
        self._now = now
        self._pause = pause
        self._found: dict[str, Look] = {}
        self._private: set[str] = set()

    def at(self, urls: Iterable[str], private: Iterable[str] = ()) -> dict[str, Look]:
        """What is at each address, in their order; two spellings of one address are asked once.

        Args:
            private: those of the addresses of which nothing is kept beyond this run.

        Raises:
            KeyboardInterrupt: at once; the looks that were had are kept.
        """
        self._private |= set(map(_spelling, private))
        spellings = {url: _spelling(url) for url in urls}
        wanted = dict.fromkeys(spellings.values())
        found = {address: look for address in wanted if (look := self._kept(address))}
        visitor = Visitor(self._web)
        try:
            self._look(visitor, [address for address in wanted if address not in found], found)
        finally:
            visitor.stop()
        return {url: _called(url, found.get(address)) for url, address in spellings.items()}

    def known(self, urls: Iterable[str]) -> dict[str, Look]:
        """What is known of the addresses without asking anybody: found by this run, or kept of an earlier one."""
        looks = {url: self._found.get(_spelling(url)) or self._kept(_spelling(url)) for url in urls}
        return {url: _called(url, look) for url, look in looks.items() if look}

    def _look(self, visitor: Visitor, addresses: Sequence[str], found: dict[str, Look]) -> None:
        """Look everywhere, and where that leaves a doubt once more after one pause for all."""
        limits = self._web.limits
        doubts: dict[str, Look] = {}

        def first(address: str, sight: Sight) -> None:
            if sight.again:
                doubts[address] = sight.look
            else:
                found[address] = self._had(address, sight.look)

        def second(address: str, sight: Sight) -> None:
            found[address] = self._had(address, agreed(doubts[address], sight.look))

        _each(visitor, addresses, limits.at_once, first)
        if doubts:
            self._pause(limits.pause_seconds)
            _each(visitor, tuple(doubts), limits.at_once, second)

    def _had(self, address: str, look: Look) -> Look:
        self._found[address] = look
        if address not in self._private:
            self._store.put(_KIND, _key(address), encode(_Kept(self._now, look)))
        return look

    def _kept(self, address: str) -> Look | None:
        """A look that is not too old; nothing that says less than that it is one is believed."""
        data = self._store.get(_KIND, _key(address))
        try:
            kept = decode(data, _Kept) if data else None
        except ValueError:
            return None
        if kept is None or kept.look.url != address:
            return None
        limits = self._web.limits
        hours = limits.unknown_kept_hours if kept.look.state == "unknown" else limits.kept_hours
        return kept.look if timedelta() <= self._now - kept.at < timedelta(hours=hours) else None


def agreed(first: Look, second: Look) -> Look:
    """What two looks have found of which the first left a doubt."""
    if first.state in DOUBTED:
        if second.state == first.state or second.state not in DOUBTED:
            return second
        return replace(second, state="unknown", reason="two looks have found different things")
    if second.state == "live":
        return replace(
            second, state="asleep", reason=f"{second.host} was waking it; the second look found it answering"
        )
    return second


def _each(visitor: Visitor, addresses: Sequence[str], at_once: int, tell: Callable[[str, Sight], None]) -> None:
    """Look at each address in threads that nobody has to wait for, and tell in this thread what they find."""
    results: SimpleQueue[tuple[str, Sight] | None] = SimpleQueue()
    left = iter(_mixed(addresses))
    turn = threading.Lock()

    def taken() -> str | None:
        with turn:
            return next(left, None)

    def work() -> None:
        try:
            while address := taken():
                results.put((address, visitor.look(address)))
        finally:
            results.put(None)

    at_once = min(at_once, len(addresses))
    for _ in range(at_once):
        threading.Thread(target=work, daemon=True).start()
    while at_once:
        result = next_of(results)
        if result is None:
            at_once -= 1
        else:
            tell(*result)


def _mixed(addresses: Iterable[str]) -> Iterator[str]:
    """The addresses of different hosts by turns, so that not all wait for one host."""
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(urlsplit(address).netloc, []).append(address)
    return (address for turn in zip_longest(*by_host.values()) for address in turn if address)


def _called(url: str, look: Look | None) -> Look:
    """The look under the name that was asked for."""
    return replace(look, url=url) if look else Look(url, "unknown", "it was not asked")


def _spelling(url: str) -> str:
    """One spelling for all of the same address; what is refused stays as it is."""
    try:
        return spelled(url).url
    except Refused:
        return url


def _key(address: str) -> str:
    return f"{build()} {address}"
