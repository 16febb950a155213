"""When a request that went wrong is made again, and how long that may wait."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep, time
from typing import TypeVar

from portfolio_audit.errors import AuditError

log = logging.getLogger(__name__)
T = TypeVar("T")

_PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try, when the host does not say."""
_IN_ALL = 60.0
LONGEST = 2 * 3600.0
"""What `wait` waits for; GitHub's limits last an hour at most."""
_MINUTE, _HALF_A_DAY = 60.0, 43200.0


class Trouble(Exception):
    """Something that may have passed when it is tried again.

    Args:
        error: what to say if it has not.
        seconds: the pause that the host asks for; `None` when it does not say.
    """

    def __init__(self, error: AuditError, seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.seconds = seconds


class Patience:
    """Tries three times. Pauses that the host asks for may last 60 seconds in a run, with `wait` until each limit ends.

    Args:
        tell: called with a sentence before such a pause.
        pause: in place of sleeping so many seconds.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        wait: bool = False,
        tell: Callable[[str], object] | None = None,
        pause: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        self._wait = wait
        self._tell = tell
        self._sleep = pause or sleep
        self._clock = clock
        self._rested_until = 0.0
        self._left = _IN_ALL

    def now(self) -> float:
        """Seconds since the epoch; after a pause no earlier than it was to end, even if the clock was set back."""
        return max(self._clock(), self._rested_until)

    def pause(self, seconds: float) -> None:
        """Let the time pass."""
        until = self.now() + seconds
        self._sleep(seconds)
        self._rested_until = until

    def ask(self, request: Callable[[], T]) -> T:
        """What the request returns.

        Raises:
            AuditError: what it raised, or the error of the last trouble.
        """
        for pause in _PAUSES:
            try:
                return request()
            except Trouble as trouble:
                self._rest(trouble, pause)
        try:
            return request()
        except Trouble as trouble:
            raise trouble.error from None

    def _rest(self, trouble: Trouble, pause: float) -> None:
        if trouble.seconds is None:
            self.pause(pause)
            return
        if trouble.seconds > (LONGEST if self._wait else self._left):
            raise trouble.error from None
        self._left -= 0 if self._wait else trouble.seconds
        log.info("waiting %.0f s: %s", trouble.seconds, trouble.error)
        if self._tell:
            self._tell(f"the host wants no requests until {moment(trouble.seconds)}; waiting. Ctrl-C ends the run.")
        self.pause(trouble.seconds)


def until_set(stop: threading.Event) -> Callable[[float], None]:
    """Pauses that end as soon as the event is set, as by Ctrl-C, which reaches the main thread alone.

    Raises:
        KeyboardInterrupt: in the pause, the event was set, or it had been before.
    """

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise KeyboardInterrupt

    return pause


def moment(seconds: float) -> str:
    """The time of day so far from now, in the user's zone, rounded up; with the date when it is not soon."""
    when = (datetime.now(UTC) + timedelta(seconds=min(seconds, 1e9))).astimezone()
    if seconds < _MINUTE:
        return f"{when + timedelta(seconds=0.999999):%H:%M:%S (%Z)}"
    when += timedelta(seconds=59, microseconds=999999)
    return f"{when:%H:%M (%Z)}" if seconds < _HALF_A_DAY else f"{when:%H:%M (%Z) on %Y-%m-%d}"
