"""Requests to end: Ctrl-C, SIGTERM, a terminal that was closed. What is done is kept."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SAME_SECONDS = 1.0
"""A second request so soon is the same one: a shell and a wrapper both pass Ctrl-C on."""
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class _Requests:
    """Whether somebody wants the run to end."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.held = False

    def take(self, _number: int, _frame: object) -> None:
        """Raise `KeyboardInterrupt`, unless work is being finished or this was said before."""
        now = time.monotonic()
        if self.first is None:
            self.first = now
            if self.held:
                return
        elif now - self.first < _SAME_SECONDS:
            return
        raise KeyboardInterrupt


_requests = _Requests()


@contextmanager
def interruptible() -> Iterator[None]:
    """Requests to end raise `KeyboardInterrupt` while the block lasts; what the caller ignores stays ignored."""
    global _requests
    _requests = requests = _Requests()
    here = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in _NAMES if here and hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [n for n, handler in before.items() if handler in (signal.SIG_DFL, signal.default_int_handler)]
    for number in taken:
        signal.signal(number, requests.take)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


@contextmanager
def finishing() -> Iterator[None]:
    """What is nearly done is brought to its end: the first request to end is only noted, a later one is heard."""
    _requests.held = True
    try:
        yield
    finally:
        _requests.held = False


def interrupted() -> bool:
    """Whether somebody wants the run to end."""
    return _requests.first is not None
