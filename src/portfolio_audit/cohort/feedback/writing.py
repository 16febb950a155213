"""The letters of a cohort, as they are posted."""

from collections.abc import Collection, Iterator

from portfolio_audit.cohort.feedback.delivering import Letter
from portfolio_audit.cohort.feedback.values import Told
from portfolio_audit.cohort.letters import letter
from portfolio_audit.cohort.state import State
from portfolio_audit.cohort.tables import value_of
from portfolio_audit.errors import BadTarget
from portfolio_audit.model.cohort import Student, StudentRow
from portfolio_audit.model.report import Report
from portfolio_audit.renderers.wording import why
from portfolio_audit.sources.publishing import marker


def letters(state: State, only: Collection[str] = (), *, results: bool = False) -> Iterator[Letter | Told]:
    """A letter for each student on the roster, in its order; for those without a report, that it is so.

    Args:
        only: logins; without any all.
        results: whether scores are said, and whether the course is passed.

    Raises:
        StateFileError: nobody has been audited.
        BadTarget: somebody in `only` is not on the roster.
    """
    if state.last_run() is None:
        raise state.not_audited()
    wanted = {login.lower().lstrip("@") for login in only}
    rows = [(student, row) for student, row in state.rows() if not wanted or student.key in wanted]
    if missing := wanted - {student.key for student, _ in rows}:
        raise BadTarget(f"nobody on the roster is called {', '.join(sorted(missing))}. Check --only.")
    return (_letter(state, student, row, results=results) for student, row in rows)


def _letter(state: State, student: Student, row: StudentRow | None, *, results: bool) -> Letter | Told:
    report = state.report(student.login) if row and row.status.seen else None
    if report is None:
        reason = ": ".join(filter(None, (row.status, why(row)))) if row else "not looked at yet"
        return Told(student.login, "no report", reason=reason)
    value = value_of(report, Report)
    mark = marker(f"feedback @{student.key}")
    return Letter(student.login, letter(student, value, mark=mark, results=results), value)
