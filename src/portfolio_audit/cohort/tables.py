"""What a cohort's state tells: students, answers and runs, as they were left."""

import sqlite3
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from portfolio_audit.codec import decode
from portfolio_audit.cohort.layout import ADVICE
from portfolio_audit.cohort.records import Asking, Run
from portfolio_audit.errors import StateFileError
from portfolio_audit.model.cohort import FindingRow, RosterProblem, Status, Student, StudentRow

T = TypeVar("T")
STUDENT = "login, name, identifier, team, line"
_ASKED = "(SELECT id FROM run WHERE asked = (SELECT asked FROM run ORDER BY id DESC LIMIT 1))"
"""Runs that asked what the last one did: what others found has another rubric, or is of another day."""

_NOTHING = (Status.NO_SUCH_USER, Status.NO_REPOSITORIES)
"""Where the host has answered, and there is nothing to report on."""


class Tables:
    """Reads the tables of an open state."""

    _file: sqlite3.Connection

    def count(self) -> int:
        """Students on the roster."""
        return int(self._file.execute("SELECT count(*) FROM student WHERE place IS NOT NULL").fetchone()[0])

    def students_with_reports(self) -> list[Student]:
        """Students on the roster of whom there is a report, in its order."""
        return self._students("place IS NOT NULL AND report IS NOT NULL AND status NOT IN (?, ?) ORDER BY place")

    def gone(self) -> list[Student]:
        """Students with pages that tell of them no more: they left the roster, or have nothing of what is asked for."""
        return self._students("(place IS NULL OR status IN (?, ?)) AND page <> '' ORDER BY login")

    def _students(self, which: str) -> list[Student]:
        """Those of whom the condition holds, which asks for the two statuses of `_NOTHING`."""
        rows = self._file.execute(f"SELECT {STUDENT} FROM student WHERE {which}", _NOTHING)  # noqa: S608 - texts of our own
        return [Student(*row) for row in rows]

    def report(self, login: str) -> bytes | None:
        """The JSON of the last report that could be made."""
        row = self._file.execute("SELECT report FROM student WHERE login = ?", (login,)).fetchone()
        return unpacked(row[0]) if row else None

    def rows(self) -> Iterator[tuple[Student, StudentRow | None]]:
        """Every student on the roster, in its order, with what was found the last time that this was asked."""
        found = self._file.execute(
            f"SELECT CASE WHEN run IN {_ASKED} THEN row END, {STUDENT} FROM student"  # noqa: S608 - names of our own
            " WHERE place IS NOT NULL ORDER BY place"
        )
        return ((Student(*row[1:]), value_of(row[0], StudentRow) if row[0] else None) for row in found)

    def findings(self) -> Iterator[FindingRow]:
        """All answers about those who could be looked at, in the roster's order."""
        names = ", ".join(f"finding.{name}" for name in FindingRow.__struct_fields__)
        found = self._file.execute(
            f"SELECT {names} FROM finding JOIN student USING (login)"  # noqa: S608 - names of our own fields
            " WHERE student.place IS NOT NULL AND status IN (?, ?)"
            f" AND run IN {_ASKED} ORDER BY student.place, finding.place",
            (Status.OK, Status.PARTIAL),
        )
        return (FindingRow(*row) for row in found)

    def sketches(self) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """(login, repository, sketch) of what could be looked at and has code enough."""
        found = self._file.execute(
            "SELECT student.login, repository.name, sketch FROM repository JOIN student USING (login)"  # noqa: S608 - our own text
            " WHERE student.place IS NOT NULL AND status IN (?, ?) AND sketch <> x''"
            f" AND run IN {_ASKED} ORDER BY student.place, repository.place",
            (Status.OK, Status.PARTIAL),
        )
        return ((login, name, _sketch_of(data)) for login, name, data in found)

    def problems(self) -> tuple[RosterProblem, ...]:
        """Lines of the roster that name nobody to audit."""
        return tuple(
            RosterProblem(*row) for row in self._file.execute("SELECT line, text, reason FROM problem ORDER BY rowid")
        )

    def last_run(self) -> tuple[Run, Asking] | None:
        """The last run and what it asked; `None` before the first."""
        row = self._file.execute("SELECT id, clock, asked FROM run ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        return Run(row[0], datetime.fromisoformat(row[1])), value_of(row[2].encode(), Asking)

    def get(self, name: str) -> str | None:
        """A setting that was noted."""
        row = self._file.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None


def unpacked(data: bytes | None) -> bytes | None:
    """What was put into a column compressed.

    Raises:
        StateFileError: it is damaged.
    """
    try:
        return None if data is None else zlib.decompress(data)
    except zlib.error:
        raise _damaged() from None


def value_of(data: bytes, kind: type[T]) -> T:
    """What was kept as JSON.

    Raises:
        StateFileError: it is damaged, or of another version.
    """
    try:
        return decode(data, kind)
    except ValueError:
        raise _damaged() from None


def _damaged() -> StateFileError:
    return StateFileError(f"the cohort's state is damaged. {ADVICE}")


def _sketch_of(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(data) // 8}Q", data)
