"""A roster's workbook as tables, one a sheet. It is opened in a process of its own."""

import os
import subprocess
import sys

import msgspec

from portfolio_audit.cohort.rosters.tables import Row, Table, limited
from portfolio_audit.cohort.rosters.workbook import Message
from portfolio_audit.errors import RosterFileError
from portfolio_audit.limits import ROSTER
from portfolio_audit.processes import APART
from portfolio_audit.text import NAME, shown
from portfolio_audit.workers import python_path

_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_CODE = "from portfolio_audit.cohort.rosters.workbook import serve; serve()"
_TOO_MUCH = (
    "took more memory or time than a roster does, or is damaged. Export the sheet with the usernames as CSV, "
    "and give that file."
)
_MESSAGES = msgspec.json.Decoder(Message)
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP", "TMP")


def is_workbook(data: bytes) -> bool:
    """Whether it begins as XLSX, ODS or XLS files do."""
    return data.startswith(_MARKS)


def sheet_tables(data: bytes, name: str) -> list[Table]:
    """The visible sheets that hold anything, in their order.

    Args:
        name: of the roster, for messages.

    Raises:
        RosterFileError: it is no workbook, is locked, or holds more than a roster does.
    """
    tables: list[Table] = []
    for message in _MESSAGES.decode_lines(_answer(data, name)):
        if message.trouble:
            raise RosterFileError(f"{name}: {message.trouble}")
        if message.cells:
            tables[-1].rows.append(Row(message.line, message.cells))
        else:
            tables.append(Table(f"a workbook, sheet '{shown(message.sheet, NAME)}'", []))
    return [table._replace(rows=limited(iter(table.rows), name)) for table in tables if table.rows]


def _answer(data: bytes, name: str) -> bytes:
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CODE],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": python_path()},
            timeout=ROSTER.seconds,
            creationflags=APART,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RosterFileError(f"{name}: {_TOO_MUCH}") from None
    if done.returncode:
        raise RosterFileError(f"{name}: {_TOO_MUCH}")
    return done.stdout
