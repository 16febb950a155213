"""One look at one address: what is asked there and in which order."""

import threading
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from portfolio_audit.model.demo_facts import Look
from portfolio_audit.web.addresses import Refused, spelled
from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.apis import api_paths, looks_like_api
from portfolio_audit.web.getting import DATA, PAGE, Web
from portfolio_audit.web.hosts import Host, asking, host_of
from portfolio_audit.web.judging import DOUBTED, Verdict, judged, refused_to_robots
from portfolio_audit.web.robots import Robots, read_robots

T = TypeVar("T")
_WITHOUT_PAGE = ("live", "gone", "unknown")
"""States that an API at the address may change, or be added to."""


class Sight(Struct, frozen=True):
    """What one look has found."""

    look: Look
    again: bool = False
    """Whether another look may find something else."""


class Visitor:
    """Looks at addresses, a few at a time on each host. Safe for threads."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._lock = threading.Lock()
        self._rooms: dict[str, threading.Semaphore] = {}
        self._requests: dict[str, int] = {}
        self._robots: dict[str, Robots] = {}
        self._asking_robots: dict[str, threading.Lock] = {}
        self._over = False

    def stop(self) -> None:
        """Ask nothing more."""
        self._over = True

    def look(self, url: str) -> Sight:
        """How it is there now."""
        try:
            spelled(url)
        except Refused as refusal:
            return Sight(Look(url, "unknown", str(refusal)))
        question = asking((url,))
        told = self._get(question.url, DATA) if question else None
        if question and question.alone:
            return self._sight(url, question.host, told, None)
        if not self._allowed(url):
            return _sight(url, host_of(url), refused_to_robots())
        page = self._get(url)
        if not question and (question := asking(page.hops[1:])):
            told = self._get(question.url, DATA)
            return self._sight(url, question.host, told, None if question.alone else page)
        return self._sight(url, _host(url, page), told, page)

    def _sight(self, url: str, host: Host | None, told: Page | NoAnswer | None, page: Page | NoAnswer | None) -> Sight:
        verdict = judged(host, told, page, self._web.knows)
        may_be_api = isinstance(page, Page) and looks_like_api(page) and verdict.state in _WITHOUT_PAGE
        if isinstance(page, Page) and may_be_api and (api := api_paths(url, page, self._if_allowed)):
            answers = Verdict("live", f"its API answers at {api[0]}") if page.status >= 400 else verdict
            return _sight(url, host, answers, api)
        waking = isinstance(page, NoAnswer) and page.kind == "timeout" and host is not None and host.wakes
        return Sight(_sight(url, host, verdict).look, verdict.state in DOUBTED or waking)

    def _if_allowed(self, url: str) -> Page | NoAnswer:
        return self._get(url) if self._allowed(url) else NoAnswer("refused")

    def _allowed(self, url: str) -> bool:
        """Whether robots are welcome there; asked once a host."""
        place = spelled(url)
        with self._made(self._asking_robots, place.origin, threading.Lock):
            if place.origin not in self._robots:
                self._robots[place.origin] = read_robots(
                    self._get(f"{place.origin}/robots.txt", "text/plain, */*;q=0.5")
                )
            return self._robots[place.origin].allow(place.target)

    def _get(self, url: str, accept: str = PAGE) -> Page | NoAnswer:
        """The page, as soon as there is room on its host. All apps on a platform share its room."""
        host = host_of(url)
        key = host.title if host else spelled(url).host
        limits = self._web.limits
        with self._made(self._rooms, key, lambda: threading.Semaphore(limits.at_once_per_host)):
            with self._lock:
                self._requests[key] = self._requests.get(key, 0) + 1
                over = self._requests[key] > limits.requests_per_host
            if self._over or over:
                return NoAnswer("ended" if self._over else "enough")
            return self._web.get(url, accept)

    def _made(self, kept: dict[str, T], key: str, make: Callable[[], T]) -> T:
        with self._lock:
            return kept.setdefault(key, make())


def _host(url: str, page: Page | NoAnswer) -> Host | None:
    """Whose the address is: where it leads tells more than where it begins, but for an address that ends by itself."""
    first = host_of(url)
    if first and first.temporary:
        return first
    return (host_of(page.hops[-1]) if page.hops else None) or first


def _sight(url: str, host: Host | None, verdict: Verdict, api: tuple[str, ...] = ()) -> Sight:
    return Sight(Look(url, verdict.state, verdict.reason, host.title if host else "", api))
