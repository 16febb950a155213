"""Which grade book a file is, and where in it names, grades and points stand."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from portfolio_audit.cohort.exports.grades import HUNDRED, number
from portfolio_audit.cohort.exports.matching import Who
from portfolio_audit.cohort.exports.raw_csv import RawTable, Record
from portfolio_audit.errors import GradeBookError
from portfolio_audit.knowledge import load
from portfolio_audit.text import shown

_WITH_ID = re.compile(r"(.*) \(\d+\)")
_NO_STUDENT = re.compile(r"(muted|manual posting.*)?", re.IGNORECASE)
_POINTS = "points possible"
_OF_MOODLE = ("maximum", "scale", "feedback")
"""Of these it has at least one."""
_NAMED_AT_MOST = 8
_FORMS = (
    "Give the file as it was exported: Canvas' gradebook, Moodle's grading worksheet, or the grades of an assignment "
    "of GitHub Classroom. Moodle's is known in several languages; if not in yours, export it in English."
)


class Layout(NamedTuple):
    """Where in a grade book what stands; places of columns count from 0."""

    form: str
    usernames: tuple[int, ...]
    identifiers: tuple[int, ...]
    names: tuple[int, ...]
    """The column of full names, or those of first and last names."""
    grade: int
    first: int
    """Place of the first row that may be a student's."""
    possible: Decimal = HUNDRED
    """Points that the whole column counts."""
    maximum: int | None = None
    """Column with the points that a row counts, where each row has its own."""
    feedback: int | None = None

    def who(self, record: Record) -> Who:
        """What a row says about whom it is for."""
        usernames = tuple(record.value(place) for place in self.usernames)
        identifiers = tuple(record.value(place) for place in self.identifiers)
        return Who(usernames, identifiers, " ".join(record.value(place) for place in self.names))

    def numbers(self, table: RawTable) -> list[str]:
        """Cells that may show how the file writes decimals."""
        places = (self.grade, self.maximum)
        return [record.value(place) for record in table.records[1:] for place in places if place is not None]


def layout_of(table: RawTable, column: str = "") -> Layout:
    """How the grade book is laid out.

    Args:
        column: title of the assignment in Canvas, with or without its number; empty where there is only one.

    Raises:
        GradeBookError: it is none that is known, or it is not clear which column to fill.
    """
    header = _Header([value.lower() for value in table.records[0].values] if table.records else [])
    if header.has("classroom", "username", "grade"):
        return _classroom(header)
    if header.titles[:2] == ["student", "id"] or header.titles[:3] == ["lastname", "firstname", "id"]:
        return _canvas(header, table, column)
    if header.has("moodle", "participant", "grade") and any(header.has("moodle", each) for each in _OF_MOODLE):
        return _moodle(header)
    raise GradeBookError(f"Its first line is that of no grade book that is known. {_FORMS}")


class _Header(NamedTuple):
    titles: Sequence[str]

    def all(self, form: str, what: str) -> tuple[int, ...]:
        known = load("gradebooks")[form][what]
        return tuple(place for place, title in enumerate(self.titles) if title in known)

    def has(self, form: str, *what: str) -> bool:
        return all(self.all(form, each) for each in what)

    def first(self, form: str, what: str) -> int | None:
        return next(iter(self.all(form, what)), None)

    @property
    def usernames(self) -> tuple[int, ...]:
        """Columns of usernames on GitHub, which a course may have added."""
        return tuple(place for place, title in enumerate(self.titles) if "github" in title and "repo" not in title)


def _classroom(header: _Header) -> Layout:
    grade, usernames = header.all("classroom", "grade")[0], header.all("classroom", "username")
    identifiers = header.all("classroom", "identifier")
    maximum = header.first("classroom", "maximum")
    return Layout("classroom", usernames, identifiers, identifiers, grade, 1, maximum=maximum)


def _moodle(header: _Header) -> Layout:
    maximum = header.first("moodle", "maximum")
    if maximum is None and header.has("moodle", "scale"):
        raise GradeBookError("The assignment is graded by a scale. Set its grade to points in Moodle and export again.")
    if maximum is None:  # a score out of 100 would pass for points out of 10
        raise GradeBookError(f"It has no column that is known for Moodle's “Maximum Grade”. {_FORMS}")
    return Layout(
        "moodle",
        header.usernames,
        header.all("moodle", "identifier"),
        header.all("moodle", "name"),
        header.all("moodle", "grade")[0],
        1,
        maximum=maximum,
        feedback=header.first("moodle", "feedback"),
    )


def _canvas(header: _Header, table: RawTable, column: str) -> Layout:
    points = next((n for n, record in enumerate(table.records) if _POINTS in record.value(0).lower()), 0)
    grade = _assignment(header, table.records[0], table.records[points], column)
    names = header.all("canvas", "name") or (*header.all("canvas", "first"), *header.all("canvas", "last"))
    possible = _possible(table.records[points].value(grade))
    identifiers = header.all("canvas", "identifier")
    return Layout("canvas", header.usernames, identifiers, names, grade, points + 1, possible)


def _possible(text: str) -> Decimal:
    """Points of Canvas' assignment; where they are left open, they are the 100 of the score."""
    found = number(text)
    if found is None and text.strip("0.,-"):
        raise GradeBookError(f"“{shown(text, 30)}” is no number of points. Write how many the assignment counts there.")
    return found or HUNDRED


def _assignment(header: _Header, titles: Record, points: Record, column: str) -> int:
    """The column of the assignment that is meant."""
    after = max(header.all("canvas", "information")) + 1
    open_ones = [n for n in range(after, len(titles.fields)) if not _is_read_only(points.value(n))]
    if column:
        meant = [n for n in open_ones if column.lower() in _spellings(titles.value(n))]
    else:
        meant = [n for n in open_ones if _WITH_ID.fullmatch(titles.value(n))]
    if len(meant) == 1:
        return meant[0]
    known = [shown(titles.value(n), 60) for n in open_ones if _WITH_ID.fullmatch(titles.value(n))]
    raise GradeBookError(_which(column, known))


def _is_read_only(points: str) -> bool:
    """Whether Canvas says so where points stand, in its user's language."""
    return any(char.isalpha() for char in points)


def _spellings(title: str) -> set[str]:
    found = _WITH_ID.fullmatch(title)
    return {title.lower(), found[1].lower()} if found else {title.lower()}


def _which(column: str, known: list[str]) -> str:
    if not known:
        return "It has no assignment to fill. Make one in Canvas and export the gradebook again."
    some = ", ".join(f"“{title}”" for title in known[:_NAMED_AT_MOST])
    some += f" and {len(known) - _NAMED_AT_MOST} more" if len(known) > _NAMED_AT_MOST else ""
    wrong = f"It has no single assignment “{shown(column, 60)}”." if column else "It has several assignments."
    return f"{wrong} Name the one to fill; there are {some}."


def is_no_student(record: Record) -> bool:
    """Whether a row is empty, or one of Canvas' own rows."""
    return all(_NO_STUDENT.fullmatch(value) for value in record.values)
