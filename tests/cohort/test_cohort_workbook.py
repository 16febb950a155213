"""The workbook of a cohort, read again by another library, and what its files inside say."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from cohort.samples import ADA, LINK, REPORT, parts
from portfolio_audit.cohort.exports.sheets import LONGEST_TEXT, safe_text, sheet_name
from portfolio_audit.cohort.exports.workbook import workbook
from portfolio_audit.model.cohort import CohortReport, StudentPart

Rows = list[list[object]]


def _bytes(report: CohortReport = REPORT) -> bytes:
    return b"".join(workbook(report))


def _read(report: CohortReport = REPORT) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(_bytes(report)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _inside(name: str) -> str:
    with ZipFile(BytesIO(_bytes())) as file:
        return file.read(name).decode()


def test_there_is_a_sheet_for_every_part() -> None:
    assert list(_read()) == ["Students", "Rules", "README", "Method Results", "Security", "Problems", "Notes"]


def test_students_stand_with_numbers_that_are_numbers() -> None:
    header, ada, mallory, *others = _read()["Students"]
    assert header[:7] == ["Name", "Username", "Identifier", "Group", "Status", "Score", "Grade"]
    assert header[14:16] == ["README", "Method/Results"]
    assert ada[:16] == [
        *("Ada Lovelace", "ada-l", "ada@uni.example", "Group 1", "ok", 86.0, "A", "yes", 79.0, 7.0),
        *(84.0, 90.0, 95.0, 2.0, 90.0, 80.0),
    ]
    assert (mallory[0], mallory[2], mallory[9]) == (LINK, "-2+3", -7.0)
    assert others[0][2] == "00123"
    assert [row[5] for row in others] == [71.0, 0.0, "", "", "", "", ""]


def test_a_part_shows_points_and_a_state_for_each_rule() -> None:
    header, ada, mallory, zoe, nil, undecided, gone, *_ = _read()["README"]
    assert header == [
        "Name",
        "Username",
        "Per cent",
        "Points of 60",
        "There is a README",
        "The README says how to run it",
    ]
    assert ada[2:] == [90.0, 54.0, "✓ pass", "✓ pass"]
    assert mallory[2:] == [40.0, 24.0, "✓ pass", "✗ fail"]
    assert zoe[2:] == [71.0, 42.6, "◐ partial", "✗ fail"]
    assert nil[2:] == [0.0, 0.0, "✗ fail", "✗ fail"]
    assert undecided[2:] == ["", "", "– not asked", "– not asked"]
    assert gone[2:] == ["", "", "", ""]
    states = ["✓ pass", "✗ fail", "✓ pass", "– not asked", "– not asked", "", "", "", ""]
    assert [row[2] for row in _read()["Security"]] == ["No keys are published", *states]


def test_rules_stand_with_what_they_would_gain() -> None:
    run = _read()["Rules"][2]
    assert run == [
        *("readme-run", "The README says how to run it", "readme", "medium", 4.0, 3.0, 75.0, 0.0, 12.5, 1.0),
        "Add a command.",
    ]


def test_problems_and_notes_stand_at_the_end() -> None:
    sheets = _read()
    assert sheets["Problems"][1] == [11.0, "=2+2", "there is no username; ask them for it"]
    notes = {row[0]: row[1] for row in sheets["Notes"]}
    assert notes["Generated at"] == datetime(2026, 6, 1, 8, 30)
    assert notes["State as of"] == datetime(2026, 5, 31, 22, 0)
    assert notes["Students"] == "9, of whom 5 could be looked at"
    assert (notes["Rubric"], notes["Pass mark"], notes["Repositories"]) == ("course", "50", "assignment-*")
    assert "which is not 0" in str(notes["The score"])


def test_a_run_of_the_present_state_has_no_date_of_its_state() -> None:
    notes = {row[0]: row[1] for row in _read(replace(REPORT, as_of=None, patterns=(), partial=True))["Notes"]}
    assert (notes["State as of"], notes["Repositories"]) == ("the run", "all that are public")
    assert notes["Run"] == "ended before everybody was looked at"


def test_no_cell_is_a_formula_or_a_link() -> None:
    with ZipFile(BytesIO(_bytes())) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 7
    assert any("HYPERLINK" in sheet for sheet in sheets)
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_the_first_line_stays_and_filters() -> None:
    sheet = _inside("xl/worksheets/sheet1.xml")
    assert '<pane xSplit="2" ySplit="1"' in sheet
    assert '<autoFilter ref="A1:U10"/>' in sheet
    assert len(re.findall(r'<cfRule type="(\w+)"', sheet)) == 3
    assert {"dataBar", "colorScale"} == set(re.findall(r'<cfRule type="(\w+)"', sheet))


def test_the_workbook_is_dated_like_its_report() -> None:
    assert _inside("docProps/core.xml").count("2026-06-01T08:30:00Z") == 2


def test_a_class_of_nobody_has_a_workbook() -> None:
    sheets = _read(replace(REPORT, students=(), rules=(), problems=(), teach=()))
    assert {name: len(rows) for name, rows in sheets.items()} == {"Students": 1, "Rules": 1, "Problems": 1, "Notes": 13}


def test_text_with_control_characters_and_halves_of_characters_is_written() -> None:
    odd = replace(ADA, student=replace(ADA.student, name="a\x00b\x1b[31m\ud800_x0041_\u202e", group="x" * 40_000))
    row = _read(replace(REPORT, students=(odd,)))["Students"][1]
    assert row[0] == "a\\x00b\\x1b[31m\\ud800_x0041_\\u202e"
    assert row[3] == "x" * LONGEST_TEXT == safe_text("x" * 40_000)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("README", "README"),
        ("a[b]:c*d?e/f\\g", "a b c d e f g"),
        ("'quoted'", "quoted"),
        ("", "Part"),
        ("///", "Part"),
        ("history", "history (2)"),
        ("students", "students (2)"),
        ("x" * 40, "x" * 31),
        ("'" + "y" * 30 + "'z", "y" * 30),
    ],
)
def test_a_sheet_has_a_name_that_it_may_have(wanted: str, name: str) -> None:
    assert sheet_name(wanted, ["Students"]) == name


def test_parts_with_one_title_have_sheets_of_their_own() -> None:
    same = "How it was done, and what came out of it"
    own = tuple(StudentPart(f"part-{number}", same, 10, 50) for number in range(11))
    names = list(_read(replace(REPORT, students=(replace(ADA, parts=own),), rules=())))
    assert names[2:5] == [
        "How it was done, and what came",
        "How it was done, and what c (2)",
        "How it was done, and what c (3)",
    ]
    assert names[12] == "How it was done, and what (11)"
    assert all(len(name) <= 31 for name in names)
    assert len({name.lower() for name in names}) == len(names)


def test_a_student_without_a_part_has_an_empty_cell() -> None:
    row = _read(replace(REPORT, students=(ADA, replace(ADA, parts=parts(50, 50)[:1]))))["Students"][2]
    assert row[14:16] == [50.0, ""]
