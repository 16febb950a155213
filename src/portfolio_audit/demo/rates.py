"""The hourly budget of requests that GitHub grants to each caller."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

HOUR = 3600
CORE, GRAPHQL = "core", "graphql"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one caller has left of one resource."""

    resource: str
    limit: int
    remaining: int
    reset: int
    """Seconds since the epoch."""

    @property
    def values(self) -> dict[str, int]:
        """As `/rate_limit` shows it."""
        used = self.limit - self.remaining
        return {"limit": self.limit, "used": used, "remaining": self.remaining, "reset": self.reset}

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """As every answer carries it."""
        shown = ((f"X-RateLimit-{name.title()}", str(value)) for name, value in self.values.items())
        return (*shown, ("X-RateLimit-Resource", self.resource))


class Rates:
    """Counts down, for each caller apart; safe to use from many threads."""

    def __init__(self, anonymous: int, with_token: int, clock: Callable[[], float] = time.time) -> None:
        self._anonymous = anonymous
        self._with_token = with_token
        self._clock = clock
        self._rates: dict[tuple[str | None, str], Rate] = {}
        self._lock = threading.Lock()
        self.refused = 0

    def of(self, token: str | None, resource: str = CORE) -> Rate:
        """What is left, without taking any."""
        with self._lock:
            return self._current(token, resource)

    def take(self, token: str | None, resource: str = CORE) -> Rate | None:
        """What is left after one request, or `None` when nothing was."""
        with self._lock:
            rate = self._current(token, resource)
            if rate.remaining == 0:
                self.refused += 1
                return None
            self._rates[token, resource] = replace(rate, remaining=rate.remaining - 1)
            return self._rates[token, resource]

    def give_back(self, token: str | None, resource: str = CORE) -> Rate:
        """What is left after one request turned out to cost nothing."""
        with self._lock:
            rate = self._current(token, resource)
            self._rates[token, resource] = replace(rate, remaining=min(rate.limit, rate.remaining + 1))
            return self._rates[token, resource]

    def leave(self, token: str | None, remaining: int, reset_in: float, resource: str = CORE) -> Rate:
        """Set what is left and when the hour ends."""
        with self._lock:
            limit = max(remaining, self._fresh(token, resource).limit)
            rate = self._rates[token, resource] = Rate(resource, limit, remaining, int(self._clock() + reset_in))
            return rate

    def _current(self, token: str | None, resource: str) -> Rate:
        rate = self._rates.get((token, resource))
        if rate is None or self._clock() >= rate.reset:
            rate = self._rates[token, resource] = self._fresh(token, resource)
        return rate

    def _fresh(self, token: str | None, resource: str) -> Rate:
        limit = self._with_token if token is not None else 0 if resource == GRAPHQL else self._anonymous
        return Rate(resource, limit, limit, int(self._clock()) + HOUR)
