"""Tables as CSV, in pieces, without anything that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import StringIO
from itertools import chain
from typing import TypeVar

from portfolio_audit.cohort.exports.tables import Cell, Column, finding_columns, in_batches, student_columns
from portfolio_audit.model.cohort import CohortReport, FindingRow
from portfolio_audit.renderers.escape import spreadsheet_cell

R = TypeVar("R")
_ROWS_AT_ONCE = 500
safe_cell = lru_cache(5_000)(spreadsheet_cell)  # rules have the same texts at every student


def students(report: CohortReport) -> Iterator[str]:
    """RFC 4180: a row of names, then a row for each student, in the roster's order."""
    return _table(tuple(student_columns(report)), report.students)


def findings(rows: Iterable[FindingRow]) -> Iterator[str]:
    """RFC 4180: a row of names, then a row for each finding, as they come; only some hundred are held at a time."""
    return _table(tuple(finding_columns()), rows)


def lines(rows: Iterable[Sequence[str]], end: str) -> str:
    """Rows of texts as CSV; what is quoted is what has to be."""
    text = StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue()


def _table(columns: Sequence[Column[R]], rows: Iterable[R]) -> Iterator[str]:
    header = [column.name for column in columns]
    cells = ([_text(column.value(row)) for column in columns] for row in rows)
    return (lines(some, "\r\n") for some in in_batches(chain([header], cells), _ROWS_AT_ONCE))


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return str(cell)
        case _:
            return safe_cell(cell)
