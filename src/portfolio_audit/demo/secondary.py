"""GitHub's secondary limits: what one caller may ask at once and in a minute, and write in an hour."""

import json
import math
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from portfolio_audit.demo.answers import Answer, Asked, content_limit, secondary_limit
from portfolio_audit.demo.api import GRAPHQL_PATH

_MINUTE, _HOUR = 60.0, 3600.0
_UNKNOWN = 60
"""Seconds after too many requests at once, of which nobody knows when they end."""


@dataclass(frozen=True, slots=True)
class SecondaryLimits:
    """Those that GitHub publishes. A request that only reads is one point, one that changes something is five."""

    at_once: int = 100
    """REST and GraphQL together."""
    rest_points: int = 900
    """In a minute."""
    graphql_points: int = 2000
    """In a minute."""
    contents_a_minute: int = 80
    contents_an_hour: int = 500


class Secondary:
    """Holds each caller to the limits; safe to use from many threads."""

    def __init__(self, limits: SecondaryLimits | None, clock: Callable[[], float]) -> None:
        self.refused = 0
        self._limits = limits
        self._clock = clock
        self._callers: dict[str | None, _Caller] = {}
        self._lock = threading.Lock()

    @contextmanager
    def admitted(self, asked: Asked) -> Iterator[Answer | None]:
        """The refusal, if there is one; without, the request is one of those at once while the block lasts."""
        if self._limits is None:
            yield None
            return
        with self._lock:
            caller = self._callers.setdefault(asked.token, _Caller(self._limits))
            refusal = caller.enter(asked, self._clock())
            self.refused += refusal is not None
        try:
            yield refusal
        finally:
            with self._lock:
                caller.at_once -= refusal is None


class _Caller:
    def __init__(self, limits: SecondaryLimits) -> None:
        self.at_once = 0
        self._most_at_once = limits.at_once
        self._rest = _Window(_MINUTE, limits.rest_points)
        self._graphql = _Window(_MINUTE, limits.graphql_points)
        self._contents = (_Window(_MINUTE, limits.contents_a_minute), _Window(_HOUR, limits.contents_an_hour))

    def enter(self, asked: Asked, now: float) -> Answer | None:
        """Take in the request, or refuse it; what is refused counts for nothing."""
        if self.at_once >= self._most_at_once:
            return secondary_limit(403, _UNKNOWN)
        is_query = asked.path == GRAPHQL_PATH
        changes = _mutates(asked.body) if is_query else asked.method != "GET"
        points = [(self._graphql if is_query else self._rest, 5 if changes else 1)]
        contents = [(window, 1) for window in self._contents if changes and asked.method != "DELETE"]
        if (pause := _pause(points, now)) > 0:
            return secondary_limit(403, pause)
        if (pause := _pause(contents, now)) > 0:
            return content_limit(pause)
        for window, cost in (*points, *contents):
            window.take(cost, now)
        self.at_once += 1
        return None


class _Window:
    """What was taken within the last so many seconds."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._used = 0
        self._taken: deque[tuple[float, int]] = deque()

    def wait(self, cost: int, now: float) -> float:
        """Seconds until there is room for it; 0 when there is."""
        while self._taken and now - self._taken[0][0] >= self._seconds:
            self._used -= self._taken.popleft()[1]
        over, wait = self._used + cost - self._most, 0.0
        for at, freed in self._taken:
            if over <= 0:
                break
            over, wait = over - freed, self._seconds - (now - at)
        return wait

    def take(self, cost: int, now: float) -> None:
        """Count it."""
        self._used += cost
        self._taken.append((now, cost))


def _pause(costs: list[tuple[_Window, int]], now: float) -> int:
    return math.ceil(max((window.wait(cost, now) for window, cost in costs), default=0.0))


def _mutates(body: bytes) -> bool:
    try:
        return str(json.loads(body)["query"]).lstrip().startswith("mutation")
    except (ValueError, KeyError, TypeError):
        return False
