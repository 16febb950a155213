"""Requests to end: Ctrl-C, SIGTERM, a terminal that was closed. What is done is kept."""

import atexit
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SAME_SECONDS = 1.0
"""A second request so soon is the same one: a shell and a wrapper both pass Ctrl-C on."""
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


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


def _leave(_number: int, _frame: object) -> None:
    os.write(2, b"portfolio-audit: interrupted.\n")
    os._exit(130)


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """Ctrl-C ends the process while nothing is under way: before a command has begun, and after its end."""
    here = threading.current_thread() is threading.main_thread()
    taken = here and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if taken:
        signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        if taken and not interrupted():
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def interruptible() -> Iterator[None]:
    """Requests to end raise `KeyboardInterrupt` while the block lasts; what the caller ignores stays ignored.

    After a request they go on being heard, because the same one may be said again while the process ends.
    """
    global _requests
    _requests = requests = _Requests()
    here = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in _NAMES if here and hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [number for number, handler in before.items() if _is_usual(handler)]
    for number in taken:
        signal.signal(number, requests.take)
    try:
        yield
    finally:
        if requests.first is not None:
            atexit.register(_hear_no_more, taken)
        else:
            for number in taken:
                signal.signal(number, before[number])


def _hear_no_more(numbers: list[signal.Signals]) -> None:
    """Python's own end would put the system's handlers back, which kill."""
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def _is_usual(handler: object) -> bool:
    """Whether nobody but us has said what a request to end shall do."""
    ours = isinstance(getattr(handler, "__self__", None), _Requests)
    return ours or handler in (signal.SIG_DFL, signal.default_int_handler, _leave)


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
