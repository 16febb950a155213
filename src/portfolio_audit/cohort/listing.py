"""The students' repositories, listed one student after the other beside the reading of them."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from msgspec import Struct

from portfolio_audit.errors import AuditError, NoRepositories, NotAPerson, RateLimited, UserNotFound
from portfolio_audit.model.cohort import Status, Student
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.planning import Assignment, Wish, plan
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Person
from portfolio_audit.text import shown

log = logging.getLogger(__name__)


class Listed(Struct, frozen=True):
    """A student's repositories are known."""

    student: Student
    base: Portfolio
    assignments: tuple[Assignment, ...]


class NotListed(Struct, frozen=True):
    """A student whose repositories could not be listed, or who has none."""

    student: Student
    status: Status
    reason: str


class AllListed(Struct, frozen=True):
    """There is nobody left to list."""

    whole: bool
    """Whether everybody was; if not, listing has ended by a mistake of ours, which stands on stderr."""


class Lister(threading.Thread):
    """Asks the host about each student, as far ahead of the reading as there is room.

    Args:
        tell: takes `Listed` or `NotListed` for each student, at last `AllListed`; called from this thread.
        ahead: students that may be listed and not yet done with.
    """

    def __init__(
        self,
        students: Iterable[Student],
        host: GitHub,
        wish: Wish,
        now: datetime,
        tell: "SimpleQueue[Any]",
        ahead: int,
    ) -> None:
        super().__init__(name="lister", daemon=True)  # it may be waiting for the host when a run is to end
        self._students = students
        self._ask: Callable[[Student], Listed | NotListed] = _Asking(host, wish, now).about
        self._tell = tell
        self._room = threading.Semaphore(ahead)
        self._stop = threading.Event()

    def run(self) -> None:
        """See `threading.Thread`."""
        whole = False
        try:
            for student in self._students:
                self._room.acquire()
                if self._stop.is_set():
                    break
                self._tell.put(self._ask(student))
            whole = True
        finally:  # whoever waits must not wait for ever
            self._tell.put(AllListed(whole))

    def done(self) -> None:
        """A student is done with, so that there is room for another."""
        self._room.release()

    def allow(self, more: int) -> None:
        """Let so many more students be listed and not yet done with."""
        if more > 0:
            self._room.release(more)

    def stop(self) -> None:
        """List no more."""
        self._stop.set()
        self._room.release()


class _Asking:
    """Questions to the host about students; after a limit, which one waiting did not end, no more."""

    def __init__(self, host: GitHub, wish: Wish, now: datetime) -> None:
        self._host, self._wish, self._now = host, wish, now
        self._limit = ""

    def about(self, student: Student) -> Listed | NotListed:
        if self._limit:
            return NotListed(student, Status.RATE_LIMITED, self._limit)
        try:
            base, assignments = plan([Person(student.login)], self._host, self._wish, self._now)
        except RateLimited as error:
            self._limit = shown(str(error), 400)
            return NotListed(student, Status.RATE_LIMITED, self._limit)
        except UserNotFound:
            return NotListed(student, Status.NO_SUCH_USER, "the host knows nobody of that name")
        except NotAPerson:
            return NotListed(student, Status.NO_SUCH_USER, "the name is an organisation's")
        except NoRepositories:
            return NotListed(student, Status.NO_REPOSITORIES, self._none())
        except AuditError as error:
            return NotListed(student, Status.UNAVAILABLE, _what(error))
        if self._host.limit:  # what another day knew is no audit of today
            self._limit = shown(self._host.limit, 400)
            return NotListed(student, Status.RATE_LIMITED, self._limit)
        if not assignments and not any(skip.unavailable for skip in base.skipped):
            return NotListed(student, Status.NO_REPOSITORIES, "all are forks or archived")
        return Listed(student, base, tuple(assignments))

    def _none(self) -> str:
        return "none whose name matches" if self._wish.pattern else "none that is public"


def _what(error: AuditError) -> str:
    """What happened, without the advice, which is for whoever gave the name on the command line."""
    return shown(str(error).partition(". ")[0].rstrip("."), 400)
