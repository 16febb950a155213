"""Where repositories are read and judged: on this machine, or wherever an engine of the same form has it done."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from msgspec import Struct

from portfolio_audit.planning import Assignment
from portfolio_audit.readings import Outcome, Readings


class Examined(Struct, frozen=True):
    """What has come of a repository."""

    outcome: Outcome
    assessed: bytes | None = None
    """Its assessment, as `judgements.written` has it; `None` where it is still to be judged."""


class EngineLost(Exception):
    """What reads has gone and did not come back; whoever watches has been told."""


class Engine(Protocol):
    """Reads many repositories at a time. What cannot be read is an outcome, too.

    A future has an exception only when nothing more can be read: an `AuditError`, or `EngineLost`.
    """

    @property
    def slots(self) -> int:
        """Repositories that it can have in work at a time."""

    def submit(self, assignment: Assignment) -> "Future[Examined]":
        """Have it read; whoever waits for the result is told in a thread of the engine's."""

    def stop(self) -> None:
        """Read no more; what is in work is lost."""

    def close(self) -> None:
        """Let go of what it holds."""


class LocalEngine:
    """Worker processes of this machine, with a thread that waits for each."""

    def __init__(self, readings: Readings, jobs: int) -> None:
        readings.open()
        self._readings = readings
        self._pool = ThreadPoolExecutor(jobs)
        self.slots = jobs

    def submit(self, assignment: Assignment) -> "Future[Examined]":
        """See `Engine`."""
        return self._pool.submit(self._examined, assignment)

    def stop(self) -> None:
        """See `Engine`."""
        self._readings.stop()
        self._pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """See `Engine`."""
        self._pool.shutdown()
        self._readings.tidy()

    def _examined(self, assignment: Assignment) -> Examined:
        return Examined(self._readings.read(assignment))


MakeEngine = Callable[[Readings], Engine]
"""Makes the engine of a run, once something has to be read."""
