"""A roster's audit: students are listed, read, judged and kept, many at a time; what is done stays done."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from queue import SimpleQueue
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.cohort.engines import Engine, EngineLost, Examined, MakeEngine
from portfolio_audit.cohort.listing import AllListed, Listed, Lister, NotListed, Refused
from portfolio_audit.cohort.pages import Pages
from portfolio_audit.cohort.records import Asking, Finished, Run
from portfolio_audit.cohort.rows import absent_row, student_row
from portfolio_audit.cohort.state import State
from portfolio_audit.cohort.tables import value_of
from portfolio_audit.cohort.visiting import TOGETHER, Visited, Visiting, Visits
from portfolio_audit.cohort.work import Work, inputs_of
from portfolio_audit.exempting import Questions
from portfolio_audit.model.cohort import Roster, Status, Student, StudentRow
from portfolio_audit.model.report import Report
from portfolio_audit.planning import Assignment, Wish
from portfolio_audit.readings import Readings
from portfolio_audit.renderers.wording import why
from portfolio_audit.sources.git_version import check_git
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import Store
from portfolio_audit.waiting import next_of

_AHEAD = 4
"""Students that are listed beyond those in whose repositories something can be read at a time."""


class Watcher(Protocol):
    """Is told how far the work is, in the thread that does it."""

    def begin(self, done: int, total: int) -> None:
        """So many of all students were done with before."""

    def listed(self, repositories: int) -> None:
        """So many more repositories are to be read."""

    def read(self) -> None:
        """One of them has come in."""

    def done(self, student: Student, status: Status, reason: str) -> None:
        """A student is done with."""


class Means(Struct, frozen=True):
    """What a run works with."""

    host: GitHub
    """Of which the repositories are."""
    callers: Sequence[GitHub]
    """Who asks it about students, each in a thread of its own."""
    wish: Wish
    questions: Questions
    store: Store
    make_engine: MakeEngine
    pages: Pages
    watcher: Watcher
    visiting: Visiting | None = None
    """Who looks at links; `None` when nobody is to."""


class _Read(Struct, frozen=True):
    """A repository has come in."""

    work: Work
    number: int
    future: "Future[Examined]"


def run_cohort(roster: Roster, state: State, asking: Asking, means: Means, now: datetime) -> bool:
    """Audit everybody on the roster, as far as it has not been done; whether somebody wanted it to end before.

    Args:
        now: the present instant, UTC.

    Raises:
        AuditError: it cannot begin; the message says why and what to do.
        BadCredentials: the host refused the token; what was done is kept.
    """
    check_git()
    run = state.begin(roster, asking, now)
    waiting = state.waiting(run)
    means.watcher.begin(state.count() - len(waiting), state.count())
    if not waiting:
        return False
    with Readings(means.host, means.wish, run.clock, means.store) as readings:
        return _Cohort(run, state, means, readings).is_interrupted(waiting)


class _Cohort:
    """The students of one run who are in work."""

    def __init__(self, run: Run, state: State, means: Means, readings: Readings) -> None:
        self._run = run
        self._state = state
        self._means = means
        self._readings = readings
        self._events: SimpleQueue[Any] = SimpleQueue()
        self._engine: Engine | None = None
        visiting = means.visiting
        self._visits = Visits(visiting, self._events) if visiting else None
        # a demo that answers today may be gone tomorrow, even if nothing was pushed
        self._visited = f"{visiting.which} on {run.clock:%Y-%m-%d}" if visiting else ""

    def is_interrupted(self, students: list[Student]) -> bool:
        """Do them all; whether Ctrl-C, or the loss of the engine, ended it early."""
        means = self._means
        ahead = means.wish.jobs + _AHEAD + (TOGETHER if self._visits else 0)
        self._lister = lister = Lister(students, means.callers, means.wish, self._run.clock, self._events, ahead)
        lister.start()
        whole = False
        try:
            self._work_off(lister)
            whole = True
        except (KeyboardInterrupt, EngineLost):
            pass
        finally:
            lister.stop()
            if self._visits:
                self._visits.stop()
            if self._engine:
                (self._engine.close if whole else self._engine.stop)()
        return not whole

    def _work_off(self, lister: Lister) -> None:
        """Take in what comes from the lister and the engine, until everybody is done with."""
        listing, working = len(self._means.callers), 0
        while listing or working:
            match next_of(self._events):
                case Refused(error=error):
                    raise error
                case AllListed(whole=whole):
                    if not whole:
                        raise RuntimeError("the list of students ended before its end")
                    listing -= 1
                case NotListed(student=student, status=status, reason=reason):
                    self._keep_unseen(absent_row(student, status, reason))
                    lister.done()
                case Listed() as listed if self._is_done(listed):
                    lister.done()
                case Listed():
                    working += 1
                case _Read(work=work, number=number, future=future):
                    work.take(number, future.result())
                    self._means.watcher.read()
                    if not work.left and not self._is_visited(work):
                        self._finish(work)
                        working -= 1
                        lister.done()
                case Visited(work=work, looks=looks):
                    work.take_looks(looks, self._visits.which if self._visits else "")
                    self._finish(work)
                    working -= 1
                    lister.done()

    def _is_done(self, listed: Listed) -> bool:
        """Whether nothing of the student has to be read or visited; if not, that begins."""
        if self._is_same(listed):
            return True
        work = Work(listed, self._means.questions, self._means.wish, self._means.store, self._visited)
        numbers = work.to_read(self._readings)
        self._means.watcher.listed(len(numbers))
        for number in numbers:
            self._read(work, number, listed.assignments[number])
        if numbers or self._is_visited(work):
            return False
        self._finish(work)
        return True

    def _is_visited(self, work: Work) -> bool:
        """Whether the student's links are looked at now, after which there is more to do."""
        if self._visits is None:
            return False
        self._visits.take(work)
        return True

    def _read(self, work: Work, number: int, assignment: Assignment) -> None:
        if self._engine is None:
            self._engine = self._means.make_engine(self._readings)
            self._lister.allow(self._engine.slots - self._means.wish.jobs)

        def tell(future: "Future[Examined]") -> None:
            self._events.put(_Read(work, number, future))

        self._engine.submit(assignment).add_done_callback(tell)

    def _is_same(self, listed: Listed) -> bool:
        """Whether the last report is what another one would say."""
        student, pages = listed.student, self._means.pages
        known = self._state.known(student.login)
        if known is None or known.inputs != inputs_of(listed, self._means.questions, self._means.wish, self._visited):
            return False
        report = self._state.report(student.login) or b""
        if known.page != pages.made(student) or not pages.are_there(student):
            pages.write(student, report)
            self._state.shown(student.login, pages.made(student))
        if known.status is not Status.OK:  # the last run could not look, and this one finds what was there before
            row = student_row(student, value_of(report, Report), page=pages.page_of(student))
            self._state.keep(self._run, Finished(row, inputs=known.inputs))
        self._state.same(self._run, student)
        self._means.watcher.done(student, Status.OK, "")
        return True

    def _finish(self, work: Work) -> None:
        """Judge the student, write the pages, keep it all: in this order, so that what is kept has its pages."""
        pages, student = self._means.pages, work.student
        known = self._state.known(student.login)
        done = work.finished(known.past if known else None)
        if done.report is None:
            self._keep_unseen(done.row)
            return
        pages.write(student, done.report)
        self._keep(replace(done, page=pages.made(student), row=replace(done.row, page=pages.page_of(student))))

    def _keep_unseen(self, row: StudentRow) -> None:
        """There is nothing to see; where only the host was in the way, an earlier report stays."""
        known = (
            self._state.known(row.student.login) if row.status in (Status.RATE_LIMITED, Status.UNAVAILABLE) else None
        )
        if known and known.page:
            row = replace(row, page=self._means.pages.page_of(row.student))
        self._keep(Finished(row, inputs=known.inputs if known else ""))

    def _keep(self, done: Finished) -> None:
        self._state.keep(self._run, done)
        self._means.watcher.done(done.row.student, done.row.status, why(done.row))
