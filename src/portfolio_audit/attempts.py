"""One part of the facts costs no more than itself: neither a bomb nor a bug takes the parts after it along."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from types import FrameType
from typing import Any

from portfolio_audit.limits import Limits
from portfolio_audit.model.values import Unavailable

log = logging.getLogger(__name__)
TOO_LONG = "it took longer than the time limit"
_AGAIN_SECONDS = 1.0


class _OutOfTime(BaseException):
    """No `Exception`, so that nothing on the way takes it for a fault of a file."""


class Attempts:
    """Reads part after part, each and all of them within processor time, so that a busy machine changes nothing.

    What stays in C for long (a parser, a decoder) is not stopped by this; the deadline of the main process is for that.
    """

    def __init__(self, limits: Limits) -> None:
        self._each = limits.part_seconds
        self._end = process_time() + limits.parts_seconds
        self.lost: dict[str, None] = {}
        """Why parts were lost, each reason once."""

    def __call__(self, name: str, read: Callable[[], Any]) -> Any:
        """The facts, or why there are none."""
        try:
            with _stopped_after(min(self._each, self._end - process_time())):
                return read()
        except _OutOfTime:
            return self._lost(TOO_LONG)
        except (MemoryError, RecursionError):
            raise
        except Exception:
            log.exception("reading %s failed", name)
            return self._lost(f"reading its {name} met a bug; please report it")

    def _lost(self, reason: str) -> Unavailable:
        self.lost[f"read in part: {reason}"] = None
        return Unavailable(reason)


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raises `_OutOfTime` inside of the block when it has used that much processor time. POSIX only."""
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, _stop)
        # again and again, because what is raised inside of a destructor is lost
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001), _AGAIN_SECONDS)
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _OutOfTime
