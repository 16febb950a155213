"""The students' repositories, listed beside the reading of them."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from msgspec import Struct

from portfolio_audit.errors import AuditError, BadCredentials, NoRepositories, NotAPerson, RateLimited, UserNotFound
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


class Refused(Struct, frozen=True):
    """The host refused the token, which says nothing of any student: nobody can be listed with it."""

    error: BadCredentials


class AllListed(Struct, frozen=True):
    """There is nobody left to list, for one of the callers."""

    whole: bool
    """Whether everybody was; if not, listing has ended by a mistake of ours, which stands on stderr."""


class Lister:
    """Asks the host about each student, as far ahead of the reading as there is room, in a thread for each caller.

    Args:
        hosts: callers, of whom each asks about one student after the other.
        tell: takes `Listed` or `NotListed` for each student, or `Refused`, at last `AllListed` for each caller; called
            from threads.
        ahead: students that may be listed and not yet done with.
    """

    def __init__(
        self,
        students: Iterable[Student],
        hosts: Sequence[GitHub],
        wish: Wish,
        now: datetime,
        tell: "SimpleQueue[Any]",
        ahead: int,
    ) -> None:
        self._students = iter(students)
        self._tell = tell
        self._room = threading.Semaphore(ahead)
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._limits_known = threading.Event()
        asking = [_Asking(host, wish, now).about for host in hosts]
        # they may be waiting for the host when a run is to end
        self._threads = [threading.Thread(target=self._list, args=(ask,), daemon=True) for ask in asking]

    def start(self) -> None:
        """Begin; the first answer, which tells how many requests are left, comes to the first caller alone."""
        for thread in self._threads:
            thread.start()

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
        self._limits_known.set()
        self._room.release(len(self._threads))

    def _list(self, ask: Callable[[Student], Listed | NotListed]) -> None:
        whole = False
        if threading.current_thread() is not self._threads[0]:
            self._limits_known.wait()
        try:
            while (student := self._next()) is not None:
                told = ask(student)
                self._limits_known.set()
                self._tell.put(told)
            whole = True
        except BadCredentials as error:
            self._tell.put(Refused(error))
        finally:  # whoever waits must not wait for ever
            self._limits_known.set()
            self._tell.put(AllListed(whole))

    def _next(self) -> Student | None:
        self._room.acquire()
        with self._turn:
            student = None if self._stop.is_set() else next(self._students, None)
        if student is None:
            self._room.release()  # the others are to find that nobody is left, too
        return student


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
        except BadCredentials:
            raise
        except AuditError as error:
            return NotListed(student, Status.UNAVAILABLE, _what(error))
        if self._host.limit:  # what another day knew is no audit of today
            self._limit = shown(self._host.limit, 400)
            return NotListed(student, Status.RATE_LIMITED, self._limit)
        if not assignments and not any(skip.unavailable for skip in base.skipped):
            return NotListed(student, Status.NO_REPOSITORIES, "all are forks or archived")
        return Listed(student, base, tuple(assignments))

    def _none(self) -> str:
        if any("/" in pattern for pattern in self._wish.pattern):  # the host does not tell private from missing
            return "none that the host shows; what is private needs a token that may see it"
        return "none whose name matches" if self._wish.pattern else "none that is public"


def _what(error: AuditError) -> str:
    """What happened, without the advice, which is for whoever gave the name on the command line."""
    return shown(str(error).partition(". ")[0].rstrip("."), 400)
