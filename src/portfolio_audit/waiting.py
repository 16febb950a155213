"""Waiting that Ctrl-C ends."""

from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_SECONDS = 0.5


def next_of(queue: SimpleQueue[T]) -> T:
    """The next thing in the queue. Windows hears Ctrl-C between two waits, never inside of one."""
    while True:
        with suppress(Empty):
            return queue.get(timeout=_SECONDS)
