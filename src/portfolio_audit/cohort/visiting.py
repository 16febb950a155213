"""Looks at the demos of students beside everything else, so that a slow host keeps nobody waiting."""

import threading
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any

from msgspec import Struct

from portfolio_audit.cohort.work import Work
from portfolio_audit.links import private_of
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.web.looking import Looking

TOGETHER = 20
"""Students whose links are looked at in one go: they share the pauses, and the room on each host."""


class Visiting(Struct, frozen=True):
    """Which links are looked at, and by whom."""

    which: str
    """One of `demos.WHICH`."""
    looking: Looking


class Visited(Struct, frozen=True):
    """The links of a student have been looked at."""

    work: Work
    looks: Mapping[str, Look]


class Visits:
    """A thread that looks at the links of one student after the other, of those who wait together.

    Args:
        tell: takes `Visited` for each student that was given.
    """

    def __init__(self, visiting: Visiting, tell: SimpleQueue[Any]) -> None:
        self.which = visiting.which
        self._looking = visiting.looking
        self._tell = tell
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._over = False
        threading.Thread(target=self._run, daemon=True).start()

    def take(self, work: Work) -> None:
        """Have the student's links looked at."""
        with self._lock:
            if self._over:
                self._tell.put(Visited(work, {}))
            else:
                self._waiting.put(work)

    def stop(self) -> None:
        """Begin nothing more."""
        self._waiting.put(None)

    def _run(self) -> None:
        """Look until the end; should a mistake of ours end it, nobody is left waiting."""
        try:
            while works := self._next():
                self._look(works)
        finally:
            with self._lock:
                self._over = True
                while not self._waiting.empty():
                    if work := self._waiting.get():
                        self._tell.put(Visited(work, {}))

    def _next(self) -> list[Work]:
        """The students who wait, at least one; nobody at the end."""
        works: list[Work] = []
        while not works or (len(works) < TOGETHER and not self._waiting.empty()):
            work = self._waiting.get()
            if work is None:
                return []
            works.append(work)
        return works

    def _look(self, works: list[Work]) -> None:
        """Look at all that they lead to; whatever becomes of it, everybody is told."""
        looks: Mapping[str, Look] = {}
        try:
            asked: dict[str, bool] = {}
            for work in works:
                asked |= {url: private and asked.get(url, True) for url, private in work.addresses(self.which).items()}
            looks = self._looking.at(asked, private_of(asked))
        finally:
            for work in works:
                self._tell.put(Visited(work, looks))
