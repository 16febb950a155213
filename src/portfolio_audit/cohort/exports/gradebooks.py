"""Grade books made of the roster alone, in the forms of Canvas, Moodle and GitHub Classroom.

The roster does not know whom the platform knows by which number; filling the platform's own file (`filling`) does.
"""

import re
from collections.abc import Iterator, Sequence

from portfolio_audit.cohort.exports.grades import comment, points, written
from portfolio_audit.cohort.exports.separated import lines
from portfolio_audit.model.cohort import CohortReport, StudentRow
from portfolio_audit.renderers.escape import spreadsheet_cell

CANVAS_HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_POINTS = "    Points Possible"
CANVAS_COLUMN = "Portfolio Audit"
MOODLE_HEADER = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"),
    *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)
CLASSROOM_HEADER = (
    *("assignment_name", "assignment_url", "starter_code_url", "github_username", "roster_identifier"),
    *("student_repository_name", "student_repository_url", "submission_timestamp"),
    *("points_awarded", "points_available"),
)
_PARTICIPANT = re.compile(r"Participant ?\d+")


def canvas(report: CohortReport) -> Iterator[str]:
    """For the import of Canvas' gradebook: a new assignment of 100 points; students by SIS id, login or name."""
    yield lines([(*CANVAS_HEADER, CANVAS_COLUMN), (CANVAS_POINTS, "", "", "", "", "100")], "\n")
    yield lines(map(_in_canvas, report.students), "\n")


def _in_canvas(row: StudentRow) -> Sequence[str]:
    who = row.student
    # Canvas looks a student up by the one, then by the other; the roster does not say which of them it has
    theirs = (who.name or who.login, "", who.identifier, who.identifier, who.group)
    return (*map(spreadsheet_cell, theirs), _points(row))


def moodle(report: CohortReport) -> Iterator[str]:
    """A grading worksheet of Moodle; participant numbers stand in it only where the roster has them."""
    yield lines([MOODLE_HEADER], "\r\n")
    yield lines(map(_in_moodle, report.students), "\r\n")


def _in_moodle(row: StudentRow) -> Sequence[str]:
    known = row.student.identifier
    number = known if _PARTICIPANT.fullmatch(known) else ""
    email = known if "@" in known.strip("@") else ""
    theirs = map(spreadsheet_cell, (number, row.student.name or row.student.login, email))
    grade = _points(row)
    return (*theirs, "", grade, "100.00", "Yes", "-", "-", spreadsheet_cell(comment(row)) if grade else "")


def classroom(report: CohortReport) -> Iterator[str]:
    """What GitHub Classroom gives as the grades of an assignment."""
    yield lines([CLASSROOM_HEADER], "\n")
    yield lines((_in_classroom(report.title, row) for row in report.students), "\n")


def _in_classroom(title: str, row: StudentRow) -> Sequence[str]:
    who, only = row.student, row.projects[0] if len(row.projects) == 1 else None
    repository = (only.name, only.url) if only else ("", "")
    theirs = (title, "", "", who.login, who.identifier, *repository, "")
    return (*map(spreadsheet_cell, theirs), _points(row, short=True), "100")


def _points(row: StudentRow, *, short: bool = False) -> str:
    found = points(row)
    return "" if found is None else written(found, short=short)
