"""Rosters as mentors have them, and what becomes of them."""

from collections.abc import Sequence
from io import BytesIO

import pytest

from portfolio_audit.cohort.rosters import read_roster
from portfolio_audit.errors import RosterFileError
from portfolio_audit.model.cohort import Roster

SERVER = "https://github.com"
NOT_LINKED = "no username: ask the student for it"


def nobody_asked(name: str) -> Sequence[str]:
    raise AssertionError(f"the host was asked for {name}")


def roster(content: str | bytes, column: str | None = None, server: str = SERVER) -> Roster:
    """What is read on the standard input."""
    data = content.encode() if isinstance(content, str) else content
    return read_roster("-", column, server, stdin=BytesIO(data), members=nobody_asked)


def logins(content: str | bytes, column: str | None = None, server: str = SERVER) -> list[str]:
    return [student.login for student in roster(content, column, server).students]


def problems(content: str | bytes) -> list[tuple[int, str]]:
    """Lines and texts; there is a reason for each."""
    found = roster(content).problems
    assert all(problem.reason for problem in found)
    return [(problem.line, problem.text) for problem in found]


def refusal(content: str | bytes, column: str | None = None) -> str:
    with pytest.raises(RosterFileError) as raised:
        roster(content, column)
    said = str(raised.value)
    assert said.isprintable()
    return said.removeprefix("standard input: ")
