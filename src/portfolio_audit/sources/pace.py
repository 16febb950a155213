"""How fast one caller may ask: below the host's secondary limits, so that none of them is ever met."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

_MINUTE, _HOUR = 61.0, 3660.0
"""Longer than the host's: requests take unlike times to arrive."""
_REST, _GRAPHQL, _WRITES = 800, 1800, 450
"""Of the 900 and 2,000 points a minute and the 500 writes an hour; the rest is for what else the owner does there."""
_WRITE = 5
"""Points that a write costs; what only reads costs one."""


class Pace:
    """Gives each request its time, in the order in which they ask; a handful of requests never waits.

    Writes are a second apart, and so never more than 60 a minute, of which the host takes 80.

    It may be asked by several threads.

    Args:
        pause: in place of sleeping so many seconds.
        clock: seconds; only differences count.
    """

    def __init__(
        self, *, pause: Callable[[float], object] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._rest, self._graphql = _Window(_MINUTE, _REST), _Window(_MINUTE, _GRAPHQL)
        self._writes = (_Window(1.0, 1), _Window(_HOUR, _WRITES))
        self._latest = -math.inf
        self._lock = threading.Lock()

    def read(self) -> None:
        """Wait until the host may be asked something by REST."""
        self._await((self._rest, 1))

    def query(self) -> None:
        """Wait until the host may be asked something by GraphQL."""
        self._await((self._graphql, 1))

    def write(self) -> None:
        """Wait until something may be written, changed or removed by REST."""
        self._await((self._rest, _WRITE), *((window, 1) for window in self._writes))

    def _await(self, *costs: tuple["_Window", int]) -> None:
        """The time is taken before it is waited for, so that two threads never take the same."""
        with self._lock:
            now = self._clock()
            at = self._latest = max(now, self._latest, *(window.free_at(cost) for window, cost in costs))
            for window, cost in costs:
                window.take(cost, at)
        if at > now:
            log.info("waiting %.1f s, not to ask too fast", at - now)
            self._pause(at - now)


class _Window:
    """What is spent within any so many seconds; times never go back."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._used = 0
        self._spent: deque[tuple[float, int]] = deque()

    def free_at(self, cost: int) -> float:
        """When there is room for it."""
        over, free = self._used + cost - self._most, -math.inf
        for until, spent in self._spent:
            if over <= 0:
                break
            over, free = over - spent, until
        return free

    def take(self, cost: int, at: float) -> None:
        """Spend it."""
        while self._spent and self._spent[0][0] <= at:
            self._used -= self._spent.popleft()[1]
        self._used += cost
        self._spent.append((at + self._seconds, cost))
