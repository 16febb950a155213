"""The tables of a cohort: CSV, Parquet, and what they are called."""

import csv
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from cohort.samples import ATTACKS, LINK, REPORT, STUDENTS, findings
from portfolio_audit.cohort.exports.forms import FORMS, File
from portfolio_audit.errors import OutputError
from portfolio_audit.files import write_whole
from portfolio_audit.model.cohort import FindingRow
from portfolio_audit.renderers.escape import spreadsheet_cell

FILES = {file.name: file for form in FORMS.values() for file in form.files}


def text_of(name: str) -> str:
    return "".join(piece.decode() if isinstance(piece, bytes) else piece for piece in _pieces(FILES[name]))


def bytes_of(name: str) -> bytes:
    pieces = _pieces(FILES[name])
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def _pieces(file: File) -> "list[str | bytes]":
    return list(file.make(REPORT, findings()))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text_of(name), newline="")))


# --- CSV -------------------------------------------------------------------------------------------------------------


def test_students_have_a_row_each_in_the_rosters_order() -> None:
    rows = _rows("students.csv")
    assert [row["username"] for row in rows] == [row.student.login for row in STUDENTS]
    assert rows[0] == {
        "name": "Ada Lovelace",
        "identifier": "ada@uni.example",
        "group": "Group 1",
        "username": "ada-l",
        "status": "ok",
        "reason": "",
        "score": "86",
        "low": "84",
        "high": "90",
        "coverage": "95",
        "grade": "A",
        "passed": "yes",
        "before": "79",
        "moved": "7",
        "projects": "2",
        "part_readme": "90",
        "part_results": "80",
        "next_step_1": "Show what came out, with a baseline",
        "next_step_2": "",
        "next_step_3": "",
        "page": "students/ada-l/index.html",
    }


def test_who_has_no_report_has_no_number() -> None:
    by_name = {row["username"]: row for row in _rows("students.csv")}
    empty = ("score", "low", "high", "coverage", "grade", "passed", "before", "moved", "projects", "part_readme")
    for login in ("gone", "bare", "later", "lost"):
        assert {by_name[login][name] for name in empty} == {""}, login
    assert (by_name["undecided"]["score"], by_name["undecided"]["coverage"]) == ("", "0")
    assert by_name["nil-n"]["score"] == "0"


def test_a_negative_number_stays_one() -> None:
    assert _rows("students.csv")[1]["moved"] == "-7"


def test_what_would_be_a_formula_begins_with_an_apostrophe() -> None:
    mallory = _rows("students.csv")[1]
    assert (mallory["name"], mallory["identifier"], mallory["group"]) == ("'" + LINK, "'-2+3", "'@group")
    assert [row["message"] for row in _rows("findings.csv")][:4] == ["'" + ATTACKS[0], "'+1+1", "'-2+3", "'@SUM(1+1)"]
    assert _rows("students.csv")[8]["reason"] == "\\x09=the host did not answer"


def test_findings_are_tidy() -> None:
    rows = _rows("findings.csv")
    assert len(rows) == len(list(findings())) == 20
    assert list(rows[0]) == [
        *("username", "repository", "rule", "title", "category", "severity", "state", "credit", "weight", "gain"),
        *("minutes", "message", "path", "line", "parent"),
    ]
    failed = next(row for row in rows if row["username"] == "nil-n" and row["rule"] == "readme-run")
    assert (failed["state"], failed["path"], failed["line"], failed["parent"]) == (
        *("fail", "README.md", "1"),
        "readme-exists",
    )


def test_findings_are_written_as_they_come() -> None:
    taken = 0

    def many() -> "list[FindingRow]":
        nonlocal taken
        one = next(findings())
        for _ in range(10_000):
            taken += 1
            yield one

    pieces = iter(FILES["findings.csv"].make(REPORT, many()))
    next(pieces)
    assert taken < 1_000
    assert sum(str(piece).count("\r\n") for piece in pieces) > 9_000
    assert taken == 10_000


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(name: str) -> pyarrow.Table:
    return pyarrow.parquet.read_table(BytesIO(bytes_of(name)))


def test_parquet_has_the_columns_of_the_csv_with_their_types() -> None:
    table = _parquet("students.parquet")
    assert table.column_names == list(_rows("students.csv")[0])
    kinds = {name: str(table.schema.field(name).type) for name in ("name", "score", "passed", "moved", "part_readme")}
    assert kinds == {"name": "string", "score": "int32", "passed": "bool", "moved": "int32", "part_readme": "int32"}
    assert table["score"].to_pylist() == [86, 43, 71, 0, None, None, None, None, None]
    assert table["passed"].to_pylist()[:5] == [True, False, True, False, None]
    assert table["moved"].to_pylist()[1] == -7


def test_parquet_has_the_texts_of_the_csv_so_that_nothing_is_a_formula() -> None:
    assert _parquet("students.parquet")["name"].to_pylist()[1] == spreadsheet_cell(LINK) != LINK
    table = _parquet("findings.parquet")
    assert table["message"].to_pylist()[:4] == [spreadsheet_cell(text) for text in ATTACKS[:4]]
    assert table["state"].to_pylist()[:3] == ["pass", "pass", "partial"]
    assert table.num_rows == 20


def test_a_class_without_findings_has_an_empty_table() -> None:
    data = b"".join(FILES["findings.parquet"].make(REPORT, []))  # type: ignore[arg-type]
    assert pyarrow.parquet.read_table(BytesIO(data)).num_rows == 0


def test_a_missing_library_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match=r"python -m pip install 'portfolio-audit\[parquet\]'"):
        bytes_of("students.parquet")


# --- all forms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_equal_runs_give_equal_files(name: str) -> None:
    assert bytes_of(name) == bytes_of(name)


@pytest.mark.parametrize("name", FILES)
def test_every_form_is_written_whole(name: str, tmp_path: Path) -> None:
    write_whole(tmp_path / name, FILES[name].make(REPORT, findings()))
    assert (tmp_path / name).read_bytes() == bytes_of(name)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", FILES)
def test_only_forms_that_say_so_take_the_findings(name: str) -> None:
    taken = []
    list(FILES[name].make(REPORT, (taken.append(row) or row for row in findings())))  # type: ignore[func-returns-value]
    assert bool(taken) is FILES[name].needs_findings


def test_grade_books_and_parquet_are_made_on_request_alone() -> None:
    assert [name for name, form in FORMS.items() if form.default] == ["json", "csv", "xlsx"]
    assert [name for name, form in FORMS.items() if form.tells_who] == ["canvas", "moodle", "classroom"]
