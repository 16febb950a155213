"""The exports of a class of attackers, opened in LibreOffice: nothing is a formula, and every text is as it was."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from cohort.samples import ADA, ATTACKS, LATER, REPORT, findings
from cohort.spreadsheet import Seen, opened
from portfolio_audit.cohort.exports.filling import fill
from portfolio_audit.cohort.exports.forms import FORMS
from portfolio_audit.files import write_whole
from portfolio_audit.model.cohort import CohortReport, FindingRow, RosterProblem, StudentRow
from portfolio_audit.text import visible

TABLES = ("students.csv", "findings.csv", "canvas.csv", "moodle.csv", "classroom.csv", "filled.csv")
RAW = "raw.csv"


def _attackers() -> Iterator[StudentRow]:
    for number, attack in enumerate(ATTACKS):
        row = ADA if number % 2 else LATER
        who = replace(row.student, login=f"user-{number}", name=attack, identifier=attack, group=attack)
        steps = (attack, "Add a licence") if number % 2 else ()
        yield replace(row, student=who, reason=attack, summary=attack, steps=steps)


def _report() -> CohortReport:
    rules = tuple(replace(rule, title=attack, fix=attack) for rule, attack in zip(REPORT.rules, ATTACKS, strict=False))
    problems = tuple(RosterProblem(number, attack, attack) for number, attack in enumerate(ATTACKS, 1))
    return replace(REPORT, title=ATTACKS[0], students=tuple(_attackers()), rules=rules, problems=problems)


def _findings() -> Iterator[FindingRow]:
    some = next(findings())
    for attack in ATTACKS:
        yield replace(some, repository=attack, title=attack, message=attack, path=attack)


def _filled(report: CohortReport) -> bytes:
    header = "Identifier,Full name,Grade,Maximum Grade,Feedback comments\r\n"
    rows = "".join(f"Participant {number},GitHub user {number},,20.00,\r\n" for number in range(len(ATTACKS)))
    named = [
        replace(row, student=replace(row.student, name=f"GitHub user {n}")) for n, row in enumerate(report.students)
    ]
    return fill((header + rows).encode(), replace(report, students=tuple(named))).data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file that a spreadsheet may be asked to open, and one with formulas in it."""
    folder, report = tmp_path_factory.mktemp("exports"), _report()
    for file in (file for name in ("csv", "xlsx", "canvas", "moodle", "classroom") for file in FORMS[name].files):
        write_whole(folder / file.name, file.make(report, _findings()))
    (folder / "filled.csv").write_bytes(_filled(report))
    text = StringIO()
    csv.writer(text).writerows([attack] for attack in ATTACKS)
    (folder / RAW).write_text(text.getvalue(), "utf-8")
    return folder


@pytest.fixture(scope="module")
def tables(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return opened([folder / name for name in (*TABLES, RAW)], tmp_path_factory.mktemp("opened"), ",")


def _cells(file: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(file.read_text("utf-8"), newline="")))


def test_libreoffice_would_compute_what_is_not_neutralised(tables: dict[str, Seen]) -> None:
    assert any("HYPERLINK" in formula for formula in tables[RAW].formulas)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_holds_no_formula(name: str, tables: dict[str, Seen]) -> None:
    assert tables[name].formulas == ()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_the_texts_that_were_written(name: str, tables: dict[str, Seen], folder: Path) -> None:
    (shown,) = tables[name].sheets.values()
    written = _cells(folder / name)
    assert len(shown) == len(written)
    for there, here in zip(shown, written, strict=True):
        texts = {place: text for place, text in enumerate(here) if any(char.isalpha() for char in text)}
        assert {place: there[place] for place in texts} == texts


def test_names_are_as_they_were_but_for_the_apostrophe(tables: dict[str, Seen]) -> None:
    (shown,) = tables["students.csv"].sheets.values()
    names = [row[0] for row in shown[1:]]
    assert [name.replace("'", "") for name in names] == [visible(attack) for attack in ATTACKS]
    assert [name.count("'") for name in names] == [0 if attack[0] in "\t\r" else 1 for attack in ATTACKS]


def test_no_formula_comes_of_parting_the_cells_elsewhere(folder: Path, tmp_path: Path) -> None:
    seen = opened([folder / name for name in TABLES], tmp_path, ",;\t")
    assert {name: each.formulas for name, each in seen.items()} == dict.fromkeys(TABLES, ())


def test_the_workbook_holds_texts_as_they_are_and_no_formula(folder: Path, tmp_path: Path) -> None:
    seen = opened([folder / "cohort.xlsx"], tmp_path)["cohort.xlsx"]
    assert seen.formulas == ()
    attacks = [visible(attack) for attack in ATTACKS]
    assert [row[0] for row in seen.sheets["Students"][1:]] == attacks
    assert [row[1] for row in seen.sheets["Problems"][1:]] == attacks
    assert [row[1] for row in seen.sheets["Rules"][1:]] == attacks[: len(REPORT.rules)]
    assert seen.sheets["Students"][2][5:10] == ["86", "A", "yes", "79", "+7"]
    assert ["Generated at", "2026-06-01 08:30 UTC"] in seen.sheets["Notes"]
