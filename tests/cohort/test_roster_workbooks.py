"""Rosters in workbooks, sound and hostile."""

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from roster_files import logins, problems, refusal, roster

from portfolio_audit.limits import ROSTER
from portfolio_audit.model.cohort import Student

Cells = Sequence[Sequence[Any]]
NAMED = [["Name", "GitHub", "Group"], ["Ana", "ana", "A"], ["Bob", "https://github.com/bob", "B"]]


def workbook(*sheets: tuple[str, Cells], hidden: str = "", at: tuple[int, int] = (0, 0)) -> bytes:
    """An XLSX file; tuples are formulas with the text that was saved with them."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            elif hidden:
                sheet.activate()
            for row, cells in enumerate(rows, at[0]):
                for column, cell in enumerate(cells, at[1]):
                    if isinstance(cell, tuple):
                        sheet.write_formula(row, column, cell[0], value=cell[1])
                    elif isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                    else:
                        sheet.write(row, column, cell)
    return file.getvalue()


# --- sound -----------------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_as_it_is_seen() -> None:
    read = roster(workbook(("Class 1", NAMED), at=(2, 1)))
    assert read.students == (Student("ana", "Ana", "", "A", 4), Student("bob", "Bob", "", "B", 5))
    assert read.told == (
        "a workbook, sheet 'Class 1'; usernames from column 3 'GitHub', names from 'Name', groups from 'Group', "
        "headings in line 3"
    )
    assert logins(workbook(("Class 1", NAMED), at=(2, 1)), "3") == ["ana", "bob"]


def test_numbers_are_written_as_people_see_them() -> None:
    rows = [["Student ID", "GitHub", "Group"], [20261234.0, "ana", datetime(2026, 3, 1)], [7.5, 1234, True]]
    assert roster(workbook(("S", rows))).students == (
        Student("ana", "", "20261234", "2026-03-01", 2),
        Student("1234", "", "7.5", "True", 3),
    )


def test_of_a_formula_the_saved_text_is_taken_and_nothing_is_evaluated() -> None:
    rows = [
        ["GitHub"],
        [('=HYPERLINK("https://evil.example","x")', "ana")],
        [('=WEBSERVICE("http://evil.example")', "")],
    ]
    read = roster(workbook(("S", [["Name", *row] for row in rows])))
    assert [student.login for student in read.students] == ["ana"]
    assert "evil" not in str(read)


def test_the_sheet_with_the_usernames_is_found() -> None:
    data = workbook(("Read me", [["About", "this"], ["file of", "ours"]]), ("Empty", []), ("Class", NAMED))
    assert "sheet 'Class'" in roster(data).told
    assert logins(data) == ["ana", "bob"]


def test_a_hidden_sheet_is_not_read() -> None:
    old = [["GitHub"], ["old"]]
    assert logins(workbook(("Old", old), ("Now", NAMED), hidden="Old")) == ["ana", "bob"]


def test_a_column_of_a_workbook_can_be_given() -> None:
    rows = [["Name", "GitHub", "Mine"], ["A", "x", "ana"], ["B", "y", "bob"]]
    assert logins(workbook(("Notes", [["a note"]]), ("Class", rows)), "mine") == ["ana", "bob"]
    assert "Columns: 1 'Name', 2 'GitHub', 3 'Mine'" in refusal(workbook(("Class", rows)), "yours")


def test_blanks_and_doubles_are_listed_with_the_lines_of_the_sheet() -> None:
    rows = [["Name", "GitHub"], ["Ana", "ana"], [], ["Bob", ""], ["Anna", "ANA"]]
    assert problems(workbook(("S", rows))) == [(4, "Bob"), (5, "ANA")]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the files")
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_other_workbooks_are_read_as_well(form: str, tmp_path: Path) -> None:
    (tmp_path / "class.xlsx").write_bytes(workbook(("Class", NAMED)))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "class.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert logins((tmp_path / f"class.{form}").read_bytes()) == ["ana", "bob"]


# --- hostile ---------------------------------------------------------------------------------------------------------


def rewritten(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with another content of that part, packed as well as can be."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return file.getvalue()


def test_an_archive_that_declares_too_much_is_not_unpacked() -> None:
    data = bytearray(rewritten(workbook(("S", NAMED)), "xl/styles.xml", b" " * 1_000))
    size, place = (ROSTER.unpacked_bytes + 1).to_bytes(4, "little"), data.rindex(b"xl/styles.xml") - 46 + 24
    data[place : place + 4] = size  # in the list at the archive's end
    assert refusal(bytes(data)) == "holds more than a roster can. Export the sheet with the usernames as CSV."


@pytest.mark.parametrize("cell", ["XFD1048576", "AAA1000000"])
def test_a_cell_far_away_takes_no_memory_of_ours(cell: str) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="CELL"><v>1</v></c></row></sheetData></worksheet>'
    ).replace("CELL", cell)
    said = refusal(rewritten(workbook(("S", NAMED)), "xl/worksheets/sheet1.xml", sheet.encode()))
    assert said.startswith("took more memory or time than a roster does")


def test_a_workbook_behind_a_password_is_told() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refusal(locked) == "is protected by a password. Save it without one, or export it as CSV."


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(range(256)) * 40,
        b"PK\x05\x06" + bytes(18),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000),
        workbook(("S", NAMED))[:-300],
        rewritten(workbook(("S", NAMED)), "xl/workbook.xml", b"<workbook><sheets><sheet"),
        rewritten(workbook(("S", NAMED)), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        rewritten(workbook(("S", NAMED)), "xl/worksheets/sheet1.xml", b"\xff\xfe\x00"),
        rewritten(workbook(("S", NAMED)), "xl/sharedStrings.xml", b"<sst/>"),
        workbook(("S", [])),
    ],
    ids=["mark", "rubbish", "no parts", "no streams", "cut off", "book", "sheet", "bytes", "strings", "empty"],
)
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    assert refusal(data).endswith(".")
