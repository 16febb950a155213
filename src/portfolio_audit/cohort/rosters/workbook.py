"""The process that opens a workbook: what is in a file may claim any amount of memory, and takes this process only.

It reads the file on its standard input and writes lines of JSON, one `Message` each. Nothing is evaluated: of a
formula, the text that was saved with it is taken.
"""

import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portfolio_audit.limits import ROSTER

Cell = int | float | str | bool | time | date | datetime | timedelta
LOCKED = "is protected by a password. Save it without one, or export it as CSV."
UNREADABLE = "is no workbook that can be read (XLSX, XLSM, XLSB, XLS or ODS). Open it and save it as XLSX or CSV."
HUGE = "holds more than a roster can. Export the sheet with the usernames as CSV."
_OLE, _ENCRYPTED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")


class Message(msgspec.Struct, frozen=True, array_like=True):
    """A row of a sheet, the beginning of a sheet, or why there is no more."""

    line: int = 0
    cells: tuple[str, ...] = ()
    """Of the row; empty in the other messages."""
    sheet: str = ""
    trouble: str = ""


def serve() -> None:
    """Answer about one file, and end."""
    _limit_memory(ROSTER.memory_bytes)
    size = 0
    for message in _messages(sys.stdin.buffer.read()):
        line = msgspec.json.encode(message) + b"\n"
        size += len(line)
        if size > ROSTER.table_bytes:
            line = msgspec.json.encode(Message(trouble=HUGE))
        sys.stdout.buffer.write(line)
        if size > ROSTER.table_bytes:
            break
    sys.stdout.buffer.flush()


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        from portfolio_audit.job_object import contain

        contain(size)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _messages(data: bytes) -> Iterator[Message]:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        yield Message(trouble=LOCKED)
    elif trouble := _archive_trouble(data):
        yield Message(trouble=trouble)
    else:
        try:
            yield from _sheets(data)
        except PasswordError:
            yield Message(trouble=LOCKED)
        except CalamineError:
            yield Message(trouble=UNREADABLE)


def _archive_trouble(data: bytes) -> str:
    """Why an archive is not even unpacked."""
    if not data.startswith(b"PK"):
        return ""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # damaged
        return UNREADABLE
    return HUGE if sum(part.file_size for part in parts) > ROSTER.unpacked_bytes else ""


def _sheets(data: bytes) -> Iterator[Message]:
    """Of the visible sheets, what is in their cells."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for about in book.sheets_metadata[: ROSTER.sheets]:
        if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
            yield Message(sheet=about.name)
            yield from _rows(book.get_sheet_by_name(about.name))


def _rows(sheet: CalamineSheet) -> Iterator[Message]:
    _, left = sheet.start or (0, 0)
    indent = [""] * min(left, ROSTER.columns)  # so that columns have the numbers that people see
    for number, row in enumerate(sheet.iter_rows() if sheet.start else (), 1):
        cells = (indent + [_text(cell) for cell in row[: ROSTER.columns]])[: ROSTER.columns]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield Message(number, tuple(cells))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: ROSTER.cell_chars].encode("utf-8", "replace").decode()
