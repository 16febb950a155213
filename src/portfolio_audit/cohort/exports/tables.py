"""The two tables of a cohort, students and findings: what their columns are called, hold and take it from."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from typing import Generic, Literal, NamedTuple, TypeVar

from msgspec.structs import fields

from portfolio_audit.model.cohort import CohortReport, FindingRow, StudentPart, StudentRow
from portfolio_audit.renderers.wording import why

Cell = str | int | bool | None
Kind = Literal["text", "number", "flag"]
R = TypeVar("R")
STEPS = 3
_NUMBERS = ("credit", "weight", "gain", "minutes", "line")


class Column(NamedTuple, Generic[R]):
    """One column of a table whose rows are made of values of one type."""

    name: str
    """As programs like it: small letters and underscores."""
    kind: Kind
    value: Callable[[R], Cell]


def student_columns(report: CohortReport) -> Iterator[Column[StudentRow]]:
    """The columns of the table with a row a student; one for every part that any of them was judged by."""
    yield Column("name", "text", lambda row: row.student.name)
    yield Column("identifier", "text", lambda row: row.student.identifier)
    yield Column("group", "text", lambda row: row.student.group)
    yield Column("username", "text", lambda row: row.student.login)
    yield Column("status", "text", lambda row: row.status.value)
    yield Column("reason", "text", why)
    for name in ("score", "low", "high", "coverage"):
        yield Column(name, "number", _of_score("value" if name == "score" else name))
    yield Column("grade", "text", _of_score("grade"))
    yield Column("passed", "flag", lambda row: row.passed)
    yield Column("before", "number", lambda row: row.before)
    yield Column("moved", "number", lambda row: row.moved)
    yield Column("projects", "number", lambda row: len(row.projects) if row.status.seen else None)
    for part in parts_of(report):
        yield Column(f"part_{part.id}", "number", _of_part(part.id))
    for number in range(STEPS):
        yield Column(f"next_step_{number + 1}", "text", _of_steps(number))
    yield Column("page", "text", lambda row: row.page)


def finding_columns() -> Iterator[Column[FindingRow]]:
    """The columns of the table with a row for every rule that was asked of a student's repository, or profile."""
    for each in fields(FindingRow):
        kind: Kind = "number" if each.name in _NUMBERS else "text"
        yield Column("username" if each.name == "login" else each.name, kind, attrgetter(each.name))


def in_batches(rows: Iterable[R], size: int) -> Iterator[list[R]]:
    """The rows some at a time, so that never more are held."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def parts_of(report: CohortReport) -> tuple[StudentPart, ...]:
    """The parts that students were judged by, each once, as the first student has it who has it."""
    found: dict[str, StudentPart] = {}
    for row in report.students:
        for part in row.parts:
            found.setdefault(part.id, part)
    return tuple(found.values())


def part_value(row: StudentRow, part: str) -> int | None:
    """Per cent of that part that the student has; nothing where it was not decided, or not asked."""
    return next((each.value for each in row.parts if each.id == part), None)


def _of_score(name: str) -> Callable[[StudentRow], Cell]:
    return lambda row: getattr(row.score, name) if row.score else None


def _of_part(part: str) -> Callable[[StudentRow], Cell]:
    return lambda row: part_value(row, part)


def _of_steps(number: int) -> Callable[[StudentRow], Cell]:
    return lambda row: row.steps[number] if number < len(row.steps) else ""
