"""One look at one address: what is asked there and in which order."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from msgspec import Struct

from portfolio_audit.model.demo_facts import Look
from portfolio_audit.web.addresses import Refused, spelled
from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.apis import api_paths, looks_like_api
from portfolio_audit.web.getting import DATA, PAGE, Web
from portfolio_audit.web.hosts import Asking, Host, asking, host_of
from portfolio_audit.web.judging import DOUBTED, Verdict, judged
from portfolio_audit.web.robots import Robots, read_robots

T = TypeVar("T")
_WITH_API = ("live", "gone", "unknown")
"""States that an API at the address adds to, or changes."""


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
        return _Visit(self, self._web, url).look()

    @contextmanager
    def room(self, url: str) -> Iterator[NoAnswer | None]:
        """Waits until there is room on the host; gives the reason why nothing may be asked all the same.

        All apps on a platform share its room.
        """
        host = host_of(url)
        key = host.title if host else spelled(url).host
        limits = self._web.limits
        with self._made(self._rooms, key, lambda: threading.Semaphore(limits.at_once_per_host)):
            with self._lock:
                self._requests[key] = self._requests.get(key, 0) + 1
                over = self._requests[key] > limits.requests_per_host
            yield NoAnswer("ended") if self._over else NoAnswer("enough") if over else None

    def robots(self, origin: str, ask: Callable[[str], Page | NoAnswer]) -> Robots:
        """What robots are asked there; looked at once a host."""
        with self._made(self._asking_robots, origin, threading.Lock):
            if origin not in self._robots:
                self._robots[origin] = read_robots(ask(f"{origin}/robots.txt"))
            return self._robots[origin]

    def _made(self, kept: dict[str, T], key: str, make: Callable[[], T]) -> T:
        with self._lock:
            return kept.setdefault(key, make())


class _Visit:
    """One look, with one allowance of time for all that it asks; waiting for room costs none of it."""

    def __init__(self, visitor: Visitor, web: Web, url: str) -> None:
        self._visitor, self._web, self._url = visitor, web, url
        self._seconds = web.limits.look_seconds

    def look(self) -> Sight:
        question = asking((self._url,))
        told = self._get(question.url, DATA) if question else None
        if question and question.alone:
            return self._judged(question.host, told, None, question)
        page = self._page(self._url)
        if not question and (question := asking(page.hops[1:])):
            told = self._get(question.url, DATA)
            return self._judged(question.host, told, None if question.alone else page, question)
        return self._judged(_host(self._url, page), told, page, question)

    def _judged(
        self, host: Host | None, told: Page | NoAnswer | None, page: Page | NoAnswer | None, question: Asking | None
    ) -> Sight:
        verdict = judged(host, told, page, self._web.knows)
        if verdict.state == "gone" and question and not self._knows_others(question):
            verdict = Verdict("unknown", f"{question.host.title} says that it knows no app, not even one of its own")
        if isinstance(page, Page):
            may_be_api = verdict.state in _WITH_API and looks_like_api(page)
            if may_be_api and (api := api_paths(self._url, page, self._page)):
                found = verdict if verdict.state == "live" else Verdict("live", f"its API answers at {api[0]}")
                return self._sight(host, found, api)
        waking = isinstance(page, NoAnswer) and page.kind == "timeout" and host is not None and host.wakes
        return self._sight(host, verdict, again=verdict.state in DOUBTED or waking)

    def _sight(self, host: Host | None, verdict: Verdict, api: tuple[str, ...] = (), *, again: bool = False) -> Sight:
        return Sight(Look(self._url, verdict.state, verdict.reason, host.title if host else "", api), again)

    def _knows_others(self, question: Asking) -> bool:
        """Whether the interface still knows an app that is certainly there, if one is named."""
        if not question.control:
            return True
        page = self._get(question.control, DATA)
        return isinstance(page, Page) and page.status == 200

    def _page(self, url: str) -> Page | NoAnswer:
        """What a visitor gets, unless one of the sites on the way asks robots to stay away."""
        hops: tuple[str, ...] = ()
        while self._allowed(url):
            answer = self._get(url, before=hops, stay=True)
            if isinstance(answer, Page) or answer.kind != "moved":
                return answer
            *before, url = answer.hops
            hops = tuple(before)
        return NoAnswer("robots", hops=(*hops, url))

    def _get(
        self, url: str, accept: str = PAGE, *, before: tuple[str, ...] = (), stay: bool = False
    ) -> Page | NoAnswer:
        with self._visitor.room(url) as refusal:
            if refusal:
                return refusal
            start = time.monotonic()
            answer = self._web.get(url, accept, self._seconds, before=before, stay=stay)
            self._seconds -= time.monotonic() - start
            return answer

    def _allowed(self, url: str) -> bool:
        """Whether robots are welcome there."""
        try:
            place = spelled(url)
        except Refused:  # it has become too long
            return False
        return self._visitor.robots(place.origin, lambda rules: self._get(rules, "text/plain, */*;q=0.5")).allow(
            place.target
        )


def _host(url: str, page: Page | NoAnswer) -> Host | None:
    """Whose the address is: where it leads tells more than where it begins, but for an address that ends by itself."""
    first = host_of(url)
    if first and first.temporary:
        return first
    return (host_of(page.hops[-1]) if page.hops else None) or first
