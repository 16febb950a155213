"""Rows with their columns known, as students, and those that name nobody as problems."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from portfolio_audit.cohort.rosters.columns import Columns
from portfolio_audit.cohort.rosters.handles import Handle, cleaned, read_handle
from portfolio_audit.cohort.rosters.tables import Row
from portfolio_audit.model.cohort import RosterProblem, Student
from portfolio_audit.text import NAME, shown

_POINTS = re.compile(r"points possible", re.IGNORECASE)

_JOINERS = "\u200c\u200d"  # needed to spell names in several languages


@dataclass(slots=True)
class Gathered:
    """Students, each once, and problems, in the roster's order."""

    students: dict[str, Student] = field(default_factory=dict)
    """By their keys."""
    problems: list[RosterProblem] = field(default_factory=list)
    owners: int = 0
    """Usernames that were taken from the address of a repository."""

    def add(self, handle: Handle, written: str, student: Student) -> None:
        """A row whose username was understood, or was not.

        Args:
            written: what stands there, or in its row, for a problem.
            student: what the row says; its login is the handle's.
        """
        if not handle.login:
            self.problems.append(RosterProblem(student.line, _shown(written), handle.reason))
        elif earlier := self.students.get(student.key):
            reason = f"the same username as in line {earlier.line}; it is audited once"
            self.problems.append(RosterProblem(student.line, student.login, reason))
        else:
            self.students[student.key] = student
            self.owners += handle.in_repository


def gather(columns: Columns, server: str) -> Gathered:
    """What the rows say."""
    found = Gathered()
    for row in columns.layout.rows:
        if _POINTS.fullmatch(row.cell(0).strip()):  # the second line of Canvas
            continue
        written = row.cell(columns.username)
        handle = read_handle(written, server)
        student = _student(row, columns, handle)
        found.add(handle, written if handle.login else _said(row, written, student), student)
    return found


def _student(row: Row, columns: Columns, handle: Handle) -> Student:
    def text(column: int | None) -> str:
        return "" if column is None else _shown(row.cell(column))

    name = _shown(" ".join(filter(None, map(text, columns.names))))
    return Student(handle.login, name, text(columns.identifier), text(columns.group), row.line)


def _said(row: Row, written: str, student: Student) -> str:
    """What tells a row without a username from others."""
    return next(filter(_shown, (written, student.name, student.identifier, *row.cells)), "")


def _shown(text: str) -> str:
    return shown(cleaned(text, _JOINERS), NAME) if text else ""


def gather_logins(logins: Iterable[str], server: str) -> Gathered:
    """The members of an organisation, as the host tells them."""
    found = Gathered()
    for number, login in enumerate(logins, 1):
        handle = read_handle(login, server)
        found.add(handle, login, Student(handle.login, line=number))
    return found
