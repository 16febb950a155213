"""`portfolio-audit compare`: what it takes, what it says, how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gather.repositories import written
from portfolio_audit.codec import dumps, from_data
from portfolio_audit.model.report import CHANGES_SCHEMA, Changes
from reports_of import report_of

Cli = Callable[..., Result]
BEFORE = report_of({"app": "+--+."}, "+")
AFTER = report_of({"app": "-++-."}, "+", day=7)
BETTER = report_of({"app": "+++++"}, "+", day=7)
YOUNG = report_of({"app": "+--+.", "young": "-...."}, "+", day=7)
GONE = report_of({}, "+", day=7)
HIDDEN = report_of({}, "-", day=7, unseen=["app"])


@pytest.fixture
def reports(here: Path) -> None:
    made = {"old": BEFORE, "new": AFTER, "better": BETTER, "young": YOUNG, "gone": GONE, "hidden": HIDDEN}
    made |= {"bob": report_of({"app": "+++++"}, login="bob")}
    written(here, {f"{name}/report.json": dumps(report) for name, report in made.items()})


@pytest.mark.usefixtures("reports")
def test_files_and_folders_are_compared_and_shown_as_text(cli: Cli) -> None:
    result = cli("compare", "old", "new/report.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:5] == [
        "ada: Since 2026-03-01: 38 → 42; 2 fixed, 2 broken",
        "",
        "  44 →  56  app",
        "",
        "Fixed (2):",
    ]


@pytest.mark.usefixtures("reports")
def test_json_is_the_changes_with_a_schema(cli: Cli) -> None:
    told = json.loads(cli("compare", "old", "new", "--format", "json").stdout)
    assert told.pop("schema") == CHANGES_SCHEMA
    changes = from_data(told, Changes)
    assert (changes.before, changes.after, len(changes.fixed), len(changes.broken)) == (38, 42, 2, 2)


@pytest.mark.usefixtures("reports")
def test_markdown_can_go_to_a_file(cli: Cli, here: Path) -> None:
    assert cli("compare", "old", "new", "--format", "markdown", "--output", "changes.md").stdout == ""
    shown = (here / "changes.md").read_text()
    assert shown.startswith(
        "## Portfolio audit: ada\n\n**38 → 42** since 2026-03-01\n\n| repository | before | now |\n"
    )
    assert "### Broken (2)\n\n- ✗ readme\\-exists is not so in `app`\n" in shown


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("new", "on", "status"),
    [
        ("new", "none", 0),
        ("new", "new", 1),
        ("new", "regression", 1),
        ("better", "new", 0),
        ("better", "regression", 0),
        ("young", "new", 1),
        ("young", "regression", 0),
        ("gone", "regression", 1),
        ("hidden", "regression", 1),
    ],
)
def test_a_gate_closes_on_what_it_was_told(cli: Cli, new: str, on: str, status: int) -> None:
    assert cli("compare", "old", new, "--fail-on", on).exit_code == status


@pytest.mark.usefixtures("reports")
def test_a_score_that_fell_for_want_of_a_look_is_no_regression(cli: Cli, here: Path) -> None:
    written(here, {"blind/report.json": dumps(report_of({}, "+", day=7, unseen=["app"]))})
    result = cli("compare", "old", "blind", "--fail-on", "regression")
    assert result.exit_code == 0
    assert "4 answers known then could not be found out this time." in result.stdout


@pytest.mark.usefixtures("reports")
def test_what_has_no_common_scale_ends_with_the_reason(cli: Cli) -> None:
    result = cli("compare", "old", "bob")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("portfolio-audit: The first is about ada, the second about bob.")


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("{", "is no JSON"),
        ('{"schema": "other@1"}', "expected a file of schema portfolio-audit/report@1 or portfolio-audit/portfolio@1"),
        (dumps(BEFORE).replace('"weight": 50', '"weight": 0'), "its numbers make no score"),
        (dumps(BEFORE).replace('"weight": 5,', '"weight": -5,'), "its numbers make no score"),
        (dumps(BEFORE).replace('"generated_at"', '"generated"'), "not a valid portfolio-audit/report@1 file"),
    ],
    ids=["none", "no JSON", "another schema", "slots of nothing", "a negative weight", "a key too few"],
)
def test_a_wrong_file_is_refused(cli: Cli, here: Path, content: str | None, words: str) -> None:
    if content is not None:
        written(here, {"wrong.json": content})
    result = cli("compare", "old", "wrong.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.usefixtures("reports")
def test_where_nothing_can_be_written_nothing_is_compared(cli: Cli) -> None:
    result = cli("compare", "old", "new", "--output", "old/report.json/changes.md")
    assert (result.exit_code, "nothing can be written below it" in result.stderr) == (2, True)


def test_saved_facts_are_audited_by_the_rules_in_force(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    assert cli("--from", "../facts.json", "--rubric", "software", "-q", "--output", "out").exit_code == 0
    same = cli("compare", "../facts.json", "out", "--rubric", "software")
    assert (same.exit_code, same.stdout.count("no answer is another")) == (0, 1)
    other = cli("compare", "out", "../facts.json")
    assert other.exit_code == 3
    assert "different rubrics, software and ml-engineer" in other.stderr


def test_both_arguments_are_wanted(cli: Cli) -> None:
    assert cli("compare", "old").exit_code == 2
