"""CSV: a row per finding that a spreadsheet reads and does not run."""

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest

from hostile import ATTACK
from outputs.reports import failure, one_finding, poisoned
from portfolio_audit.model.report import Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.csv import COLUMNS
from portfolio_audit.renderers.escape import spreadsheet_cell


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(RENDERERS["csv"](report), newline=""), strict=True))


def test_there_is_a_row_for_every_finding(demo_report: Report) -> None:
    expected = [(repo.name, f.rule, str(f.state)) for repo in demo_report.repositories for f in repo.findings]
    expected += [("", f.rule, str(f.state)) for f in demo_report.findings]
    shown = rows(demo_report)
    assert [(row["repository"], row["rule"], row["state"]) for row in shown] == expected
    assert all(tuple(row) == COLUMNS for row in shown)


def test_a_row_says_what_the_finding_says(demo_report: Report) -> None:
    finding = failure("eng-x", Evidence("a b.py", 7, 'x = "1,2"'), Evidence("c.py", 1, "y"), message="so,\nit is")
    (row,) = rows(one_finding(demo_report, finding))
    assert row == {
        "repository": demo_report.repositories[0].name,
        "rule": "eng-x",
        "category": "readme",
        "severity": "high",
        "state": "fail",
        "credit": "0",
        "weight": "3",
        "gain": "2",
        "minutes": "20",
        "title": "It fails",
        "message": "so,\\x0ait is",
        "path": "a b.py",
        "line": "7",
        "excerpt": 'x = "1,2"',
        "fix": "Mend it.",
    }


def test_lines_end_as_rfc_4180_says(demo_report: Report, hostile_report: Report) -> None:
    for report in (demo_report, hostile_report):
        text = RENDERERS["csv"](report)
        count = 1 + len(report.findings) + sum(len(repo.findings) for repo in report.repositories)
        assert text.count("\r\n") == text.count("\n") == text.count("\r") == count
        assert text.endswith("\r\n")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u3000 ", "a;", 'a";  '])
def test_no_cell_begins_a_formula(begin: str, before: str, demo_report: Report) -> None:
    attack = f'{before}{begin}cmd|"/c calc"!A1'
    for row in rows(poisoned(demo_report, attack)):
        for name in ("title", "message", "fix"):
            assert not re.search(r"(^|;)\s*[=+\-@＝＋－＠]", row[name])
            assert row[name].replace("'", "") == attack


@pytest.mark.parametrize("control", ["\t", "\r", "\n", "\v"])
def test_what_a_spreadsheet_skips_before_a_formula_is_spelled_out(control: str) -> None:
    assert spreadsheet_cell(f"{control}=1").startswith("\\x0")


def test_what_is_no_formula_stays_as_it_is() -> None:
    for text in ("", "a = b", "x-y", "ada@example.com", "1; 2", "don't"):
        assert spreadsheet_cell(text) == text


def test_texts_of_others_stay_in_their_cells(hostile_report: Report) -> None:
    for row in rows(poisoned(hostile_report, ATTACK)):
        assert tuple(row) == COLUMNS
        assert not any(char in cell for cell in row.values() for char in "\x1b\x00\u202e\r\n")


def test_the_demo_is_told_as_before(demo_report: Report, golden: Callable[[str, str], None]) -> None:
    lines = RENDERERS["csv"](demo_report).split("\r\n")
    golden("demo.csv", "\n".join(line for line in lines if ",fail," in line or line.startswith("repository,")) + "\n")
