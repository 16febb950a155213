"""A platform's own grade book with the grades filled in; everything else in it stays as it is, byte for byte."""

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from portfolio_audit.cohort.exports.grades import COMMENT, HUNDRED, comment, number, points, written
from portfolio_audit.cohort.exports.layouts import Layout, is_no_student, layout_of
from portfolio_audit.cohort.exports.matching import matched
from portfolio_audit.cohort.exports.raw_csv import RawTable, Record, read_table
from portfolio_audit.errors import GradeBookError
from portfolio_audit.model.cohort import CohortReport, StudentRow
from portfolio_audit.renderers.escape import spreadsheet_cell
from portfolio_audit.renderers.wording import why
from portfolio_audit.text import shown

_DECIMAL = re.compile(r"\d+([.,])\d+")
_SETTLED = {"n/a": "the assignment is not theirs (N/A)", "ex": "they are excused (EX)"}


class Filled(Struct, frozen=True):
    """A grade book with the grades in it."""

    form: str
    """`canvas`, `moodle` or `classroom`."""
    data: bytes
    graded: int
    """Rows that got a grade."""
    problems: tuple[str, ...]
    """Rows and students without one, and why, for the mentor to look at."""


def fill(data: bytes, report: CohortReport, column: str = "") -> Filled:
    """The grade book with the score of every student whose row is found.

    A row without a sure student, and a student without a score, get no grade: never 0.

    Args:
        data: the file that Canvas, Moodle or GitHub Classroom gave; its header tells which.
        column: title of the assignment in Canvas; empty where there is only one.

    Raises:
        GradeBookError: it is no such file, or it is not clear which column to fill.
    """
    try:
        table = read_table(data)
    except ValueError:
        raise GradeBookError("It is no text. Give a CSV file as the platform exports it.") from None
    filling = _Filling(table, layout_of(table, column), report)
    problems = tuple(filling.problems())
    return Filled(filling.layout.form, table.data(), filling.graded, problems)


class _Filling:
    def __init__(self, table: RawTable, layout: Layout, report: CohortReport) -> None:
        self.table, self.layout, self.report = table, layout, report
        self.graded = 0
        self._comma = _has_comma(table, layout)

    def problems(self) -> Iterator[str]:
        """Fill the table, and tell what of it could not be filled."""
        records = [record for record in self.table.records[self.layout.first :] if not is_no_student(record)]
        numbers = {id(record): number for number, record in enumerate(self.table.records, 1)}
        found = matched([self.layout.who(record) for record in records], [r.student for r in self.report.students])
        rows = {row.student.key: row for row in self.report.students}
        for place, record in enumerate(records):
            student = found.students.get(place)
            problem = self._fill(record, rows[student.key]) if student else found.problems[place]
            if problem:
                yield f"Row {numbers[id(record)]}, {self._label(record)}: {problem}."
        yield from self._missing({student.key for student in found.students.values()})

    def _fill(self, record: Record, row: StudentRow) -> str:
        """Fill a row; what is returned is why it was not."""
        cell = record.value(self.layout.grade)
        if reason := _SETTLED.get(cell.lower()) if self.layout.form == "canvas" else None:
            return f"left as it is, {reason}"
        own = self._possible(record)
        if own is None:
            return f"left as it is, “{shown(record.value(self.layout.maximum), 30)}” is no number of points"
        value = points(row, own)
        if value is None:
            return f"no grade, because the status is “{row.status.value}”{_because(why(row))}"
        self._grade(record, value)
        return self._comment(record, row)

    def _grade(self, record: Record, value: Decimal) -> None:
        of_classroom = self.layout.form == "classroom"
        self.table.put(record, self.layout.grade, written(value, comma=self._comma, short=of_classroom))
        if of_classroom and self.layout.maximum is not None and self._is_open(record):
            self.table.put(record, self.layout.maximum, written(HUNDRED, short=True))
        self.graded += 1

    def _possible(self, record: Record) -> Decimal | None:
        """Points that the row counts; where it leaves them open, they are the 100 of the score."""
        place = self.layout.maximum
        if place is None:
            return self.layout.possible
        return HUNDRED if self._is_open(record) else number(record.value(place))

    def _is_open(self, record: Record) -> bool:
        return record.value(self.layout.maximum) in ("", "0", "-")

    def _comment(self, record: Record, row: StudentRow) -> str:
        place = self.layout.feedback
        if place is None:
            return ""
        if (there := record.value(place)) and not there.startswith(COMMENT):
            return "graded, but somebody has written a comment, which stays"
        self.table.put(record, place, spreadsheet_cell(comment(row)))
        return ""

    def _missing(self, found: set[str]) -> Iterator[str]:
        for row in self.report.students:
            if row.student.key not in found:
                named = f" ({shown(row.student.name, 60)})" if row.student.name else ""
                yield f"{shown(row.student.login, 60)}{named}: no row of the grade book is surely theirs."

    def _label(self, record: Record) -> str:
        who = self.layout.who(record)
        return shown(next(filter(None, (who.name.strip(), *who.usernames, *who.identifiers)), "without a name"), 60)


def _because(reason: str) -> str:
    return f" ({shown(reason)})" if reason else ""


def _has_comma(table: RawTable, layout: Layout) -> bool:
    """Whether decimals stand behind a comma: as its numbers have it, else as the delimiter lets one expect."""
    signs = [found[1] for text in layout.numbers(table) if (found := _DECIMAL.fullmatch(text))]
    return signs[0] == "," if signs else table.delimiter == ";"
